-- Impersonation: staff who look at a tenant as its members do: read-only unless said otherwise, an hour, and both sides know.

begin;
select plan(53);

create function tests.may(workspace text, permission text) returns boolean language sql stable security definer as $$
  select private.has_permission(tests.id(workspace), permission)
$$;
create function tests.my_workspaces() returns setof uuid language sql stable security definer as $$ select private.my_workspace_ids() $$;

select tests.as_person('vito');
select throws_ok($$ select public.start_impersonation(tests.id('northwind'), 'A ticket') $$, 'PT403', 'FORBIDDEN', 'a staff viewer starts none');
select tests.as_person('ada');
select throws_ok($$ select public.start_impersonation(tests.id('globex'), 'A ticket') $$, '42501', null, 'a tenant cannot even ask');
select tests.speak('platform_staff', tests.id('nina'));
select throws_ok($$ select public.start_impersonation(tests.id('northwind'), 'A ticket') $$, 'PT403', 'FORBIDDEN', 'the role without the table is worth nothing');

select tests.as_person('sue');
select is_empty('select tests.my_workspaces()', 'staff are members of nothing');
select throws_ok($$ select public.start_impersonation(tests.id('northwind'), '  ') $$, 'PT422', 'REASON_REQUIRED', 'a reason is required');
select throws_ok($$ select public.start_impersonation(gen_random_uuid(), 'A ticket') $$, 'PT404', 'NOT_FOUND', 'of an organization that is there');
select throws_ok($$ select public.start_impersonation(null, 'A ticket') $$, 'PT404', 'NOT_FOUND', 'none is not there');
select throws_ok($$ select public.start_impersonation(tests.id('northwind'), 'A ticket', false) $$, 'PT403', 'FORBIDDEN', 'support starts no writing session');
select results_eq($$ select read_only, expires_at - started_at, staff_id, reason from public.start_impersonation(tests.id('northwind'), 'Ticket 17') $$,
  $$ values (true, interval '1 hour', tests.id('sue'), 'Ticket 17') $$, 'support starts a reading session of an hour');

-- Reading.
select set_eq('select tests.my_workspaces()', $$ select tests.id('northwind/main') $$, 'the session makes staff see the tenant''s workspaces, and no other');
select ok(tests.may('northwind/main', 'submissions.read'), 'with a viewer''s permissions');
select ok(not tests.may('northwind/main', 'widgets.write') and not tests.may('northwind/main', 'members.manage'), 'and no more');
select ok(not tests.may('globex/main', 'submissions.read'), 'in no other tenant');
-- The policies for members, without those for staff: what a member's screen would show.
select tests.speak('authenticated', tests.id('sue'));
select results_eq('select name from public.organizations', array['Northwind'], 'the policies for members honour the session');
select set_eq('select distinct workspace_id from public.widget_submissions', $$ select tests.id('northwind/main') $$, 'on submissions');
select is((select count(*) from public.organization_members where status = 'active'), 3::bigint, 'and on members');
select tests.as_person('sue');
-- And so with the token of staff: while the session runs they are the tenant's member and nothing else.
select results_eq('select name from public.organizations', array['Northwind'], 'staff themselves see that tenant alone');
select is_empty('select from public.audit_logs', 'and not what a viewer is not shown');
select is_empty('select from public.platform_admins', 'nor anything of the platform');
select results_eq($$ select a ->> 'staff_role', a #>> '{organizations,0,name}', jsonb_array_length(a -> 'organizations'), a #>> '{organizations,0,role}',
  a #>> '{workspaces,0,role}', a #>> '{impersonation,organization}', (a #>> '{impersonation,read_only}')::boolean, (a #>> '{impersonation,expires_at}')::timestamptz = now() + interval '1 hour'
  from public.my_access() a $$, $$ values (null, 'Northwind', 1, 'viewer', 'viewer', 'Northwind', true, true) $$, 'my_access says so, and of the session');
