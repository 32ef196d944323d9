-- Audit: what is written, that nobody changes it afterwards, and that whoever manages to is found out.

begin;
select plan(56);

create function tests.last_entry(chain text) returns public.audit_logs language sql as $$
  select a from public.audit_logs a where a.organization_id = tests.id(last_entry.chain) order by a.seq desc limit 1
$$;
create function tests.count_entries(chain text) returns bigint language sql as $$
  select count(*) from public.audit_logs a where a.organization_id = tests.id(count_entries.chain)
$$;

-- What is written -----------------------------------------------------------------------------------------------------

select tests.speak('authenticated', tests.id('ada'));
select set_config('role', 'none', true), set_config('lapel.reason', 'House style', true), set_config('lapel.request_id', 'req-1', true);
update public.organizations set name = 'Northwind Ltd', settings = '{"tone": "calm"}' where id = tests.id('northwind');
select results_eq($$ select actor_id, actor_role, action, entity, entity_id, before, after, reason, request_id from tests.last_entry('northwind') $$,
  $$ values (tests.id('ada'), 'authenticated', 'update', 'organizations', tests.id('northwind')::text,
    '{"name": "Northwind", "settings": {}}'::jsonb, '{"name": "Northwind Ltd", "settings": {"tone": "calm"}}'::jsonb, 'House style', 'req-1') $$,
  'an update: who, what, the changed columns before and after, why, in which request');
select set_config('lapel.reason', '', true), set_config('lapel.request_id', '', true);
select tests.as_nobody();

-- Whose request it was ------------------------------------------------------------------------------------------------

create function tests.rename_within(request_headers text) returns text language plpgsql as $$
begin
  perform set_config('request.headers', request_headers, true);
  update public.organizations set metadata = jsonb_build_object('renamed', clock_timestamp()) where id = tests.id('northwind');
  perform set_config('request.headers', '', true);
  return concat_ws(' from ', coalesce((tests.last_entry('northwind')).request_id, 'unknown'), host((tests.last_entry('northwind')).ip));
end $$;
select is(tests.rename_within('{"x-request-id": "mine", "x-forwarded-for": "203.0.113.9", "cf-connecting-ip": "203.0.113.9"}'), 'unknown',
  'what a client sends says nothing');
update public.platform_settings set value = '{"ip": "x-forwarded-for", "request_id": "cf-ray"}' where key = 'trusted_headers';
select is(tests.rename_within('{"x-request-id": "mine", "cf-ray": "8f1a-FRA", "x-forwarded-for": "203.0.113.9, 198.51.100.7"}'), '8f1a-FRA from 198.51.100.7',
  'but for the headers that the operator trusts, and of a list only its last entry');
select is(tests.rename_within('{"x-forwarded-for": "no address"}'), 'unknown', 'what is no address is left out');
select is(tests.rename_within('{}'), 'unknown', 'and so is what is missing');
select private.remember_request('req-2', '2001:db8::5');
select is(tests.rename_within('{"cf-ray": "8f1a-FRA", "x-forwarded-for": "203.0.113.9"}'), 'req-2 from 2001:db8::5', 'what the server says goes before any header');
select private.remember_request('req-3', null);
select is(tests.rename_within('{"x-forwarded-for": "203.0.113.9"}'), 'req-3', 'also where it does not know the address');
select private.remember_request(null, null);

create table tests.counted as select tests.count_entries('northwind') as entries;
update public.organizations set name = name where id = tests.id('northwind');
update public.organizations set updated_at = now() + interval '1 hour' where id = tests.id('northwind');
select is(tests.count_entries('northwind'), (select entries from tests.counted), 'an update that changes nothing leaves no entry');
select throws_ok($$ update public.organizations set slug = 'admin' where id = tests.id('northwind') $$, '23514', null, 'a refused change');
select is(tests.count_entries('northwind'), (select entries from tests.counted), 'leaves no entry');

