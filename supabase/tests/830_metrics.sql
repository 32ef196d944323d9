-- Metrics: stores, what is measured in them, and who sees the numbers.

begin;
select plan(28);

select tests.add_member('northwind', 'edith', 'editor'), tests.add_member('northwind', 'susan', 'super_editor');
create function tests.store(platform text, external_id text default null, organization text default 'northwind') returns text language sql as $$
  select tests.message_of(format('insert into public.stores (organization_id, workspace_id, name, platform, external_id) values (%L, %L, %L, %L, %L)',
    tests.id(organization), tests.id(organization || '/main'), 'Shop', platform, external_id))
$$;
create function tests.measure(source_id text, value numeric, at timestamptz default now(), metric text default 'orders.count') returns text language sql as $$
  select tests.message_of(format('insert into public.metric_events (recorded_at, organization_id, workspace_id, store_id, metric_key, value, source_id)
    values (%L, %L, %L, %L, %L, %s, %L)', at, tests.id('northwind'), tests.id('northwind/main'), tests.id('shop'), metric, value, source_id))
$$;

-- Stores -----------------------------------------------------------------------------------------------------------------

select tests.as_person('edith');
select alike(tests.store('csv'), '42501 %', 'an editor connects no store');
select tests.as_person('susan');
select is(tests.store('csv', 'one'), null, 'a super editor does');
select is(tests.store('csv', 'two'), null, 'and another');
select alike(tests.store('csv', 'one'), '23505 %', 'the same one once');
select alike(tests.store('fax'), '23514 %', 'on a platform that there is');
select alike(tests.store('csv', 'x', 'globex'), '42501 %', 'for nobody else');
select throws_ok($$ insert into public.stores (organization_id, workspace_id, name, platform, currency) values (tests.id('northwind'), tests.id('northwind/main'), 'x', 'csv', 'eur') $$,
  '23514', null, 'currencies are ISO codes');
select throws_ok($$ insert into public.stores (organization_id, workspace_id, name, platform, timezone) values (tests.id('northwind'), tests.id('northwind/main'), 'x', 'csv', 'Mars/Olympus') $$,
  '23514', null, 'time zones are those there are');
select is_empty($$ select z from unnest(array['CEST', 'BST', 'PDT', '3', '', 'now']) z
  where tests.message_of(format('update public.stores set timezone = %L', z)) is null $$, 'by their names');
select is_empty($$ select z from unnest(array['UTC', 'Europe/London', 'America/Los_Angeles', 'Asia/Kolkata']) z
  where tests.message_of(format('update public.stores set timezone = %L', z)) is not null or current_setting('timezone') = z and z <> 'UTC' $$, 'which a session can take, and does not');
select isnt(tests.remember('shop', (select id from public.stores where external_id = 'one')), null, 'who manages integrations sees it');
select throws_ok($$ update public.stores set external_id = 'three' $$, '42501', null, 'what the source calls it does not change');
select isnt_empty($$ update public.stores set name = 'Shop one' where external_id = 'one' returning id $$, 'its name does');
select tests.as_person('vera');
select is((select count(*) from public.stores), 2::bigint, 'a viewer sees stores');
select is_empty($$ update public.stores set name = 'x' returning id $$, 'and changes none');
select is_empty($$ delete from public.stores returning id $$, 'nor deletes one');
select isnt_empty($$ select from public.metric_definitions where unit = 'money_minor' $$, 'everyone signed in knows what can be measured');
select tests.as_person('boris');
select is_empty('select from public.stores', 'other tenants see no store');

-- Measurements -----------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select alike(tests.measure('a', 1), '42501 %', 'people write no measurement');
select tests.as_nobody();
select is(tests.measure('a', 1), null, 'the import does');
select alike(tests.measure('a', 2), '23505 %', 'what the source calls the same is the same');
select is(tests.measure('a', 2, now(), 'orders.revenue'), null, 'in each metric');
select alike(tests.measure('a', 2, now(), 'orders.wishes'), '23503 %', 'that is defined');
select throws_ok($$ insert into public.metric_events (recorded_at, organization_id, workspace_id, store_id, metric_key, value, source_id)
  values (now(), tests.id('globex'), tests.id('globex/main'), tests.id('shop'), 'orders.count', 1, 'b') $$, '23503', null, 'a measurement belongs to its store''s tenant');
select tests.as_person('vera');
select is((select count(*) from public.metric_events), 2::bigint, 'a viewer sees the numbers');
select tests.as_person('boris');
select is_empty('select from public.metric_events', 'other tenants do not');
select tests.as_anonymous();
select throws_ok('select from public.metric_events', '42501', null, 'nor does the anonymous key');
select tests.as_nobody();
delete from public.stores where id = tests.id('shop');
select is_empty('select from public.metric_events', 'numbers go with their store');

select * from finish();
rollback;
