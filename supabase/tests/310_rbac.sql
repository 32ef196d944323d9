-- Roles and permissions: what flows down, what a workspace adds, and that nobody gets or gives what they do not hold.

begin;
select plan(85);

create function tests.role_id(organization text, key text) returns uuid language sql stable security definer as $$
  select r.id from public.roles r where r.organization_id = tests.id(organization) and r.key = role_id.key
$$;
create function tests.may(workspace text, permission text) returns boolean language sql stable security definer as $$
  select private.has_permission(tests.id(workspace), permission)
$$;
select tests.add_member('northwind', 'edith', 'editor'), tests.add_member('northwind', 'colin', 'collaborator');

-- What comes built in -------------------------------------------------------------------------------------------------

select set_eq($$ select key from public.roles where organization_id is null $$,
  array['owner', 'admin', 'super_editor', 'editor', 'collaborator', 'viewer'], 'six roles are built in');
select is((select count(*) from private.organization_permissions(tests.id('northwind'), tests.id('ada'))),
  (select count(*) from public.permissions), 'an owner holds every permission');
select set_eq($$ select key from public.permissions except select private.organization_permissions(tests.id('northwind'), tests.id('alan')) $$,
  array['billing.manage', 'organization.delete'], 'an admin holds all but billing and deleting');
select is_empty($$
  with ladder as (
    select key, array_position(array['viewer', 'collaborator', 'editor', 'super_editor', 'admin', 'owner'], key) as step
    from public.roles where organization_id is null)
  select a.key, b.key from ladder a join ladder b on b.step = a.step + 1
  where not private.built_in_permissions(b.key) @> private.built_in_permissions(a.key) $$, 'each role holds what the one below holds');
select is_empty($$ select private.organization_permissions(tests.id('northwind'), tests.id('rex')) $$, 'a removed member holds nothing');
select is_empty($$ select private.organization_permissions(tests.id('northwind'), tests.id('boris')) $$, 'a stranger holds nothing');

-- Flowing down --------------------------------------------------------------------------------------------------------

select tests.as_person('agnes');
select ok(tests.may('pixel/main', 'widgets.publish') and tests.may('bakery', 'widgets.publish') and tests.may('garage', 'widgets.publish'),
  'what an owner may, goes for every workspace of the organization');
select ok(not tests.may('northwind/main', 'widgets.write'), 'and for no workspace of another');
select tests.as_person('edith');
select ok(tests.may('northwind/main', 'widgets.publish') and not tests.may('northwind/main', 'members.manage'), 'an editor publishes and manages nobody');
select tests.as_person('colin');
select ok(tests.may('northwind/main', 'widgets.write') and not tests.may('northwind/main', 'widgets.publish'), 'a collaborator builds without publishing');
select tests.as_person('vera');
select ok(tests.may('northwind/main', 'submissions.read') and not tests.may('northwind/main', 'widgets.write'), 'a viewer reads');
select tests.as_person('rex');
select ok(not tests.may('northwind/main', 'submissions.read'), 'a removed member may nothing');
select tests.as_person('cleo');
select ok(tests.may('bakery', 'submissions.read') and not tests.may('garage', 'submissions.read') and not tests.may('pixel/main', 'submissions.read'),
  'a workspace''s own member may there only');
select is_empty('select from public.organizations', 'nothing flows up');

-- A workspace role adds and never removes.
select tests.as_nobody();
insert into public.workspace_members (organization_id, workspace_id, user_id, role)
values (tests.id('northwind'), tests.id('northwind/main'), tests.id('vera'), 'editor'),
  (tests.id('northwind'), tests.id('northwind/main'), tests.id('ada'), 'viewer');
select tests.as_person('vera');
select ok(tests.may('northwind/main', 'widgets.publish'), 'a workspace role adds to the organization''s');
select tests.as_person('ada');
select ok(tests.may('northwind/main', 'billing.manage'), 'a lesser workspace role takes nothing away');

-- Custom roles --------------------------------------------------------------------------------------------------------

select results_eq($$ select key, name from public.save_role(tests.id('northwind'), 'publisher', 'Publisher', '{widgets.publish,webhooks.manage}') $$,
  $$ values ('publisher', 'Publisher') $$, 'an owner makes a role');