select is(public.my_permissions() #> array['workspaces', tests.id('northwind/main')::text], '["leads.read", "metrics.read", "submissions.read"]', 'and my_permissions what it allows');
select throws_ok($$ select public.extend_trial(tests.id('northwind'), now() + interval '1 day', 'A favour') $$, 'PT403', 'FORBIDDEN', 'what staff do waits until it is over');
select throws_ok($$ select public.request_privacy(tests.id('northwind'), 'export', 'organization', reason => 'A favour') $$, 'PT403', 'FORBIDDEN', 'also where a member might');
select throws_ok($$ insert into public.widgets (organization_id, workspace_id, name, type) values (tests.id('northwind'), tests.id('northwind/main'), 'Mine', 'form') $$,
  '42501', null, 'a reading session writes no table');
select throws_ok($$ select public.publish_instance(tests.id('northwind/instance')) $$, 'PT403', 'FORBIDDEN', 'and publishes nothing');
select throws_ok($$ select public.invite_member(tests.id('northwind'), 'sue@example.com', 'owner') $$, 'PT403', 'FORBIDDEN', 'and invites nobody');
select throws_ok($$ update public.impersonation_sessions set read_only = false $$, '42501', null, 'nor does it make itself a writing one');

-- What they belong to themselves waits as well.
select tests.as_nobody();
insert into public.organization_members (organization_id, user_id, role, accepted_at) values (tests.id('globex'), tests.id('sue'), 'owner', now());
insert into public.workspace_members (organization_id, workspace_id, user_id, role) values (tests.id('pixel'), tests.id('bakery'), tests.id('sue'), 'editor');
select tests.as_person('sue');
select results_eq($$ select jsonb_path_query_array(a, '$.organizations[*].name'), jsonb_path_query_array(a, '$.workspaces[*].role') from public.my_access() a $$,
  $$ values ('["Northwind"]'::jsonb, '["viewer"]'::jsonb) $$, 'who belongs to other tenants too is told of none of them');
select set_eq('select tests.my_workspaces()', $$ select tests.id('northwind/main') $$, 'sees none of their workspaces');
select ok(not tests.may('globex/main', 'submissions.read') and not tests.may('bakery', 'submissions.read'), 'may nothing there');
select is_empty($$ select from public.impersonation_sessions $$, 'and is not told who looked in there');
select tests.as_nobody();
delete from public.workspace_members where user_id = tests.id('sue');

-- Who knows.
select tests.as_person('ada');
select results_eq('select staff_id, reason from public.impersonation_sessions', $$ values (tests.id('sue'), 'Ticket 17') $$, 'the owner sees who looked in, and why');
select isnt_empty($$ select from public.audit_logs where entity = 'impersonation_sessions' and actor_id = tests.id('sue') and reason = 'Ticket 17' $$,
  'also in the tenant''s audit log');
select tests.as_person('vera');
select is_empty('select from public.impersonation_sessions', 'a viewer does not');
select tests.as_person('boris');
select is_empty('select from public.impersonation_sessions', 'another tenant does not');
select tests.as_nobody();
select is((select count(*) from public.audit_logs where entity = 'impersonation_sessions' and organization_id is null and reason = 'Ticket 17'), 1::bigint,
  'the platform''s own chain has it, too');

-- Ending.
select tests.as_person('sue');
select lives_ok('select public.end_impersonation()', 'a session ends when staff say so');
select set_eq('select tests.my_workspaces()', $$ select tests.id('globex/main') $$, 'and with it what it showed; what staff belong to themselves is there again');
select tests.as_nobody();
delete from public.organization_members where user_id = tests.id('sue');
select tests.as_person('sue');
select is_empty('select tests.my_workspaces()', 'while they do');
select is(public.my_access() -> 'impersonation', 'null'::jsonb, 'as my_access says');
select is((select count(*) from public.organizations), 3::bigint, 'staff are staff again');
select public.start_impersonation(tests.id('northwind'), 'Ticket 18');
select tests.as_nobody();
update public.impersonation_sessions set started_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' where ended_at is null;
select tests.as_person('sue');
select is_empty('select tests.my_workspaces()', 'or when its hour is over');
select tests.as_nobody();
select throws_ok($$ insert into public.impersonation_sessions (organization_id, staff_id, reason, expires_at)
  values (tests.id('northwind'), tests.id('sue'), 'for long', now() + interval '1 day') $$, '23514', null, 'no session is longer, whoever makes it');

-- Writing.
select tests.as_person('stella');
select public.start_impersonation(tests.id('globex'), 'Repair', false);
select lives_ok($$ select public.start_impersonation(tests.id('northwind'), 'Repair', false) $$, 'an admin starts a writing session, which ends an earlier one');
select ok(tests.may('northwind/main', 'widgets.write') and not tests.may('northwind/main', 'billing.manage') and not tests.may('globex/main', 'submissions.read'),
  'with an admin''s permissions, in one tenant');
select lives_ok($$ select public.publish_instance(tests.id('northwind/instance')) $$, 'and writes as one');
select lives_ok($$ update public.widgets set name = 'Repaired' where id = tests.id('northwind/widget') $$, 'tables as well');
select throws_ok($$ select public.change_member_role(tests.id('northwind'), tests.id('vera'), 'admin') $$, 'PT403', 'FORBIDDEN',
  'but gives nobody rights: staff hold none themselves');
select throws_ok($$ select public.set_limit_override(tests.id('globex'), 'widgets', 9, 'Elsewhere') $$, 'PT403', 'FORBIDDEN', 'nor do they act as staff meanwhile');
select tests.as_nobody();
select results_eq($$ select a.actor_id, a.actor_role, a.on_behalf_of is not null from public.audit_logs a where a.entity = 'widgets' and a.actor_id is not null $$,
  $$ values (tests.id('stella'), 'admin', true) $$, 'what is written names who, as whom, and the session in the tenant''s audit log');
select tests.as_person('stella');
select public.end_impersonation();
select public.set_limit_override(tests.id('globex'), 'widgets', 9, 'Elsewhere');
select tests.as_nobody();
select is((select a.on_behalf_of from public.audit_logs a where a.entity = 'limit_overrides'), null, 'what staff do after it names none');
select tests.as_person('stella');
select public.start_impersonation(tests.id('northwind'), 'Repair', false);
select tests.as_nobody();
update public.platform_admins set role = 'support' where user_id = tests.id('stella');
select tests.as_person('stella');
select ok(not tests.may('northwind/main', 'widgets.write'), 'who may no longer start such a session has none');
select tests.as_nobody();
delete from public.platform_admins where user_id = tests.id('stella');
select tests.speak('platform_staff', tests.id('stella'));
select is_empty('select tests.my_workspaces()', 'and who is no longer staff has none at all');

select * from finish();
rollback;
