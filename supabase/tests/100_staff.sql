-- Staff: what each of them may do, who is not staff, and how one stops being staff.

begin;
select plan(47);

-- The token of staff carries the role platform_staff; the table decides what that is worth.
select is((select role::text from auth.users where id = tests.id('stella')), 'platform_staff', 'staff get the staff role in their token');
select is((select role::text from auth.users where id = tests.id('ada')), 'authenticated', 'tenants get the ordinary role');

select tests.as_person('vito');
select is(public.my_access() ->> 'staff_role', 'viewer', 'a staff viewer is told so');
select is((select count(*) from public.organizations), 3::bigint, 'a staff viewer sees every organization');
select is((select count(*) from public.workspaces), 5::bigint, 'and every workspace');
select set_eq('select distinct workspace_id from public.widget_submissions',
  $$ select tests.id(n) from unnest(array['northwind/main', 'globex/main', 'bakery']) n $$, 'and submissions of every workspace');
select set_eq('select distinct workspace_id from public.usage_events',
  $$ select tests.id(n) from unnest(array['northwind/main', 'globex/main', 'bakery']) n $$, 'and everyone''s usage');
select set_eq('select distinct organization_id from public.audit_logs where organization_id is not null and entity <> ''organization_members''',
  'select distinct organization_id from public.audit_logs where organization_id is not null',
  'and everyone''s audit log');
select is((select count(*) from public.platform_admins), 3::bigint, 'and who is staff');
select results_eq($$ select p.name from public.profiles p where lower(p.email) = 'ada@example.com' $$, array['Ada'],
  'and finds a person by address');
select throws_ok($$ select public.set_plan_limit('free', 'users', 5, 'hard', 0, 'because') $$, 'PT403', 'FORBIDDEN',
  'a staff viewer changes no plan');
select throws_ok($$ update public.organizations set name = 'mine' $$, '42501', null, 'a staff viewer writes no table');
select throws_ok($$ insert into public.platform_admins (user_id, role) values (tests.id('vito'), 'admin') $$, '42501', null,
  'a staff viewer cannot promote oneself by insert');
select throws_ok($$ update public.platform_admins set role = 'admin' where user_id = tests.id('vito') $$, '42501', null,
  'nor by update');

select tests.as_person('sue');
select is(public.my_access() ->> 'staff_role', 'support', 'support is told so');
select throws_ok($$ select public.remove_plan_limit('free', 'users', 'because') $$, 'PT403', 'FORBIDDEN', 'support changes no plan');
select throws_ok($$ select public.set_plan_feature('free', 'webhooks', true, null, 'because') $$, 'PT403', 'FORBIDDEN',
  'support changes no feature');

select tests.as_person('stella');
select lives_ok($$ select public.set_plan_limit('free', 'users', 5, 'hard', 0, 'because') $$, 'a staff admin changes plans');

-- Somebody who forged or kept the role without being in the table.
select tests.speak('platform_staff', tests.id('nina'));
select is(public.my_access() ->> 'staff_role', null, 'the role alone makes nobody staff');
select is_empty('select from public.organizations', 'the role alone shows no organization');
select is_empty('select from public.audit_logs', 'nor any audit log');
select throws_ok($$ select public.set_plan_limit('free', 'users', 5, 'hard', 0, 'because') $$, 'PT403', 'FORBIDDEN',
  'nor does it change plans');

-- Granting.
select tests.as_person('sue');
select throws_ok($$ select public.grant_staff(tests.id('nina'), 'viewer', 'A new colleague') $$, 'PT403', 'FORBIDDEN', 'support makes nobody staff');
select tests.as_person('ada');
select throws_ok($$ select public.grant_staff(tests.id('ada'), 'admin', 'because') $$, '42501', null, 'nor does a tenant''s owner');
select tests.as_person('stella');
select lives_ok($$ select public.grant_staff(tests.id('nina'), 'viewer', 'A new colleague') $$, 'an admin does');
select results_eq($$ select role, granted_by from public.platform_admins where user_id = tests.id('nina') $$, $$ values ('viewer', tests.id('stella')) $$, 'on record');
select results_eq($$ select entity_id, reason, actor_id from public.audit_logs where entity = 'platform_admins' order by seq desc limit 1 $$,
  $$ values (tests.id('nina')::text, 'A new colleague', tests.id('stella')) $$, 'with the reason in the audit log');
