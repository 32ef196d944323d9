-- Onboarding: how people come in, which organization their token names, and whose a domain is.

begin;
select plan(85);

create table tests.tokens (name text primary key, token text, id uuid);
grant insert, select, update on tests.tokens to authenticated;
create function tests.invite(organization text, name text, role text, workspace text default null) returns text language plpgsql as $$
declare
  made jsonb := public.invite_member(tests.id(organization), name || '@example.com', role,
    case when workspace is not null then tests.id(workspace) end);
begin
  insert into tests.tokens values (name, made ->> 'token', (made ->> 'id')::uuid)
  on conflict on constraint tokens_pkey do update set token = excluded.token, id = excluded.id;
  return made ->> 'token';
end $$;
create function tests.token(name text) returns text language sql stable as $$ select t.token from tests.tokens t where t.name = token.name $$;
create function tests.claims(name text) returns jsonb language sql security definer as $$
  select public.custom_access_token_hook(jsonb_build_object('user_id', tests.id(name), 'claims', '{"aud": "x"}'::jsonb)) -> 'claims'
$$;

-- Signing up ----------------------------------------------------------------------------------------------------------

select tests.sign_up('nora', '{"name": "Nora", "company": "Nora''s Shop", "role": "owner", "organization_id": "x"}');
select results_eq($$ select o.name, o.plan_id, m.role, w.name, p.created_source
  from public.organization_members m join public.organizations o on o.id = m.organization_id
  join public.workspaces w on w.organization_id = o.id join public.profiles p on p.user_id = m.user_id where m.user_id = tests.id('nora') $$,
  $$ values ('Nora''s Shop', 'free', 'owner', 'Nora''s Shop', 'signup_form') $$, 'signing up makes an organization with a workspace, owned by who signed up');
select is((select used from public.usage_counters c join public.organization_members m on c.scope_id = m.organization_id
  where m.user_id = tests.id('nora') and c.limit_type = 'users'), 1, 'which counts its first user');
select results_eq($$ select source, organization_id is not null from public.user_creation_audit where user_id = tests.id('nora') $$,
  $$ values ('signup_form', true) $$, 'how a user came to exist is kept');

-- Inviting ------------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select matches(tests.invite('northwind', 'ivy', 'editor'), '^inv_[0-9A-Za-z]{24}$', 'an owner invites and gets the token once');
select is((select count(*) from public.invitations), 1::bigint, 'managers of members see open invitations');
select throws_ok('select token_hash from public.invitations', '42501', null, 'but not the token''s hash');
select throws_ok($$ select public.invite_member(tests.id('northwind'), 'nobody', 'viewer') $$, 'PT422', 'VALIDATION_FAILED', 'an address is an address');
select throws_ok($$ select public.invite_member(tests.id('northwind'), 'a@example.com', 'king') $$, 'PT422', 'VALIDATION_FAILED', 'a role is a role');
select throws_ok($$ select public.invite_member(tests.id('northwind'), 'a@example.com', 'viewer', tests.id('bakery')) $$, 'PT404', 'NOT_FOUND', 'a workspace is one''s own');
select throws_ok($$ select public.invite_member(null, 'a@example.com', 'viewer') $$, 'PT404', 'NOT_FOUND', 'no organization is not one''s own');
select tests.as_nobody();
select results_eq($$ select token_hash = sha256(tests.token('ivy')::bytea), expires_at between now() + interval '23 hours' and now() + interval '25 hours'
  from public.invitations where email = 'ivy@example.com' $$, $$ values (true, true) $$, 'only the hash is stored, for a day');
select is_empty($$ select from public.audit_logs where entity = 'invitations' and (after ? 'token_hash' or after ? 'email') $$, 'the audit log keeps neither token nor address');
select is((select used from public.usage_counters where scope_id = tests.id('northwind') and limit_type = 'users'), 3, 'inviting takes no seat');
select tests.as_person('vera');
select is_empty('select from public.invitations', 'a viewer sees no invitations');

