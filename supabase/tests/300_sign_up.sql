-- Sign-up: one transaction makes the person, the organization, the first workspace and the membership, whatever the
-- form sends.

begin;
select plan(40);

create function tests.organization_of(name text) returns public.organizations language sql stable as $$
  select o from public.organizations o join public.organization_members m on m.organization_id = o.id where m.user_id = tests.id(organization_of.name)
$$;

select tests.sign_up('olga', '{"name": "Olga Orlova", "company": "Orlova & Söhne"}');
select results_eq($$ select name, company, email, created_source from public.profiles where user_id = tests.id('olga') $$,
  $$ values ('Olga Orlova', 'Orlova & Söhne', 'olga@example.com', 'signup_form') $$, 'a profile');
select is((tests.organization_of('olga')).name, 'Orlova & Söhne', 'an organization named after the company');
select matches((tests.organization_of('olga')).slug, '^orlova-s-hne-[0-9a-f]{6}$', 'with a slug made of it');
select is((tests.organization_of('olga')).plan_id, 'free', 'on the free plan');
select results_eq($$ select role, status, accepted_at is not null from public.organization_members where user_id = tests.id('olga') $$,
  $$ values ('owner', 'active', true) $$, 'a membership as owner');
select results_eq($$ select name, kind, slug from public.workspaces where organization_id = (tests.organization_of('olga')).id $$,
  $$ values ('Orlova & Söhne', 'business', 'main') $$, 'a first workspace');
select results_eq($$ select organization_id, workspace_id is not null, source from public.user_creation_audit where user_id = tests.id('olga') $$,
  $$ values ((tests.organization_of('olga')).id, true, 'signup_form') $$, 'a record of it all');
select set_eq($$ select entity, action from public.audit_logs where organization_id = (tests.organization_of('olga')).id $$,
  $$ values ('organizations', 'insert'), ('workspaces', 'insert'), ('organization_members', 'insert') $$, 'and the audit log begins');
select is((select role::text from auth.users where id = tests.id('olga')), 'authenticated', 'the new user is nobody special');

select tests.as_person('olga');
select results_eq($$ select a ->> 'email', a ->> 'staff_role', jsonb_array_length(a -> 'organizations'), a #>> '{organizations,0,role}',
    a #>> '{workspaces,0,role}' from public.my_access() a $$,
  $$ values ('olga@example.com', null, 1, 'owner', 'owner') $$, 'the new owner may enter at once');
select is((select count(*) from public.workspaces), 1::bigint, 'and sees the own workspace alone');

-- Where they came from ------------------------------------------------------------------------------------------------

select tests.as_nobody();
create function tests.origin(name text) returns text language sql as $$
  select concat_ws(' ', a.created_ip, a.created_user_agent) from public.user_creation_audit a where a.user_id = tests.id(origin.name)
$$;
insert into auth.sessions (id, user_id) values (gen_random_uuid(), tests.id('olga'));
select is(tests.origin('olga'), '', 'a session that does not say');
insert into auth.sessions (id, user_id, ip, user_agent) values (gen_random_uuid(), tests.id('olga'), '203.0.113.77', E'Firefox\n' || repeat('x', 1000));
select is(tests.origin('olga'), '203.0.113.0/24 Firefox ' || repeat('x', 112), 'the first that says leaves its network and browser');
insert into auth.sessions (id, user_id, ip, user_agent) values (gen_random_uuid(), tests.id('olga'), '198.51.100.1', 'Chrome');
select is(tests.origin('olga'), '203.0.113.0/24 Firefox ' || repeat('x', 112), 'later ones say nothing of the sign-up');
select tests.sign_up('petra', '{}');
select tests.as_service();
select lives_ok($$ select private.note_sign_up(tests.id('petra'), '2001:db8:1:2:3::4', null) $$, 'the embedded stack tells it by itself');
select tests.as_nobody();
select is(tests.origin('petra'), '2001:db8:1::/48', 'as a network too');
select private.note_sign_up(tests.id('olga'), 'nonsense', 'x'), private.note_sign_up(gen_random_uuid(), '192.0.2.1', 'x');
update public.user_creation_audit set created_at = now() - interval '91 days' where user_id = tests.id('petra');
select is(private.forget_sign_up_origins(), 1::bigint, 'it is forgotten');
select is(tests.origin('petra') || tests.origin('olga'), tests.origin('olga'), 'after ninety days');
select tests.as_person('olga');
select is(tests.message_of('select created_ip from public.user_creation_audit'), '42501 permission denied for table user_creation_audit', 'and only staff see it');

