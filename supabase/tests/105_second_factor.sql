-- Second factors: with the password alone, staff who have one are nobody; what is dangerous needs a recent code too.
-- The auth server of these tests offers none, so its table is made here as Supabase Auth has it.

begin;
select plan(36);

select tests.as_person('stella');
select is(public.my_access() ->> 'staff_role', 'admin', 'where the auth server offers no second factor, the password is enough');
select lives_ok($$ select public.set_organization_status(array[tests.id('globex')], 'suspended', 'because') $$, 'also for what is dangerous');
select public.set_organization_status(array[tests.id('globex')], 'active', 'because');

select tests.as_nobody();
create table auth.mfa_factors (
  id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users (id), friendly_name text,
  factor_type text not null default 'totp', status text not null, secret text
);
alter table auth.mfa_factors enable row level security;
-- What the migration grants where the table is there before it.
grant select (user_id, status) on auth.mfa_factors to lapel_definer;

-- An access token as Supabase Auth makes it: how far the person has proved oneself, by what and when.
create function tests.with_token(name text, aal text, code_age interval default null) returns void language plpgsql as $$
declare
  moment constant bigint := extract(epoch from now());
begin
  perform tests.as_person(name);
  perform set_config('request.jwt.claims', (current_setting('request.jwt.claims')::jsonb || jsonb_build_object('aal', aal, 'amr',
    jsonb_build_array(jsonb_build_object('method', 'password', 'timestamp', moment)) || case when code_age is null then '[]'
    else jsonb_build_array(jsonb_build_object('method', 'totp', 'timestamp', moment - extract(epoch from code_age)::bigint)) end))::text, true);
end $$;
create function tests.enrol(name text, status text) returns void language sql security definer as $$
  insert into auth.mfa_factors (user_id, status) values (tests.id(name), status)
$$;

select tests.with_token('stella', 'aal1');
select is(public.my_access() ->> 'staff_role', 'admin', 'staff without a factor are staff by the password');
select tests.as_nobody();
select tests.enrol('stella', 'unverified');
select tests.enrol('ada', 'verified');
select tests.with_token('stella', 'aal1');
select is(public.my_access() ->> 'staff_role', 'admin', 'a factor that was begun and not proved changes nothing, nor do those of others');
select lives_ok($$ select public.set_organization_status(array[tests.id('globex')], 'suspended', 'because') $$, 'the console alone asks again then');
select public.set_organization_status(array[tests.id('globex')], 'active', 'because');

select tests.as_nobody();
update auth.mfa_factors set status = 'verified' where user_id = tests.id('stella');

-- Whoever stole the password.
select tests.with_token('stella', 'aal1');
select is(public.my_access() ->> 'staff_role', null, 'with the password alone nobody is staff who has a factor');
select is_empty('select from public.organizations', 'nor sees a tenant');
select is_empty('select from public.audit_logs', 'nor the audit log');
select is_empty('select from public.platform_admins', 'nor who is staff');
select throws_ok($$ select public.set_plan_limit('free', 'users', 5, 'hard', 0, 'because') $$, 'PT403', 'FORBIDDEN', 'nor changes a plan');
select throws_ok($$ select public.start_impersonation(tests.id('globex'), 'because') $$, 'PT403', 'FORBIDDEN', 'nor looks at a tenant as its members do');
select throws_ok($$ select * from auth.mfa_factors $$, '42501', null, 'nor reads the factors');
select tests.as_person('stella');
select is(public.my_access() ->> 'staff_role', null, 'a token that says nothing of it counts as the password alone');

-- With a code.
select tests.with_token('stella', 'aal2', '1 minute');
select is(public.my_access() ->> 'staff_role', 'admin', 'with a code staff are staff');
select lives_ok($$ select public.set_organization_status(array[tests.id('globex')], 'suspended', 'because') $$, 'and suspend a tenant');
select lives_ok($$ select public.start_impersonation(tests.id('northwind'), 'because', false) $$, 'and act in the name of one');
select set_config('lapel.vault_key', repeat('k', 32), true), tests.as_service();
select is(private.rotate_identity_secret_as(tests.id('stella'), tests.id('northwind/main'), '192.0.2.1') ->> 'verdict', 'accepted',
  'also at the endpoints, which have had the token verified');