-- Accepting -----------------------------------------------------------------------------------------------------------

select tests.as_person('nina');
select throws_ok($$ select public.accept_invitation(tests.token('ivy')) $$, 'PT404', 'NOT_FOUND', 'the token works for its address only');
select throws_ok($$ select public.accept_invitation('inv_guessed') $$, 'PT404', 'NOT_FOUND', 'a guess works for nobody');
select throws_ok($$ select public.accept_invitation(null) $$, 'PT404', 'NOT_FOUND', 'nothing is no token');
select tests.sign_up_without_tenant('ivy');
select tests.as_person('ivy');
select is(public.accept_invitation(tests.token('ivy')), tests.id('northwind'), 'who was invited joins');
select results_eq('select role, status, invited_by from public.organization_members where user_id = auth.uid()',
  $$ values ('editor', 'active', tests.id('ada')) $$, 'in the role of the invitation');
select throws_ok($$ select public.accept_invitation(tests.token('ivy')) $$, 'PT404', 'NOT_FOUND', 'a token works once');
select tests.as_nobody();
select is((select used from public.usage_counters where scope_id = tests.id('northwind') and limit_type = 'users'), 4, 'accepting takes the seat');

select tests.as_person('ada');
select tests.invite('northwind', 'nina', 'viewer');
select tests.as_nobody();
create table tests.earlier as select tests.token('nina') as token;
select tests.as_person('ada');
select tests.invite('northwind', 'nina', 'editor');
select tests.as_person('nina');
select throws_ok($$ select public.accept_invitation((select token from tests.earlier)) $$, 'PT404', 'NOT_FOUND', 'a new invitation replaces the open one');
select tests.as_person('ada');
select lives_ok($$ select public.revoke_invitation((select id from tests.tokens where name = 'nina')) $$, 'an invitation is taken back');
select throws_ok($$ select public.revoke_invitation((select id from tests.tokens where name = 'nina')) $$, 'PT404', 'NOT_FOUND', 'once');
select tests.as_person('nina');
select throws_ok($$ select public.accept_invitation(tests.token('nina')) $$, 'PT404', 'NOT_FOUND', 'and then does not work');
select tests.as_person('ada');
select tests.invite('northwind', 'nina', 'editor');
select tests.as_person('boris');
select throws_ok($$ select public.revoke_invitation((select id from tests.tokens where name = 'nina')) $$, 'PT404', 'NOT_FOUND', 'a stranger revokes none');
select tests.as_nobody();
update public.invitations set expires_at = now() where email = 'nina@example.com' and revoked_at is null;
select tests.as_person('nina');
select throws_ok($$ select public.accept_invitation(tests.token('nina')) $$, 'PT404', 'NOT_FOUND', 'an expired token does not work');
select tests.as_person('ada');
select tests.invite('northwind', 'nina', 'viewer', 'northwind/main');
select tests.as_person('nina');
select is(public.accept_invitation(tests.token('nina')), tests.id('northwind'), 'one can be invited to a single workspace');
select results_eq('select count(*), (select count(*) from public.organizations) from public.workspaces', $$ values (1::bigint, 0::bigint) $$,
  'and then sees the workspace, not the organization');
select tests.as_person('ada');
select tests.invite('northwind', 'alan', 'viewer');
select tests.as_person('alan');
select public.accept_invitation(tests.token('alan'));
select is((select role from public.organization_members where user_id = auth.uid()), 'admin', 'an invitation demotes nobody who is there already');
select tests.as_person('ada');
select tests.invite('northwind', 'rex', 'collaborator');
select tests.as_person('rex');
select public.accept_invitation(tests.token('rex'));
select is((select role from public.organization_members where user_id = auth.uid()), 'collaborator', 'who was removed can come back, in the new role');

