-- Foundation: schemas, roles, the way rules fail, and monthly partitions.
-- Everything later stands on this file: nothing is executable or readable by default,
-- every rule violation carries a code of contract/errors, and big tables grow by month.

create schema private;
comment on schema private is 'Helpers, counters and jobs. Never exposed by the Data API.';
create schema partitions;
comment on schema partitions is 'Monthly partitions. Rows are reached through their parent tables only.';
create schema if not exists extensions;
create extension if not exists pgcrypto with schema extensions;

-- Roles ---------------------------------------------------------------------------------------------------------------

do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'lapel_definer') then
    create role lapel_definer nologin bypassrls;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'platform_staff') then
    create role platform_staff nologin;
  end if;
  if exists (select from pg_catalog.pg_roles where rolname = 'authenticator') then
    grant platform_staff to authenticator;
  end if;
end $$;
grant authenticated to platform_staff;
-- On hosted Supabase the owner of the migrations cannot grant the use of schema auth, and authenticated has it.
grant authenticated to lapel_definer;
grant lapel_definer to current_user;
comment on role lapel_definer is 'Owns SECURITY DEFINER functions and partitioned tables. Nobody logs in as it.';
comment on role platform_staff is 'The role in the access token of platform staff; policies still ask public.platform_admins.';

grant usage on schema public to anon, authenticated, service_role;
grant usage, create on schema public, private, partitions to lapel_definer;
grant usage on schema private to service_role;
grant usage on schema extensions to lapel_definer, service_role;
grant usage on schema auth to anon, authenticated, service_role, lapel_definer;
grant select (id, email) on auth.users to lapel_definer;

alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated;
alter default privileges in schema public revoke execute on functions from anon, authenticated, service_role;
alter default privileges in schema public grant select, insert, update, delete on tables to lapel_definer;
alter default privileges in schema private grant select, insert, update, delete on tables to lapel_definer;
alter default privileges in schema public grant select on tables to service_role;

-- Failing -------------------------------------------------------------------------------------------------------------

create table private.error_codes (
  code text primary key check (code ~ '^[A-Z]+(_[A-Z]+)*$'),
  status smallint not null check (status between 400 and 599)
);
comment on table private.error_codes is 'The codes SQL may raise and their HTTP status; a test keeps them equal to contract/src/errors.ts.';
insert into private.error_codes (code, status) values
  ('ALLOCATION_EXCEEDED', 409),
  ('CONFLICT', 409),
  ('FORBIDDEN', 403),
  ('LAST_OWNER', 409),
  ('NOT_FOUND', 404),
  ('PLAN_LIMIT_REACHED', 402),
  ('REASON_REQUIRED', 422),
  ('UNAUTHENTICATED', 401),
  ('VALIDATION_FAILED', 422);

create function private.fail(code text, detail text default '', hint text default '') returns void
language plpgsql set search_path = '' as $$
declare
  http_status smallint;
begin
  select e.status into strict http_status from private.error_codes e where e.code = fail.code;
  raise exception using errcode = 'PT' || http_status, message = code, detail = detail, hint = hint;
end $$;
comment on function private.fail is 'Raises a rule violation: the code is the message, PTnnn becomes the HTTP status in the Data API.';

create function private.set_reason(reason text) returns void
language plpgsql set search_path = '' as $$
begin
  if length(trim(coalesce(reason, ''))) < 3 then
    perform private.fail('REASON_REQUIRED', 'Give a reason of at least three characters; it is kept in the audit log.');
  end if;
  perform set_config('lapel.reason', left(trim(reason), 1000), true);
end $$;
comment on function private.set_reason is 'Keeps the reason of a change for the audit trigger of the same transaction. Refuses an empty one.';

-- Small tools of the schema -------------------------------------------------------------------------------------------

create function private.fn_touch_updated_at() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end $$;
comment on function private.fn_touch_updated_at is 'Keeps updated_at true.';

