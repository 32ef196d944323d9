-- Tenancy: who sees which organization and workspace, and the rules that hold inside one.

begin;
select plan(60);

-- Members see their tenant, and no other ------------------------------------------------------------------------------

select tests.as_person('ada');
select set_eq('select id from public.organizations', array[tests.id('northwind')], 'an owner sees the own organization');
select set_eq('select id from public.workspaces', array[tests.id('northwind/main')], 'and its workspace');
select set_eq($$ select user_id, role, status from public.organization_members $$,
  $$ values (tests.id('ada'), 'owner', 'active'), (tests.id('alan'), 'admin', 'active'), (tests.id('vera'), 'viewer', 'active'),
    (tests.id('rex'), 'viewer', 'removed') $$, 'and its members');
select set_eq('select user_id from public.profiles', array[tests.id('ada'), tests.id('alan'), tests.id('vera')],
  'and the profiles of those who are still there');
select results_eq($$ select a #>> '{organizations,0,id}', jsonb_array_length(a -> 'organizations'), jsonb_array_length(a -> 'workspaces')
  from public.my_access() a $$, $$ values (tests.id('northwind')::text, 1, 1) $$, 'my_access names the same');

select tests.as_person('vera');
select set_eq('select id from public.organizations', array[tests.id('northwind')], 'a viewer sees the organization');
select set_eq('select workspace_id from public.widget_submissions', array[tests.id('northwind/main')], 'and its submissions');
select is_empty('select from public.audit_logs', 'a viewer does not read the audit log');
select throws_ok($$ select public.verify_audit_chain(tests.id('northwind')) $$, 'PT403', 'FORBIDDEN', 'nor verify it');
select tests.as_person('alan');
select isnt_empty('select from public.audit_logs', 'an admin reads the audit log');
select set_eq('select distinct organization_id from public.audit_logs', array[tests.id('northwind')], 'of the own organization');

select tests.as_person('boris');
select set_eq('select id from public.organizations', array[tests.id('globex')], 'the owner of another tenant sees that one');
select is_empty($$ select from public.organizations where id = tests.id('northwind') $$, 'asking for the foreign one by id finds nothing');
select is_empty($$ select from public.profiles where email = 'ada@example.com' $$, 'nor does looking for a person');
select throws_ok($$ select public.verify_audit_chain(tests.id('northwind')) $$, 'PT403', 'FORBIDDEN', 'nor verifying its audit chain');
select throws_ok($$ select public.verify_audit_chain(null) $$, 'PT403', 'FORBIDDEN', 'nor the platform''s');

select tests.as_person('rex');
select is_empty('select from public.organizations', 'a removed member sees no organization');
select is_empty('select from public.workspaces', 'no workspace');
select is_empty('select from public.widget_submissions', 'no submission');
select set_eq('select user_id from public.profiles', array[tests.id('rex')], 'and nobody but oneself');
select results_eq($$ select a -> 'organizations', a -> 'workspaces' from public.my_access() a $$,
  $$ values ('[]'::jsonb, '[]'::jsonb) $$, 'my_access is empty');

select tests.as_person('nina');
select is_empty('select from public.organizations', 'who belongs nowhere sees nothing');
select tests.as_nobody();
select tests.speak('authenticated', gen_random_uuid());
select results_eq($$ select a -> 'email', a -> 'organizations', a -> 'workspaces' from public.my_access() a $$,
  $$ values ('null'::jsonb, '[]'::jsonb, '[]'::jsonb) $$, 'the token of a deleted user enters nothing');
select is_empty('select from public.organizations', 'and sees nothing');

-- Agencies ------------------------------------------------------------------------------------------------------------

select tests.as_person('agnes');
select set_eq('select id from public.workspaces', array[tests.id('pixel/main'), tests.id('bakery'), tests.id('garage')],
  'an agency sees its clients'' workspaces');
select set_eq('select workspace_id from public.widget_submissions', array[tests.id('bakery')], 'and their submissions');
select tests.as_person('cleo');
select set_eq('select id from public.workspaces', array[tests.id('bakery')], 'a client sees the own workspace alone');
select is_empty('select from public.organizations', 'not the agency''s organization');
select set_eq('select name from public.widgets', array['bakery'], 'the own widgets');
select set_eq('select user_id from public.profiles', array[tests.id('cleo')], 'nobody of the agency or its other clients');
select is_empty('select from public.audit_logs', 'and no audit log');
select results_eq($$ select a -> 'organizations', a #>> '{workspaces,0,id}', a #>> '{workspaces,0,role}', jsonb_array_length(a -> 'workspaces')
  from public.my_access() a $$, $$ values ('[]'::jsonb, tests.id('bakery')::text, 'viewer', 1) $$, 'my_access says so');
select tests.as_nobody();
update public.workspace_members set status = 'removed' where user_id = tests.id('cleo');
select tests.as_person('cleo');
select is_empty('select from public.workspaces', 'a removed client sees nothing at once');

select tests.as_nobody();
insert into public.workspace_members (organization_id, workspace_id, user_id, role) values
  (tests.id('northwind'), tests.id('northwind/main'), tests.id('ada'), 'viewer'), (tests.id('northwind'), tests.id('northwind/main'), tests.id('vera'), 'editor');
