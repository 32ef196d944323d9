-- Custom code and who lets it run; what browsers report, and what of it is kept.

begin;
select plan(46);

select tests.add_member('northwind', 'edith', 'editor'), tests.add_member('northwind', 'susan', 'super_editor');
create function tests.upload(version text, bytes int default 10, widget text default 'northwind') returns text language sql as $$
  select tests.message_of(format('insert into public.plugin_artifacts (organization_id, workspace_id, widget_id, version, content)
    values (%L, %L, %L, %L, convert_to(repeat(%L, %s), %L))', tests.id(widget), tests.id(widget || '/main'), tests.id(widget || '/widget'), version, 'x', bytes, 'UTF8'))
$$;
create function tests.approve(version text) returns text language sql as $$
  select tests.message_of(format('select public.approve_artifact(%L)', (select tests.id('artifact ' || version))))
$$;
create function tests.public_id(widget text) returns text language sql as $$ select 'w_' || rpad(widget, 24, '0') $$;

-- Uploading --------------------------------------------------------------------------------------------------------------

select tests.as_person('vera');
select is(tests.upload('1.0.0'), '42501 new row violates row-level security policy for table "plugin_artifacts"', 'a viewer uploads nothing');
select tests.as_person('edith');
select is(tests.upload('1.0.0'), null, 'an editor uploads a version');
select is(tests.upload('1.0.1', 28672), null, '28672 bytes are allowed');
select alike(tests.upload('1.0.2', 28673), '23514 %', '28673 are not');
select alike(tests.upload('1.0.2', 0), '23514 %', 'nor is nothing');
select alike(tests.upload('latest'), '23514 %', 'a version is three numbers');
select alike(tests.upload('1.0.0'), '23505 %', 'a version exists once');
select alike(tests.upload('1.0.0', 10, 'globex'), '42501 %', 'nobody uploads for another tenant');
select alike(tests.message_of(format('insert into public.plugin_artifacts (organization_id, workspace_id, widget_id, version, content) values (%L, %L, %L, %L, %L)',
  tests.id('northwind'), tests.id('northwind/main'), tests.id('globex/widget'), '1.0.0', 'x')), '23503 %', 'nor for another tenant''s widget');
select throws_ok($$ insert into public.plugin_artifacts (organization_id, workspace_id, widget_id, version, content, approved_at)
  values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), '2.0.0', 'x', now()) $$, '42501', null, 'nor approves while uploading');
select results_eq($$ select bytes, sha256, created_by, approved_at from public.plugin_artifacts where version = '1.0.0' $$,
  $$ select 10, encode(sha256(convert_to(repeat('x', 10), 'UTF8')), 'hex'), tests.id('edith'), null::timestamptz $$, 'its size, hash and maker are known; it is not approved');
select lives_ok($$ select tests.remember('artifact ' || version, id) from public.plugin_artifacts $$, 'members see artifacts');

-- Approving --------------------------------------------------------------------------------------------------------------

select is(tests.approve('1.0.0'), 'PT403 FORBIDDEN', 'an editor approves no code');
select tests.as_person('susan');
select is(tests.approve('1.0.0'), 'PT403 FORBIDDEN', 'nor does a super editor');
select tests.as_person('boris');
select is(tests.approve('1.0.0'), 'PT404 NOT_FOUND', 'for the owner of another tenant it does not exist');
select tests.as_person('stella');
select is(tests.approve('1.0.0'), 'PT404 NOT_FOUND', 'staff approve nothing for tenants');
select tests.as_anonymous();
select alike(tests.approve('1.0.0'), '42501 %', 'the anonymous key neither');
select tests.as_person('alan');
select is(tests.approve('1.0.0'), null, 'an admin approves');
select results_eq($$ select approved_by, approved_at from public.plugin_artifacts where version = '1.0.0' $$,
  $$ values (tests.id('alan'), now()) $$, 'and is named');
select tests.as_person('ada');
select is(tests.approve('1.0.0'), null, 'a second approval is no error');
select is((select approved_by from public.plugin_artifacts where version = '1.0.0'), tests.id('alan'), 'and changes nothing');
select is(tests.approve('1.0.1'), null, 'the owner approves too');
select isnt_empty($$ select from public.audit_logs where entity = 'plugin_artifacts' and action = 'update' and actor_id = tests.id('alan') $$, 'approvals are audited');
select is_empty($$ select from public.audit_logs where entity = 'plugin_artifacts' and after ? 'content' $$, 'without the code');
select tests.as_nobody();
select throws_ok($$ update public.plugin_artifacts set content = 'y' $$, '42501', null, 'not even the owner of the table changes code');
select throws_ok($$ update public.plugin_artifacts set version = '9.9.9' $$, '42501', null, 'nor its version');
select throws_ok(format('update public.plugin_artifacts set widget_id = %L', tests.id('globex/widget')), '42501', null, 'nor whose it is');

