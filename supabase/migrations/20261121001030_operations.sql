-- Operations: what staff see of the platform at work, and the little they may do about it.
-- Everything here is a function that asks for the staff role first and answers in bounded pages. The tables themselves
-- stay closed; what staff do is written into an audit log with its reason.

create function private.audit_operation(organization_id uuid, entity text, entity_id text, done jsonb) returns void
language plpgsql security definer set search_path = '' as $$
declare
  entry public.audit_logs;
begin
  entry.organization_id := audit_operation.organization_id;
  entry.actor_id := auth.uid();
  entry.on_behalf_of := (select s.id from private.my_impersonation() s where s.organization_id = audit_operation.organization_id);
  entry.actor_role := coalesce(private.held_staff_role(), nullif(auth.role(), ''), session_user);
  entry.action := 'update';
  entry.entity := audit_operation.entity;
  entry.entity_id := audit_operation.entity_id;
  entry.after := done;
  entry.reason := nullif(current_setting('lapel.reason', true), '');
  perform private.append_audit(entry);
end $$;
comment on function private.audit_operation is 'Writes what somebody did that is no change of an audited table: into a tenant''s chain, or (null) the platform''s.';

-- Jobs ----------------------------------------------------------------------------------------------------------------

create function private.reads_queue() returns boolean
language sql stable set search_path = '' as $$
  select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'graphile_worker' and c.relname = 'jobs' and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'))
$$;
comment on function private.reads_queue is 'Whether there is a job queue that may be read. Where no worker has run yet there is none.';

create function public.job_overview() returns table (task text, last_run timestamptz, waiting bigint, running bigint, failed bigint, late_since timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  if not private.reads_queue() then return; end if;
  return query execute $q$
    with counted as (
      select j.task_identifier as task, count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts) as waiting,
        count(*) filter (where j.locked_at is not null) as running,
        count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts) as failed,
        min(j.run_at) filter (where j.locked_at is null and j.attempts < j.max_attempts and j.run_at < now()) as late_since
      from graphile_worker.jobs j group by 1
    )
    select coalesce(k.identifier, c.task), k.last_execution, coalesce(c.waiting, 0), coalesce(c.running, 0), coalesce(c.failed, 0), c.late_since
    from graphile_worker._private_known_crontabs k full join counted c on c.task = k.identifier order by 5 desc, 6, 1
  $q$;
end $$;
comment on function public.job_overview is 'Staff: every job by name: when its schedule last ran, how many wait, run and have failed for good, and since when the oldest is late.';