select lives_ok($$ select public.save_role(tests.id('northwind'), 'payer', 'Payer', '{billing.manage}') $$, 'with anything an owner holds');
select lives_ok($$ select public.assign_role(tests.role_id('northwind', 'publisher'), tests.id('colin')) $$, 'and gives it to a member');
select lives_ok($$ select public.assign_role(tests.role_id('northwind', 'publisher'), tests.id('colin')) $$, 'giving it again changes nothing');
select tests.as_person('colin');
select ok(tests.may('northwind/main', 'widgets.publish') and tests.may('northwind/main', 'webhooks.manage'), 'who then may both');
select set_eq($$ select r.key from public.member_roles a join public.roles r on r.id = a.role_id $$, array['publisher'], 'members see who has which role');
select tests.as_person('ada');
select lives_ok($$ select public.save_role(tests.id('northwind'), 'publisher', 'Publisher', '{widgets.publish}') $$, 'a role can be narrowed');
select tests.as_person('colin');
select ok(tests.may('northwind/main', 'widgets.publish') and not tests.may('northwind/main', 'webhooks.manage'), 'which holds for its members at once');
select tests.as_person('ada');
select lives_ok($$ select public.unassign_role(tests.role_id('northwind', 'publisher'), tests.id('colin')) $$, 'a role is taken back');
select tests.as_person('colin');
select ok(not tests.may('northwind/main', 'widgets.publish'), 'and with it what it allowed');
select tests.as_person('agnes');
select public.save_role(tests.id('pixel'), 'baker', 'Baker', '{widgets.write}');
select tests.as_nobody();
select tests.add_member('pixel', 'pia', 'viewer');
select tests.as_person('agnes');
select lives_ok($$ select public.assign_role(tests.role_id('pixel', 'baker'), tests.id('pia'), tests.id('bakery')) $$, 'a role can be given for one workspace');
select tests.as_person('pia');
select ok(tests.may('bakery', 'widgets.write') and not tests.may('garage', 'widgets.write'), 'and then holds there only');

-- Who reads the audit log is a permission, not a role.
select tests.as_person('vera');
select is_empty('select from public.audit_logs', 'a viewer reads no audit log');
select tests.as_person('ada');
select public.save_role(tests.id('northwind'), 'auditor', 'Auditor', '{audit.read}');
select public.assign_role(tests.role_id('northwind', 'auditor'), tests.id('vera'));
select tests.as_person('vera');
select set_eq('select distinct organization_id from public.audit_logs', array[tests.id('northwind')], 'one who was given audit.read does');
select results_eq($$ select valid from public.verify_audit_chain(tests.id('northwind')) $$, array[true], 'and verifies it');
select tests.as_nobody();
delete from public.role_permissions where permission_key = 'audit.read' and organization_id is null;
select tests.as_person('ada');
select is_empty('select from public.audit_logs', 'an owner without it does not');
select throws_ok($$ select public.verify_audit_chain(tests.id('northwind')) $$, 'PT403', 'FORBIDDEN', 'nor verifies it');
select tests.as_nobody();
delete from public.member_roles where user_id = tests.id('vera');
insert into public.role_permissions (role_id, permission_key) select r.id, 'audit.read' from public.roles r where r.organization_id is null and r.key in ('owner', 'admin');

-- No escalation -------------------------------------------------------------------------------------------------------

select tests.as_person('alan');
select throws_ok($$ select public.save_role(tests.id('northwind'), 'mine', 'Mine', '{billing.manage}') $$, 'PT403', 'FORBIDDEN',
  'an admin makes no role with more than an admin has');
select throws_ok($$ select public.save_role(tests.id('northwind'), 'payer', 'Payer', '{}') $$, 'PT403', 'FORBIDDEN',
  'nor takes from a role what an admin does not hold');
select throws_ok($$ select public.assign_role(tests.role_id('northwind', 'payer'), tests.id('alan')) $$, 'PT403', 'FORBIDDEN',
  'nor takes a role that holds more');
select throws_ok($$ select public.change_member_role(tests.id('northwind'), tests.id('alan'), 'owner') $$, 'PT403', 'FORBIDDEN', 'nor becomes owner');
select throws_ok($$ select public.change_member_role(tests.id('northwind'), tests.id('vera'), 'owner') $$, 'PT403', 'FORBIDDEN', 'nor makes another one owner');
select throws_ok($$ select public.change_member_role(tests.id('northwind'), tests.id('ada'), 'viewer') $$, 'PT403', 'FORBIDDEN', 'nor demotes an owner');
select throws_ok($$ select public.remove_member(tests.id('northwind'), tests.id('ada')) $$, 'PT403', 'FORBIDDEN', 'nor removes an owner');
select throws_ok($$ select public.invite_member(tests.id('northwind'), 'friend@example.com', 'owner') $$, 'PT403', 'FORBIDDEN', 'nor invites an owner');
select tests.as_person('ada');
select public.assign_role(tests.role_id('northwind', 'payer'), tests.id('vera'));
select tests.as_person('alan');
select throws_ok($$ select public.unassign_role(tests.role_id('northwind', 'payer'), tests.id('vera')) $$, 'PT403', 'FORBIDDEN',
  'nor takes from a member what an admin does not hold');