-- What could not be loaded -----------------------------------------------------------------------------------------------

select tests.as_service();
select private.report_fetch_error(tests.public_id('northwind'), 'NETWORK', 'lost', 'https://shop.example/cart?mail=a@b.example#x', '1.0.0'),
  private.report_fetch_error(tests.public_id('northwind'), 'NETWORK', 'lost again', 'https://shop.example/cart?mail=c@d.example', '1.1.0'),
  private.report_fetch_error('w_unknown0000000000000000', 'NETWORK', 'lost', 'https://shop.example/', '1.0.0');
select results_eq('select organization_id, workspace_id, code, detail, page, sdk_version, hits from public.widget_fetch_errors',
  $$ values (tests.id('northwind'), tests.id('northwind/main'), 'NETWORK', 'lost again', 'https://shop.example/cart', '1.1.0', 2) $$,
  'a failure counts per instance, code and page, without the page''s query; unknown instances are not kept');
select lives_ok(format('select private.report_fetch_error(%L, %L, %L, %L, %L)', tests.public_id('northwind'), repeat('C', 99), repeat('d', 999), repeat('p', 999), repeat('v', 99)),
  'what is too long is cut');
select tests.as_person('vera');
select is((select count(*) from public.widget_fetch_errors), 2::bigint, 'members see the failures of their widgets');
select throws_ok($$ select private.report_fetch_error('x', 'x', 'x', 'x', 'x') $$, '42501', null, 'and report none themselves');
select tests.as_person('boris');
select is_empty('select from public.widget_fetch_errors', 'other tenants see none');
select tests.as_nobody();
update public.widget_fetch_errors set last_at = now() - interval '31 days' where code = 'NETWORK';
update public.widget_fetch_errors set first_at = now() - interval '31 days', last_at = now() - interval '29 days' where code <> 'NETWORK';
select tests.as_service();
select is(private.prune_fetch_errors(), 1::bigint, 'the job forgets what has not come back for thirty days');
select is((select code from public.widget_fetch_errors), repeat('C', 60), 'and keeps what goes on');

-- The funnel -------------------------------------------------------------------------------------------------------------

select tests.as_service();
select is(private.record_widget_events(tests.public_id('northwind'), '[{"type": "view"}, {"type": "start", "meta": {"step": 1}}, {"type": "submit"}]'), 3,
  'a batch of events is stored');
select is(private.record_widget_events('w_unknown0000000000000000', '[{"type": "view"}]'), 0, 'events of an unknown instance are not');
select is(private.record_widget_events(tests.public_id('northwind'), (select jsonb_agg('{"type": "view"}'::jsonb) from generate_series(1, 60))), 50,
  'a batch holds fifty at most');
select is(private.record_widget_events(tests.public_id('northwind'), '[{"type": "view"}, {"type": "scroll"}, {}, 7, null, {"type": "dismiss"}]'), 2,
  'what is no event is left out');
select is(private.record_widget_events(tests.public_id('northwind'),
  jsonb_build_array('{"type": "view"}'::jsonb, jsonb_build_object('type', 'error', 'meta', (select string_agg(md5(n::text), '') from generate_series(1, 99) n)))), 1,
  'nor what is too large');
select is(private.record_widget_events(tests.public_id('northwind'), '{"type": "view"}'), 0, 'no batch is no event');
select is(private.record_widget_events(tests.public_id('northwind'), null), 0, 'nor is nothing');
select tests.as_nobody();
update public.widget_instances set status = 'inactive' where id = tests.id('northwind/instance');
select is(private.record_widget_events(tests.public_id('northwind'), '[{"type": "view"}]'), 0, 'what is offline has no events');
update public.widget_instances set status = 'published', expires_at = now() where id = tests.id('northwind/instance');
select is(private.record_widget_events(tests.public_id('northwind'), '[{"type": "view"}]'), 0, 'nor what has expired');
select is((select count(*) from public.widget_events where organization_id <> tests.id('northwind')), 0::bigint, 'every event belongs to its instance''s tenant');
select tests.as_person('vera');
select is((select count(*) from public.widget_events), 56::bigint, 'members see them');
select tests.as_person('boris');
select is_empty('select from public.widget_events', 'other tenants do not');

select * from finish();
rollback;