select tests.as_person('nina');
select isnt_empty('select from public.organizations', 'who is then staff');
select tests.as_person('stella');
select lives_ok($$ select public.grant_staff(tests.id('nina'), 'support', 'Settled in') $$, 'in another role');
select is((select count(*) from (values ('king', 'because', 'PT422 VALIDATION_FAILED'), (null, 'because', 'PT422 VALIDATION_FAILED'), ('viewer', '', 'PT422 REASON_REQUIRED')) v (r, w, e)
  where tests.message_of(format('select public.grant_staff(%L, %L, %L)', tests.id('nina'), r, w)) is distinct from e), 0::bigint, 'that there is, and with a reason');
select throws_ok($$ select public.grant_staff(gen_random_uuid(), 'viewer', 'because') $$, 'PT404', 'NOT_FOUND', 'to users that there are');
select lives_ok($$ select public.revoke_staff(tests.id('nina'), 'Left') $$, 'an admin ends it');
select throws_ok($$ select public.revoke_staff(tests.id('nina'), 'Left') $$, 'PT404', 'NOT_FOUND', 'once');
select throws_ok($$ select public.revoke_staff(tests.id('stella'), 'Left') $$, 'PT409', 'CONFLICT', 'the last admin stays');
select throws_ok($$ select public.grant_staff(tests.id('stella'), 'viewer', 'Less work') $$, 'PT409', 'CONFLICT', 'and stays admin');
select lives_ok($$ select public.grant_staff(tests.id('sue'), 'admin', 'Promoted') $$, 'with another one');
select lives_ok($$ select public.grant_staff(tests.id('stella'), 'support', 'Less work') $$, 'one may step down');
select tests.as_person('sue');
select lives_ok($$ select public.grant_staff(tests.id('stella'), 'admin', 'Back again'), public.grant_staff(tests.id('sue'), 'support', 'Enough') $$, 'and come back');

-- Leaving.
select tests.as_nobody();
delete from public.platform_admins where user_id = tests.id('stella');
select tests.speak('platform_staff', tests.id('stella'));
select is_empty('select from public.organizations', 'who was staff sees nothing at once, even with the old token');
select throws_ok($$ select public.set_plan_limit('free', 'users', 5, 'hard', 0, 'because') $$, 'PT403', 'FORBIDDEN', 'and changes nothing');
select tests.as_nobody();
select is((select role::text from auth.users where id = tests.id('stella')), 'authenticated', 'the next token is an ordinary one');

-- Taking over the place of another.
update public.platform_admins set user_id = tests.id('nina') where user_id = tests.id('sue');
select results_eq($$ select role::text from auth.users where id in (tests.id('nina'), tests.id('sue')) order by id = tests.id('sue') $$,
  array['platform_staff', 'authenticated'], 'the token''s role follows the row to another person');

select tests.as_person('ada');
select throws_ok('select from public.platform_admins', '42501', null, 'a tenant''s owner cannot read who is staff');
select throws_ok($$ select private.require_staff('viewer') $$, '42501', null, 'nobody calls the private helpers directly');
select throws_ok($$ select private.staff_role() $$, '42501', null, 'not even to ask for the own role');

select tests.as_anonymous();
select throws_ok('select from public.platform_admins', '42501', null, 'the anonymous key reads no staff');
select throws_ok('select public.my_access()', '42501', null, 'the anonymous key asks for no access');

select * from finish();
rollback;
