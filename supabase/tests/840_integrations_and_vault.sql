-- Integrations: connections, the credentials that only the server reads, and runs that go on where they stopped.

begin;
select plan(127);

create function tests.hold(key text) returns void language plpgsql as $$
begin
  perform set_config('lapel.vault_key', coalesce(hold.key, ''), true);
end $$;
select tests.add_member('northwind', 'edith', 'editor'), tests.hold(repeat('k', 32));
insert into public.stores (organization_id, workspace_id, name, platform) values (tests.id('northwind'), tests.id('northwind/main'), 'Shop', 'generic_json');
insert into public.stores (organization_id, workspace_id, name, platform) values (tests.id('globex'), tests.id('globex/main'), 'Shop', 'generic_json');
select tests.remember('shop', (select id from public.stores where organization_id = tests.id('northwind'))),
  tests.remember('other shop', (select id from public.stores where organization_id = tests.id('globex')));
create function tests.connect(shop text, organization text default 'northwind') returns text language sql as $$
  select tests.message_of(format('insert into public.integration_connections (organization_id, workspace_id, store_id, adapter, config) values (%L, %L, %L, %L, %L)',
    tests.id(organization), tests.id(organization || '/main'), tests.id(shop), 'generic_json', '{"url": "https://shop.example/orders", "id": "/id", "recorded_at": "/at", "metrics": {"orders.count": 1}}'))
$$;

-- Connecting -------------------------------------------------------------------------------------------------------------

select tests.as_person('edith');
select alike(tests.connect('shop'), '42501 %', 'an editor connects nothing');
select tests.as_person('ada');
select is(tests.connect('shop'), null, 'the owner connects a store');
select alike(tests.connect('shop'), '23505 %', 'once for each adapter');
select alike(tests.connect('other shop'), '23503 %', 'not the store of another tenant');
select isnt(tests.remember('connection', (select id from public.integration_connections)), null, 'the owner sees the connection');
select throws_ok('select vault_secret_id from public.integration_connections', '42501', null, 'and not where its secret is');
select tests.as_person('boris');
select is(tests.connect('other shop', 'globex'), null, 'the other tenant connects its store');
select is((select count(*) from public.integration_connections), 1::bigint, 'and sees its own connection only');
select tests.as_person('vera');
select is_empty('select from public.integration_connections', 'a viewer sees none');

-- The credential ---------------------------------------------------------------------------------------------------------

select tests.as_nobody();
select is_empty($$ select f, r from unnest(array['private.store_integration_credential(uuid, text)', 'private.get_integration_credential(uuid)',
    'vault.create_secret(text, text, text, uuid)', 'vault.update_secret(uuid, text, text, text, uuid)', 'private.set_webhook_secret(uuid, text)']) f
  cross join unnest(array['anon', 'authenticated', 'platform_staff', 'supabase_auth_admin', 'authenticator']) r where has_function_privilege(r, f, 'execute') $$,
  'people execute no function of the vault');
select is_empty($$ select c.oid::regclass, r from pg_class c cross join unnest(array['anon', 'authenticated', 'platform_staff', 'service_role', 'authenticator']) r
  where c.relnamespace = 'vault'::regnamespace and c.relkind in ('r', 'v') and has_any_column_privilege(r, c.oid, 'select, insert, update') $$,
  'nobody reads the vault''s tables, the server included');
select tests.as_person('ada');
select throws_ok($$ select private.get_integration_credential(tests.id('connection')) $$, '42501', null, 'not even the owner reads a credential');
select throws_ok('select from vault.secrets', '42501', null, 'nor the vault');
select tests.as_service();
select is(private.get_integration_credential(tests.id('connection')), null, 'a connection without credential has none');
select lives_ok($$ select private.store_integration_credential(tests.id('connection'), 'sk_live_1234567890') $$, 'the server keeps a credential');
select is(private.get_integration_credential(tests.id('connection')), 'sk_live_1234567890', 'and reads it');
select throws_ok('select from vault.decrypted_secrets', '42501', null, 'through the function only');
select tests.as_nobody();
select is((select count(*) from vault.secrets where position('\x736b5f6c697665'::bytea in secret) > 0 or secrets::text like '%sk_live%'), 0::bigint, 'the table holds ciphertext');
select is_empty($$ select from public.audit_logs a where a::text like '%sk_live%' $$, 'the audit log holds nothing of it');
select is_empty($$ select from public.integration_connections a where a::text like '%sk_live%' $$, 'nor does the connection');
select tests.as_service();
select private.store_integration_credential(tests.id('connection'), 'sk_live_new');
select is(private.get_integration_credential(tests.id('connection')), 'sk_live_new', 'a credential is replaced');
select tests.as_nobody();
select is((select count(*) from vault.secrets), 1::bigint, 'in its place');
select tests.as_service();
select is((select count(*) from unnest(array['', repeat('x', 8193), null]) c
  where tests.message_of(format('select private.store_integration_credential(%L, %L)', tests.id('connection'), c)) is distinct from 'PT422 VALIDATION_FAILED'),
  0::bigint, 'a credential has a size');