-- Signing up with a token.
select tests.as_person('ada');
select tests.invite('northwind', 'otto', 'viewer');
select tests.sign_up('otto', jsonb_build_object('name', 'Otto', 'invitation_token', tests.token('otto')));
select results_eq($$ select source, organization_id from public.user_creation_audit where user_id = tests.id('otto') $$, $$ values ('invitation', tests.id('northwind')) $$, 'the record says by whom they were invited');
select results_eq($$ select m.organization_id, m.role, p.created_source from public.organization_members m join public.profiles p on p.user_id = m.user_id
  where m.user_id = tests.id('otto') $$, $$ values (tests.id('northwind'), 'viewer', 'invitation') $$, 'signing up with a token joins instead of making an organization');
select tests.as_person('ada');
select tests.invite('northwind', 'paul', 'viewer');
select tests.sign_up('eve', jsonb_build_object('name', 'Eve', 'invitation_token', tests.token('paul')));
select results_eq($$ select m.role, m.organization_id = tests.id('northwind') from public.organization_members m where m.user_id = tests.id('eve') $$,
  $$ values ('owner', false) $$, 'another address with the token gets an organization of its own');
select is((select accepted_at from public.invitations where email = 'paul@example.com'), null, 'and leaves the invitation open');

-- A full organization: globex is on the free plan, for two.
select tests.as_person('boris');
select tests.invite('globex', 'gus', 'viewer'), tests.invite('globex', 'hugo', 'viewer'), tests.invite('globex', 'hanna', 'viewer');
select tests.sign_up_without_tenant('gus'), tests.sign_up_without_tenant('hugo');
select tests.as_person('gus');
select lives_ok($$ select public.accept_invitation(tests.token('gus')) $$, 'the last seat can be taken');
select tests.as_person('hugo');
select throws_ok($$ select public.accept_invitation(tests.token('hugo')) $$, 'PT402', 'Max users reached - upgrade your plan.', 'and then no more');
select tests.as_nobody();
select is((select accepted_at from public.invitations where email = 'hugo@example.com'), null, 'the invitation stays open for when there is room');
select lives_ok($$ select tests.sign_up('hanna', jsonb_build_object('invitation_token', tests.token('hanna'))) $$, 'who signs up for a full organization still gets an account');
select isnt((select organization_id from public.organization_members where user_id = tests.id('hanna')), tests.id('globex'), 'with an organization of its own');

-- Switching and what the token says -----------------------------------------------------------------------------------

select tests.as_nobody();
insert into public.organization_members (organization_id, user_id, role, created_at) values (tests.id('pixel'), tests.id('ada'), 'viewer', now() + interval '1 day');
select is(tests.claims('ada'), jsonb_build_object('aud', 'x', 'org_id', tests.id('northwind'), 'user_role', 'owner', 'is_platform_admin', false),
  'the token names the organization joined first, the role there, and keeps what else was in it');
select tests.as_person('ada');
select lives_ok($$ select public.switch_organization(tests.id('pixel')) $$, 'a member chooses another organization');
select is(tests.claims('ada') - 'aud' - 'is_platform_admin', jsonb_build_object('org_id', tests.id('pixel'), 'user_role', 'viewer'), 'which the next token names');
select throws_ok($$ select public.switch_organization(tests.id('globex')) $$, 'PT404', 'NOT_FOUND', 'one chooses one''s own only');
select throws_ok($$ select public.switch_organization(null) $$, 'PT404', 'NOT_FOUND', 'and chooses something');
select tests.as_nobody();
delete from public.organization_members where organization_id = tests.id('pixel') and user_id = tests.id('ada');
select is(tests.claims('ada') ->> 'user_role', 'owner', 'after removal the token names what is left');
select is(tests.claims('stella') - 'aud', '{"org_id": null, "user_role": null, "is_platform_admin": true}', 'staff are told so, and of no organization');
select is(tests.claims('cleo') - 'aud', '{"org_id": null, "user_role": null, "is_platform_admin": false}', 'a workspace''s guest has no organization');
select tests.as_person('ada');
select throws_ok($$ select public.custom_access_token_hook('{}') $$, '42501', null, 'only the auth server asks for claims');
select is((select jsonb_agg(o ->> 'name') from jsonb_array_elements(public.my_access() -> 'organizations') o), '["Northwind"]', 'my_access names the organizations');

