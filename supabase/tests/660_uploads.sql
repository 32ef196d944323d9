-- Uploads: announced, sent, used once by one submission, and gone when nobody needs them.

begin;
select plan(47);

create table tests.kept (name text primary key, id uuid, secret text);
create function tests.open(name text, changes jsonb default '{}', widget text default 'northwind') returns text language plpgsql as $$
declare
  secret text := encode(extensions.gen_random_bytes(32), 'hex');
  told jsonb := private.open_upload(jsonb_build_object('public_id', 'w_' || rpad(widget, 24, '0'), 'ip', '203.0.113.7', 'field', 'cv',
    'name', 'cv.pdf', 'type', 'application/pdf', 'bytes', 1500000) || changes, sha256(convert_to(secret, 'UTF8')));
begin
  insert into tests.kept select open.name, (told #>> '{receipt,id}')::uuid, secret where told ->> 'verdict' = 'accepted';
  return told ->> 'verdict';
end $$;
create function tests.kept(name text) returns uuid language sql as $$ select k.id from tests.kept k where k.name = kept.name $$;
create function tests.begun(name text, secret text default null) returns jsonb language sql as $$
  select private.begin_upload(k.id, coalesce(begun.secret, k.secret)) from tests.kept k where k.name = begun.name
$$;
create function tests.finish(name text) returns boolean language sql as $$ select private.finish_upload(tests.kept(name), 5, repeat('0', 64)) $$;
create function tests.sent(name text, changes jsonb default '{}', widget text default 'northwind') returns boolean language plpgsql as $$
begin
  perform tests.open(name, changes, widget);
  perform tests.begun(name);
  return tests.finish(name);
end $$;
create function tests.used() returns bigint language sql as $$
  select coalesce(sum(used), 0) from public.usage_counters where limit_type = 'storage_mb' and organization_id = tests.id('northwind')
$$;
create function tests.state(name text) returns text language sql as $$ select u.status from public.widget_uploads u where u.id = tests.kept(state.name) $$;
create function tests.queued(name text) returns boolean language sql as $$ select tests.kept(name) in (select private.queued_removals(1000)) $$;
create function tests.naming(variadic names text[]) returns jsonb language sql as $$
  select jsonb_build_object('uploads', (select jsonb_agg(jsonb_build_object('field', 'cv', 'id', tests.kept(n))) from unnest(names) n))
$$;
create function tests.batch(variadic changes jsonb[]) returns text[] language sql volatile as $$
  select array(select v ->> 'verdict' from jsonb_array_elements(tests.decide(
    (select jsonb_agg(tests.submission('northwind', c) order by n) from unnest(changes) with ordinality u(c, n))) -> 'verdicts') v)
$$;

-- Announced and sent --------------------------------------------------------------------------------------------------

select is(tests.open('a'), 'accepted', 'a file is announced');
select is(tests.used(), 2::bigint, 'and takes its megabytes, rounded up');
select is(tests.finish('a'), false, 'nothing has come before somebody began to send');
select is(tests.begun('a', 'wrong'), null, 'a wrong secret opens nothing');
select is(tests.begun('a'), '{"bytes": 1500000, "type": "application/pdf"}', 'the right one says what may come');
select is(tests.begun('a'), null, 'once');
select is(tests.finish('a'), true, 'the bytes have come');
select is(tests.finish('a'), false, 'once');
select is(tests.open('late'), 'accepted', 'another is announced');
update public.widget_uploads set expires_at = now() where id = tests.kept('late');
select is(tests.begun('late'), null, 'its address works for a while only');
select tests.open('cut'), tests.begun('cut'), private.drop_upload(tests.kept('cut'));
select is(tests.state('cut'), null, 'what was cut off is forgotten');
select is(tests.queued('cut'), true, 'and queued for removal');
select is(tests.used(), 4::bigint, 'and gives its megabytes back');
select private.drop_upload(tests.kept('a'));
select is(tests.state('a'), 'stored', 'what has come is not dropped');

-- Refused -------------------------------------------------------------------------------------------------------------

select is(tests.open('x', '{"public_id": "w_unknown0000000000000000"}'), 'INSTANCE_NOT_FOUND', 'nothing is announced to what is not there');
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason) values (tests.id('northwind'), 'storage_mb', 5, 'a story');
select is(tests.open('x'), 'PLAN_LIMIT_REACHED', 'nor over the plan');
select is(tests.used(), 4::bigint, 'which leaves nothing');
select is(tests.open('b', '{"bytes": 1}'), 'accepted', 'while there is room for less');
delete from public.limit_overrides where organization_id = tests.id('northwind');
update public.platform_settings set value = 'true' where key = 'maintenance_all';
select is(tests.open('x'), 'MAINTENANCE', 'nor in maintenance');
update public.platform_settings set value = 'false' where key = 'maintenance_all';
update private.submission_rate_window set hits = 30 where scope like 'uploads:%';
select is(tests.open('x'), 'RATE_LIMITED', 'nor too often');
delete from private.submission_rate_window;

-- Used ----------------------------------------------------------------------------------------------------------------

