-- Plans: who reads them, how staff change them, and what they refuse.

begin;
select plan(41);

-- Reading -------------------------------------------------------------------------------------------------------------

insert into public.plans (plan_id, name, public) values ('secret', 'Made for one', false), ('other_secret', 'For another', false);
insert into public.plan_limits (plan_id, limit_type, limit_value) values ('secret', 'users', 7), ('other_secret', 'users', 7);
insert into public.plan_features (plan_id, feature_key) values ('secret', 'gold'), ('other_secret', 'gold');
update public.organizations set plan_id = 'secret' where id = tests.id('northwind');

select tests.as_person('nina');
select set_eq('select plan_id from public.plans', array['free', 'team', 'business', 'agency'], 'who has no tenant reads public plans');
select is_empty($$ select from public.plan_limits where plan_id ~ 'secret' $$, 'and their limits only');
select is_empty($$ select from public.plan_features where plan_id ~ 'secret' $$, 'and their features only');
select isnt_empty($$ select from public.plan_limits where plan_id = 'free' $$, 'limits of public plans are there');
select tests.as_person('vera');
select set_eq('select plan_id from public.plans', array['free', 'team', 'business', 'agency', 'secret'], 'members read their own plan too');
select set_eq($$ select plan_id from public.plan_limits where plan_id ~ 'secret' $$, array['secret'], 'with its limits');
select throws_ok($$ update public.plan_limits set limit_value = 100000 $$, '42501', null, 'members write no limit');
select throws_ok($$ insert into public.plans (plan_id, name) values ('mine', 'Mine') $$, '42501', null, 'members write no plan');
select throws_ok($$ select public.set_plan_limit('secret', 'users', 100, 'hard', 0, 'because') $$, '42501', null,
  'the function for staff is not even callable by tenants');
select tests.as_person('rex');
select is_empty($$ select from public.plans where plan_id = 'secret' $$, 'removed members lose sight of it');
select tests.as_person('vito');
select set_eq('select plan_id from public.plans', array['free', 'team', 'business', 'agency', 'secret', 'other_secret'], 'staff read every plan');
select tests.as_anonymous();
select throws_ok('select from public.plans', '42501', null, 'the anonymous key reads no plan');
select throws_ok($$ select public.set_plan_limit('free', 'users', 100, 'hard', 0, 'because') $$, '42501', null, 'and changes none');

-- Changing ------------------------------------------------------------------------------------------------------------

select tests.as_person('stella');
select results_eq($$ select limit_value, enforcement, grace_amount from public.set_plan_limit('free', 'users', 9, 'soft', 3, 'Spring offer') $$,
  $$ values (9, 'soft', 3) $$, 'a staff admin sets a limit and gets it back');
select results_eq($$ select limit_value from public.set_plan_limit('agency', 'leads_month', 100, 'hard', 0, 'New limit') $$,
  array[100], 'a limit that was not there is added');
select is((select max_users from public.plans where plan_id = 'free'), 9, 'plans.max_users mirrors the limit');
select results_eq($$ select actor_id, actor_role, before, after, reason from public.audit_logs
  where entity = 'plan_limits' and entity_id = 'free/users' order by seq desc limit 1 $$,
  $$ values (tests.id('stella'), 'admin', '{"limit_value": 2, "enforcement": "hard", "grace_amount": 0}'::jsonb,
    '{"limit_value": 9, "enforcement": "soft", "grace_amount": 3}'::jsonb, 'Spring offer') $$,
  'the audit log says who, from what, to what and why');
select lives_ok($$ select public.remove_plan_limit('free', 'users', 'Unlimited now') $$, 'a staff admin removes a limit');
select is((select max_users from public.plans where plan_id = 'free'), null, 'and the mirror says unlimited');
select results_eq($$ select action, before ->> 'limit_value', reason from public.audit_logs
  where entity = 'plan_limits' and entity_id = 'free/users' order by seq desc limit 1 $$,
  $$ values ('delete', '9', 'Unlimited now') $$, 'which is audited');
select results_eq($$ select enabled, limit_value from public.set_plan_feature('free', 'webhooks', true, 1, 'Trial') $$,
  $$ values (true, 1) $$, 'a staff admin switches a feature');

-- Refusals ------------------------------------------------------------------------------------------------------------

