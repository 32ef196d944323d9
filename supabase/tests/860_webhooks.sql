-- Webhooks: from the event to the receiver, in the event's own transaction, until it arrives or is given up.

begin;
select plan(80);

select set_config('lapel.vault_key', repeat('k', 32), true), tests.add_member('northwind', 'edith', 'editor');
create function tests.endpoint(url text, types text[] default '{}', organization text default 'northwind') returns text language sql as $$
  select tests.message_of(format('insert into public.webhook_endpoints (organization_id, workspace_id, url, event_types) values (%L, %L, %L, %L)',
    tests.id(organization), tests.id(organization || '/main'), url, types))
$$;
create function tests.happen(type text, organization text default 'northwind') returns void language sql as $$
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload)
  values (tests.id(organization), tests.id(organization || '/main'), 'thing', gen_random_uuid(), type, '{"n": 1}')
$$;

-- Endpoints --------------------------------------------------------------------------------------------------------------

select tests.as_person('edith');
select alike(tests.endpoint('https://hooks.example/'), '42501 %', 'an editor makes no endpoint');
select tests.as_person('boris');
select alike(tests.endpoint('https://hooks.example/'), '42501 %', 'nor does another tenant');
select is(tests.endpoint('https://hooks.example/', '{}', 'globex'), 'PT403 FORBIDDEN', 'nor whose plan has no webhooks');
select tests.as_nobody();
update public.organizations set plan_id = 'team' where id = tests.id('globex');
select tests.as_person('boris');
select results_eq($$ select tests.endpoint('https://hooks.example/' || n, '{}', 'globex') from generate_series(1, 4) n $$,
  array[null, null, null, 'PT402 Max webhook endpoints reached - upgrade your plan.'], 'another has them up to its limit');
select tests.as_nobody();
update public.organizations set plan_id = 'free' where id = tests.id('globex');
select is((select count(*) from public.webhook_endpoints), 3::bigint, 'a smaller plan takes none away');
update public.organizations set plan_id = 'team' where id = tests.id('globex');
delete from public.webhook_endpoints;
select tests.as_person('ada');
select is((select count(*) from unnest(array['http://hooks.example/', 'https://a:b@hooks.example/', 'https://hooks.example:22/', 'https://hooks.example:22', 'ftp://hooks.example',
    'https:///x', 'https://', 'https://hooks.example/a b', 'https://hooks.example\x/', 'https://hooks.example:4433/', 'https://me@hooks.example']) u
  where tests.endpoint(u) is null), 0::bigint, 'an address is https on 443 or 8443 without user and blanks');
select is((select count(*) from unnest(array['https://hooks.example', 'https://hooks.example:8443/in?a=b', 'https://[2001:db8::1]/x', 'https://hooks.example?x=1']) u
  where tests.endpoint(u) is not null), 0::bigint, 'whatever comes after it');
delete from public.webhook_endpoints;
select is(tests.endpoint('https://all.example/'), null, 'the owner makes an endpoint for everything');
select is(tests.endpoint('https://some.example/', '{order.made,order.sent}'), null, 'and one for some events');
select is(tests.endpoint('https://off.example/'), null, 'and one to switch off');
select tests.remember('all', (select id from public.webhook_endpoints where url ~ 'all')), tests.remember('some', (select id from public.webhook_endpoints where url ~ 'some')),
  tests.remember('off', (select id from public.webhook_endpoints where url ~ 'off'));
update public.webhook_endpoints set status = 'disabled' where id = tests.id('off');
select throws_ok('select secret_id from public.webhook_endpoints', '42501', null, 'nobody reads where the secret is');
select throws_ok($$ update public.webhook_endpoints set failing_since = now() $$, '42501', null, 'nor writes how it goes');
select throws_ok($$ select private.set_webhook_secret(tests.id('all'), 'whsec_mine') $$, '42501', null, 'nor sets its secret');
select tests.as_person('boris');
select is_empty('select id from public.webhook_endpoints', 'another tenant sees no endpoint');
select is(tests.endpoint('https://globex.example/', '{}', 'globex'), null, 'and makes its own');

-- The outbox -------------------------------------------------------------------------------------------------------------

select tests.as_service();
select private.set_webhook_secret(tests.id('all'), 'whsec_first');
select tests.as_nobody();
delete from public.webhook_messages;
savepoint before;
select tests.happen('order.made');
select is((select count(*) from public.webhook_deliveries), 2::bigint, 'an event is put into the outbox at once');
rollback to savepoint before;
select is((select count(*) from public.webhook_deliveries), 0::bigint, 'and leaves it with the transaction that it belongs to');
select tests.happen('order.made'), tests.happen('order.lost');
select set_eq('select e.url, m.event_type from public.webhook_deliveries d join public.webhook_endpoints e on e.id = d.endpoint_id join public.webhook_messages m on m.id = d.message_id',
  $$ values ('https://all.example/', 'order.made'), ('https://some.example/', 'order.made'), ('https://all.example/', 'order.lost') $$,
  'each endpoint gets what it wants, one that is off nothing, other tenants nothing');
