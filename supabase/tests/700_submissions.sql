-- Submissions: every verdict of the one function that decides, and what each of them leaves in the database.

begin;
select plan(96);

-- What a submission can leave behind, and the counters of it.
create function tests.stored() returns text language sql as $$
  select format('submissions %s, usage %s, events %s, keys %s, used %s', (select count(*) from public.widget_submissions),
    (select coalesce(sum(quantity), 0) from public.usage_events), (select count(*) from public.events), (select count(*) from private.submission_keys),
    (select coalesce(sum(used), 0) from public.usage_counters where limit_type = 'submissions_month'))
$$;
create function tests.submit(widget text, changes jsonb default '{}') returns jsonb language sql as $$
  select tests.accept(tests.submission(submit.widget, changes))
$$;
create function tests.fresh() returns void language sql as $$
  delete from private.submission_rate_window; delete from private.submission_keys; delete from public.events;
  delete from public.usage_events; delete from public.usage_counters; delete from public.widget_submissions; delete from public.limit_hits
$$;
-- The verdict, and that nothing at all came of it.
create function tests.refused(widget text, changes jsonb) returns text language plpgsql as $$
declare
  before text := tests.stored();
  answer jsonb := tests.submit(widget, changes);
begin
  if answer -> 'receipt' <> 'null' then return 'a receipt was given'; end if;
  return concat_ws(' but left ', answer ->> 'verdict', nullif(tests.stored(), before));
end $$;

-- Accepted ------------------------------------------------------------------------------------------------------------

select tests.fresh();
select tests.remember('first', '018f0000-0000-7000-8000-000000000001');
create table tests.answers as select 'first' as name, tests.submit('northwind', jsonb_build_object('id', tests.id('first'), 'ip', '198.51.100.1')) as answer;
select is(answer ->> 'verdict', 'accepted', 'a good submission is accepted') from tests.answers;
select is(tests.stored(), 'submissions 1, usage 1, events 1, keys 1, used 1', 'and stored once in each place');
select results_eq($$ select organization_id, workspace_id, widget_id, widget_instance_id, revision, client_submission_id, payload, status, meta, ua, ts_second
  from public.widget_submissions $$,
  $$ values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), tests.id('northwind/instance'), 1, tests.id('first'),
    '{"email": "visitor@example.com"}'::jsonb, 'accepted', '{"page": "https://shop.example/"}'::jsonb, 'Mozilla/5.0', date_trunc('second', now())) $$,
  'with everything that was sent');