-- Custom domains ------------------------------------------------------------------------------------------------------

select tests.as_nobody();
create function tests.domain(organization text, hostname text) returns public.custom_domains language sql stable security definer as $$
  select d from public.custom_domains d where d.organization_id = tests.id(organization) and d.hostname = domain.hostname
$$;
create function tests.check_domain(organization text, proved boolean) returns text language sql security definer as $$
  select private.record_domain_check((tests.domain(organization, 'forms.example.com')).id, proved)
$$;
select tests.as_person('ada');
select results_eq($$ select hostname, status from public.add_custom_domain(tests.id('northwind'), ' Forms.Example.com. ') $$,
  $$ values ('forms.example.com', 'pending') $$, 'a domain is added, pending');
select throws_ok($$ select public.add_custom_domain(tests.id('northwind'), 'forms.example.com') $$, 'PT409', 'CONFLICT', 'once');
select is((select count(*) from unnest(array['localhost', '-a.com', 'a..com', 'https://a.com', 'a.com/x', '10.0.0.1', null]) h
  where tests.message_of(format('select public.add_custom_domain(%L, %L)', tests.id('northwind'), h)) is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint,
  'what is not a host name is refused');
select tests.as_person('vera');
select throws_ok($$ select public.add_custom_domain(tests.id('northwind'), 'x.example.com') $$, 'PT403', 'FORBIDDEN', 'a viewer adds none');
select tests.as_person('boris');
select lives_ok($$ select public.add_custom_domain(tests.id('globex'), 'forms.example.com') $$, 'another tenant may add the same name and learns nothing');
select lives_ok($$ select public.release_custom_domain((tests.domain('globex', 'forms.example.com')).id) $$, 'and give it up');
select tests.as_service();
select is(tests.check_domain('northwind', true), 'verified', 'a claim that was never proved keeps nobody out: the domain is proved');
select tests.as_person('boris');
select public.add_custom_domain(tests.id('globex'), 'forms.example.com');
select throws_ok($$ select public.release_custom_domain((tests.domain('northwind', 'forms.example.com')).id) $$, 'PT404', 'NOT_FOUND', 'a stranger gives no domain up');
select tests.as_service();
select is(tests.check_domain('globex', true), 'pending', 'a hostname has one holder');
select tests.as_nobody();
create table tests.audited as select count(*) from public.audit_logs where entity = 'custom_domains';
select tests.as_service();
select is(tests.check_domain('northwind', null), 'verified', 'a check that nobody answered says nothing');
select is_empty('select private.due_domain_checks(10)', 'but it was one: what was checked a moment ago is not due');
select tests.as_nobody();
update public.custom_domains set checked_at = now() - interval '5 minutes';
select results_eq('select domain_id from private.due_domain_checks(10)', $$ values ((tests.domain('globex', 'forms.example.com')).id) $$,
  'a domain that waits to be proved is soon due again');
update public.custom_domains set created_at = now() - interval '2 days';
select is_empty('select private.due_domain_checks(10)', 'on the day it was added');
update public.custom_domains set checked_at = now() - interval '1 day';
insert into public.custom_domains (organization_id, hostname) values (tests.id('globex'), 'forms.globex.example');
select is((select count(*) from private.due_domain_checks(10)), 2::bigint, 'every other is due once a day, and what is nobody''s never');
delete from public.custom_domains where hostname = 'forms.globex.example';
-- Two were given another time, one came and went.
select is((select count(*) - 4 from public.audit_logs where entity = 'custom_domains'), (select count from tests.audited), 'looking is no news for the audit log');
select tests.as_service();
select is(tests.check_domain('northwind', false), 'failing', 'a check that fails is noted');
select is(tests.check_domain('northwind', true), 'verified', 'and forgotten with the next good one');
select is(tests.check_domain('northwind', false), 'failing', 'failing again');
select tests.as_nobody();
update public.custom_domains set failing_since = now() - interval '8 days' where organization_id = tests.id('northwind');
select tests.as_service();
select is(tests.check_domain('northwind', false), 'pending', 'after seven days the domain is lost');
select is(tests.check_domain('globex', true), 'pending', 'but not to another one at once');
select tests.as_nobody();
update public.custom_domains set released_at = now() - interval '31 days' where organization_id = tests.id('northwind');
select tests.as_service();
select is(tests.check_domain('globex', true), 'verified', 'only after thirty days');
select tests.as_person('ada');
select throws_ok($$ select private.record_domain_check(gen_random_uuid(), true) $$, '42501', null, 'no tenant decides that its domain is proved');

-- Who never came --------------------------------------------------------------------------------------------------------

select tests.as_nobody();
delete from public.invitations;
insert into public.invitations (organization_id, email, role, token_hash, created_at, expires_at, revoked_at, accepted_at)
select tests.id('northwind'), name || '@invited.example', 'viewer', sha256(name::bytea), now() - interval '60 days', expires, revoked, accepted
from (values ('late', now() - interval '31 days', null::timestamptz, null::timestamptz), ('just', now() - interval '29 days', null, null),
  ('revoked', now() + interval '1 day', now() - interval '31 days', null), ('came', now() - interval '59 days', null, now() - interval '59 days')) v (name, expires, revoked, accepted);
select tests.as_service();
select is(private.prune_invitations(), 2::bigint, 'addresses of people who did not come are forgotten after thirty days');
select tests.as_nobody();
select set_eq('select email from public.invitations', array['just@invited.example', 'came@invited.example'], 'the others are kept');

-- Whose host name -------------------------------------------------------------------------------------------------------

select tests.as_nobody();
update public.organizations set slug = 'north-wind' where id = tests.id('northwind');
select tests.as_service();
select is(private.resolve_tenant('North-Wind.lapel.example.', 'lapel.example'), tests.id('northwind'), 'below the platform''s domain the slug names the tenant');
select is(private.resolve_tenant('forms.example.com', 'lapel.example'), tests.id('globex'), 'a domain names who has proved it');
select is((select count(*) from unnest(array['lapel.example', 'north-wind.lapel.example.com', 'x.north-wind.lapel.example', 'north-windlapel.example', 'unknown.lapel.example',
    'other.example.com', '', null]) host where private.resolve_tenant(host, 'lapel.example') is not null), 0::bigint, 'no other host name stands for anybody');
select tests.as_nobody();
update public.custom_domains set status = 'pending';
update public.organizations set status = 'deleting' where id = tests.id('northwind');
select tests.as_service();
select is(private.resolve_tenant('forms.example.com', 'lapel.example'), null, 'nor does a domain that is not proved');
select is(private.resolve_tenant('north-wind.lapel.example', 'lapel.example'), null, 'nor a tenant who is going');
select tests.as_person('ada');
select throws_ok($$ select private.resolve_tenant('x', 'y') $$, '42501', null, 'only the server asks');

-- One's own profile ------------------------------------------------------------------------------------------------------

select results_eq($$ select name, company from public.update_profile(' Ada L. ', 'Engines') $$, $$ values ('Ada L.', 'Engines') $$, 'people name themselves');
select results_eq($$ select name, company from public.update_profile(company => '') $$, $$ values ('Ada L.', null::text) $$, 'what is not given stays, an empty text takes away');
select throws_ok($$ select public.update_profile(repeat('x', 121)) $$, 'PT422', 'VALIDATION_FAILED', 'a name has its length');
select is_empty($$ select from public.profiles where name = 'Ada L.' and user_id <> tests.id('ada') $$, 'nobody else is renamed');
select tests.as_nobody();
select tests.speak('authenticated', gen_random_uuid());
select throws_ok($$ select public.update_profile('Nobody') $$, 'PT404', 'NOT_FOUND', 'a deleted account names nobody');

select * from finish();
rollback;
