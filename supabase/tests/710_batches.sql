-- Batches: submissions that are decided together, each by itself.

begin;
select plan(31);

create function tests.batch(variadic changes jsonb[]) returns text[] language sql volatile as $$
  select array(select v ->> 'verdict' from jsonb_array_elements(tests.decide(
    (select jsonb_agg(tests.submission(coalesce(c ->> 'at', 'northwind'), c - 'at') order by n) from unnest(changes) with ordinality u(c, n))) -> 'verdicts') v)
$$;
create function tests.fresh() returns void language sql as $$
  delete from private.submission_rate_window; delete from private.submission_keys; delete from public.events;
  delete from public.usage_events; delete from public.usage_counters; delete from public.widget_submissions; delete from public.limit_hits
$$;
create function tests.stored() returns text language sql as $$
  select format('submissions %s, usage %s, events %s, keys %s, used %s', (select count(*) from public.widget_submissions),
    (select coalesce(sum(quantity), 0) from public.usage_events), (select count(*) from public.events where event_type like 'submission%'), (select count(*) from private.submission_keys),
    (select coalesce(sum(used), 0) from public.usage_counters where limit_type = 'submissions_month'))
$$;
create function tests.quota(name text, quota int) returns void language sql as $$
  update private.rate_policies p set quota = quota.quota where p.name = quota.name
$$;
create function tests.hits(like_scope text) returns bigint language sql as $$
  select coalesce(sum(hits), 0) from private.submission_rate_window where scope like like_scope
$$;
create function tests.told(batch jsonb) returns jsonb language sql volatile as $$ select tests.decide(batch) $$;

-- Together ------------------------------------------------------------------------------------------------------------

select tests.fresh();
select is(tests.batch('{}', '{"at": "globex"}', '{"public_id": "w_unknown0000000000000000"}', '{"origin_allowed": false}', '{"field_errors": [{"code": "required"}]}', '{}'),
  '{accepted,accepted,INSTANCE_NOT_FOUND,ORIGIN_NOT_ALLOWED,VALIDATION_FAILED,accepted}', 'each request has a verdict of its own, in their order');
select is(tests.stored(), 'submissions 3, usage 3, events 3, keys 3, used 3', 'only what was accepted is stored');
select results_eq('select workspace_id, quantity from public.usage_events order by quantity',
  $$ values (tests.id('globex/main'), 1), (tests.id('northwind/main'), 2) $$, 'with one usage event for each workspace');
select is((select count(distinct workspace_id) from public.widget_submissions), 2::bigint, 'each with its own tenant');
select is((select count(distinct (scope)) from private.submission_rate_window where scope like 'instance:%'), 2::bigint, 'a counter for each instance');
select is(tests.decide('[]') -> 'verdicts', 'null', 'nothing asked, nothing answered');

-- The same twice ------------------------------------------------------------------------------------------------------

select tests.fresh();
create table tests.twins as select tests.decide((select jsonb_agg(tests.submission('northwind',
  '{"id": "018f0000-0000-7000-8000-000000000009"}')) from generate_series(1, 3))) -> 'verdicts' as v;
select results_eq('select x ->> ''verdict'' from tests.twins, jsonb_array_elements(v) x', array['accepted', 'replayed', 'replayed'], 'the same request thrice is stored once');
select is((select count(distinct x -> 'receipt') from tests.twins, jsonb_array_elements(v) x), 1::bigint, 'and all get the same receipt');
select is(tests.stored(), 'submissions 1, usage 1, events 1, keys 1, used 1', 'it counts once');
select is(tests.batch('{"id": "018f0000-0000-7000-8000-000000000010"}', '{"id": "018f0000-0000-7000-8000-000000000010", "payload": {"email": "else@example.com"}}'),
  '{accepted,IDEMPOTENCY_MISMATCH}', 'the same id with another payload is a mismatch');
select is(tests.batch('{"id": "018f0000-0000-7000-8000-000000000011", "field_errors": [{"code": "required"}]}', '{"id": "018f0000-0000-7000-8000-000000000011"}'),
  '{VALIDATION_FAILED,VALIDATION_FAILED}', 'a twin shares the refusal of the first');
select is(tests.batch('{"id": "018f0000-0000-7000-8000-000000000011"}'), '{accepted}', 'and may be sent again');
select is(tests.batch('{"id": null}', '{"id": null}'), '{accepted,replayed}', 'twins without an id too');

-- Rates ---------------------------------------------------------------------------------------------------------------

