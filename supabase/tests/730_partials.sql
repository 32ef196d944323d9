-- Partial submissions: what visitors had entered when they left, for a while, and until the submission comes.

begin;
select plan(34);

create function tests.leave(changes jsonb default '{}', widget text default 'northwind') returns text language sql volatile as $$
  select private.accept_partial(tests.submission(widget, '{"checked_revision": 1}' || changes)) ->> 'verdict'
$$;
create function tests.visit(name text) returns jsonb language sql as $$ select jsonb_build_object('id', md5(visit.name)::uuid) $$;
create function tests.left_behind() returns text language sql as $$
  select format('submissions %s, usage %s, events %s, keys %s', (select count(*) from public.widget_submissions),
    (select count(*) from public.usage_events), (select count(*) from public.events), (select count(*) from private.submission_keys))
$$;
create function tests.seen() returns bigint language sql as $$ select count(*) from public.partial_submissions $$;
create table tests.before as select tests.left_behind() as said;

-- Kept ----------------------------------------------------------------------------------------------------------------

select is(tests.leave(tests.visit('a') || '{"payload": {"email": "a"}}'), 'accepted', 'what a visitor had entered is kept');
select is(tests.leave(tests.visit('a') || '{"payload": {"email": "ab"}}'), 'accepted', 'and more as it comes');
select results_eq('select client_submission_id, payload, organization_id, workspace_id, revision, expires_at - ts from public.partial_submissions',
  $$ values (md5('a')::uuid, '{"email": "ab"}'::jsonb, tests.id('northwind'), tests.id('northwind/main'), 1, interval '30 days') $$, 'in one row');
select is(tests.leave(tests.visit('a'), 'globex'), 'accepted', 'the same id elsewhere is another visit');
select is(tests.left_behind(), (select said from tests.before), 'nothing is used, told or counted');

-- Refused -------------------------------------------------------------------------------------------------------------

select is(tests.leave('{"public_id": "w_unknown0000000000000000"}'), 'INSTANCE_NOT_FOUND', 'not where nothing is');
select is(tests.leave('{"origin_allowed": false}'), 'ORIGIN_NOT_ALLOWED', 'not from a site that is not listed');
select is(tests.leave('{"origin_allowed": null}'), 'ORIGIN_NOT_ALLOWED', 'nor when nobody says');
select is(tests.leave(jsonb_build_object('payload', jsonb_build_object('email', (select string_agg(md5(n::text), '') from generate_series(1, 2000) n)))), 'PAYLOAD_TOO_LARGE', 'not too much');
select is(tests.leave('{"checked_revision": 2}'), 'CHECK_AGAIN', 'not checked against another revision');
select is(tests.leave('{"field_errors": [{"code": "type"}]}'), 'VALIDATION_FAILED', 'not what the rules refuse');
select is(tests.leave('{"revision": 2, "field_errors": [{"code": "unknownField"}]}'), 'STALE_REVISION', 'nor for a form that has changed');
update public.platform_settings set value = 'true' where key = 'maintenance_all';
select is(tests.leave(), 'MAINTENANCE', 'not in maintenance');
update public.platform_settings set value = 'false' where key = 'maintenance_all';
update private.submission_rate_window set hits = 60 where scope like 'partials:%';
select is(tests.leave(), 'RATE_LIMITED', 'not too often from one address');
select is(tests.leave('{"ip": "203.0.113.8"}'), 'accepted', 'while another may');
update private.submission_rate_window set hits = 1200 where scope = 'formpartials:' || tests.id('northwind/instance');
select is(tests.leave('{"ip": "203.0.113.9"}'), 'RATE_LIMITED', 'nor too often to one form');
delete from private.submission_rate_window;

-- Seen ----------------------------------------------------------------------------------------------------------------

select is(tests.leave(tests.visit('b')), 'accepted', 'another visit');
select tests.as_person('vera');
select is(tests.seen(), 3::bigint, 'members see their workspace''s');
select tests.as_person('boris');
select is(tests.seen(), 1::bigint, 'others theirs');
select tests.as_person('vito');
select is(tests.seen(), 4::bigint, 'staff all');
select tests.as_nobody();
select is(tests.accept(tests.submission('northwind', tests.visit('a'))) ->> 'verdict', 'accepted', 'the submission that finishes a visit is accepted');
select is(tests.left_behind() = (select said from tests.before), false, 'with all that belongs to one');
select tests.as_person('vera');
select is(tests.seen(), 2::bigint, 'and the partial is gone at once');
select is_empty($$ select from public.partial_submissions where client_submission_id = md5('a')::uuid $$, 'for its members');
select tests.as_person('vito');
select is(tests.seen(), 3::bigint, 'and for staff');
select tests.as_nobody();
select is(tests.leave(tests.visit('a')), 'IDEMPOTENCY_MISMATCH', 'a late one is refused');

-- Removed -------------------------------------------------------------------------------------------------------------

select is(private.prune_partials(), 1::bigint, 'the job removes the finished one');
update public.partial_submissions set expires_at = now() - interval '1 second' where client_submission_id = md5('b')::uuid;
select tests.as_person('vera');
select is(tests.seen(), 1::bigint, 'what has expired is not seen');
select tests.as_nobody();
select is(private.prune_partials(), 1::bigint, 'and removed');
select tests.leave(tests.visit('old')), tests.leave(tests.visit('old'), 'globex');
update public.partial_submissions set ts = now() - interval '8 days' where client_submission_id = md5('old')::uuid;
insert into public.retention_policies (organization_id, workspace_id, entity, keep_days) values (tests.id('northwind'), tests.id('northwind/main'), 'submissions', 7);
select is(private.prune_partials(), 1::bigint, 'an owner who keeps submissions for less keeps these for less');
insert into public.retention_policies (organization_id, workspace_id, widget_id, entity, keep_days)
values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 'submissions', 9);
select tests.leave(tests.visit('old'));
update public.partial_submissions set ts = now() - interval '8 days' where client_submission_id = md5('old')::uuid;
select is(private.prune_partials(), 0::bigint, 'what is said of the widget goes first');
insert into public.partial_submissions (ts, organization_id, workspace_id, widget_id, widget_instance_id, revision, client_submission_id, payload)
select now() - make_interval(secs => n), tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), tests.id('northwind/instance'), 1,
  gen_random_uuid(), '{}' from generate_series(1, 5000) n;
select is(private.prune_partials(), 2::bigint, 'the newest 5000 of a form are kept');
select is(tests.seen(), 5002::bigint, 'and those of others');

-- The person ----------------------------------------------------------------------------------------------------------

select tests.leave('{"payload": {"email": "Jane.Doe@visitor.example"}}'), tests.leave('{"payload": {"email": "jane.doe@visitor.example"}}', 'globex');
insert into public.privacy_requests (organization_id, kind, subject_type, subject)
values (tests.id('northwind'), 'export', 'visitor', 'jane.doe@visitor.example'), (tests.id('northwind'), 'erase', 'visitor', 'jane.doe@visitor.example');
select private.run_privacy_request(id) from public.privacy_requests order by kind desc;
select results_eq($$ select certificate #> '{tables,partial_submissions}', (select count(*) from public.partial_submissions p where p.payload::text ~* 'jane')
    from public.privacy_requests order by kind desc $$, $$ values ('1'::jsonb, 1::bigint), ('1', 1) $$,
  'a person''s are exported and erased, in the organization that was asked');

select * from finish();
rollback;