select throws_ok($$ select public.set_plan_limit('free', 'users', 5, 'hard', 0, '') $$, 'PT422', 'REASON_REQUIRED', 'a reason is required');
select throws_ok($$ select public.set_plan_limit('free', 'users', 5, 'hard', 0, null) $$, 'PT422', 'REASON_REQUIRED', 'null is no reason');
select throws_ok($$ select public.set_plan_limit('free', 'users', 5, 'hard', 0, '  a   ') $$, 'PT422', 'REASON_REQUIRED', 'blanks are no reason');
select throws_ok($$ select public.set_plan_limit('none', 'users', 5, 'hard', 0, 'because') $$, 'PT404', 'NOT_FOUND', 'no such plan');
select throws_ok($$ select public.set_plan_limit(null, 'users', 5, 'hard', 0, 'because') $$, 'PT404', 'NOT_FOUND', 'null is no plan');
select throws_ok($$ select public.remove_plan_limit('agency', 'api_requests_minute', 'because') $$, 'PT404', 'NOT_FOUND', 'no such limit to remove');
select throws_ok($$ select public.set_plan_feature('none', 'webhooks', true, 1, 'because') $$, 'PT404', 'NOT_FOUND', 'no such plan for a feature');
select throws_ok($$ select public.set_plan_feature('free', 'No Key!', true, 1, 'because') $$, 'PT422', 'VALIDATION_FAILED', 'no such feature key');
select is((select count(*) from (values ('nonsense', 5, 'hard', 0), ('users', -1, 'hard', 0), ('users', 5, 'firm', 0), ('users', 5, 'hard', -1),
    (null, 5, 'hard', 0), ('users', null, 'hard', 0), ('users', 5, null, 0), ('users', 5, 'hard', null),
    ('users', 2147483647, 'hard', 1)) v (type, value, enforcement, grace)
  where tests.message_of(format('select public.set_plan_limit(%L, %L, %L, %L, %L, %L)', 'team', type, value, enforcement, grace, 'because'))
    is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint, 'every value that a limit cannot have is VALIDATION_FAILED');
select results_eq($$ select limit_value from public.plan_limits where plan_id = 'team' and limit_type = 'users' $$, array[10],
  'a refused change leaves the limit as it was');
select is_empty($$ select from public.audit_logs where entity = 'plan_limits' and entity_id = 'team/users' and action <> 'insert' $$,
  'and leaves nothing in the audit log');

-- Making plans ---------------------------------------------------------------------------------------------------------

select tests.as_person('stella');
select results_eq($$ select plan_id, name, price, "interval", public, archived from public.save_plan('studio', 'Studio', 4900, 'EUR', 'year', 25, true, false, 'A new offer') $$,
  $$ values ('studio', 'Studio', 4900, 'year', true, false) $$, 'a staff admin makes a plan');
select results_eq($$ select name, archived from public.save_plan('studio', 'Studio 2', 4900, 'EUR', 'year', 25, true, true, 'Sold out') $$,
  $$ values ('Studio 2', true) $$, 'and changes it');
select results_eq($$ select after, reason from public.audit_logs where entity = 'plans' and entity_id = 'studio' order by seq desc limit 1 $$,
  $$ values ('{"name": "Studio 2", "archived": true}'::jsonb, 'Sold out') $$, 'with the reason in the audit log');
select is((select count(*) from (values ('Bad Id', 'X', 1, 'EUR', 'month', 'because', 'PT422 VALIDATION_FAILED'), ('x', '', 1, 'EUR', 'month', 'because', 'PT422 VALIDATION_FAILED'),
    ('x', 'X', -1, 'EUR', 'month', 'because', 'PT422 VALIDATION_FAILED'), ('x', 'X', 1, 'EURO', 'month', 'because', 'PT422 VALIDATION_FAILED'),
    ('x', 'X', 1, 'eur', 'month', 'because', 'PT422 VALIDATION_FAILED'), ('x', 'X', 1, 'EUR', 'week', 'because', 'PT422 VALIDATION_FAILED'),
    ('x', null, 1, 'EUR', 'month', 'because', 'PT422 VALIDATION_FAILED'), ('x', 'X', 1, 'EUR', 'month', ' ', 'PT422 REASON_REQUIRED')) v (id, name, price, currency, term, reason, told)
  where tests.message_of(format('select public.save_plan(%L, %L, %L, %L, %L, 1, true, false, %L)', id, name, price, currency, term, reason)) is distinct from told), 0::bigint,
  'a plan has an id, a name, a price and a term');
select tests.as_person('sue');
select throws_ok($$ select public.save_plan('x', 'X', 1, 'EUR', 'month', 1, true, false, 'because') $$, 'PT403', 'FORBIDDEN', 'support makes no plans');
select tests.as_person('ada');
select throws_ok($$ select public.save_plan('free', 'X', 1, 'EUR', 'month', 1, true, false, 'because') $$, '42501', null, 'nor do tenants');

-- What a plan keeps from going wrong ----------------------------------------------------------------------------------

select tests.as_nobody();
select throws_ok($$ delete from public.plans where plan_id = 'secret' $$, '23503', null, 'a plan that a tenant has cannot be deleted');
select throws_ok($$ insert into public.plans (plan_id, name, price) values ('cheap', 'Cheap', -1) $$, '23514', null, 'prices are not negative');
select throws_ok($$ insert into public.plans (plan_id, name, currency) values ('cheap', 'Cheap', 'eur') $$, '23514', null, 'currencies are ISO codes');

select * from finish();
rollback;