-- What the form may send ----------------------------------------------------------------------------------------------

select tests.as_nobody();
-- Everything that a user-controlled JSON may hold: what matters is that signing up works and the names stay clean.
create function tests.name_for(metadata jsonb) returns text language plpgsql as $$
declare
  who text := 'someone_' || md5(random()::text);
begin
  perform tests.sign_up(who, metadata);
  return (tests.organization_of(who)).name;
end $$;

select is(tests.name_for(null), 'My organization', 'no metadata');
select is(tests.name_for('{}'), 'My organization', 'empty metadata');
select is(tests.name_for('"text"'), 'My organization', 'metadata that is a string');
select is(tests.name_for('[1, "two"]'), 'My organization', 'metadata that is a list');
select is(tests.name_for('{"name": {"a": 1}, "company": ["x"]}'), 'My organization', 'objects and lists instead of names');
select is(tests.name_for('{"name": 42, "company": true}'), 'My organization', 'numbers and booleans instead of names');
select is(tests.name_for('{"name": null, "company": ""}'), 'My organization', 'null and empty names');
select is(tests.name_for('{"company": " \t\n ", "name": "Ann"}'), 'Ann', 'blank company: the person''s name');
select is(tests.name_for('{"company": "Line\nbreak\u0007 and\ttab"}'), 'Line break and tab', 'line breaks and control characters');
select is(tests.name_for(jsonb_build_object('company', repeat('x', 1000000))), repeat('x', 120), 'a name of a million letters');
select is(tests.name_for(jsonb_build_object('company', repeat('🙂', 500))), repeat('🙂', 120), 'a name of emoji');
select is(tests.name_for('{"company": "admin"}'), 'admin', 'a name whose slug would be reserved');
select is(tests.name_for('{"company": "''); drop table organizations; --"}'), '''); drop table organizations; --', 'a name that is SQL');
select is(tests.name_for('{"company": "Acme", "plan_id": "agency", "role": "platform_staff", "is_staff": true}'), 'Acme', 'claims that it does not have');
select is((select plan_id || ' ' || slug ~ '^free acme-' from public.organizations where name = 'Acme'), true, 'which grant nothing');

select is((select count(*) from unnest(array['a', '-', '--', 'ÄÖÜ', '日本', '---a---', repeat('-', 60), repeat('ab-', 40), 'A B', '1', E'a\nb', '', null]) wanted
  where private.free_slug(wanted) !~ '^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$'), 0::bigint, 'whatever the name, the slug is valid');

-- All or nothing ------------------------------------------------------------------------------------------------------

-- Twice the same ending, then a free one.
create sequence tests.tries;
grant usage on sequence tests.tries to lapel_definer;
create or replace function private.free_slug(wanted text) returns text language sql volatile set search_path = '' as $$
  select case nextval('tests.tries') when 1 then 'taken-slug' when 2 then 'taken-slug' when 3 then 'free-slug' else gen_random_uuid()::text end
$$;
select tests.sign_up('paula'), tests.sign_up('quentin');
select set_eq($$ select slug from public.organizations where slug ~ '^(taken|free)-slug$' $$, array['taken-slug', 'free-slug'],
  'a slug that is taken is no reason to refuse a person');

create function tests.fail() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
create trigger fail_last before insert on public.user_creation_audit for each row execute function tests.fail();
create table tests.before_sign_up as select (select count(*) from public.organizations) as organizations,
  (select count(*) from public.profiles) as profiles, (select count(*) from auth.users) as users;
select throws_ok($$ select tests.sign_up('roland') $$, 'P0001', 'no room', 'when the last step fails, signing up fails');
select results_eq($$ select (select count(*) from public.organizations), (select count(*) from public.profiles), (select count(*) from auth.users) $$,
  'select * from tests.before_sign_up', 'and leaves nothing behind');
drop trigger fail_last on public.user_creation_audit;

-- Afterwards ----------------------------------------------------------------------------------------------------------

update auth.users set email = 'new@example.com' where id = tests.id('olga');
select is((select email from public.profiles where user_id = tests.id('olga')), 'new@example.com', 'a new address reaches the profile');
select is((select count(*) from auth.users u where not exists (select from public.profiles p where p.user_id = u.id)), 0::bigint,
  'nobody is without a profile');

select * from finish();
rollback;