select tests.as_person('ada');
select is(public.my_access() #>> '{workspaces,0,role}', 'owner', 'a lesser role in a workspace takes nothing from the organization''s');
select tests.as_person('vera');
select is(public.my_access() #>> '{workspaces,0,role}', 'editor', 'a greater one adds to it');
select tests.as_nobody();
prepare add_workspace (text, text, text, text) as insert into public.workspaces (organization_id, parent_workspace_id, name, slug, kind)
  values (tests.id($1), tests.id($2), 'New', $3, $4);
select throws_ok($$ execute add_workspace('northwind', 'northwind/main', 'sub', 'business') $$, 'PT422', 'VALIDATION_FAILED', 'only agencies have clients');
select throws_ok($$ execute add_workspace('pixel', 'bakery', 'sub', 'business') $$, 'PT422', 'VALIDATION_FAILED', 'clients have no clients');
select throws_ok($$ execute add_workspace('northwind', 'pixel/main', 'sub', 'business') $$, '23503', null, 'a client cannot belong to another tenant''s agency');
select throws_ok($$ execute add_workspace('pixel', 'pixel/main', 'sub', 'agency') $$, '23514', null, 'a client is no agency');
select throws_ok($$ update public.workspaces set kind = 'business' where id = tests.id('pixel/main') $$, 'PT422', 'VALIDATION_FAILED',
  'an agency with clients stays an agency');
select lives_ok($$ insert into public.workspaces (organization_id, name, slug, kind) values (tests.id('pixel'), 'Second', 'second', 'agency') $$,
  'an organization may have a second agency workspace');
select throws_ok($$ update public.workspaces set kind = 'business', parent_workspace_id = id where slug = 'second' $$, '23514', null,
  'which is not its own client');
select throws_ok($$ update public.workspaces set kind = 'business',
    parent_workspace_id = (select id from public.workspaces where slug = 'second') where id = tests.id('pixel/main') $$,
  'PT422', 'VALIDATION_FAILED', 'but an agency with clients does not become a client of it');
select lives_ok($$ update public.workspaces set parent_workspace_id = (select id from public.workspaces where slug = 'second')
  where id = tests.id('garage') $$, 'a client may move to it');

-- Owners --------------------------------------------------------------------------------------------------------------

prepare of_ada as select m.id from public.organization_members m where m.user_id = tests.id('ada') and m.organization_id = tests.id('northwind');
select throws_ok($$ delete from public.organization_members where user_id = tests.id('ada') $$, 'PT409', 'LAST_OWNER', 'the last owner cannot be removed');
select throws_ok($$ update public.organization_members set role = 'admin' where user_id = tests.id('ada') $$, 'PT409', 'LAST_OWNER', 'nor demoted');
select throws_ok($$ update public.organization_members set status = 'removed' where user_id = tests.id('ada') $$, 'PT409', 'LAST_OWNER', 'nor set aside');
select throws_ok($$ update public.organization_members set organization_id = tests.id('globex') where user_id = tests.id('ada') $$, 'PT409', 'LAST_OWNER', 'nor moved away');
select throws_ok($$ delete from auth.users where id = tests.id('ada') $$, 'PT409', 'LAST_OWNER', 'nor deleted as a user');
update public.organization_members set role = 'owner', status = 'invited' where user_id = tests.id('alan');
select throws_ok($$ delete from public.organization_members where user_id = tests.id('ada') $$, 'PT409', 'LAST_OWNER', 'an invited owner is none yet');
update public.organization_members set status = 'active' where user_id = tests.id('alan');
select throws_ok($$ update public.organization_members set role = 'viewer' where organization_id = tests.id('northwind') and role = 'owner' $$,
  'PT409', 'LAST_OWNER', 'two owners cannot be demoted by one statement');
select lives_ok($$ delete from public.organization_members where user_id = tests.id('ada') $$, 'one of two owners may leave');
select throws_ok($$ delete from public.organization_members where user_id = tests.id('alan') $$, 'PT409', 'LAST_OWNER', 'the other one may not');

-- Names ---------------------------------------------------------------------------------------------------------------

select is((select count(*) from unnest(array['admin', 'api', 'www', 'lapel', 'embed', 'sdk', 'a', 'ab', '-ab', 'ab-', 'Ab1', 'a b', 'a.b', repeat('a', 61), '']) slug
  where tests.message_of(format('insert into public.organizations (name, slug) values (%L, %L)', 'X', slug)) !~ '^23514'), 0::bigint,
  'reserved and malformed slugs are refused');
select throws_ok($$ insert into public.organizations (name, slug) select 'X', slug from public.organizations where id = tests.id('globex') $$,
  '23505', null, 'a slug belongs to one organization');
select throws_ok($$ insert into public.organizations (name, slug, schema_name) values ('X', 'some-slug', 'public') $$, '23514', null,
  'a dedicated schema is a tenant schema');

-- Crossing over -------------------------------------------------------------------------------------------------------

select throws_ok($$ insert into public.workspace_members (organization_id, workspace_id, user_id, role)
  values (tests.id('northwind'), tests.id('globex/main'), tests.id('vera'), 'owner') $$, '23503', null,
  'a membership cannot name one tenant''s organization and another''s workspace');

-- Leaving nothing behind ----------------------------------------------------------------------------------------------

select lives_ok($$ delete from public.organizations where id = tests.id('globex') $$, 'a whole tenant can be deleted, its last owner too');
select is((select sum((xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s where organization_id = %L', c.oid::regclass, tests.id('globex')),
    false, true, '')))[1]::text::int) from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not in ('audit_logs', 'user_creation_audit')),
  0::bigint, 'and no table keeps a row of it');
select isnt_empty($$ select from public.audit_logs where organization_id = tests.id('globex') and entity = 'organizations' and action = 'delete' $$,
  'but the audit log does');

select * from finish();
rollback;