select results_eq($$ select payload ->> 'type', payload -> 'data' ->> 'n', payload -> 'data' ->> 'entity_type', payload ? 'timestamp', message_id ~ '^msg_[0-9A-Za-z]{24}$'
  from public.webhook_messages where event_type = 'order.lost' $$, $$ values ('order.lost', '1', 'thing', true, true) $$, 'the envelope is that of Standard Webhooks');
select tests.happen('order.made', 'globex');
select is((select count(*) from public.webhook_messages where organization_id = tests.id('globex')), 1::bigint, 'each tenant has its own');
update public.webhook_endpoints set status = 'disabled' where organization_id = tests.id('globex');
select tests.happen('order.made', 'globex');
select is((select count(*) from public.webhook_messages where organization_id = tests.id('globex')), 1::bigint, 'what nobody wants is not kept');

-- Delivering -------------------------------------------------------------------------------------------------------------

create table tests.taken (delivery_id uuid, attempt int, url text, message_id text, payload jsonb, secret text, previous_secret text);
grant all on tests.taken to public;
create function tests.take(batch int default 10) returns bigint language sql as $$
  delete from tests.taken;
  insert into tests.taken select * from private.claim_deliveries(batch);
  select count(*) from tests.taken
$$;
create function tests.settle(status int, retry_after int default null) returns text language sql as $$
  select string_agg(distinct private.settle_delivery(t.delivery_id, t.attempt, status, 'body', 'error', 12, retry_after), ',') from tests.taken t
$$;
create function tests.due(delay interval default '0') returns void language sql as $$
  update public.webhook_deliveries set next_attempt_at = now() - delay, leased_until = null where status in ('pending', 'sending')
$$;
delete from public.webhook_deliveries where endpoint_id = tests.id('some') or organization_id = tests.id('globex');
delete from public.webhook_deliveries d using public.webhook_messages m where m.id = d.message_id and m.event_type = 'order.lost';

select tests.as_person('ada');
select throws_ok('select private.claim_deliveries(1)', '42501', null, 'people deliver nothing');
select tests.as_service();
select is(tests.take(), 1::bigint, 'a worker takes what is due');
select results_eq('select attempt, url, secret, previous_secret from tests.taken', $$ values (1, 'https://all.example/', 'whsec_first', null::text) $$,
  'with the address and the secret to sign with');
select tests.remember('delivery', (select delivery_id from tests.taken));
create temporary table first_id as select message_id from tests.taken;
select is(tests.take(), 0::bigint, 'nobody else gets it while the lease runs');
select tests.as_nobody();
update public.webhook_deliveries set leased_until = now() - interval '1 second';
select is((select tests.take() from (select set_config('role', 'service_role', true)) x), 0::bigint, 'a worker that did not come back has failed like a receiver');
select tests.as_nobody();
select results_eq('select status, next_attempt_at, error from public.webhook_deliveries', $$ values ('pending', now() + interval '5 s', 'The worker did not come back.') $$,
  'and the next attempt is due when the schedule says');
select tests.due();
select is((select tests.take() from (select set_config('role', 'service_role', true)) x), 1::bigint, 'after the lease another worker takes it');
select results_eq('select t.attempt, t.message_id = f.message_id from tests.taken t, first_id f', $$ values (2, true) $$, 'as the second attempt, under the same message id');
select tests.as_service();
select is(private.settle_delivery(tests.id('delivery'), 1, 200, 'ok', null, 9), 'lost', 'the first worker''s outcome is not believed any more');
select is(tests.settle(200), 'delivered', 'the second''s is');
select tests.as_nobody();
select results_eq('select status, attempt, response_status, response_excerpt, duration_ms, delivered_at, next_attempt_at from public.webhook_deliveries',
  $$ values ('delivered', 2, 200, 'body', 12, now(), null::timestamptz) $$, 'it is delivered');
select is(tests.take(), 0::bigint, 'and not taken again');

-- The schedule -----------------------------------------------------------------------------------------------------------

select results_eq('select private.webhook_delay(n) from generate_series(1, 11) n',
  $$ select v::interval from unnest(array['0 s', '5 s', '5 min', '30 min', '2 h', '5 h', '10 h', '14 h', '20 h', '24 h', null]) v $$, 'the waits are those of the schedule');