select tests.fresh(), tests.quota('ip', 2);
select is(tests.batch('{}', '{"ip": "192.0.2.7"}', '{}', '{}', '{"ip": "192.0.2.7"}', '{"ip": "192.0.2.7"}', '{"ip": null}'),
  '{accepted,accepted,accepted,RATE_LIMITED,accepted,RATE_LIMITED,accepted}', 'the first in line get the places');
select is(tests.hits('instance:%'), 5::bigint, 'whom the address''s rate refuses takes no place of the instance''s');
select is(tests.hits('workspace:%'), 5::bigint, 'nor of the workspace''s');
select is(tests.stored(), 'submissions 5, usage 5, events 5, keys 5, used 5', 'and keeps no key');
select is(tests.batch('{"ip": "2001:db8:1:2::1"}', '{"ip": "2001:db8:1:2:ffff::2"}', '{"ip": "2001:db8:1:2::3"}', '{"ip": "2001:db8:1:3::1"}'),
  '{accepted,accepted,RATE_LIMITED,accepted}', 'a whole /64 is one address');

select tests.fresh(), tests.quota('ip', 1000), tests.quota('instance', 3);
select is(tests.batch('{}', '{}'), '{accepted,accepted}', 'an instance with room');
select is(tests.batch('{}', '{"at": "globex"}', '{}', '{"at": "globex"}', '{}'), '{accepted,accepted,RATE_LIMITED,accepted,RATE_LIMITED}', 'and without, beside another with room');
select is(tests.hits('workspace:' || tests.id('northwind/main')), 3::bigint, 'the workspace counts what the instance let through');
create table tests.answer as select tests.told(jsonb_build_array(tests.submission('northwind'), tests.submission('globex'))) as a;
select results_eq($$ select v #> '{remaining,ip}' is not null, v #>> '{remaining,instance}', v #>> '{remaining,workspace}' from tests.answer, jsonb_array_elements(a -> 'verdicts') v $$,
  $$ values (true, '-3', null), (true, '0', '5997') $$, 'each answer says what is left, and nothing of what was not asked');

-- The plan's limit ----------------------------------------------------------------------------------------------------

select tests.fresh(), tests.quota('instance', 1000);
update public.plan_limits set limit_value = 2, grace_amount = 1, enforcement = 'hard' where plan_id = 'free' and limit_type = 'submissions_month';
select is(tests.batch('{"at": "globex"}', '{}', '{"at": "globex"}', '{"at": "globex"}', '{"at": "globex"}', '{"at": "globex", "field_errors": [{"code": "required"}]}', '{"at": "globex"}'),
  '{accepted,accepted,accepted,accepted,PLAN_LIMIT_REACHED,VALIDATION_FAILED,PLAN_LIMIT_REACHED}', 'a plan gives what is left to the first in line');
select results_eq($$ select kind, hits from public.limit_hits where limit_type = 'submissions_month' order by kind $$,
  $$ values ('flagged', 1), ('reached', 1), ('refused', 2) $$, 'each run into it is counted');
select is(tests.stored(), 'submissions 4, usage 4, events 4, keys 4, used 4', 'what was refused leaves nothing');

-- Spam ----------------------------------------------------------------------------------------------------------------

select tests.fresh();
update public.plan_limits set limit_value = 2, grace_amount = 0 where plan_id = 'free' and limit_type = 'submissions_month';
select is(tests.batch('{"at": "globex", "spam_reasons": ["trap"]}', '{"at": "globex"}', '{"at": "globex", "spam_reasons": ["captcha"]}', '{"at": "globex"}', '{"at": "globex"}'),
  '{accepted,accepted,accepted,accepted,PLAN_LIMIT_REACHED}', 'what looks like spam takes no place from who comes after it');
select results_eq('select status, count(*) from public.widget_submissions group by 1 order by 1', $$ values ('accepted', 2::bigint), ('spam', 2) $$, 'and is kept apart');
select is(tests.stored(), 'submissions 4, usage 2, events 4, keys 4, used 2', 'without a usage event');

-- Maintenance ---------------------------------------------------------------------------------------------------------

select tests.fresh();
select private.switch_maintenance(true, 'Moving to another machine');
select is(tests.batch('{}', '{"public_id": "w_unknown0000000000000000"}'), '{MAINTENANCE,MAINTENANCE}', 'in maintenance nothing is taken');
select is(tests.stored(), 'submissions 0, usage 0, events 0, keys 0, used 0', 'and nothing is kept of it');
select private.switch_maintenance(false, 'Moved');
select is(tests.batch('{}'), '{accepted}', 'afterwards it is taken again');

select * from finish();
rollback;