select tests.with_token('stella', 'aal1');
select is(public.my_access() -> 'impersonation', 'null'::jsonb, 'which the password alone does not share in');
select is_empty('select from public.organizations', 'nor see the tenant by');
select tests.with_token('stella', 'aal2', '1 minute');
select public.end_impersonation();

-- With a code of some time ago: a session that was left open, or a token that was copied.
select tests.with_token('stella', 'aal2', '31 minutes');
select lives_ok($$ select public.set_organization_status(array[tests.id('globex')], 'active', 'because') $$, 'what is not dangerous goes on for the whole session');
select is(tests.message_of(format('select public.set_organization_status(array[%L::uuid], ''suspended'', ''because'')', tests.id('globex'))),
  'PT403 FORBIDDEN', 'suspending needs a recent code');
select is(array[
  tests.message_of(format('select public.start_impersonation(%L, ''because'', false)', tests.id('globex'))),
  tests.message_of(format('select public.grant_staff(%L, ''admin'', ''because'')', tests.id('nina'))),
  tests.message_of(format('select public.revoke_staff(%L, ''because'')', tests.id('vito'))),
  tests.message_of('select public.set_maintenance(true, ''because'')'),
  tests.message_of(format('select public.request_organization_deletion(%L, ''because'')', tests.id('globex'))),
  tests.message_of(format('select public.request_privacy(%L, ''erase'', ''visitor'', ''a@b.example'', ''because'')', tests.id('globex')))
], array_fill('PT403 FORBIDDEN'::text, array[6]), 'as do acting in a tenant''s name, staff roles, maintenance, deleting and erasing');
select lives_ok($$ select public.start_impersonation(tests.id('globex'), 'because') $$, 'looking does not');
select public.end_impersonation();
select lives_ok($$ select public.set_maintenance(false, 'because') $$, 'nor ending maintenance');
select tests.with_token('stella', 'aal2', '1 minute');
select public.start_impersonation(tests.id('globex'), 'because', false);
select tests.with_token('stella', 'aal2', '59 minutes');
select is(tests.message_of(format('select public.request_privacy(%L, ''erase'', ''visitor'', ''a@b.example'')', tests.id('globex'))),
  'PT403 FORBIDDEN', 'who acts in a tenant''s name erases with a recent code only');
select lives_ok(format('select public.request_privacy(%L, ''export'', ''visitor'', ''a@b.example'')', tests.id('globex')), 'and exports without');
select public.end_impersonation();

-- Tokens whose list of methods is not the auth server's.
select tests.with_token('stella', 'aal2');
select is(tests.message_of('select public.set_maintenance(true, ''because'')'), 'PT403 FORBIDDEN', 'a password is no code');
select set_config('request.jwt.claims', jsonb_set(current_setting('request.jwt.claims')::jsonb, '{amr}', '["totp"]')::text, true);
select is(tests.message_of('select public.set_maintenance(true, ''because'')'), 'PT403 FORBIDDEN', 'nor is a method without its moment');

-- Members of tenants.
select tests.with_token('ada', 'aal1');
select is(public.my_access() -> 'organizations', '[]'::jsonb, 'with the password alone a member with a factor is a member of nothing');
select is(public.my_access() ->> 'email', 'ada@example.com', 'but somebody');
select is_empty('select from public.organizations union all select from public.workspaces union all select from public.widget_submissions',
  'who sees nothing of the tenant');
select is(public.my_permissions(), '{"organizations": {}, "workspaces": {}}'::jsonb, 'and may nothing');
select is(array[
  tests.message_of(format('select public.update_organization(%L, ''Mine'')', tests.id('northwind'))),
  tests.message_of(format('select public.remove_member(%L, %L)', tests.id('northwind'), tests.id('ada'))),
  tests.message_of(format('select public.request_organization_deletion(%L, ''because'')', tests.id('northwind')))
], array_fill('PT404 NOT_FOUND'::text, array[3]), 'nor even leaves');
select tests.with_token('ada', 'aal2', '1 day');
select isnt_empty('select from public.widget_submissions', 'with a code the member is one');
select lives_ok(format('select public.update_organization(%L, ''Northwind'')', tests.id('northwind')), 'for the whole session');
select tests.with_token('alan', 'aal1');
select isnt_empty('select from public.organizations', 'colleagues without a factor notice nothing');

select * from finish();
rollback;