delete from public.webhook_messages;
select tests.happen('order.lost');
create table tests.waits (attempt int, wait interval, status text);
do $$
begin
  for n in 1 .. 10 loop
    perform tests.take();
    insert into tests.waits select n, null, tests.settle(500);
    update tests.waits w set wait = d.next_attempt_at - now() from public.webhook_deliveries d where w.attempt = n;
    perform tests.due();
  end loop;
end $$;
select is_empty($$ select * from tests.waits w where attempt < 10 and (status <> 'pending'
  or wait not between private.webhook_delay(attempt + 1) * 0.8 and private.webhook_delay(attempt + 1) * 1.2) $$, 'each failure waits as long as the schedule says, give or take a fifth');
select results_eq('select status, wait from tests.waits where attempt = 10', $$ values ('failed', null::interval) $$, 'after the tenth it is given up');
select is((select status from public.webhook_endpoints where id = tests.id('all')), 'active', 'the endpoint stays on');
select isnt((select failing_since from public.webhook_endpoints where id = tests.id('all')), null, 'and is known to fail');
select tests.as_person('ada');
select is(public.replay_webhook(tests.id('all'), now() - interval '1 hour'), 1, 'the owner sends again what failed');
select tests.as_nobody();
select is(tests.take(), 1::bigint, 'it is due at once');
select is((select attempt from tests.taken), 1, 'from the first attempt');
select is(tests.settle(503, 7200), 'pending', 'a receiver that says when to come back');
select ok((select next_attempt_at >= now() + interval '7200 seconds' from public.webhook_deliveries), 'is heard');
select tests.due();
select tests.take();
select is(tests.settle(null), 'pending', 'no answer at all is a failure too');
select tests.due();
select tests.take(), tests.settle(204);
select is((select failing_since from public.webhook_endpoints where id = tests.id('all')), null, 'one success and the endpoint is well again');
select tests.as_person('ada');
select is(public.replay_webhook(tests.id('all'), null, (select id from public.webhook_deliveries)), 1, 'one delivery is sent again, though it had arrived');
select is(public.replay_webhook(tests.id('all'), null), 0, 'without a time or a delivery nothing is');
select tests.as_person('boris');
select is(tests.message_of(format('select public.replay_webhook(%L, now())', tests.id('all'))), 'PT404 NOT_FOUND', 'another tenant replays nothing');
select is_empty('select from public.webhook_deliveries where organization_id <> tests.id(''globex'')', 'nor sees deliveries');

select tests.as_nobody();
update public.webhook_deliveries set status = 'sending', attempt = 9, next_attempt_at = now(), leased_until = now() - interval '1 second';
select is(tests.take(), 0::bigint, 'a delivery whose worker always dies');
select tests.due();
select is(tests.take(), 1::bigint, 'has as many attempts as any other');
update public.webhook_deliveries set leased_until = now() - interval '1 second';
select tests.take();
select results_eq('select status, attempt, next_attempt_at, leased_until from public.webhook_deliveries', $$ values ('failed', 10, null::timestamptz, null::timestamptz) $$,
  'and is given up after the tenth');

-- Side by side -----------------------------------------------------------------------------------------------------------

delete from public.webhook_messages;
select tests.happen('order.lost') from generate_series(1, 9);
select tests.happen('order.made');
select tests.as_service();
select is(tests.take(), 5::bigint, 'of what is due, each endpoint gets four at once');
select results_eq('select url, count(*) from tests.taken group by 1 order by 1', $$ values ('https://all.example/', 4::bigint), ('https://some.example/', 1::bigint) $$,
  'so that the others need not wait for the one with the most');
select is(tests.take(), 0::bigint, 'and no more before one of them has ended');
select tests.as_nobody();
select tests.remember('stopped', (select d.id from public.webhook_deliveries d where d.status = 'sending' and d.endpoint_id = tests.id('all') limit 1));
select tests.as_service();
select private.release_delivery(tests.id('stopped'), 2), private.release_delivery(tests.id('stopped'), 1);
select tests.as_nobody();
select results_eq('select status, attempt, next_attempt_at from public.webhook_deliveries where id = tests.id(''stopped'')', $$ values ('pending', 0, now()) $$,
  'a worker that stops gives back what it has not sent, and that was no attempt');
select tests.as_service();
select is(tests.take(), 1::bigint, 'which makes room for one');
select is((select count(*) from (select private.release_delivery(delivery_id, 9) from tests.taken) x join public.webhook_deliveries d on d.status = 'sending'), 5::bigint,
  'what is another''s by now cannot be given back');
select tests.as_nobody();
delete from public.webhook_messages;
select tests.happen('order.lost');

-- What is kept -----------------------------------------------------------------------------------------------------------