create function public.list_jobs(only_state text default null, only_task text default null, before bigint default null)
returns table (id bigint, task text, state text, attempts int, max_attempts int, run_at timestamptz, locked_at timestamptz, last_error text, created_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  if not private.reads_queue() then return; end if;
  -- Not the payload: it may hold what belongs to tenants.
  return query execute $q$
    select * from (
      select j.id::bigint, j.task_identifier, case when j.locked_at is not null then 'running' when j.attempts >= j.max_attempts then 'failed'
        when j.attempts > 0 then 'retrying' else 'waiting' end as state,
        j.attempts::int, j.max_attempts::int, j.run_at, j.locked_at, left(j.last_error, 4000), j.created_at
      from graphile_worker.jobs j
    ) j where ($1 is null or j.state = $1) and ($2 is null or j.task_identifier = $2) and ($3 is null or j.id < $3)
    order by j.id desc limit 51
  $q$ using only_state, only_task, before;
end $$;
comment on function public.list_jobs is 'Staff: jobs of the queue, newest first, at most 51 before an id, without their payload. State is waiting, running, retrying or failed.';

create function public.retry_jobs(job_ids bigint[], reason text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  retried text[];
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if coalesce(cardinality(job_ids), 0) not between 1 and 100 then
    perform private.fail('VALIDATION_FAILED', 'Name between one and a hundred jobs.');
  end if;
  if not private.reads_queue() then return 0; end if;
  execute $q$
    select array_agg(r.id || ' ' || t.identifier order by r.id) from graphile_worker.reschedule_jobs(
      array(select j.id from graphile_worker.jobs j where j.id = any ($1) and j.attempts >= j.max_attempts), now(), null, 0) r
    join graphile_worker._private_tasks t on t.id = r.task_id
  $q$ into retried using job_ids;
  if retried is null then perform private.fail('CONFLICT', 'None of these jobs has failed for good.'); end if;
  perform private.audit_operation(null, 'jobs', array_to_string(retried, ', '), jsonb_build_object('retried', to_jsonb(retried)));
  return cardinality(retried);
end $$;
comment on function public.retry_jobs is 'Staff admin: lets jobs that failed for good run again from their first attempt; says how many. The reason goes to the audit log.';

-- Webhooks ------------------------------------------------------------------------------------------------------------

create function public.webhook_log(state text default 'failing', of_organization uuid default null, before timestamptz default null)
returns table (id uuid, organization_id uuid, organization text, endpoint_id uuid, url text, endpoint_status text, event_type text, message_id text,
  status text, attempt int, next_attempt_at timestamptz, response_status int, response_excerpt text, error text, duration_ms int,
  delivered_at timestamptz, created_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  -- Put together, so that each state finds its own index.
  return query execute format($q$
    select d.id, d.organization_id, o.name, e.id, e.url, e.status, m.event_type, m.message_id, d.status, d.attempt, d.next_attempt_at,
      d.response_status, d.response_excerpt, d.error, d.duration_ms, d.delivered_at, d.created_at
    from public.webhook_deliveries d
    join public.webhook_endpoints e on e.id = d.endpoint_id
    join public.webhook_messages m on m.id = d.message_id
    join public.organizations o on o.id = d.organization_id
    where %s %s %s order by d.created_at desc, d.id limit 51
  $q$, case coalesce(state, 'all')
      when 'failing' then $c$ (d.status = 'failed' or d.status = 'pending' and d.attempt > 0) $c$
      when 'all' then 'true' else format('d.status = %L', state) end,
    case when of_organization is not null then format('and d.organization_id = %L', of_organization) end,
    case when before is not null then format('and d.created_at < %L', before) end);
end $$;
comment on function public.webhook_log is 'Staff: webhook deliveries, newest first, at most 51 before a time: those failing, of one status, or all.';

create function public.replay_deliveries(delivery_ids uuid[], reason text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  tenant uuid;
  replayed uuid[];
  queued int := 0;
begin
  perform private.require_staff('support');
  perform private.set_reason(reason);
  if coalesce(cardinality(delivery_ids), 0) not between 1 and 100 then
    perform private.fail('VALIDATION_FAILED', 'Name between one and a hundred deliveries.');
  end if;
  -- Rows before chains, each kind in one order.
  perform from public.webhook_deliveries d where d.id = any (delivery_ids) order by d.id for update;
  for tenant in select distinct d.organization_id from public.webhook_deliveries d where d.id = any (delivery_ids) order by 1 loop
    with again as (
      update public.webhook_deliveries d set status = 'pending', attempt = 0, next_attempt_at = now(), leased_until = null
      from public.webhook_endpoints e
      where d.id = any (delivery_ids) and d.organization_id = tenant and d.status in ('failed', 'delivered')
        and e.id = d.endpoint_id and e.status = 'active'
      returning d.id
    ) select array_agg(a.id order by a.id) into replayed from again a;
    continue when replayed is null;
    queued := queued + cardinality(replayed);
    perform private.audit_operation(tenant, 'webhook_deliveries', array_to_string(replayed, ', '), jsonb_build_object('replayed', to_jsonb(replayed)));
  end loop;
  if queued = 0 then perform private.fail('CONFLICT', 'Nothing to send again: on its way already, or its endpoint is switched off.'); end if;
  return queued;
end $$;
comment on function public.replay_deliveries is 'Staff of support: sends deliveries again whose endpoint is on; says how many. The reason goes to each tenant''s audit log.';

-- Rates ---------------------------------------------------------------------------------------------------------------

create function public.limited_sources() returns table (kind text, source text, name text, organization_id uuid, hits int, quota int, window_start timestamptz, ends_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  return query
    with counted as (
      select split_part(w.scope, ':', 1) as kind, substr(w.scope, strpos(w.scope, ':') + 1) as source, w.hits, w.window_start, w.ends_at
      from private.submission_rate_window w
    )
    select c.kind, case when c.kind in ('instance', 'workspace') then c.source else left(c.source, 12) end,
      coalesce(i.name, k.name), coalesce(i.organization_id, k.organization_id), c.hits, p.quota, c.window_start, c.ends_at
    from counted c join private.rate_policies p on p.name = c.kind
    left join public.widget_instances i on c.kind = 'instance' and i.id::text = c.source
    left join public.workspaces k on c.kind = 'workspace' and k.id::text = c.source
    where c.hits >= p.quota * 0.8 order by c.hits::numeric / p.quota desc, c.ends_at desc limit 100;
end $$;
comment on function public.limited_sources is 'Staff: addresses (the beginning of a daily hash), instances and workspaces whose last minutes'' submissions took four fifths of a rate or more.';

-- The database --------------------------------------------------------------------------------------------------------

create function public.partition_sizes() returns table (parent text, partition text, attached boolean, bytes bigint, estimated_rows bigint, strays boolean, retain_months int)
language plpgsql stable security definer set search_path = '' as $$
declare
  kept record;
begin
  perform private.require_staff('viewer');
  -- The names first: the planner thinks that the parents are thousands, and would join them by reading the whole catalog
  -- for every partition.
  for kept in
    with parents as materialized (
      select t.retain_months, (select p.relname from pg_catalog.pg_class p where p.oid = t.parent) as parent_name from private.partitioned_tables t
    )
    select t.parent_name, t.retain_months, c.oid as id, c.relname, c.reltuples,
      exists (select from pg_catalog.pg_inherits i where i.inhrelid = c.oid) as attached
    from parents t
    join pg_catalog.pg_class c on c.relnamespace = 'partitions'::regnamespace and c.relkind = 'r'
      and c.relname ~ ('^' || t.parent_name || '_(\d{4}_\d{2}|default)$')
    order by t.parent_name, c.relname desc
  loop
    parent := kept.parent_name;
    partition := kept.relname;
    attached := kept.attached;
    retain_months := kept.retain_months;
    bytes := pg_total_relation_size(kept.id);
    estimated_rows := greatest(kept.reltuples, 0)::bigint;
    strays := false;
    if kept.relname ~ '_default$' then execute format('select exists (select from partitions.%I)', kept.relname) into strays; end if;
    return next;
  end loop;
end $$;
comment on function public.partition_sizes is 'Staff: the monthly partitions with their size and the planner''s estimate of their rows; strays: a default partition holds rows.';

create table private.schema_check (
  only_row boolean primary key default true check (only_row),
  checked_at timestamptz not null,
  total int not null,
  deviations jsonb not null
);
comment on table private.schema_check is 'What the last look at all tenant schemas found: how many deviations, and the first two hundred.';

create function private.verify_tenant_schemas() returns int
language plpgsql security definer set search_path = '' as $$
declare
  found_now int;
begin
  with found_one as materialized (
    select v.organization_id, o.name as organization, v.schema_name, v.object, v.problem, v.repairable
    from private.verify_core_tables() v join public.organizations o on o.id = v.organization_id
  )
  insert into private.schema_check as c (checked_at, total, deviations)
  select clock_timestamp(), (select count(*) from found_one), coalesce(jsonb_agg(to_jsonb(f)), '[]') from (select * from found_one limit 200) f
  on conflict on constraint schema_check_pkey do update set checked_at = excluded.checked_at, total = excluded.total, deviations = excluded.deviations
  returning c.total into found_now;
  return found_now;
end $$;
comment on function private.verify_tenant_schemas is 'Job: looks at all tenant schemas as `lapel tenants verify` does and keeps what it finds. Says how many deviations.';

create function public.check_tenant_schemas() returns int
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_staff('support');
  -- Who asks while somebody else's look is under way, or just over, is told of that one.
  if not pg_try_advisory_xact_lock(871, 0) or exists (select from private.schema_check c where c.checked_at > clock_timestamp() - interval '10 seconds') then
    return (select c.total from private.schema_check c);
  end if;
  return private.verify_tenant_schemas();
end $$;
comment on function public.check_tenant_schemas is 'Staff of support: looks at all tenant schemas now. Says how many deviations.';

create function public.schema_deviations() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  return coalesce((select jsonb_build_object('checked_at', c.checked_at, 'total', c.total, 'deviations', c.deviations) from private.schema_check c),
    '{"checked_at": null, "total": 0, "deviations": []}');
end $$;
comment on function public.schema_deviations is 'Staff: what the last look at the tenant schemas found, at most two hundred deviations, and when it was. A job looks every five minutes.';

-- Audit ---------------------------------------------------------------------------------------------------------------

create function public.audit_chain_heads(q text default null) returns table (organization_id uuid, name text, entries bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  return query select o.id, o.name, c.seq from private.audit_chains c left join public.organizations o on o.id = c.chain
    where case when o.id is null then c.chain = '00000000-0000-0000-0000-000000000000' and q is null
      else q is null or strpos(lower(o.name), lower(q)) > 0 end
    order by o.id is not null, c.seq desc limit 100;
end $$;
comment on function public.audit_chain_heads is 'Staff: the audit chains and how long each should be, the platform''s first, at most a hundred.';

-- Usage ---------------------------------------------------------------------------------------------------------------

create function private.check_days(first_day date, last_day date, most int default 366) returns void
language plpgsql set search_path = '' as $$
begin
  if first_day is null or last_day is null or last_day < first_day or last_day - first_day >= most then
    perform private.fail('VALIDATION_FAILED', format('Ask for between one day and %s days.', most));
  end if;
end $$;
comment on function private.check_days is 'Refuses a span of days that is empty or too long.';

create function public.usage_by_day(first_day date, last_day date, organization_id uuid default null, workspace_id uuid default null, event_type text default null)
returns table (day date, quantity bigint, events bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  perform private.check_days(first_day, last_day);
  return query
    with counted as (
      select d.day, sum(d.quantity)::bigint as quantity, sum(d.events)::bigint as events from private.workspace_usage_daily d
      where d.day between first_day and last_day
        and (usage_by_day.organization_id is null or d.organization_id = usage_by_day.organization_id)
        and (usage_by_day.workspace_id is null or d.workspace_id = usage_by_day.workspace_id)
        and (usage_by_day.event_type is null or d.event_type = usage_by_day.event_type)
      group by 1
    )
    select g::date, coalesce(c.quantity, 0), coalesce(c.events, 0)
    from generate_series(first_day, last_day, interval '1 day') g left join counted c on c.day = g::date order by 1;
end $$;
comment on function public.usage_by_day is 'Staff: usage per day (UTC) as of the last refresh, days without any included; at most a year.';

create function public.recorded_usage_by_day(first_day date, last_day date, organization_id uuid default null, workspace_id uuid default null, event_type text default null)
returns table (day date, quantity bigint, events bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  perform private.check_days(first_day, last_day,
    case when coalesce(recorded_usage_by_day.organization_id, recorded_usage_by_day.workspace_id) is null then 31 else 366 end);
  return query execute format($q$
    select (u.created_at at time zone 'UTC')::date, sum(u.quantity)::bigint, count(*) from public.usage_events u
    where u.created_at >= %L and u.created_at < %L %s %s %s group by 1 order by 1
  $q$, first_day::timestamp at time zone 'UTC', (last_day + 1)::timestamp at time zone 'UTC',
    case when recorded_usage_by_day.organization_id is not null then format('and u.organization_id = %L', recorded_usage_by_day.organization_id) end,
    case when recorded_usage_by_day.workspace_id is not null then format('and u.workspace_id = %L', recorded_usage_by_day.workspace_id) end,
    case when recorded_usage_by_day.event_type is not null then format('and u.event_type = %L', recorded_usage_by_day.event_type) end);
end $$;
comment on function public.recorded_usage_by_day is 'Staff: usage per day (UTC) counted from the record itself; a year of one tenant, or a month of all.';

create function public.usage_by_tenant(first_day date, last_day date, event_type text default null)
returns table (organization_id uuid, name text, quantity bigint, before bigint)
language plpgsql stable security definer set search_path = '' as $$
declare
  span int := last_day - first_day + 1;
begin
  perform private.require_staff('viewer');
  perform private.check_days(first_day, last_day);
  return query
    select o.id, o.name, coalesce(sum(d.quantity) filter (where d.day >= first_day), 0)::bigint,
      coalesce(sum(d.quantity) filter (where d.day < first_day), 0)::bigint
    from private.workspace_usage_daily d join public.organizations o on o.id = d.organization_id
    where d.day between first_day - span and last_day and (usage_by_tenant.event_type is null or d.event_type = usage_by_tenant.event_type)
    group by o.id order by 3 desc, o.name limit 10;
end $$;
comment on function public.usage_by_tenant is 'Staff: the ten organizations that used most, beside what each used in as many days before.';

create function public.usage_by_type(first_day date, last_day date, organization_id uuid default null, workspace_id uuid default null)
returns table (event_type text, quantity bigint, before bigint)
language plpgsql stable security definer set search_path = '' as $$
declare
  span int := last_day - first_day + 1;
begin
  perform private.require_staff('viewer');
  perform private.check_days(first_day, last_day);
  return query
    select d.event_type, coalesce(sum(d.quantity) filter (where d.day >= first_day), 0)::bigint,
      coalesce(sum(d.quantity) filter (where d.day < first_day), 0)::bigint
    from private.workspace_usage_daily d where d.day between first_day - span and last_day
      and (usage_by_type.organization_id is null or d.organization_id = usage_by_type.organization_id)
      and (usage_by_type.workspace_id is null or d.workspace_id = usage_by_type.workspace_id)
    group by 1 order by 2 desc, 1;
end $$;
comment on function public.usage_by_type is 'Staff: usage by kind, beside what there was in as many days before.';

create function public.counter_differences(organization_id uuid) returns table (limit_type text, scope_id uuid, period date, difference int)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  if not exists (select from public.organizations o where o.id = counter_differences.organization_id) then
    perform private.fail('NOT_FOUND', 'No such organization.');
  end if;
  return query select t.limit_type, d.scope_id, d.period, d.difference
    from private.counted_tables t, private.usage_differences(counter_differences.organization_id, t) d order by 1, 2;
end $$;
comment on function public.counter_differences is 'Staff: by how much an organization''s counters differ from the record now; nothing when they agree.';

-- Exports -------------------------------------------------------------------------------------------------------------

create table private.export_requests (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('usage_events', 'audit_logs')),
  filters jsonb not null default '{}' check (jsonb_typeof(filters) = 'object' and pg_column_size(filters) <= 4096),
  requested_by uuid not null references auth.users (id) on delete cascade,
  status text not null default 'pending' check (status in ('pending', 'done', 'failed')),
  rows bigint not null default 0,
  after_at timestamptz,
  after_id uuid,
  error text check (length(error) <= 500),
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz not null default now() + interval '24 hours'
);
comment on table private.export_requests is 'Large exports that staff asked for. A job writes them piece by piece; they are deleted after 24 hours.';
comment on column private.export_requests.after_at is 'With after_id: the last row that is written. The next piece goes on after it.';
create index export_requests_pending_idx on private.export_requests (created_at) where status = 'pending';
create index export_requests_requested_by_idx on private.export_requests (requested_by, created_at desc);
create index export_requests_expires_idx on private.export_requests (expires_at);

create table private.export_parts (
  request_id uuid not null references private.export_requests (id) on delete cascade,
  part int not null,
  content text not null,
  primary key (request_id, part)
);
comment on table private.export_parts is 'An export as CSV, in parts of a few thousand rows; the first begins with the names of the columns.';

create function private.csv_line(variadic cells text[]) returns text
language sql immutable set search_path = '' as $$
  -- A spreadsheet runs what begins like a formula; an apostrophe makes it text.
  select coalesce(string_agg('"' || replace(case when c ~ '^[=+\-@\t\r]' then '''' || c else coalesce(c, '') end, '"', '""') || '"', ',' order by n), '') || E'\r\n'
  from unnest(cells) with ordinality t(c, n)
$$;
comment on function private.csv_line is 'One line of CSV in which no cell is a formula. Every cell is quoted.';

create function private.export_query(request private.export_requests) returns text
language plpgsql stable set search_path = '' as $$
declare
  key text;
  value text;
  conditions text := 'true';
begin
  for key, value in select * from jsonb_each_text(request.filters) loop
    conditions := conditions || case
      when key = 'since' then format(' and t.created_at >= %L::timestamptz', value)
      when key = 'until' then format(' and t.created_at < %L::timestamptz', value)
      else format(' and t.%I = %L', key, value) end;
  end loop;
  if request.after_at is not null then conditions := conditions || format(' and (t.created_at, t.id) < (%L, %L)', request.after_at, request.after_id); end if;
  return case request.kind
    when 'usage_events' then 'select t.created_at, t.id, private.csv_line(t.id::text, t.created_at::text, o.name, t.organization_id::text, t.workspace_id::text, t.event_type, t.quantity::text, t.metadata::text)
      as line from public.usage_events t left join public.organizations o on o.id = t.organization_id'
    else 'select t.created_at, t.id, private.csv_line(t.id::text, t.created_at::text, o.name, t.organization_id::text, t.workspace_id::text, t.actor_id::text, t.actor_role, t.on_behalf_of::text,
        t.action, t.entity, t.entity_id, t.before::text, t.after::text, t.reason, t.request_id, host(t.ip), t.seq::text, encode(t.hash, ''hex''))
      as line from public.audit_logs t left join public.organizations o on o.id = t.organization_id' end
    || ' where ' || conditions || ' order by t.created_at desc, t.id desc limit 10000';
end $$;
comment on function private.export_query is 'The query whose rows are the next ten thousand lines of an export, newest first.';

create function private.export_header(kind text) returns text
language sql immutable set search_path = '' as $$
  select case kind
    when 'usage_events' then private.csv_line('id', 'created_at', 'organization', 'organization_id', 'workspace_id', 'event_type', 'quantity', 'metadata')
    else private.csv_line('id', 'created_at', 'organization', 'organization_id', 'workspace_id', 'actor_id', 'actor_role', 'on_behalf_of', 'action', 'entity', 'entity_id',
      'before', 'after', 'reason', 'request_id', 'ip', 'seq', 'hash') end
$$;
comment on function private.export_header is 'The first line of an export.';

create function private.write_export(request private.export_requests) returns private.export_requests
language plpgsql security definer set search_path = '' as $$
declare
  row_at timestamptz;
  row_id uuid;
  line text;
  part int := (select coalesce(max(p.part) + 1, 0) from private.export_parts p where p.request_id = request.id);
  lines text[] := case when part = 0 then array[private.export_header(request.kind)] else array[]::text[] end;
  before bigint := request.rows;
begin
  for row_at, row_id, line in execute private.export_query(request) loop
    lines := array_append(lines, line);
    request.rows := request.rows + 1;
    request.after_at := row_at;
    request.after_id := row_id;
    if cardinality(lines) >= 2000 then
      insert into private.export_parts (request_id, part, content) values (request.id, part, array_to_string(lines, ''));
      part := part + 1;
      lines := array[]::text[];
    end if;
  end loop;
  if lines <> '{}' then
    insert into private.export_parts (request_id, part, content) values (request.id, part, array_to_string(lines, ''));
  end if;
  if request.rows < before + 10000 or request.rows >= 1000000 then
    request.status := 'done';
    request.finished_at := now();
  end if;
  return request;
end $$;
comment on function private.write_export is 'Writes the next ten thousand rows of an export, which is done after the last or the millionth one; gives it as it is then.';

create function private.continue_exports() returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  request private.export_requests;
begin
  delete from private.export_requests r where r.expires_at < now();
  select * into request from private.export_requests r where r.status = 'pending' order by r.created_at, r.id limit 1 for update skip locked;
  -- An erasure that is under way looks through what is written so far: this piece waits for its next turn.
  if request.id is null or not pg_try_advisory_xact_lock_shared(870, hashtext('everything')) then return false; end if;
  begin
    request := private.write_export(request);
  exception when others then
    -- What is wrong with one export keeps no other from being written.
    delete from private.export_parts p where p.request_id = request.id;
    request.status := 'failed';
    request.error := left(sqlerrm, 500);
    request.finished_at := now();
  end;
  update private.export_requests r set status = request.status, rows = request.rows, after_at = request.after_at, after_id = request.after_id,
    error = request.error, finished_at = request.finished_at where r.id = request.id;
  return true;
end $$;
comment on function private.continue_exports is 'Worker: writes one piece of the oldest export that staff asked for, and deletes exports of more than 24 hours ago. Says whether there was a piece to write.';

create function public.request_export(kind text, filters jsonb default '{}') returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  allowed constant text[] := case request_export.kind when 'usage_events' then array['organization_id', 'workspace_id', 'event_type', 'since', 'until']
    when 'audit_logs' then array['organization_id', 'actor_id', 'entity', 'entity_id', 'action', 'since', 'until'] end;
  made uuid;
begin
  perform private.require_staff('support');
  if allowed is null or filters is null or jsonb_typeof(filters) <> 'object' then
    perform private.fail('VALIDATION_FAILED', 'An export is of usage_events or audit_logs.');
  elsif exists (select from jsonb_each(filters) f where f.key <> all (allowed) or jsonb_typeof(f.value) <> 'string'
    or (f.key in ('organization_id', 'workspace_id', 'actor_id') and not pg_input_is_valid(f.value #>> '{}', 'uuid'))
    or (f.key in ('since', 'until') and not pg_input_is_valid(f.value #>> '{}', 'timestamptz'))) then
    perform private.fail('VALIDATION_FAILED', 'A filter of the export is not allowed.');
  elsif (select count(*) from private.export_requests r where r.requested_by = auth.uid() and r.status = 'pending') >= 3 then
    perform private.fail('CONFLICT', 'Three of your exports are waiting already.');
  end if;
  insert into private.export_requests (kind, filters, requested_by) values (request_export.kind, request_export.filters, auth.uid()) returning id into made;
  perform private.audit_operation((filters ->> 'organization_id')::uuid, 'export_requests', made::text,
    jsonb_build_object('kind', request_export.kind, 'filters', request_export.filters));
  return made;
exception when foreign_key_violation then
  perform private.fail('NOT_FOUND', 'No such user.');
  return null;
end $$;
comment on function public.request_export is 'Staff of support: asks for a CSV of usage_events or audit_logs, narrowed by columns, since and until; a job writes it. Kept in the audit log.';

create function public.my_exports() returns table (id uuid, kind text, filters jsonb, status text, rows bigint, parts int, error text, created_at timestamptz, finished_at timestamptz, expires_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  return query select r.id, r.kind, r.filters, r.status, r.rows,
      (select count(*)::int from private.export_parts p where p.request_id = r.id), r.error, r.created_at, r.finished_at, r.expires_at
    from private.export_requests r where r.requested_by = auth.uid() and r.expires_at > now() order by r.created_at desc limit 20;
end $$;
comment on function public.my_exports is 'Staff: the exports the caller asked for in the last 24 hours, newest first.';

create function public.export_part(request_id uuid, part int) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  found_content text;
begin
  perform private.require_staff('support');
  select p.content into found_content from private.export_parts p join private.export_requests r on r.id = p.request_id
  where p.request_id = export_part.request_id and p.part = export_part.part and r.requested_by = auth.uid() and r.status = 'done' and r.expires_at > now();
  if found_content is null then perform private.fail('NOT_FOUND', 'No such export.'); end if;
  return found_content;
end $$;
comment on function public.export_part is 'Staff of support: one part of an own finished export, from 0.';

alter table private.schema_check enable row level security;
alter table private.export_requests enable row level security;
alter table private.export_parts enable row level security;

alter function private.audit_operation owner to lapel_definer;
alter function public.job_overview owner to lapel_definer;
alter function public.list_jobs owner to lapel_definer;
alter function public.retry_jobs owner to lapel_definer;
alter function public.webhook_log owner to lapel_definer;
alter function public.replay_deliveries owner to lapel_definer;
alter function public.limited_sources owner to lapel_definer;
alter function public.partition_sizes owner to lapel_definer;
alter function private.verify_tenant_schemas owner to lapel_definer;
alter function public.check_tenant_schemas owner to lapel_definer;
alter function public.schema_deviations owner to lapel_definer;
alter function public.audit_chain_heads owner to lapel_definer;
alter function public.usage_by_day owner to lapel_definer;
alter function public.recorded_usage_by_day owner to lapel_definer;
alter function public.usage_by_tenant owner to lapel_definer;
alter function public.usage_by_type owner to lapel_definer;
alter function public.counter_differences owner to lapel_definer;
alter function private.write_export owner to lapel_definer;
alter function private.continue_exports owner to lapel_definer;
alter function public.request_export owner to lapel_definer;
alter function public.my_exports owner to lapel_definer;
alter function public.export_part owner to lapel_definer;
grant execute on function private.reads_queue, private.check_days, private.csv_line, private.export_query, private.export_header to lapel_definer;
grant execute on function private.continue_exports, private.verify_tenant_schemas to service_role;
grant execute on function public.job_overview, public.list_jobs, public.retry_jobs, public.webhook_log, public.replay_deliveries,
  public.limited_sources, public.partition_sizes, public.schema_deviations, public.check_tenant_schemas, public.audit_chain_heads, public.usage_by_day,
  public.recorded_usage_by_day, public.usage_by_tenant, public.usage_by_type, public.counter_differences, public.request_export,
  public.my_exports, public.export_part to platform_staff;