insert into public.workspaces (organization_id, name, slug) values (tests.id('northwind'), 'Second', 'second');
select results_eq($$ select action, before, after ->> 'name', after ->> 'kind', workspace_id::text = entity_id, reason from tests.last_entry('northwind') $$,
  $$ values ('insert', null::jsonb, 'Second', 'business', true, null) $$, 'an insert: the whole row, and the workspace it is about');
delete from public.workspaces where slug = 'second';
select results_eq($$ select action, before ->> 'name', after from tests.last_entry('northwind') $$,
  $$ values ('delete', 'Second', null::jsonb) $$, 'a delete: the whole row as it was');
select is((tests.last_entry('northwind')).actor_role, session_user::text, 'without a person the entry names the login');

insert into public.plan_limits (plan_id, limit_type, limit_value) values ('free', 'leads_month', 5);
select results_eq($$ select organization_id, entity, entity_id from public.audit_logs where entity = 'plan_limits' order by seq desc limit 1 $$,
  $$ values (null::uuid, 'plan_limits', 'free/leads_month') $$, 'what concerns no tenant is in the platform''s chain');

create table tests.safes (id uuid primary key default gen_random_uuid(), organization_id uuid, label text, combination text, note text);
grant all on tests.safes to lapel_definer;
select private.audit_table('tests.safes', 'id', 'combination', 'note');
insert into tests.safes (organization_id, label, combination) values (tests.id('northwind'), 'Blue', 'sesame one');
update tests.safes set combination = 'sesame two', label = 'Green';
select results_eq($$ select before, after from tests.last_entry('northwind') $$, $$ values ('{"label": "Blue"}'::jsonb, '{"label": "Green"}'::jsonb) $$,
  'columns declared secret are never recorded');
update tests.safes set combination = 'sesame three';
select is((tests.last_entry('northwind')).after, '{"label": "Green"}'::jsonb, 'a change of nothing else leaves no entry');
select is_empty($$ select from public.audit_logs where concat(before, after) ~ 'sesame' $$, 'in no entry at all');

-- Reasons -------------------------------------------------------------------------------------------------------------

select throws_ok($$ select private.set_reason(' x ') $$, 'PT422', 'REASON_REQUIRED', 'a reason says something');
select lives_ok($$ select private.set_reason('  ' || repeat('long ', 1000)) $$, 'a long reason is cut, not refused');
select is(length(current_setting('lapel.reason')), 1000, 'to a thousand characters');
select set_config('lapel.reason', '', true);

-- Nobody changes it ---------------------------------------------------------------------------------------------------

create function tests.refusals() returns table (act text, answer text) language plpgsql as $$
declare
  part text := (select tableoid::regclass::text from public.audit_logs limit 1);
  target text;
begin
  foreach target in array array['public.audit_logs', part] loop
    for act in select unnest(array['update %s set reason = ''other''', 'update %s set hash = hash', 'delete from %s', 'truncate %s']) loop
      act := format(act, target);
      answer := left(tests.message_of(act), 5);
      return next;
    end loop;
  end loop;
end $$;
select is((select string_agg(act, '; ') from tests.refusals() where answer is distinct from '42501'), null,
  'the superuser updates, deletes, truncates neither the log nor a month of it');
grant lapel_definer to current_user;
grant all on all tables in schema tests to lapel_definer;
set local role lapel_definer;
select is((select string_agg(act, '; ') from tests.refusals() where answer is distinct from '42501'), null, 'nor does the owner of the table');
reset role;
select is((select count(*) from tests.refusals()), 8::bigint, 'all eight were tried');
select private.maintain_partitions();
select private.ensure_partitions('public.audit_logs', '2031-01-01', '2031-01-31');
select throws_ok($$ truncate partitions.audit_logs_2031_01 $$, '42501', null, 'a month made later is as closed');