select throws_ok($$ select public.delete_role(tests.role_id('northwind', 'payer')) $$, 'PT403', 'FORBIDDEN', 'nor deletes such a role');
select throws_ok($$ select public.remove_member(tests.id('northwind'), tests.id('vera')) $$, 'PT403', 'FORBIDDEN', 'nor removes who has it');
select lives_ok($$ select public.change_member_role(tests.id('northwind'), tests.id('colin'), 'editor') $$, 'an admin changes roles below');
select throws_ok($$ select public.change_member_role(tests.id('northwind'), tests.id('colin'), 'king') $$, 'PT422', 'VALIDATION_FAILED', 'to roles that exist');
select throws_ok($$ select public.change_member_role(tests.id('northwind'), tests.id('rex'), 'viewer') $$, 'PT404', 'NOT_FOUND', 'of members who are there');
select throws_ok($$ select public.assign_role(tests.role_id('northwind', 'publisher'), tests.id('rex')) $$, 'PT404', 'NOT_FOUND', 'a removed member gets no role');
select throws_ok($$ select public.assign_role((select id from public.roles where key = 'viewer'), tests.id('vera')) $$, 'PT404', 'NOT_FOUND',
  'built-in roles are not given this way');
select throws_ok($$ select public.save_role(tests.id('northwind'), 'Bad Key', 'Bad', '{}') $$, 'PT422', 'VALIDATION_FAILED', 'a role''s key is a word');
select throws_ok($$ select public.save_role(tests.id('northwind'), 'nonsense', 'N', '{fly.away}') $$, 'PT403', 'FORBIDDEN', 'nobody holds what does not exist');
select throws_ok($$ select public.save_role(null, 'global', 'Global', '{}') $$, 'PT404', 'NOT_FOUND', 'no organization is none of yours: nobody makes built-in roles');
select tests.as_person('ada');
select throws_ok($$ select public.save_role(null, 'global', 'Global', '{}') $$, 'PT404', 'NOT_FOUND', 'owners neither');
select throws_ok($$ select public.delete_role((select id from public.roles where organization_id is null and key = 'viewer')) $$, 'PT404', 'NOT_FOUND', 'nobody deletes built-in roles');
select throws_ok($$ select public.assign_role(tests.role_id('northwind', 'publisher'), tests.id('boris')) $$, 'PT404', 'NOT_FOUND', 'roles are for members');
select throws_ok($$ select public.assign_role(tests.role_id('northwind', 'publisher'), tests.id('vera'), tests.id('bakery')) $$, 'PT404', 'NOT_FOUND',
  'in workspaces of the organization');
select tests.as_person('edith');
select is((select count(*) from unnest(array[
    format('select public.save_role(%L, ''x'', ''X'', ''{}'')', tests.id('northwind')),
    format('select public.assign_role(%L, %L)', tests.role_id('northwind', 'publisher'), tests.id('edith')),
    format('select public.unassign_role(%L, %L)', tests.role_id('northwind', 'publisher'), tests.id('vera')),
    format('select public.delete_role(%L)', tests.role_id('northwind', 'publisher')),
    format('select public.change_member_role(%L, %L, ''admin'')', tests.id('northwind'), tests.id('edith')),
    format('select public.remove_member(%L, %L)', tests.id('northwind'), tests.id('vera')),
    format('select public.invite_member(%L, ''a@example.com'', ''viewer'')', tests.id('northwind'))]) attempt
  where tests.message_of(attempt) is distinct from 'PT403 FORBIDDEN'), 0::bigint, 'an editor manages neither roles nor members, by any function');
select throws_ok($$ update public.organization_members set role = 'owner' where user_id = tests.id('edith') $$, '42501', null, 'nor by a plain update');
select throws_ok($$ insert into public.role_permissions (role_id, permission_key) select id, 'billing.manage' from public.roles limit 1 $$, '42501', null, 'nor by a plain insert');
select tests.as_person('boris');
select is((select count(*) from unnest(array[
    format('select public.save_role(%L, ''x'', ''X'', ''{}'')', tests.id('northwind')),
    format('select public.change_member_role(%L, %L, ''admin'')', tests.id('northwind'), tests.id('vera')),
    format('select public.remove_member(%L, %L)', tests.id('northwind'), tests.id('vera')),
    format('select public.remove_workspace_member(%L, %L)', tests.id('bakery'), tests.id('cleo')),
    format('select public.invite_member(%L, ''a@example.com'', ''viewer'')', tests.id('northwind'))]) attempt
  where tests.message_of(attempt) is distinct from 'PT404 NOT_FOUND'), 0::bigint, 'an owner elsewhere is told of nothing here');