select results_eq($$ select (answer #>> '{receipt,id}')::uuid, answer #>> '{receipt,status}', (answer #>> '{receipt,received_at}')::timestamptz,
  answer -> 'retry_after' from tests.answers $$,
  $$ select id, status, ts, 'null'::jsonb from public.widget_submissions $$, 'the receipt names the stored row');
select isnt((select answer #>> '{receipt,id}' from tests.answers), tests.id('first')::text, 'by an id of the server''s own');
select results_eq($$ select event_type, organization_id, workspace_id, quantity, created_at from public.usage_events $$,
  $$ select 'submission', tests.id('northwind'), tests.id('northwind/main'), 1, ts from public.widget_submissions $$, 'the usage event says what was used, and when');
select results_eq($$ select event_type, entity_type, entity_id, workspace_id, payload ->> 'widget_instance_id' from public.events $$,
  $$ select 'submission.accepted', 'widget_submission', id, tests.id('northwind/main'), widget_instance_id::text
    from public.widget_submissions $$, 'the domain event says what happened');
select results_eq($$ select l ->> 'name', (l ->> 'quota')::int, (l ->> 'window')::int, (l ->> 'remaining')::int from tests.answers, jsonb_array_elements(answer -> 'limits') l $$,
  $$ values ('ip', 60, 60, 59), ('instance', 1200, 60, 1199), ('workspace', 6000, 60, 5999) $$, 'the answer says what is left of the limits');
select is((select count(*) from tests.answers, jsonb_array_elements(answer -> 'limits') l
  where (l ->> 'reset')::int between 1 and 60 and not l ? 'allowed'), 3::bigint, 'and when they are whole again');
select ok((select tableoid <> 'public.widget_submissions'::regclass and tableoid::regclass::text = 'partitions.widget_submissions_' || to_char(now(), 'YYYY_MM')
  from public.widget_submissions), 'it is stored in this month''s partition');

-- Repeated ------------------------------------------------------------------------------------------------------------

create function tests.again(changes jsonb default '{}') returns jsonb language sql as $$
  select tests.submit('northwind', jsonb_build_object('id', tests.id('first'), 'ip', '198.51.100.1') || again.changes)
$$;
select is(tests.again() ->> 'verdict', 'replayed', 'the same again is a replay');
select is(tests.again() -> 'receipt', (select answer -> 'receipt' from tests.answers), 'with the same receipt');
select is(tests.again('{"id": "018F0000-0000-7000-8000-000000000001"}') -> 'receipt', (select answer -> 'receipt' from tests.answers), 'also with the id in capitals');
select is(tests.again('{"ip": "192.0.2.99", "user_agent": "other", "meta": {}, "revision": 7}') ->> 'verdict', 'replayed', 'also from elsewhere');
select is(tests.again('{"field_errors": [{"code": "required"}]}') ->> 'verdict', 'replayed', 'also when the form asks for more by now');
select is(tests.stored(), 'submissions 1, usage 1, events 1, keys 1, used 1', 'and nothing more is stored');
select is(tests.refused('northwind', '{"id": "018f0000-0000-7000-8000-000000000001", "payload": {"email": "else@example.com"}}'), 'IDEMPOTENCY_MISMATCH',
  'the same id with another payload is a mismatch');
select is(tests.again('{"payload": {"email": "visitor@example.com"}}') ->> 'verdict', 'replayed', 'which does not spoil the first');
select is(tests.submit('globex', '{"id": "018f0000-0000-7000-8000-000000000001"}') ->> 'verdict', 'accepted', 'the same id at another widget is another submission');
update private.submission_rate_window set hits = 60;
select is(tests.again() ->> 'verdict', 'replayed', 'a replay is answered even when the limit is used up');
delete from private.submission_rate_window;
update public.widget_instances set status = 'inactive' where id = tests.id('northwind/instance');
select is(tests.again() ->> 'verdict', 'INSTANCE_NOT_FOUND', 'but not once the widget is gone');
update public.widget_instances set status = 'published' where id = tests.id('northwind/instance');

-- Pages without script send no id.
select tests.fresh();
select is(tests.submit('northwind', '{"id": null}') ->> 'verdict', 'accepted', 'a submission without an id is accepted');
select is((select client_submission_id from public.widget_submissions), null, 'and stored without one');
select is(tests.submit('northwind', '{"id": null}') ->> 'verdict', 'replayed', 'the same visitor sending the same in the same second is a replay');
select is(tests.submit('northwind', '{"id": null, "ip": "192.0.2.5"}') ->> 'verdict', 'accepted', 'another visitor is not');
select is(tests.submit('northwind', '{"id": null, "user_agent": "other"}') ->> 'verdict', 'accepted', 'nor another browser');
select is(tests.submit('northwind', '{"id": null, "payload": {"email": "b@example.com"}}') ->> 'verdict', 'accepted', 'nor another payload');
update private.submission_keys set key = gen_random_uuid();
select is(tests.submit('northwind', '{"id": null}') ->> 'verdict', 'accepted', 'nor the same in another second');
select is(tests.stored(), 'submissions 5, usage 5, events 5, keys 5, used 5', 'each accepted one is stored');

-- Refused -------------------------------------------------------------------------------------------------------------

select tests.fresh();
select is(tests.refused('northwind', '{"public_id": "w_unknown0000000000000000"}'), 'INSTANCE_NOT_FOUND', 'an unknown widget');
select is(tests.refused('northwind', '{"public_id": null}'), 'INSTANCE_NOT_FOUND', 'no widget');
select is(tests.accept('{}') ->> 'verdict', 'INSTANCE_NOT_FOUND', 'an empty request');
select is(tests.refused('northwind', '{"origin_allowed": false}'), 'ORIGIN_NOT_ALLOWED', 'the wrong site');
select is(tests.refused('northwind', '{"origin_allowed": null}'), 'ORIGIN_NOT_ALLOWED', 'a site that nobody checked');
select is(tests.refused('northwind', jsonb_build_object('payload', jsonb_build_object('a', repeat('x', 33000)))), 'PAYLOAD_TOO_LARGE', 'a payload over 32 KiB');
select is(tests.refused('northwind', jsonb_build_object('payload', jsonb_build_object('a', repeat('ü', 16400)))), 'PAYLOAD_TOO_LARGE', 'in bytes, not letters');
select is(tests.refused('northwind', jsonb_build_object('payload', (select jsonb_object_agg('k' || n, n) from generate_series(1, 3000) n))), 'PAYLOAD_TOO_LARGE',
  'or of many small values');
select is(tests.submit('northwind', jsonb_build_object('payload', jsonb_build_object('a', repeat('x', 32700)))) ->> 'verdict', 'accepted', 'just under it is stored');
select is(tests.refused('northwind', jsonb_build_object('meta', jsonb_build_object('page', repeat('本', 2000), 'referrer', repeat('本', 2000)))), 'PAYLOAD_TOO_LARGE',
  'longer words about the page than are kept');
select is(tests.refused('northwind', '{"field_errors": [{"pointer": "/payload/email", "code": "required", "detail": "x"}]}'), 'VALIDATION_FAILED', 'broken field rules');
select is(tests.refused('northwind', '{"revision": 9, "field_errors": [{"code": "required"}]}'), 'VALIDATION_FAILED', 'also on another revision');
select is(tests.refused('northwind', '{"revision": 9, "field_errors": [{"code": "required"}, {"code": "unknownField"}]}'), 'STALE_REVISION',
  'fields that no longer exist, from a page with another revision');
select is(tests.refused('northwind', '{"field_errors": [{"code": "unknownField"}]}'), 'VALIDATION_FAILED', 'unknown fields on this revision');
select is(tests.submit('northwind', '{"revision": 9}') ->> 'verdict', 'accepted', 'another revision whose answers still fit is accepted');
select is(tests.refused('northwind', '{"checked_revision": 2, "field_errors": [{"code": "required"}]}'), 'CHECK_AGAIN',
  'fields that were checked against another revision than the published one decide nothing');
select is(tests.submit('northwind', '{"checked_revision": 1}') ->> 'verdict', 'accepted', 'fields that were checked against the published one do');

select tests.fresh();
update public.plan_limits set limit_value = 1, grace_amount = 1 where plan_id = 'free' and limit_type = 'submissions_month';
select is(tests.submit('globex') ->> 'verdict', 'accepted', 'up to the plan''s limit');
select is(tests.submit('globex') ->> 'verdict', 'accepted', 'and its grace');
select is(tests.refused('globex', '{}'), 'PLAN_LIMIT_REACHED', 'and then no more');
select results_eq($$ select kind, hits from public.limit_hits where limit_type = 'submissions_month' order by kind $$,
  $$ values ('flagged', 1), ('reached', 1), ('refused', 1) $$, 'all of it is recorded for staff');
select is((select jsonb_array_length(tests.submit('globex') -> 'limits')), 3, 'the refusal still says what is left of the rates');
select is(tests.submit('northwind') ->> 'verdict', 'accepted', 'another tenant goes on');
update public.plan_limits set limit_value = 3, grace_amount = 0 where plan_id = 'free' and limit_type = 'submissions_month';
select is(tests.submit('globex', '{"id": "018f0000-0000-7000-8000-000000000002"}') ->> 'verdict', 'accepted', 'the third fits');
select is(tests.refused('globex', '{"id": "018f0000-0000-7000-8000-000000000003"}'), 'PLAN_LIMIT_REACHED', 'the fourth does not');
update public.plan_limits set limit_value = 4 where plan_id = 'free' and limit_type = 'submissions_month';
select is(tests.submit('globex', '{"id": "018f0000-0000-7000-8000-000000000003"}') ->> 'verdict', 'accepted', 'a refused one may be sent again with its id');

-- Rates ---------------------------------------------------------------------------------------------------------------

select tests.fresh();
update private.rate_policies set quota = 3, window_seconds = 3600 where name = 'ip';
select is((select string_agg(tests.submit('northwind') ->> 'verdict', ' ') from generate_series(1, 3)), 'accepted accepted accepted', 'three an hour from one address');
select is(tests.refused('northwind', '{}'), 'RATE_LIMITED', 'and not a fourth');
select results_eq($$ select (a ->> 'retry_after')::int between 1 and 3600, a #>> '{limits,0,name}', a #>> '{limits,0,remaining}', jsonb_array_length(a -> 'limits'),
    a -> 'retry_after' = a #> '{limits,0,reset}' from tests.submit('northwind') a $$,
  $$ values (true, 'ip', '0', 1, true) $$, 'which is told when to come back');
select is(tests.refused('northwind', '{"field_errors": [{"code": "required"}]}'), 'RATE_LIMITED', 'the rate is asked before the fields');
select is(tests.submit('northwind', '{"ip": "192.0.2.77"}') ->> 'verdict', 'accepted', 'another address is not held up');
select is(tests.submit('northwind', '{"ip": null}') ->> 'verdict', 'accepted', 'nor one that is not known');
select is(tests.submit('globex') ->> 'verdict', 'RATE_LIMITED', 'an address has one rate for all widgets');
update private.rate_policies set quota = 5 where name = 'instance';
select is(tests.submit('northwind', '{"ip": "192.0.2.78"}') ->> 'verdict', 'RATE_LIMITED', 'an instance has a rate for all addresses');
select is((select a #>> '{limits,1,name}' from tests.submit('northwind', '{"ip": "192.0.2.79"}') a), 'instance', 'and says so');
update private.rate_policies set quota = 1000 where name = 'instance';
update private.rate_policies set quota = 1 where name = 'workspace';
select is((select concat_ws(' ', a ->> 'verdict', a #>> '{limits,2,name}') from tests.submit('northwind', '{"ip": "192.0.2.80"}') a), 'RATE_LIMITED workspace',
  'a workspace has a rate for all instances');
update private.submission_rate_window set window_start = window_start - interval '1 hour';
select is(tests.submit('northwind') ->> 'verdict', 'accepted', 'the next window begins anew');
update private.rate_policies set quota = 1000;
update private.submission_rate_window set ends_at = now() - interval '61 seconds' where scope like 'ip:%';
create table tests.windows as select count(*) filter (where scope like 'ip:%') as old, count(*) as all_windows from private.submission_rate_window;
select is(private.prune_rate_windows(), (select old from tests.windows), 'windows that are over are pruned');
select is((select count(*) from private.submission_rate_window), (select all_windows - old from tests.windows), 'and no others');

-- Spam and partial data -----------------------------------------------------------------------------------------------

select tests.fresh();
create table tests.spam as select tests.submit('northwind', '{"id": "018f0000-0000-7000-8000-000000000004", "spam_reasons": ["trap", "too_fast"]}') as answer;
select is((select concat_ws(' ', answer ->> 'verdict', answer #>> '{receipt,status}') from tests.spam), 'accepted accepted', 'what looks like spam gets a receipt like any other');
select results_eq('select status, spam_reasons, score from public.widget_submissions', $$ values ('spam', '{trap,too_fast}'::text[], 2::real) $$, 'is kept, and says why');
select results_eq('select event_type from public.events', array['submission.quarantined'], 'is announced as quarantined');
select is(tests.stored(), 'submissions 1, usage 0, events 1, keys 1, used 0', 'and uses nothing');
select is((select concat_ws(' ', a ->> 'verdict', a -> 'receipt' = s.answer -> 'receipt')
  from tests.spam s, tests.submit('northwind', '{"id": "018f0000-0000-7000-8000-000000000004"}') a), 'replayed t', 'sent again, now like a person, it stays what it was');
select is((select answer -> 'limits' -> 0 ->> 'remaining' from tests.spam), (select (quota - 1)::text from private.rate_policies where name = 'ip'), 'it counts against the rates');
select is(tests.submit('northwind', '{"spam_reasons": ["trap"], "field_errors": [{"code": "required"}]}') ->> 'verdict', 'VALIDATION_FAILED', 'and is refused for its fields like any other');
select is(tests.submit('northwind', '{"spam_reasons": null}') #>> '{receipt,status}', 'accepted', 'not knowing is not spam');
select is((select count(*) from public.widget_submissions where status = 'accepted'), 1::bigint, 'nor kept as it');
select tests.fresh();
update public.plan_limits set limit_value = 0 where plan_id = 'free' and limit_type = 'submissions_month';
select is(tests.submit('globex', '{"spam_reasons": ["no_work"]}') ->> 'verdict', 'accepted', 'where the plan gives no more, spam is still kept');
select is(tests.refused('globex', '{}'), 'PLAN_LIMIT_REACHED', 'while a person is refused');
select throws_ok($$ select tests.submit('northwind', '{"spam_reasons": ["because"]}') $$, '23514', null, 'there is no other reason');
select throws_ok($$ update public.widget_submissions set status = 'spam', spam_reasons = '{}' $$, '23514', null, 'and no spam without one');

-- Addresses -----------------------------------------------------------------------------------------------------------

create function tests.stored_ip(settings jsonb) returns text language sql as $$
  select tests.fresh();
  update public.widget_instances i set settings = stored_ip.settings where i.id = tests.id('northwind/instance');
  select tests.submit('northwind');
  select ip from public.widget_submissions
$$;
select matches(tests.stored_ip('{}'), '^[0-9a-f]{64}$', 'an address is stored as a hash');
select is(tests.stored_ip('{}'), (select encode(sha256(salt || '203.0.113.7'::bytea), 'hex') from private.daily_salts), 'salted for the day');
select is(tests.stored_ip('{"store_ip": true}'), '203.0.113.7', 'unless the instance asks for addresses');
select is((select count(*) from unnest(array['{"store_ip": false}', '{"store_ip": "maybe"}', '{"store_ip": null}', '[true]', '"store_ip"']::jsonb[]) s
  where tests.stored_ip(s) !~ '^[0-9a-f]{64}$'), 0::bigint, 'clearly');
select is((select count(*) from private.submission_rate_window where scope ~ '203\.0\.113'), 0::bigint, 'rate counters hold no address');
insert into private.daily_salts (day) values (current_date - 1), (current_date - 2), (current_date - 30);
update private.submission_keys set received_at = now() - interval '9 days';
select is(private.prune_submission_keys(), 1::bigint, 'old keys are forgotten');
select is((select min(day) from private.daily_salts), (now() at time zone 'UTC')::date - 1, 'and salts of days before yesterday');

-- Who may -------------------------------------------------------------------------------------------------------------

select tests.as_service();
select is(private.accept_submissions(jsonb_build_array(tests.submission('northwind'))) #>> '{verdicts,0,0}', 'accepted', 'the server''s role submits');
select throws_ok($$ insert into public.widget_submissions (organization_id) values (null) $$, '42501', null, 'and does not insert by itself');
select throws_ok($$ select private.store_submissions('{}', '[]') $$, '42501', null, 'nor use the steps inside');
select tests.as_person('boris');
select throws_ok($$ select private.accept_submissions('[]') $$, '42501', null, 'people do not submit by calling it');
select is((select string_agg(act, '; ') from unnest(array['insert into public.widget_submissions (id) values (null)', 'update public.widget_submissions set status = ''spam''',
  'delete from public.widget_submissions', 'truncate public.widget_submissions', 'select from private.submission_keys']) act
  where left(tests.message_of(act), 5) is distinct from '42501'), null, 'nor insert, update, delete, truncate or look at keys');
select is_empty($$ select from public.widget_submissions where organization_id <> tests.id('globex') $$, 'and see no other tenant''s submissions');
select tests.as_anonymous();
select throws_ok($$ select private.accept_submissions('[]') $$, '42501', null, 'nor the anonymous key');
select throws_ok('select from public.widget_submissions', '42501', null, 'which reads nothing either');

select * from finish();
rollback;
