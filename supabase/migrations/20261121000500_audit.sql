-- Audit: who changed what, when and why, in a log that nobody can edit.
-- A trigger on every administered table writes it in the transaction of the change. Each organization (and the
-- platform itself) has its own chain: every entry carries the hash of the one before, so a changed byte shows.

create table public.audit_logs (
  id uuid not null default gen_random_uuid(),
  created_at timestamptz not null default clock_timestamp(),
  organization_id uuid,
  workspace_id uuid,
  actor_id uuid,
  actor_role text not null,
  on_behalf_of uuid,
  action text not null check (action in ('insert', 'update', 'delete')),
  entity text not null,
  entity_id text not null,
  before jsonb,
  after jsonb,
  reason text,
  request_id text,
  ip inet,
  seq bigint not null,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (id, created_at)
) partition by range (created_at);
comment on table public.audit_logs is 'Append-only record of administered changes, hash-chained per organization; no organization is the platform''s own chain.';
comment on column public.audit_logs.before is 'The changed columns as they were; the whole row for a delete.';
comment on column public.audit_logs.after is 'The changed columns as they became; the whole row for an insert.';
comment on column public.audit_logs.on_behalf_of is 'The impersonation session under which staff acted.';
comment on column public.audit_logs.request_id is 'The X-Request-Id of the answer, or what the gateway calls the request.';
comment on column public.audit_logs.ip is 'The address of who acted. Never a visitor''s: their endpoints do not tell it.';
comment on column public.audit_logs.seq is 'Position in the organization''s chain, from 1.';
create index audit_logs_organization_idx on public.audit_logs (organization_id, created_at desc);
create index audit_logs_created_idx on public.audit_logs (created_at desc);
create index audit_logs_entity_idx on public.audit_logs (entity, created_at desc);
create index audit_logs_actor_idx on public.audit_logs (actor_id, created_at desc);
create index audit_logs_chain_idx on public.audit_logs (organization_id, seq);
select private.partition_by_month('public.audit_logs', append_only => true);

create table private.audit_chains (
  chain uuid primary key,
  seq bigint not null,
  hash bytea not null
);
comment on table private.audit_chains is 'The head of each audit chain. The all-zero uuid is the platform''s chain.';

-- In PL/pgSQL, which keeps plans for the session: these run with every audited write.
create function private.audit_hash(entry public.audit_logs) returns bytea
language plpgsql stable set search_path = '' as $$
begin
  return sha256(entry.prev_hash || convert_to(jsonb_build_array(
    entry.id, extract(epoch from entry.created_at), entry.organization_id, entry.workspace_id, entry.actor_id,
    entry.actor_role, entry.on_behalf_of, entry.action, entry.entity, entry.entity_id, entry.before, entry.after,
    entry.reason, entry.request_id, host(entry.ip), entry.seq)::text, 'UTF8'));
end $$;
comment on function private.audit_hash is 'SHA-256 over the previous hash and every column of the entry.';

create function private.remember_request(request_id text, ip text) returns void
language sql volatile set search_path = '' as $$
  select set_config('lapel.request_id', coalesce(request_id, ''), true), set_config('lapel.client_ip', coalesce(ip, ''), true)
$$;
comment on function private.remember_request is 'Tells the audit trigger which request this transaction answers and from which address it came, as the server knows them.';

create function private.acting_request(out id text, out ip inet)
language plpgsql stable security definer set search_path = '' as $$
declare
  address text := current_setting('lapel.client_ip', true);
  headers jsonb;
  trusted jsonb;
begin
  id := nullif(current_setting('lapel.request_id', true), '');
  -- PostgREST passes on what the client sent: only headers that the gateway in front of it writes itself say anything.
  if id is null and current_setting('request.headers', true) <> '' then
    headers := current_setting('request.headers')::jsonb;
    trusted := (select s.value from public.platform_settings s where s.key = 'trusted_headers');
    id := nullif(left(headers ->> (trusted ->> 'request_id'), 200), '');
    -- Of a list, the gateway wrote the last entry.
    address := trim(split_part(headers ->> (trusted ->> 'ip'), ',', -1));
  end if;
  if pg_input_is_valid(address, 'inet') then ip := host(address::inet)::inet; end if;