select is(tests.message_of(format('select private.store_integration_credential(%L, %L)', gen_random_uuid(), 'x')), 'PT404 NOT_FOUND', 'and a connection');
select tests.hold(repeat('w', 32));
select throws_ok($$ select private.get_integration_credential(tests.id('connection')) $$, '39000', null, 'another key opens nothing');
select tests.hold('short');
select throws_ok($$ select private.get_integration_credential(tests.id('connection')) $$, '42501', null, 'a short key is none');
select tests.hold(null);
select throws_ok($$ select private.get_integration_credential(tests.id('connection')) $$, '42501', null, 'without a key nothing opens');
select throws_ok($$ select private.store_integration_credential(tests.id('connection'), 'x') $$, '42501', null, 'nor is anything kept');
select tests.hold(repeat('k', 32));

-- Runs -------------------------------------------------------------------------------------------------------------------

select tests.as_person('edith');
select is(tests.message_of(format('select public.request_sync(%L)', tests.id('connection'))), 'PT404 NOT_FOUND', 'an editor asks for no run');
select tests.as_person('boris');
select is(tests.message_of(format('select public.request_sync(%L)', tests.id('connection'))), 'PT404 NOT_FOUND', 'nor does another tenant');
select tests.as_person('ada');
select isnt(tests.remember('job', (public.request_sync(tests.id('connection'))).id), null, 'the owner asks for a run');
select is((public.request_sync(tests.id('connection'))).id, tests.id('job'), 'asking again gets the same one');
select throws_ok('select private.claim_sync_job()', '42501', null, 'people are no workers');

select tests.as_nobody();
create function tests.page(attempt int, next_cursor text, measurements jsonb) returns text language plpgsql as $$
begin
  return private.store_sync_page(tests.id('job'), attempt, measurements, next_cursor);
exception when others then
  return sqlstate || ' ' || sqlerrm;
end $$;
create function tests.order(id text, value int) returns jsonb language sql as $$
  select jsonb_build_object('recorded_at', date_trunc('day', now()), 'metric_key', 'orders.revenue', 'value', value, 'currency', 'EUR', 'source_id', 'order-' || id)
$$;
create function tests.die() returns void language sql security definer as $$
  update public.sync_jobs set leased_until = now() - interval '1 second' where id = tests.id('job')
$$;
create function tests.come() returns void language sql security definer as $$
  update public.sync_jobs set next_attempt_at = now() where id = tests.id('job')
$$;
select tests.as_service();
select results_eq('select id, status, attempts, cursor from private.claim_sync_job()', $$ values (tests.id('job'), 'running', 1, null::text) $$, 'a worker takes it');
select is((private.claim_sync_job()).id, null, 'and nobody else');
select is(tests.page(1, 'page-2', jsonb_build_array(tests.order('1', 100), tests.order('2', 200))), '2', 'it stores a page');
select is(tests.page(1, 'page-3', jsonb_build_array(tests.order('2', 250), tests.order('3', 1), tests.order('3', 300))), '2', 'and the next, in which things repeat');
select tests.as_nobody();
select results_eq('select source_id, value::int, store_id, currency::text from public.metric_events order by 1',
  $$ values ('order-1', 100, tests.id('shop'), 'EUR'), ('order-2', 250, tests.id('shop'), 'EUR'), ('order-3', 300, tests.id('shop'), 'EUR') $$,
  'each order is there once, with its last value');