select tests.as_service();
select throws_ok($$ insert into public.audit_logs (organization_id, actor_role, action, entity, entity_id, seq, prev_hash, hash)
  values (null, 'x', 'insert', 'x', 'x', 1, '', '') $$, '42501', null, 'the server''s role cannot write entries of its own');
select throws_ok($$ select private.append_audit(null) $$, '42501', null, 'nor through the function that does');
select throws_ok($$ update private.audit_chains set seq = 0 $$, '42501', null, 'nor touch the heads of the chains');
select tests.as_person('stella');
select throws_ok($$ delete from public.audit_logs $$, '42501', null, 'a staff admin cannot delete');
select throws_ok($$ insert into public.audit_logs (actor_role, action, entity, entity_id, seq, prev_hash, hash) values ('x', 'insert', 'x', 'x', 1, '', '') $$,
  '42501', null, 'nor insert');
select tests.as_person('ada');
select throws_ok($$ update public.audit_logs set reason = 'x' $$, '42501', null, 'a tenant''s owner cannot update');
select tests.as_anonymous();
select throws_ok($$ select from public.audit_logs $$, '42501', null, 'the anonymous key reads nothing');
select throws_ok($$ select public.verify_audit_chain(null) $$, '42501', null, 'and verifies nothing');

-- Who verifies --------------------------------------------------------------------------------------------------------

select tests.as_person('vito');
select results_eq($$ select valid, first_broken from public.verify_audit_chain(null) $$, $$ values (true, null::bigint) $$,
  'staff verify the platform''s chain');
select tests.as_person('alan');
select results_eq($$ select entries > 5, valid, first_broken from public.verify_audit_chain(tests.id('northwind')) $$,
  $$ values (true, true, null::bigint) $$, 'admins verify their own');
select throws_ok($$ select public.verify_audit_chain(tests.id('globex')) $$, 'PT403', 'FORBIDDEN', 'not another tenant''s');
select tests.as_person('cleo');
select throws_ok($$ select public.verify_audit_chain(tests.id('pixel')) $$, 'PT403', 'FORBIDDEN', 'a client not the agency''s');
select tests.as_nobody();

-- The chain -----------------------------------------------------------------------------------------------------------

select is_empty($$ select organization_id from public.audit_logs group by organization_id
  having min(seq) <> 1 or max(seq) <> count(*) or count(distinct seq) <> count(*) $$, 'every chain counts from 1 without a gap');
select is_empty($$ select a.organization_id, a.seq from public.audit_logs a where a.hash <> private.audit_hash(a) $$, 'every hash is of its entry');
select is((select count(distinct prev_hash) from public.audit_logs), (select count(*) - count(distinct organization_id) from public.audit_logs where organization_id is not null)
  + (select count(*) from public.audit_logs where organization_id is null), 'no two entries follow the same one, but for the first of each chain');

-- What a manipulation, done by an owner who has switched the triggers off, looks like to staff.
create function tests.verdict_on(manipulation text) returns text language plpgsql as $$
declare
  verdict text;
begin
  begin
    perform set_config('session_replication_role', 'replica', true);
    execute manipulation;
    perform set_config('session_replication_role', 'origin', true);
    perform tests.as_person('vito');
    select concat_ws(' ', v.valid, v.first_broken) into verdict from public.verify_audit_chain(tests.id('northwind')) v;
    raise exception 'undo' using errcode = 'ZZZZZ';
  exception when sqlstate 'ZZZZZ' then
    null;
  end;
  return verdict;
end $$;
create function tests.entry(seq bigint) returns text language sql as $$
  select format('organization_id = %L and seq = %s', tests.id('northwind'), entry.seq)
$$;

