-- Records without a foreign key: submissions and events stay with the tenant that they belong to, and go with it.

begin;
select plan(14);

create function tests.counts() returns text language sql as $$
  select format('submissions %s, events %s', (select count(*) from public.widget_submissions where widget_instance_id = tests.id('northwind/instance')),
    (select count(*) from public.events where workspace_id = tests.id('northwind/main')))
$$;
delete from public.widget_submissions;
delete from public.events;
select tests.accept(tests.submission('northwind', '{}')), tests.accept(tests.submission('northwind', '{}')), tests.accept(tests.submission('globex', '{}'));
select is(tests.counts(), 'submissions 2, events 2', 'two submissions and their events');

-- Staying -------------------------------------------------------------------------------------------------------------

select throws_ok($$ insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type) values
  (tests.id('northwind'), tests.id('northwind/main'), 'widget', gen_random_uuid(), 'widget.made'),
  (tests.id('globex'), tests.id('northwind/main'), 'widget', gen_random_uuid(), 'widget.made') $$, '23503', null, 'no event of two tenants, also among others');
select throws_ok($$ insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type) values
  (tests.id('globex'), gen_random_uuid(), 'widget', gen_random_uuid(), 'widget.made') $$, '23503', null, 'nor of a workspace that is not there');
-- Neither has anything else that would hold it.
update public.plan_limits set limit_value = 100 where limit_type = 'workspaces';
insert into public.workspaces (id, organization_id, name, slug) values ('018f0000-0000-7000-8000-0000000000a1', tests.id('northwind'), 'Else', 'else');
insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type)
values (tests.id('northwind'), '018f0000-0000-7000-8000-0000000000a1', 'widget', gen_random_uuid(), 'widget.made');
select throws_ok($$ update public.workspaces set organization_id = tests.id('globex') where slug = 'else' $$, '23503', 'events belong to it as it is.',
  'a workspace that has events does not move to another tenant');
insert into public.widget_instances (id, organization_id, workspace_id, widget_id, name)
values ('018f0000-0000-7000-8000-0000000000a2', tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 'Else');
insert into public.widget_submissions (organization_id, workspace_id, widget_id, widget_instance_id, revision, payload, payload_hash, ts_second)
values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), '018f0000-0000-7000-8000-0000000000a2', 1, '{}', '', now());
select throws_ok($$ update public.widget_instances set id = gen_random_uuid() where name = 'Else' $$, '23503', 'widget_submissions belong to it as it is.',
  'nor does an instance that has submissions become another');
delete from public.widget_instances where name = 'Else';
select is((select array_agg(distinct p.polroles::text) from pg_policy p where p.polrelid = 'public.widget_submissions'::regclass and p.polcmd <> 'r'), null,
  'no policy lets anybody write submissions');
select is((select string_agg(f.proname, ', ' order by f.proname) from pg_proc f join pg_namespace s on s.oid = f.pronamespace
    where s.nspname in ('public', 'private') and f.prosrc ~* 'insert into public\.widget_submissions'), 'store_submissions', 'and one function does');
select is((select string_agg(r.rolname || ' ' || t.name, ', ') from (values ('public.widget_submissions'), ('public.events')) t(name)
    cross join pg_roles r where r.rolname in ('anon', 'authenticated', 'platform_staff', 'service_role')
    and has_table_privilege(r.oid, t.name, 'insert, update, delete, truncate')), null, 'nor has any role that logs in the right to');

-- Nor may the owner, who may write everything else: rows of two tenants in one statement, and an instance that is not there.
select throws_ok($$ insert into public.widget_submissions (organization_id, workspace_id, widget_id, widget_instance_id, revision, payload, payload_hash, ts_second) values
  (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), tests.id('northwind/instance'), 1, '{}', '', now()),
  (tests.id('globex'), tests.id('northwind/main'), tests.id('northwind/widget'), tests.id('northwind/instance'), 1, '{}', '', now()) $$, '23503', null,
  'no submission of two tenants, also among others');
select throws_ok($$ insert into public.widget_submissions (organization_id, workspace_id, widget_id, widget_instance_id, revision, payload, payload_hash, ts_second) values
  (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), gen_random_uuid(), 1, '{}', '', now()) $$, '23503', null,
  'nor of an instance that is not there');

-- An instance that goes while its submissions are on their way ----------------------------------------------------------

select throws_ok($$ select private.take_places(array[row(1, tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), gen_random_uuid(),
  '{}', false, null, gen_random_uuid(), '', gen_random_uuid(), '{}', now(), null, null, null, null, null)::private.submission_attempt]) $$, '23503', null,
  'of an instance that has just been removed nothing is stored');

-- Going ---------------------------------------------------------------------------------------------------------------

delete from public.widget_instances where id = tests.id('northwind/instance');
select is(tests.counts(), 'submissions 0, events 2', 'submissions go with their instance');
select is((select count(*) from public.widget_submissions), 1::bigint, 'and no others');
delete from public.workspaces where id = tests.id('northwind/main');
select is(tests.counts(), 'submissions 0, events 0', 'events with their workspace');

select * from finish();
rollback;