select tests.die();
select tests.as_service();
select results_eq('select id, attempts, cursor from private.claim_sync_job()', $$ values (tests.id('job'), 2, 'page-3') $$,
  'when the worker dies, another goes on from the cursor');
select is(tests.page(1, 'page-9', '[]'), 'PT409 CONFLICT', 'the one taken for dead stores nothing any more');
select is(private.fail_sync_job(tests.id('job'), 1, 'too late'), null, 'nor does it fail the run');
select is(private.fail_sync_job(tests.id('job'), 2, 'HTTP 500'), 'pending', 'a failed attempt is tried again');
select tests.as_nobody();
select results_eq('select status, cursor, last_error from public.sync_jobs where id = tests.id(''job'')', $$ values ('pending', 'page-3', 'HTTP 500') $$, 'with its cursor and its reason');
select is((select status from public.integration_connections where id = tests.id('connection')), 'running', 'the connection has not failed yet');
select tests.as_service();
select is((private.claim_sync_job()).id, null, 'but not at once');
select tests.come();
select is((private.claim_sync_job()).attempts, 3, 'third attempt');
select is(tests.page(3, null, jsonb_build_array(tests.order('4', 400))), '1', 'the last page');
select tests.as_nobody();
select results_eq('select status, rows_stored, finished_at is not null from public.sync_jobs where id = tests.id(''job'')', $$ values ('success', 5, true) $$, 'ends the run');
select results_eq('select status, last_synced_at from public.integration_connections where id = tests.id(''connection'')', $$ values ('success', now()) $$, 'and shows in the connection');
select tests.as_service();
select is(tests.page(3, null, '[]'), 'PT409 CONFLICT', 'a finished run takes no page');

-- Five attempts ----------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select public.request_sync(tests.id('connection'));
select tests.as_nobody();
update tests.names set id = (select id from public.sync_jobs where status = 'pending') where name = 'job';
create table tests.waits (failure int, secs float8);
create function tests.fail() returns text language plpgsql as $$
declare
  said text;
begin
  perform tests.come();
  select private.fail_sync_job(j.id, j.attempts, 'HTTP 500') into said from private.claim_sync_job() j;
  insert into tests.waits select failures, extract(epoch from next_attempt_at - now()) from public.sync_jobs where id = tests.id('job');
  return said;
end $$;
select results_eq($$ select tests.fail() from generate_series(1, 5) $$,
  array['pending', 'pending', 'pending', 'pending', 'error'], 'after five failures a run is over');
select results_eq($$ select failure from tests.waits w join (values (1, 30), (2, 120), (3, 600), (4, 3600)) e (failure, secs) using (failure)
  where w.secs between e.secs * 0.8 and e.secs * 1.2 order by 1 $$, array[1, 2, 3, 4], 'it waits longer each time, up to an hour');
select is((select status from public.integration_connections where id = tests.id('connection')), 'error', 'and the connection says so');
select tests.as_person('ada');
select public.request_sync(tests.id('connection'));
select tests.as_nobody();
update tests.names set id = (select id from public.sync_jobs where status = 'pending') where name = 'job';
select is((select array_agg((private.claim_sync_job()).attempts || case when tests.die() is null then '' end) from generate_series(1, 6)), array['1', '2', '3', '4', '5', null],
  'a run that kills its workers is claimed five times');
select is((select status from public.sync_jobs where id = tests.id('job')), 'error', 'and then over');

-- Waiting, giving back, giving up ----------------------------------------------------------------------------------------

create function tests.ask() returns void language plpgsql as $$
begin
  perform tests.as_person('ada');
  perform public.request_sync(tests.id('connection'));
  perform tests.as_nobody();
  update tests.names set id = (select id from public.sync_jobs where status = 'pending') where name = 'job';
