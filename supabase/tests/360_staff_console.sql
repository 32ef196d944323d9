-- Staff console: how large tenants are, acting for one, and changing the plans in one go.

begin;
select plan(37);

-- Size ----------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
update public.plan_limits set limit_value = 0, enforcement = 'soft' where plan_id = 'free' and limit_type in ('users', 'submissions_month');
select tests.as_person('vito');
select results_eq($$ select limits_exceeded, submissions_limit from public.organization_summaries where id = tests.id('globex') $$, $$ values (2::bigint, 0) $$, 'a tenant says how many limits it is above');
select tests.as_nobody();
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason, expires_at) values
  (tests.id('globex'), 'users', 9, 'Agreed', null), (tests.id('globex'), 'submissions_month', 9, 'Agreed', now() - interval '1 day');
insert into public.subscriptions (organization_id, plan_id, status, trial_ends_at) values (tests.id('globex'), 'free', 'trialing', '2026-12-24');
select tests.as_person('vito');
select results_eq($$ select limits_exceeded, trial_ends_at from public.organization_summaries where id = tests.id('globex') $$, $$ values (1::bigint, timestamptz '2026-12-24') $$,
  'overrides that run count; and when its trial ends');

-- Acting for a tenant ---------------------------------------------------------------------------------------------------

select tests.as_person('sue');
select throws_ok($$ select public.request_organization_deletion(tests.id('globex'), 'Asked by letter') $$, 'PT403', 'FORBIDDEN', 'support closes no tenant');
select throws_ok($$ select public.request_privacy(tests.id('globex'), 'erase', 'visitor', 'x@visitor.example', 'Asked by letter') $$, 'PT403', 'FORBIDDEN', 'nor erases anybody');
select throws_ok($$ select public.request_privacy(tests.id('globex'), 'export', 'visitor', 'x@visitor.example') $$, 'PT422', 'REASON_REQUIRED', 'an export by staff has a reason');
select is((public.request_privacy(tests.id('globex'), 'export', 'visitor', 'x@visitor.example', 'Asked by letter')).requested_by, tests.id('sue'), 'and is asked for by support');
select is_empty($$ select from public.data_exports $$, 'which does not get it');
select tests.as_person('vito');
select throws_ok($$ select public.request_privacy(tests.id('globex'), 'export', 'organization', reason => 'because') $$, 'PT403', 'FORBIDDEN', 'not by a viewer');
select tests.as_person('stella');
select throws_ok($$ select public.request_organization_deletion(gen_random_uuid(), 'because') $$, 'PT404', 'NOT_FOUND', 'nobody closes what is not there');
select is(public.request_organization_deletion(tests.id('globex'), 'Asked by letter'), now() + interval '7 days', 'a staff admin closes a tenant');
select is(public.cancel_organization_deletion(tests.id('globex'), 'Changed its mind'), 'active', 'and calls it off');
select is((public.request_privacy(tests.id('globex'), 'erase', 'visitor', 'x@visitor.example', 'Asked by letter')).kind, 'erase', 'and has a visitor erased');
select tests.as_person('boris');
select set_eq($$ select reason from public.audit_logs where entity = 'privacy_requests' and organization_id = tests.id('globex') $$, array['Asked by letter'], 'the tenant reads why');

select tests.as_person('stella');
select public.set_flag('fresh', 'Beginning', organizations => jsonb_build_object(tests.id('northwind'), true));
select ok(public.set_organization_flag('fresh', tests.id('globex'), true, 'A pilot'), 'a flag is switched for one tenant');
select is((select organizations from public.feature_flags where key = 'fresh'), jsonb_build_object(tests.id('northwind'), true, tests.id('globex'), true), 'others keep theirs');
select ok(not public.set_organization_flag('fresh', tests.id('globex'), null, 'Pilot over'), 'and follows the rest again');
select is((select organizations from public.feature_flags where key = 'fresh'), jsonb_build_object(tests.id('northwind'), true), 'without a trace');
select throws_ok($$ select public.set_organization_flag('none', tests.id('globex'), true, 'A pilot') $$, 'PT404', 'NOT_FOUND', 'a flag that is there');
select throws_ok($$ select public.set_organization_flag('fresh', gen_random_uuid(), true, 'A pilot') $$, 'PT404', 'NOT_FOUND', 'a tenant that is there');
select throws_ok($$ select public.set_organization_flag('fresh', tests.id('globex'), true, ' ') $$, 'PT422', 'REASON_REQUIRED', 'and a reason');
select tests.as_person('sue');
select throws_ok($$ select public.set_organization_flag('fresh', tests.id('globex'), true, 'A pilot') $$, 'PT403', 'FORBIDDEN', 'support switches none');

-- Plans ---------------------------------------------------------------------------------------------------------------