create table tests.old_message as select m.id from public.webhook_messages m;
update public.webhook_messages set created_at = now() - interval '30 days 1 second';
update public.webhook_deliveries set status = 'pending', next_attempt_at = now();
select is(private.prune_webhooks(), 0::bigint, 'what is being sent again is kept, however old');
update public.webhook_deliveries set status = 'failed', next_attempt_at = null;
select tests.happen('order.lost');
select tests.as_service();
select is(private.prune_webhooks(), 1::bigint, 'messages are kept for thirty days');
select tests.as_nobody();
select results_eq('select (select count(*) from public.webhook_messages), (select count(*) from public.webhook_deliveries)', $$ values (1::bigint, 1::bigint) $$, 'and their deliveries with them');

-- Receivers that are gone ------------------------------------------------------------------------------------------------

select tests.as_nobody();
update public.webhook_endpoints set failing_since = now() - interval '4 days 23 hours' where id = tests.id('all');
select tests.take(), tests.settle(null);
select is((select status from public.webhook_endpoints where id = tests.id('all')), 'active', 'short of five days an endpoint stays on');
update public.webhook_endpoints set failing_since = now() - interval '5 days 1 second' where id = tests.id('all');
select tests.happen('order.lost'), tests.due();
select tests.take(1), tests.settle(null);
select results_eq('select status, disabled_reason from public.webhook_endpoints where id = tests.id(''all'')', $$ values ('disabled', 'Nothing arrived for five days.') $$,
  'after five days without an answer it is switched off');
select is((select count(*) from public.webhook_deliveries where status <> 'failed'), 0::bigint, 'what waited for it has failed');
select tests.as_person('ada');
select is(tests.message_of(format('select public.replay_webhook(%L, now() - interval %L)', tests.id('all'), '1 day')), 'PT409 CONFLICT', 'and is not sent again while it is off');
update public.webhook_endpoints set status = 'active' where id = tests.id('all');
select results_eq('select failing_since, disabled_reason from public.webhook_endpoints where id = tests.id(''all'')', $$ values (null::timestamptz, null::text) $$, 'switched on, it starts over');
select is(public.replay_webhook(tests.id('all'), now() - interval '1 day'), 2, 'and gets what it missed');
select tests.as_nobody();
select tests.take(1), tests.settle(500);
select is((select status from public.webhook_endpoints where id = tests.id('all')), 'active', 'its next failure is its first');
select tests.due();
select tests.take(1);
select is(tests.settle(410), 'failed', '410 is the last word');
select results_eq('select status, disabled_reason from public.webhook_endpoints where id = tests.id(''all'')', $$ values ('disabled', 'The receiver answered 410 Gone.') $$, 'and switches the endpoint off');
update public.webhook_deliveries set status = 'sending', attempt = 1, next_attempt_at = now(), leased_until = now() - interval '1 s' where id = (select id from public.webhook_deliveries limit 1);
select is(tests.take(), 0::bigint, 'nothing more is sent there');
select is((select count(*) from public.webhook_deliveries where status <> 'failed'), 0::bigint, 'what a dead worker held for it has failed');

-- Secrets ----------------------------------------------------------------------------------------------------------------

update public.webhook_endpoints set status = 'active' where id = tests.id('all');
select tests.happen('order.lost');
select tests.as_service();
select private.set_webhook_secret(tests.id('all'), 'whsec_second');
select tests.take();
select results_eq('select secret, previous_secret from tests.taken limit 1', $$ values ('whsec_second', 'whsec_first') $$, 'after a rotation both secrets sign');
select tests.as_nobody();
select is(private.forget_rotated_secrets(), 0, 'and both are kept');
update public.webhook_endpoints set rotated_at = now() - interval '24 hours 1 second' where id = tests.id('all');
update public.webhook_deliveries set status = 'pending', next_attempt_at = now(), leased_until = null;
select tests.take();
select results_eq('select secret, previous_secret from tests.taken limit 1', $$ values ('whsec_second', null::text) $$, 'for 24 hours');
select tests.as_service();
select is(private.forget_rotated_secrets(), 1, 'then a job deletes the one before');
select tests.as_nobody();
select results_eq($$ select (select count(*) from vault.secrets), previous_secret_id from public.webhook_endpoints where id = tests.id('all') $$,
  $$ values (1::bigint, null::uuid) $$, 'from the vault too');
select private.set_webhook_secret(tests.id('all'), 'whsec_third');
select is((select count(*) from vault.secrets), 2::bigint, 'the vault keeps two of them');
select is_empty($$ select from vault.secrets s where s::text like '%whsec%' $$, 'as ciphertext');
select tests.as_person('ada');
delete from public.webhook_endpoints where id = tests.id('all');
select tests.as_nobody();
select is_empty('select from vault.secrets', 'secrets go with their endpoint');

select * from finish();
rollback;