end $$;
select tests.ask();
select private.claim_sync_job();
select is(private.fail_sync_job(tests.id('job'), 1, 'HTTP 429', 7200), 'pending', 'a source may ask for patience');
select is((select next_attempt_at from public.sync_jobs where id = tests.id('job')), now() + interval '2 hours', 'and gets it');
select is((select status from public.integration_connections where id = tests.id('connection')), 'error', 'what failed before goes on failing meanwhile');
select tests.ask();
select is((private.claim_sync_job()).attempts, 2, 'who asks for a run does not wait');
select is(tests.page(2, 'page-2', jsonb_build_array(tests.order('6', 1))), '1', 'a page');
select is((select failures from public.sync_jobs where id = tests.id('job')), 0, 'wipes out what failed before');
select private.release_sync_job(tests.id('job'), 2);
select results_eq('select attempts, cursor, failures from private.claim_sync_job()', $$ values (3, 'page-2', 0) $$, 'a run that is given back is taken again at once, and nothing failed');
select is(private.fail_sync_job(tests.id('job'), 3, 'HTTP 401', null, true), 'error', 'what only a person can mend is not tried again');
select is((select next_sync_at from public.integration_connections where id = tests.id('connection')), null, 'nor by the schedule');
select is(private.schedule_syncs(), 0::bigint, 'which asks for nothing');
select tests.as_service();
select private.store_integration_credential(tests.id('connection'), 'sk_live_newer');
select is(private.schedule_syncs(), 1::bigint, 'until there is another credential');
select is(private.schedule_syncs(), 0::bigint, 'then once');
select tests.as_nobody();
select is((select next_sync_at from public.integration_connections where id = tests.id('connection')), now() + interval '1 day', 'and again a day later');
update tests.names set id = (select id from public.sync_jobs where status = 'pending') where name = 'job';
select private.claim_sync_job(), tests.page(1, 'page-2', '[]');
select is(private.store_sync_page(tests.id('job'), 1, '[]', null, '2026-11-01T00:00:00Z'), 0, 'a run says where the next one begins');
select tests.as_service();
select results_eq('select adapter, currency, needs_credential, credential, resume_from, units ->> ''orders.revenue'' from private.sync_source(tests.id(''connection''))',
  $$ values ('generic_json', 'EUR', true, 'sk_live_newer', '2026-11-01T00:00:00Z', 'money_minor') $$, 'a worker learns what it needs');
select results_eq($$ select array_agg(a.after ->> 'status' order by a.seq) from public.audit_logs a where a.entity = 'integration_connections'
    and a.entity_id = tests.id('connection')::text and a.action = 'update' $$, $$ values (array['running', 'success', 'error', 'success']) $$,
  'the audit log says when it began to fail and when it ceased, and nothing of runs in between');
select tests.ask();
select private.claim_sync_job(), tests.page(1, 'page-2', '[]');
select tests.as_person('ada');
update public.integration_connections set config = '{"url": "https://shop.example/sales?page=1", "id": "/id", "recorded_at": "/at", "metrics": {"orders.count": 1}}' where id = tests.id('connection');
select tests.as_nobody();
select is(tests.page(1, 'page-3', '[]'), 'PT409 CONFLICT', 'who fetches with an old config stores nothing more');
select results_eq('select attempts, cursor, pages from private.claim_sync_job()', $$ values (3, null::text, 0) $$, 'another config begins from the start');
select is((select resume_from from public.integration_connections where id = tests.id('connection')), null, 'of everything');
update public.stores set timezone = 'Pacific/Auckland' where id = tests.id('shop');
select is(tests.page(3, null, jsonb_build_array(tests.order('old', 1) || jsonb_build_object('recorded_at', now() - interval '26 months'),
  tests.order('early', 1) || jsonb_build_object('recorded_at', now() + interval '25 hours'),
  tests.order('local', 1) || jsonb_build_object('recorded_at', to_char(now() at time zone 'UTC', 'YYYY-MM-DD') || ' 00:00'))), '1', 'what is too old to be kept, or has not happened, is left out');
select is((select recorded_at from public.metric_events where source_id = 'order-local'), to_char(now() at time zone 'UTC', 'YYYY-MM-DD')::timestamp at time zone 'Pacific/Auckland',
  'a time without a zone is the store''s');