select tests.as_person('vito');
select results_eq($$ select * from public.preview_plan_limits('[{"plan_id": "free", "limit_type": "users", "limit_value": 0}, {"plan_id": "free", "limit_type": "widgets", "limit_value": 0},
    {"plan_id": "team", "limit_type": "users", "limit_value": 0}]') order by 1, 2 $$,
  $$ values ('free', 'users', 1, 0), ('free', 'widgets', 1, 1), ('team', 'users', 0, 0) $$, 'a dry run counts tenants, and those above who have no override');
select throws_ok($$ select public.preview_plan_limits('{}') $$, 'PT422', 'VALIDATION_FAILED', 'of a list');
select throws_ok($$ select public.preview_plan_limits('[{"plan_id": "free", "limit_type": "users", "limit_value": "many"}]') $$, 'PT422', 'VALIDATION_FAILED', 'of numbers');
select throws_ok($$ select public.save_plans('[{"kind": "limit", "plan_id": "free", "key": "users"}]', 'because') $$, 'PT403', 'FORBIDDEN', 'a viewer saves nothing');
select tests.as_nobody();
create function tests.change(text, text, text, jsonb, jsonb) returns jsonb language sql as $$
  select jsonb_build_object('kind', $1, 'plan_id', $2, 'key', $3, 'before', $4, 'after', $5)
$$;
create function tests.users(amount int) returns jsonb language sql as $$
  select jsonb_build_object('limit_value', amount, 'enforcement', 'hard', 'grace_amount', 0)
$$;
create function tests.hint_of(statement text) returns text language plpgsql as $$
declare
  hint text;
begin
  execute statement;
  return null;
exception when others then
  get stacked diagnostics hint = pg_exception_hint;
  return sqlerrm || ' ' || hint;
end $$;
select tests.as_person('stella');
select throws_ok($$ select public.save_plans(jsonb_build_array(tests.change('limit', 'team', 'users', tests.users(10), tests.users(12))), ' ') $$, 'PT422', 'REASON_REQUIRED', 'one reason');
select is(public.save_plans(jsonb_build_array(
    tests.change('limit', 'team', 'users', tests.users(10), tests.users(12)), tests.change('limit', 'team', 'sites', tests.users(5), null),
    tests.change('limit', 'team', 'leads_month', null, tests.users(7)), tests.change('feature', 'team', 'webhooks', '{"enabled": true, "limit_value": null}', '{"enabled": false, "limit_value": null}'),
    tests.change('plan', 'team', null, (select jsonb_build_object('name', name, 'price', price, 'currency', currency, 'interval', "interval", 'sort', sort, 'public', public, 'archived', archived)
      from public.plans where plan_id = 'team'), '{"name": "Crew", "price": 1, "currency": "EUR", "interval": "month", "sort": 20, "public": true, "archived": true}'),
    tests.change('plan', 'solo', null, null, '{"name": "Solo", "price": 0, "currency": "EUR", "interval": "month", "sort": 5, "public": true, "archived": false}')), 'New prices'), 6,
  'many cells at once');
select results_eq($$ select limit_type, limit_value from public.plan_limits where plan_id = 'team' and limit_type in ('users', 'sites', 'leads_month') order by 1 $$,
  $$ values ('leads_month', 7), ('users', 12) $$, 'limits are set, added and removed');
select results_eq($$ select name, archived, max_users, max_sites from public.plans where plan_id = 'team' $$, $$ values ('Crew', true, 12, null::int) $$, 'the plan is changed');
select ok(not (select enabled from public.plan_features where plan_id = 'team' and feature_key = 'webhooks'), 'and a feature');
select is((select count(distinct (entity, entity_id)) from public.audit_logs where reason = 'New prices'), 6::bigint, 'each of them audited with the reason');
select is(tests.hint_of($$ select public.change_plan(tests.id('globex'), 'team', 'Upgrade') $$), 'NOT_FOUND plan_archived', 'an archived plan takes no new tenants, and is named as the cause');
select is(tests.hint_of($$ select public.save_plans(jsonb_build_array(tests.change('limit', 'business', 'users', tests.users(50), tests.users(51)),
  tests.change('limit', 'team', 'users', tests.users(10), tests.users(13))), 'Too late') $$), 'CONFLICT limit/team/users', 'who has not seen the last value is told of the cell');
select is((select limit_value from public.plan_limits where plan_id = 'business' and limit_type = 'users'), 50, 'and nothing of it is saved');
select is(tests.hint_of($$ select public.save_plans(jsonb_build_array(tests.change('limit', 'team', 'sites', null, tests.users(-1))), 'because') $$), 'VALIDATION_FAILED ', 'a limit is no negative number');
select is(tests.hint_of($$ select public.save_plans(jsonb_build_array(tests.change('star', 'team', 'sites', null, null)), 'because') $$), 'VALIDATION_FAILED ', 'only plans, limits and features are saved');
select is(tests.hint_of($$ select public.save_plans('[]', 'because') $$), 'VALIDATION_FAILED ', 'and at least one');

select * from finish();
rollback;