select is(tests.verdict_on('select 1'), 't', 'untouched, the chain holds');
-- Every column there is, changed by as little as its type allows.
create function tests.nudged(of_column name, of_type regtype) returns text language sql as $$
  select case of_type::text
    when 'uuid' then format('coalesce(overlay(%1$I::text placing case right(%1$I::text, 1) when ''0'' then ''1'' else ''0'' end from 36 for 1)::uuid, gen_random_uuid())', of_column)
    when 'bytea' then format('set_byte(%1$I, 31, get_byte(%1$I, 31) # 1)', of_column)
    when 'jsonb' then format('coalesce(%I, ''{}'') || ''{"a": 1}''', of_column)
    when 'bigint' then format('%I + 1000', of_column)
    when 'inet' then '''192.0.2.1''::inet'
    when 'timestamp with time zone' then format('%I + interval ''1 microsecond''', of_column)
    else format('coalesce(%1$I, '''') || '' ''', of_column) end
$$;
select is_empty($$
  select a.attname, tests.verdict_on(format('update public.audit_logs set %I = %s where %s', a.attname, tests.nudged(a.attname, a.atttypid::regtype), tests.entry(3)))
  from pg_attribute a where a.attrelid = 'public.audit_logs'::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'action'
    and tests.verdict_on(format('update public.audit_logs set %I = %s where %s', a.attname, tests.nudged(a.attname, a.atttypid::regtype), tests.entry(3))) !~ '^f [34]$' $$,
  'the least change of any column of an entry is found there, also of columns that are added one day');
select is(tests.verdict_on('update public.audit_logs set action = ''delete'' where ' || tests.entry(3)), 'f 3', 'another action too');
select is(tests.verdict_on('update public.audit_logs set reason = ''x'' where ' || tests.entry(3)), 'f 3', 'another reason');
select is(tests.verdict_on('update public.audit_logs set actor_id = gen_random_uuid() where ' || tests.entry(2)), 'f 2', 'another actor');
select is(tests.verdict_on('update public.audit_logs set after = after || ''{"name": "northwind"}'' where ' || tests.entry(1)), 'f 1', 'one letter of a name');
select is(tests.verdict_on('update public.audit_logs set created_at = created_at + interval ''1 microsecond'' where ' || tests.entry(4)), 'f 4', 'one microsecond');
select is(tests.verdict_on('update public.audit_logs set ip = ''192.0.2.1'' where ' || tests.entry(4)), 'f 4', 'an address added');
select is(tests.verdict_on('update public.audit_logs set hash = set_byte(hash, 0, get_byte(hash, 0) # 1) where ' || tests.entry(5)), 'f 5', 'one bit of a hash');
select is(tests.verdict_on('update public.audit_logs a set reason = ''x'', hash = private.audit_hash(jsonb_populate_record(a, ''{"reason": "x"}'')) where ' || tests.entry(3)),
  'f 4', 'an entry rewritten together with its hash: the next one does not follow');
select is(tests.verdict_on('delete from public.audit_logs where ' || tests.entry(3)), 'f 3', 'an entry taken out');
select is(tests.verdict_on('delete from public.audit_logs where ' || tests.entry(1)), 'f 1', 'the first one taken out');
select is(tests.verdict_on('delete from public.audit_logs where ' || tests.entry(tests.count_entries('northwind'))),
  'f ' || tests.count_entries('northwind'), 'the last one taken out');
select is(tests.verdict_on(format('update public.audit_logs a set reason = ''x'', hash = private.audit_hash(jsonb_populate_record(a, ''{"reason": "x"}'')) where %s',
    tests.entry(tests.count_entries('northwind')))), 'f ' || tests.count_entries('northwind'), 'the last one rewritten together with its hash');
select is(tests.verdict_on(format('delete from public.audit_logs where organization_id = %L', tests.id('northwind'))), 'f 1', 'all of them taken out');
select is(tests.verdict_on('update public.audit_logs set seq = case seq when 2 then 3 else 2 end where ' || replace(tests.entry(2), 'seq = 2', 'seq in (2, 3)')),
  'f 2', 'two that changed places');
select is(tests.verdict_on(format('update public.audit_logs set organization_id = %L where %s', tests.id('globex'), tests.entry(2))), 'f 2', 'one moved to another tenant');

select * from finish();
rollback;