end $$;
comment on function private.acting_request is 'The request that this transaction answers and the address it came from; null where nobody trustworthy said so.';

create function private.append_audit(entry public.audit_logs) returns void
language plpgsql security definer set search_path = '' as $$
begin
  select r.id, r.ip into entry.request_id, entry.ip from private.acting_request() r;
  -- The row lock on the head makes writers of one chain queue; other chains go on.
  insert into private.audit_chains as c (chain, seq, hash)
  values (coalesce(entry.organization_id, '00000000-0000-0000-0000-000000000000'), 1, sha256(''))
  on conflict (chain) do update set seq = c.seq + 1
  returning c.seq, c.hash into entry.seq, entry.prev_hash;
  entry.id := gen_random_uuid();
  entry.created_at := clock_timestamp();
  entry.hash := private.audit_hash(entry);
  insert into public.audit_logs values (entry.*);
  update private.audit_chains set hash = entry.hash
  where chain = coalesce(entry.organization_id, '00000000-0000-0000-0000-000000000000');
end $$;
comment on function private.append_audit is 'Adds one entry to its chain.';

create function private.hold_audit_chain(organization_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform from private.audit_chains c where c.chain = hold_audit_chain.organization_id for update;
end $$;
comment on function private.hold_audit_chain is 'Makes other audited changes of a tenant wait, for what must take the chain before it takes counters.';

create function private.changed_columns(of_row jsonb, other_row jsonb) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  return (select jsonb_object_agg(key, value) from jsonb_each(of_row)
    where other_row is null or (other_row -> key is distinct from value and key <> 'updated_at'));
end $$;
comment on function private.changed_columns is 'The columns of one row version that differ from the other version.';

create function private.fn_audit() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- Arguments: the name of the key columns joined by comma, then columns whose values are never recorded.
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - tg_argv[1:] end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - tg_argv[1:] end;
  any_row jsonb := coalesce(new_row, old_row);
  entry public.audit_logs;
begin
  entry.before := private.changed_columns(old_row, new_row);
  entry.after := private.changed_columns(new_row, old_row);
  if entry.before is null and entry.after is null then return null; end if;
  -- In a tenant's own schema the column is account_id.
  entry.organization_id := (case when tg_table_name = 'organizations' then any_row ->> 'id'
    else coalesce(any_row ->> 'organization_id', any_row ->> 'account_id') end)::uuid;
  entry.workspace_id := (case when tg_table_name = 'workspaces' then any_row ->> 'id' else any_row ->> 'workspace_id' end)::uuid;
  entry.actor_id := auth.uid();
  entry.on_behalf_of := (select s.id from private.my_impersonation() s where s.organization_id = entry.organization_id);
  entry.actor_role := coalesce(private.held_staff_role(), nullif(auth.role(), ''), session_user);
  entry.action := lower(tg_op);
  -- Of a partitioned table's row the trigger names the partition.
  entry.entity := case when tg_table_schema = 'partitions' then (select c.relname from pg_catalog.pg_class c where c.oid = pg_partition_root(tg_relid))
    when left(tg_table_schema, 7) = 'tenant_' then tg_table_schema || '.' || tg_table_name else tg_table_name end;
  entry.entity_id := (select string_agg(any_row ->> k, '/') from unnest(string_to_array(tg_argv[0], ',')) k);
  entry.reason := nullif(current_setting('lapel.reason', true), '');
  perform private.append_audit(entry);
  return null;
end $$;
comment on function private.fn_audit is 'Writes the audit entry of one changed row: only the columns that changed.';

create function private.fn_audit_for_platform() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  entry public.audit_logs;
begin
  entry.actor_id := auth.uid();
  entry.actor_role := coalesce(private.held_staff_role(), session_user);
  entry.action := lower(tg_op);
  entry.entity := tg_table_name;
  entry.entity_id := new.id;
  entry.after := to_jsonb(new);
  entry.reason := new.reason;
  perform private.append_audit(entry);
  return null;
end $$;
comment on function private.fn_audit_for_platform is 'Writes what concerns tenant and platform alike into the platform''s chain, besides the tenant''s.';

create function private.audit_table(target regclass, key_columns text default 'id', variadic secret_columns text[] default '{}')
returns void language plpgsql set search_path = '' as $$
begin
  execute format('create trigger trg_audit after insert or update or delete on %s for each row execute function private.fn_audit(%s)',
    target, (select string_agg(quote_literal(a), ', ') from unnest(array[key_columns] || secret_columns) a));
end $$;
comment on function private.audit_table is 'Puts a table under audit.';

create function public.verify_audit_chain(organization_id uuid) returns table (entries bigint, valid boolean, first_broken bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  if (private.is_staff() or verify_audit_chain.organization_id in (select private.organizations_where_i_can('audit.read'))) is not true then
    perform private.fail('FORBIDDEN', 'Only staff, and who may read the audit log, verify an audit chain.');
  end if;
  return query
    with chain as (
      select a as entry, lag(a.hash, 1, sha256('')) over (order by a.seq) as expected_prev, row_number() over (order by a.seq) as n
      from public.audit_logs a where a.organization_id is not distinct from verify_audit_chain.organization_id
    ), broken as (
      select n from chain
      where (entry).seq <> n or (entry).prev_hash <> expected_prev or (entry).hash <> private.audit_hash(entry)
    ), whole as (
      select count(*) as entries, (select min(b.n) from broken b) as wrong,
        (select (c.entry).hash from chain c order by c.n desc limit 1) as last_hash from chain
    )
    select w.entries, w.wrong is null and h.seq is not distinct from nullif(w.entries, 0) and h.hash is not distinct from w.last_hash,
      case when w.wrong is not null then w.wrong
        when h.seq is distinct from nullif(w.entries, 0) then least(w.entries, h.seq) + 1
        when h.hash is distinct from w.last_hash then w.entries end
    from whole w left join private.audit_chains h
      on h.chain = coalesce(verify_audit_chain.organization_id, '00000000-0000-0000-0000-000000000000');
end $$;
comment on function public.verify_audit_chain is 'Recomputes a chain: how many entries, whether all hold, and the first position that does not. Null is the platform''s chain.';

create trigger trg_audit_logs_refuse_change before update or delete on public.audit_logs
  for each row execute function private.fn_refuse_change();
create trigger trg_audit_logs_refuse_truncate before truncate on public.audit_logs
  for each statement execute function private.fn_refuse_change();

alter table public.audit_logs enable row level security;
alter table public.audit_logs force row level security;
alter table private.audit_chains enable row level security;
create policy "Staff read the audit log" on public.audit_logs for select to platform_staff
  using ((select private.is_staff()));

select private.audit_table('public.platform_admins', 'user_id');
select private.audit_table('public.plans', 'plan_id');
select private.audit_table('public.plan_limits', 'plan_id,limit_type');
select private.audit_table('public.plan_features', 'plan_id,feature_key');
select private.audit_table('public.organizations');
select private.audit_table('public.workspaces');
select private.audit_table('public.organization_members');
select private.audit_table('public.workspace_members');
select private.audit_table('public.impersonation_sessions');
create trigger trg_audit_platform after insert or update on public.impersonation_sessions
  for each row execute function private.fn_audit_for_platform();

grant select on public.audit_logs to authenticated;
alter function private.acting_request owner to lapel_definer;
alter function private.hold_audit_chain owner to lapel_definer;
alter function private.append_audit owner to lapel_definer;
alter function private.fn_audit owner to lapel_definer;
alter function private.fn_audit_for_platform owner to lapel_definer;
alter function public.verify_audit_chain owner to lapel_definer;
grant execute on function private.audit_hash, private.changed_columns to lapel_definer;
grant execute on function private.remember_request to service_role;
grant execute on function public.verify_audit_chain to authenticated, platform_staff;