update public.integration_connections set every_minutes = null where id = tests.id('connection');
select is(private.schedule_syncs(), 0::bigint, 'a connection without schedule runs when somebody asks');
update public.integration_connections set every_minutes = 15 where id = tests.id('connection');
update public.organizations set status = 'suspended' where id = tests.id('northwind');
select is(private.schedule_syncs(), 0::bigint, 'nothing runs for who is suspended');
update public.organizations set status = 'active' where id = tests.id('northwind');
select tests.ask();
update public.organizations set status = 'suspended' where id = tests.id('northwind');
select is((private.claim_sync_job()).id, null, 'not even what was asked for before');
update public.organizations set status = 'active' where id = tests.id('northwind');
select is((private.claim_sync_job()).id, tests.id('job'), 'until they are back');
select private.fail_sync_job(tests.id('job'), 1, 'HTTP 401', null, true), tests.ask(), private.claim_sync_job(), tests.page(1, 'page-2', '[]');
select is((select next_sync_at from public.integration_connections where id = tests.id('connection')), null, 'after a failure for good the schedule waits');
select tests.page(1, null, '[]');
select is((select next_sync_at from public.integration_connections where id = tests.id('connection')), now() + interval '15 minutes', 'until a run has succeeded');

-- What the plan has room for ----------------------------------------------------------------------------------------------

update public.stores set timezone = 'UTC' where id = tests.id('shop');
set local timezone = 'UTC';
select is((select sum(quantity) from public.usage_events where organization_id = tests.id('northwind') and event_type = 'metric_event'),
  (select count(*) from public.metric_events), 'what was new, and nothing that came again, is on record');
select results_eq($$ select used::bigint from public.usage_counters where scope_id = tests.id('northwind') and limit_type = 'metric_events_month'
    and period = date_trunc('month', now() at time zone 'UTC')::date $$, 'select count(*) from public.metric_events', 'and counted for this month');
select is(private.reconcile_usage(tests.id('northwind'), '{metric_events_month}'), 0, 'as the record says');
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
  select tests.id('northwind'), 'metric_events_month', count(*) + 2, 'No more' from public.metric_events;
select tests.ask(), private.claim_sync_job();
select is(tests.page(1, 'page-2', jsonb_build_array(tests.order('1', 111), tests.order('p', 1))), '2', 'what is known is not counted again');
select is(tests.page(1, 'page-3', jsonb_build_array(tests.order('1', 112), tests.order('q', 1), tests.order('r', 1) || jsonb_build_object('recorded_at', now() - interval '1 month'))), null,
  'a page without room for all of it ends the run');
select is((select array_agg(source_id order by source_id) from public.metric_events where source_id in ('order-q', 'order-r')), array['order-r'], 'of what is new the oldest is stored');
select is((select value::int from public.metric_events where source_id = 'order-1'), 112, 'and of what is known the new value');
select results_eq($$ select j.status, j.last_error, j.cursor, j.pages, c.status, c.next_sync_at is not null from public.sync_jobs j join public.integration_connections c on c.id = j.connection_id where j.id = tests.id('job') $$,
  $$ values ('error', 'Max metric events month reached - upgrade your plan.', 'page-2', 1, 'error', true) $$, 'it says why, and the schedule makes the next one');
select is(tests.page(1, 'page-4', '[]'), 'PT409 CONFLICT', 'nothing more is stored by this one');
select results_eq($$ select kind, hits from public.limit_hits where limit_type = 'metric_events_month' order by 1 $$, $$ values ('reached', 1), ('refused', 1) $$, 'staff see who ran into it');
select is(private.reconcile_usage(tests.id('northwind'), '{metric_events_month}'), 0, 'counter and record agree');
select results_eq($$ select used, limit_value from public.organization_usage where organization_id = tests.id('northwind') and limit_type = 'metric_events_month' $$,
  $$ select v.limit_value::bigint, v.limit_value from public.limit_overrides v where v.limit_type = 'metric_events_month' $$, 'the console shows it');
update public.limit_overrides set enforcement = 'soft' where limit_type = 'metric_events_month';
select tests.ask(), private.claim_sync_job();
select is(tests.page(1, null, jsonb_build_array(tests.order('q', 1))), '1', 'a soft limit lets it in');
select is((select hits from public.limit_hits where limit_type = 'metric_events_month' and kind = 'flagged'), 1, 'and flags it');

-- Staying alive -----------------------------------------------------------------------------------------------------------

select tests.ask(), private.claim_sync_job();
update public.sync_jobs set leased_until = now() where id = tests.id('job');
select tests.as_service();
select private.keep_sync_job(tests.id('job'), 2);
select is((select leased_until from public.sync_jobs where id = tests.id('job')), now(), 'a worker keeps no run that is another''s');
select private.keep_sync_job(tests.id('job'), 1);
select ok((select leased_until between now() + interval '15 seconds' and clock_timestamp() + interval '15 seconds' from public.sync_jobs where id = tests.id('job')),
  'it says that it is still there and keeps its own for a few seconds more');