select is_empty($$ select from public.roles where organization_id = tests.id('northwind') $$, 'and sees none of its roles');
select is_empty($$ select from public.member_roles $$, 'nor who has them');

-- Leaving -------------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select throws_ok($$ select public.remove_member(tests.id('northwind'), tests.id('ada')) $$, 'PT409', 'LAST_OWNER', 'the last owner does not leave');
select throws_ok($$ select public.change_member_role(tests.id('northwind'), tests.id('ada'), 'admin') $$, 'PT409', 'LAST_OWNER', 'nor steps down');
select lives_ok($$ select public.change_member_role(tests.id('northwind'), tests.id('alan'), 'owner') $$, 'an owner makes another one');
select lives_ok($$ select public.remove_member(tests.id('northwind'), tests.id('ada')) $$, 'and may then leave');
select is_empty($$ select from public.organizations $$, 'who left sees nothing at once, with the token still in hand');
select ok(not tests.may('northwind/main', 'submissions.read'), 'and may nothing, also not by the workspace role that was there');
select tests.as_person('alan');
select public.invite_member(tests.id('northwind'), 'mole@example.com', 'viewer');
select tests.as_nobody();
delete from auth.users where id = tests.id('colin');
select throws_ok($$ delete from public.organization_members where user_id = tests.id('alan') $$, 'PT409', 'LAST_OWNER', 'not even the database''s owner takes the last owner out');
select throws_ok($$ update public.organization_members set status = 'removed' where user_id = tests.id('alan') $$, 'PT409', 'LAST_OWNER', 'or suspends that one');
update public.organization_members set role = 'owner' where user_id = tests.id('edith');
select tests.as_person('edith');
select lives_ok($$ select public.remove_member(tests.id('northwind'), tests.id('alan')) $$, 'one owner removes another');
select isnt((select revoked_at from public.invitations where email = 'mole@example.com'), null, 'and with a member go the invitations that member sent');
select lives_ok($$ select public.remove_member(tests.id('northwind'), tests.id('vera')) $$, 'a member with roles is removed');
select is_empty($$ select from public.member_roles where user_id = tests.id('vera') $$, 'without leaving roles behind for a later return');
select tests.as_person('cleo');
select is(public.my_permissions(), jsonb_build_object('organizations', '{}'::jsonb, 'workspaces', jsonb_build_object(tests.id('bakery'),
  '["leads.read", "metrics.read", "submissions.read"]'::jsonb)), 'a workspace''s member is told what holds there');
select throws_ok($$ select public.change_workspace_member_role(tests.id('bakery'), tests.id('cleo'), 'editor') $$, 'PT404', 'NOT_FOUND', 'and gives itself no other role');
select tests.as_person('agnes');
select ok(public.my_permissions() #> array['organizations', tests.id('pixel')::text] ? 'organization.delete'
  and public.my_permissions() #> array['workspaces', tests.id('garage')::text] ? 'widgets.publish', 'an owner is told of everything, everywhere');
select lives_ok($$ select public.change_workspace_member_role(tests.id('bakery'), tests.id('cleo'), 'editor') $$, 'the agency gives its client''s member a role');
select throws_ok($$ select public.change_workspace_member_role(tests.id('bakery'), tests.id('cleo'), 'king') $$, 'PT422', 'VALIDATION_FAILED', 'that there is');
select throws_ok($$ select public.change_workspace_member_role(tests.id('northwind/main'), tests.id('edith'), 'editor') $$, 'PT404', 'NOT_FOUND', 'not in other tenants');
select tests.as_nobody();
update public.organization_members set role = 'admin' where user_id = tests.id('pia');
select tests.as_person('pia');
select throws_ok($$ select public.change_workspace_member_role(tests.id('bakery'), tests.id('cleo'), 'owner') $$, 'PT403', 'FORBIDDEN', 'an admin gives no more than an admin holds');
select tests.as_person('cleo');
select ok(tests.may('bakery', 'widgets.publish'), 'the new role holds at once');
select lives_ok($$ select public.remove_workspace_member(tests.id('bakery'), tests.id('cleo')) $$, 'a workspace''s member leaves');
select is_empty($$ select from public.workspaces $$, 'and sees it no more');
select tests.as_nobody();
select is_empty($$
  select e from unnest(array['roles', 'role_permissions', 'member_roles', 'organization_members']) e
  where not exists (select from public.audit_logs a where a.entity = e and a.organization_id = tests.id('northwind') and a.actor_id is not null) $$, 'every change of rights is in the audit log, with who made it');

select * from finish();
rollback;