create function private.fn_refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception '% is append-only: % is refused for everyone', tg_table_name, tg_op using errcode = '42501';
end $$;
comment on function private.fn_refuse_change is 'Guards append-only tables, their owner included.';

create function private.random_id(prefix text) returns text
language sql volatile security definer set search_path = '' as $$
  -- Dropping + and / from random base64 leaves uniform base62: 24 characters carry 142 random bits.
  select prefix || left(translate(encode(extensions.gen_random_bytes(60), 'base64'), E'+/=\n', ''), 24)
$$;
comment on function private.random_id is 'An unguessable public identifier: the prefix and 24 base62 characters.';

-- Partitions ----------------------------------------------------------------------------------------------------------

create table private.partitioned_tables (
  parent regclass primary key,
  months_ahead int not null default 3 check (months_ahead between 1 and 24),
  retain_months int check (retain_months > 0),
  append_only boolean not null default false
);
comment on table private.partitioned_tables is 'The monthly partitioned tables: how far ahead partitions are made and how long they stay attached.';

create function private.seal_partition(partition regclass, append_only boolean) returns void
language plpgsql set search_path = '' as $$
declare
  tenant_column name;
begin
  execute format('alter table %s enable row level security', partition);
  execute format('alter table %s force row level security', partition);
  -- Policies compare these with a set that the planner cannot see and takes for ten values. With many tenants it would
  -- expect next to nothing and read all that a large tenant has; so it is to expect a tenth.
  for tenant_column in select a.attname from pg_catalog.pg_attribute a
    where a.attrelid = partition and a.attname in ('organization_id', 'workspace_id') loop
    execute format('alter table %s alter column %I set (n_distinct = 100)', partition, tenant_column);
  end loop;
  if append_only then
    execute format('create trigger trg_refuse_truncate before truncate on %s
      for each statement execute function private.fn_refuse_change()', partition);
  end if;
end $$;
comment on function private.seal_partition is 'Closes a new partition to direct access, by row level security without a policy, and tells the planner what to expect of one.';

create function private.utc_today() returns date
language sql stable set search_path = '' as $$
  select (now() at time zone 'UTC')::date
$$;
comment on function private.utc_today is 'The date in UTC: what months and periods are counted by, whatever the session''s time zone.';

create function private.partition_key(parent regclass) returns name
language sql stable set search_path = '' as $$
  select a.attname from pg_catalog.pg_partitioned_table p
  join pg_catalog.pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
  where p.partrelid = parent
$$;
comment on function private.partition_key is 'The time column by which a table is partitioned.';

create function private.make_partition(parent regclass, partition text, stray text, month date) returns void
language plpgsql set search_path = '' as $$
declare
  -- Months begin at midnight UTC, wherever the session is.
  month_start timestamptz := month::timestamp at time zone 'UTC';
  month_end timestamptz := (month + interval '1 month') at time zone 'UTC';
  key name := private.partition_key(parent);
begin
  -- Rows of this month that came before its partition: the default partition must not hold them any more.
  if to_regclass(stray) is not null then
    execute format('create temporary table strays on commit drop as select * from %s where %I >= %L and %I < %L', stray, key, month_start, key, month_end);
    execute format('delete from %s where %I >= %L and %I < %L', stray, key, month_start, key, month_end);
  end if;
  execute format('create table %s partition of %s for values from (%L) to (%L)', partition, parent, month_start, month_end);
  if to_regclass(stray) is not null then
    execute format('insert into %s select * from pg_temp.strays', parent);
    drop table pg_temp.strays;
  end if;
end $$;
comment on function private.make_partition is 'Makes one monthly partition, and moves there what the default partition holds of that month.';

create function private.ensure_partitions(parent regclass, first_month date, last_month date) returns int
language plpgsql security definer set search_path = '' as $$
declare
  month date := date_trunc('month', first_month::timestamp)::date;
  append_only boolean;
  table_name text := (select c.relname from pg_catalog.pg_class c where c.oid = parent);
  partition text;
  made int := 0;
begin
  -- Whoever makes partitions of this table at the same moment waits here.
  select t.append_only into strict append_only from private.partitioned_tables t
  where t.parent = ensure_partitions.parent for update;
  while month <= last_month loop
    partition := format('partitions.%I', table_name || to_char(month, '_YYYY_MM'));
    if to_regclass(partition) is null then
      perform private.make_partition(parent, partition, format('partitions.%I', table_name || '_default'), month);
      perform private.seal_partition(partition::regclass, append_only);
      made := made + 1;
    end if;
    month := (month + interval '1 month')::date;
  end loop;
  return made;
end $$;
comment on function private.ensure_partitions is 'Makes the missing monthly partitions of a table for a span of months; says how many.';

create function private.partition_by_month(parent regclass, retain_months int default null, append_only boolean default false)
returns void language plpgsql set search_path = '' as $$
declare
  stray text := format('partitions.%I', (select c.relname from pg_catalog.pg_class c where c.oid = parent) || '_default');
begin
  insert into private.partitioned_tables (parent, retain_months, append_only)
  values (partition_by_month.parent, partition_by_month.retain_months, partition_by_month.append_only);
  execute format('alter table %s owner to lapel_definer', parent);
  execute format('create table %s partition of %s default', stray, parent);
  execute format('alter table %s owner to lapel_definer', stray);
  perform private.seal_partition(stray::regclass, append_only);
  perform private.ensure_partitions(parent, private.utc_today(), (private.utc_today() + interval '3 months')::date);
end $$;
comment on function private.partition_by_month is 'Registers a table for monthly partitions, with a default partition that catches strays.';

create function private.stray_months(of_table private.partitioned_tables) returns setof date
language plpgsql stable security definer set search_path = '' as $$
begin
  return query execute format($q$ select distinct date_trunc('month', %1$I, 'UTC')::date from partitions.%2$I
    where %1$I >= now() - make_interval(months => %3$L) and %1$I < now() + make_interval(months => %4$L) $q$,
    private.partition_key(of_table.parent), (select c.relname from pg_catalog.pg_class c where c.oid = of_table.parent) || '_default',
    coalesce(of_table.retain_months, 120), of_table.months_ahead);
end $$;
comment on function private.stray_months is 'Months, within what a table keeps, of which its default partition holds rows.';

create function private.maintain_partitions() returns int
language plpgsql security definer set search_path = '' as $$
declare
  kept private.partitioned_tables;
  month date;
  made int := 0;
begin
  for kept in select * from private.partitioned_tables order by parent::text loop
    made := made + private.ensure_partitions(kept.parent, private.utc_today(),
      (private.utc_today() + make_interval(months => kept.months_ahead))::date);
    continue when kept.append_only;
    for month in select * from private.stray_months(kept) loop
      made := made + private.ensure_partitions(kept.parent, month, month);
    end loop;
  end loop;
  return made;
end $$;
comment on function private.maintain_partitions is 'Job: makes partitions ahead of time, and for what was imported from earlier months. Says how many it made.';

alter table private.error_codes enable row level security;
alter table private.partitioned_tables enable row level security;

alter function private.stray_months owner to lapel_definer;
alter function private.ensure_partitions owner to lapel_definer;
alter function private.maintain_partitions owner to lapel_definer;
grant execute on function private.fail, private.set_reason, private.random_id, private.seal_partition, private.make_partition,
  private.partition_key, private.utc_today to lapel_definer;
-- Defaults of public ids are computed for whoever inserts.
alter function private.random_id owner to lapel_definer;
grant execute on function private.random_id to authenticated, service_role;
grant execute on function private.fn_touch_updated_at, private.fn_refuse_change to lapel_definer, authenticated, service_role;
grant execute on function private.maintain_partitions to service_role;