select tests.as_nobody();
update public.sync_jobs set leased_until = now() + interval '1 hour' where id = tests.id('job');
select tests.as_service();
select private.keep_sync_job(tests.id('job'), 1);
select is((select leased_until from public.sync_jobs where id = tests.id('job')), now() + interval '1 hour', 'never for less than it has');
select tests.as_nobody();
select tests.page(1, null, '[]');
select private.keep_sync_job(tests.id('job'), 1);
select is((select leased_until from public.sync_jobs where id = tests.id('job')), null, 'nor one that is over');

-- Leading elsewhere ------------------------------------------------------------------------------------------------------

create function tests.lead(config jsonb) returns text language plpgsql as $$
begin
  perform tests.as_person('ada');
  update public.integration_connections c set config = '{"id": "/id", "recorded_at": "/at", "metrics": {"orders.count": 1}}' || lead.config where id = tests.id('connection');
  perform tests.as_service();
  return private.get_integration_credential(tests.id('connection'));
end $$;
select is(tests.lead('{"url": "https://SHOP.example/?x#y", "auth": "bearer"}'), 'sk_live_newer', 'another page of the same host gets the credential');
select tests.ask();
select private.claim_sync_job();
select is(tests.lead('{"url": "https://thief.example/orders"}'), null, 'another host does not');
select tests.as_nobody();
select is_empty($$ select from vault.secrets where name = 'integration:' || tests.id('connection') $$, 'it has left the vault');
select results_eq($$ select c.status, c.next_sync_at, j.status, j.last_error from public.integration_connections c join public.sync_jobs j on j.connection_id = c.id
    where j.id = tests.id('job') $$,
  $$ values ('error', null::timestamptz, 'error', 'The credential was forgotten, because the connection leads elsewhere: its host or auth changed. Set a new one.') $$,
  'the run under way ends with the reason, and the schedule waits');
select is(tests.page(1, null, '[]'), 'PT409 CONFLICT', 'whoever was fetching stores nothing more');
select tests.as_service();
select results_eq('select needs_credential, credential from private.sync_source(tests.id(''connection''))', 'values (true, null::text)', 'a run that is asked for knows that there was one');
select is(private.schedule_syncs(), 0::bigint, 'none is made by itself');
select private.store_integration_credential(tests.id('connection'), 'theirs now');
select is(private.get_integration_credential(tests.id('connection')), 'theirs now', 'until there is a new credential');
select is(private.schedule_syncs(), 1::bigint, 'which is tried at once');
select tests.as_nobody();
delete from public.sync_jobs where connection_id = tests.id('connection') and status = 'pending';
select is(tests.lead('{"url": "https://thief.example/orders", "auth": {"header": "x-key"}}'), null, 'nor does another header');
select tests.as_nobody();
select results_eq($$ select status, count(*) from public.sync_jobs where connection_id = tests.id('connection') and last_error like 'The credential was forgotten%' group by 1 $$,
  $$ values ('error', 2::bigint) $$, 'where no run was open one says why');
select is_empty($$ select config from unnest(array['{"url": "https://shop.example@thief.example/"}', '{"url": "https://shop.example\\@thief.example/"}', '{"url": "https://shop.example:8443/"}',
    '{"url": "http://shop.example/"}', '{"url": "https://shop.example.thief.example/"}', '{"url": "https://shop\t.example/"}', '{"url": ["https://shop.example/"]}', '{}']::jsonb[]) config
  where not private.leads_elsewhere('{"url": "https://shop.example/"}', config) $$, 'however the address is written');
select is(private.leads_elsewhere('{}', '{"url": "https://shop.example/"}'), true, 'and in two steps');
select private.store_integration_credential(tests.id('connection'), 'sk_live_last');
update public.integration_connections set config = '{"url": "https://thief.example/", "auth": {"header": "x-key"}, "id": "/id", "recorded_at": "/at", "metrics": {"orders.count": 1}}', every_minutes = 15 where id = tests.id('connection');