select tests.sent('c'), tests.sent('d'), tests.sent('e'), tests.sent('theirs', '{}', 'globex'), tests.sent('photo', '{"field": "photo"}');
select is(tests.batch(tests.naming('c'), tests.naming('c'), '{}', tests.naming('d', 'e')), '{accepted,VALIDATION_FAILED,accepted,accepted}',
  'in a batch the first to name a file gets it');
select is((select array_agg(distinct tests.state(n)) from unnest('{c,d,e}'::text[]) n), '{used}', 'the files are used');
select is((select count(distinct u.submission_id) from public.widget_uploads u join public.widget_submissions s on s.id = u.submission_id), 2::bigint,
  'by the submissions that named them');
select is(tests.batch(tests.naming('c')), '{VALIDATION_FAILED}', 'and by no other');
select is(tests.batch(tests.naming('theirs')), '{VALIDATION_FAILED}', 'a file of another form is none');
select is(tests.batch(tests.naming('photo')), '{VALIDATION_FAILED}', 'nor is one of another field');
select is(tests.batch(tests.naming('late')), '{VALIDATION_FAILED}', 'nor one that has not come');
select is(tests.batch(tests.naming('a', 'late')), '{VALIDATION_FAILED}', 'one that is not here spoils the others');
select is(tests.state('a'), 'stored', 'which stay free');
select tests.sent('f');
update public.widget_uploads set created_at = now() - interval '25 hours' where id = tests.kept('f');
select is(tests.batch(tests.naming('f')), '{VALIDATION_FAILED}', 'nor one that is too old');
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason) values (tests.id('northwind'), 'submissions_month', 0, 'a story');
select is(tests.batch(tests.naming('a')), '{PLAN_LIMIT_REACHED}', 'a submission over the plan');
select is(tests.state('a'), 'stored', 'uses no file');
delete from public.limit_overrides where organization_id = tests.id('northwind');

-- Seen ----------------------------------------------------------------------------------------------------------------

select tests.as_person('vera');
select is((select count(*) from public.widget_uploads where id in (select tests.kept('a') union select tests.kept('theirs'))), 1::bigint, 'members see their own');
select isnt(tests.message_of('select secret_hash from public.widget_uploads'), null, 'and no secret');
select tests.as_nobody();

-- Fetched -------------------------------------------------------------------------------------------------------------

create table tests.address (path text);
grant all on tests.address to public;
create function tests.fetched(name text) returns jsonb language sql as $$
  select private.begin_download(tests.kept(fetched.name), split_part(a.path, '=', 2)) from tests.address a
$$;
select tests.as_person('vera');
insert into tests.address select public.open_download(tests.kept('a'));
select is(tests.message_of(format('select public.open_download(%L)', tests.kept('theirs'))), 'PT404 NOT_FOUND', 'nobody fetches a file of others');
select is(tests.message_of(format('select public.open_download(%L)', tests.kept('late'))), 'PT404 NOT_FOUND', 'or one that has not come');
select tests.as_nobody();
select is((select path ~ ('^/uploads/' || tests.kept('a') || '[?]token=[0-9a-f]{64}$') from tests.address), true, 'a member gets an address');
select is(tests.fetched('a'), '{"name": "cv.pdf", "type": "application/pdf"}', 'which says what is fetched');
select is(tests.fetched('d'), null, 'and opens no other file');
update private.upload_downloads set expires_at = now();
select is(tests.fetched('a'), null, 'for a while');

-- Gone ----------------------------------------------------------------------------------------------------------------

update public.widget_uploads set created_at = now() - interval '61 minutes' where id in (tests.kept('late'), tests.kept('a'));
select is(private.prune_uploads(), 2::bigint, 'what was announced in vain goes after an hour, what was sent in vain after a day');
select is((select array_agg(n order by n) from unnest('{late,f,a}'::text[]) n where tests.queued(n)), '{f,late}', 'with their bytes');
update public.widget_submissions set status = 'deleted' where id = (select submission_id from public.widget_uploads where id = tests.kept('c'));
select is(private.prune_used_uploads(), 1::bigint, 'with a submission go its files');
insert into public.privacy_requests (organization_id, kind, subject_type, subject) values (tests.id('northwind'), 'erase', 'visitor', 'visitor@example.com');
select private.run_privacy_request(r.id) from public.privacy_requests r where r.status = 'pending';
select is((select array_agg(distinct concat_ws(' ', u.status, u.name, u.sha256)) from public.widget_uploads u where u.id in (tests.kept('d'), tests.kept('e'))),
  '{deleted}', 'with a visitor go theirs, down to the names');
select is(tests.queued('d') and tests.queued('e'), true, 'and their bytes');
select is((select array_agg(d.difference) from private.counted_tables t, private.usage_differences(tests.id('northwind'), t) d where t.limit_type = 'storage_mb'), null,
  'the counter says what the rows say');
delete from public.widget_instances where id = tests.id('globex/instance');
select is(tests.queued('theirs'), true, 'with a form go its files');

select * from finish();
rollback;