-- Switching off ----------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select public.request_sync(tests.id('connection'));
update public.integration_connections set status = 'disabled' where id = tests.id('connection');
select is(tests.message_of(format('select public.request_sync(%L)', tests.id('connection'))), 'PT409 CONFLICT', 'a connection that is off takes no run');
select tests.as_service();
select is((private.claim_sync_job()).id, null, 'and what waits does not start');
select tests.as_nobody();
update tests.names set id = (select id from public.sync_jobs where status = 'pending') where name = 'job';
update public.sync_jobs set status = 'running', attempts = 1, leased_until = now() where id = tests.id('job');
select tests.page(1, null, jsonb_build_array(tests.order('5', 500)));
select is((select status from public.integration_connections where id = tests.id('connection')), 'disabled', 'a run that was on its way does not switch it on');

create table tests.runs as select id from public.sync_jobs where finished_at is not null;
update public.sync_jobs set finished_at = now() - interval '91 days' where id = (select id from tests.runs order by id limit 1);
select tests.as_service();
select is(private.prune_sync_jobs(), 1::bigint, 'runs are kept for ninety days after their end');
select tests.as_nobody();
select is((select count(*) from public.sync_jobs j join tests.runs using (id)), (select count(*) - 1 from tests.runs), 'the others stay');

-- What it is told ---------------------------------------------------------------------------------------------------------

create function tests.configure(config jsonb) returns text language sql as $$
  select tests.message_of(format('update public.integration_connections set config = %L where id = %L', config, tests.id('connection')))
$$;
create function tests.json_config(changes jsonb default '{}') returns jsonb language sql as $$
  select '{"url": "https://api.example.com/orders", "id": "/id", "recorded_at": "/at", "metrics": {"orders.count": 1}}'::jsonb || changes
$$;
select tests.as_person('ada');
select is_empty($$ select c from (values (tests.json_config('{"url": "http://api.example.com/orders"}')), (tests.json_config('{"url": "https://999.1.1.1/"}')),
    (tests.json_config('{"url": 1}')), (tests.json_config() - 'url'), (tests.json_config() - 'id'), (tests.json_config('{"id": "Id"}')),
    (tests.json_config('{"metrics": {}}')), (tests.json_config('{"metrics": {"orders.count": 2}}')), (tests.json_config('{"money": "some"}')),
    (tests.json_config('{"auth": {"header": "Host"}}')), (tests.json_config('{"delimiter": ";"}')), (tests.json_config('{"token": "sk_live"}')), ('[]')) v (c)
  where tests.configure(c) is distinct from 'PT422 VALIDATION_FAILED' $$, 'what a run would refuse is refused at once');
select is_empty($$ select c from (values (tests.json_config()), (tests.json_config('{"auth": {"header": "x-api-key"}, "rows": "/data", "next": "/next", "money": "minor"}')),
    ('{}')) v (c) where tests.configure(c) is not null $$, 'what it takes is taken, and nothing yet');
select alike(tests.message_of(format('insert into public.integration_connections (organization_id, workspace_id, store_id, adapter, config) values (%L, %L, %L, %L, %L)',
  tests.id('northwind'), tests.id('northwind/main'), tests.id('shop'), 'csv_url', tests.json_config('{"rows": "/data"}'))), 'PT422 %', 'by its adapter');
select is(tests.message_of(format('insert into public.integration_connections (organization_id, workspace_id, store_id, adapter, config) values (%L, %L, %L, %L, %L)',
  tests.id('northwind'), tests.id('northwind/main'), tests.id('shop'), 'shopify_orders', '{"url": "http://shop.example"}')), 'PT422 VALIDATION_FAILED', 'from the beginning');

-- Leaving ----------------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select lives_ok($$ delete from public.integration_connections where id = tests.id('connection') $$, 'the owner deletes the connection');
select tests.as_nobody();
select is_empty('select from vault.secrets', 'its credential goes with it');
select is_empty('select from public.sync_jobs', 'and its runs');
select private.store_integration_credential((select id from public.integration_connections), 'theirs');
select is((select count(*) from vault.secrets), 1::bigint, 'another tenant keeps one');
delete from public.organizations where id = tests.id('globex');
select is_empty('select from vault.secrets', 'it goes with the tenant');

select * from finish();
rollback;
