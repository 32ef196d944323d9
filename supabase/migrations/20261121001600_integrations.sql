-- Integrations: connections to other systems, their credentials, and the runs that fetch data.
-- Credentials live in Supabase Vault (the embedded stack provides the same functions) and only the service role
-- reaches them. A run goes on from its cursor and may be repeated without harm.

create table public.integration_connections (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  store_id uuid not null,
  adapter text not null check (adapter in ('generic_json', 'csv_url', 'shopify_orders')),
  config jsonb not null default '{}' check (pg_column_size(config) <= 16384),
  vault_secret_id uuid,
  status text not null default 'idle' check (status in ('idle', 'pending', 'running', 'success', 'error', 'disabled')),
  last_synced_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, store_id, adapter),
  unique (id, workspace_id, organization_id),
  foreign key (store_id, workspace_id, organization_id) references public.stores (id, workspace_id, organization_id) on delete cascade
);
comment on table public.integration_connections is 'How a store''s data is fetched. config holds no secret; the credential is in the vault.';
create index integration_connections_store_idx on public.integration_connections (store_id);
create index integration_connections_organization_idx on public.integration_connections (organization_id);

create table public.sync_jobs (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  connection_id uuid not null,
  status text not null default 'pending' check (status in ('pending', 'running', 'success', 'error')),
  cursor text check (length(cursor) <= 4000),
  rows_stored int not null default 0,
  attempts int not null default 0,
  last_error text check (length(last_error) <= 1000),
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (connection_id, workspace_id, organization_id)
    references public.integration_connections (id, workspace_id, organization_id) on delete cascade
);
comment on table public.sync_jobs is 'Runs of a connection. cursor is where the next attempt goes on.';
create index sync_jobs_connection_idx on public.sync_jobs (connection_id, created_at desc);
create index sync_jobs_workspace_idx on public.sync_jobs (workspace_id, created_at desc);
create index sync_jobs_organization_idx on public.sync_jobs (organization_id);
create unique index sync_jobs_one_open on public.sync_jobs (connection_id) where status in ('pending', 'running');

-- Credentials ---------------------------------------------------------------------------------------------------------

create function private.store_integration_credential(connection_id uuid, credential text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  connection public.integration_connections;
  secret uuid;
begin
  select * into connection from public.integration_connections c where c.id = connection_id for update;
  if connection.id is null then perform private.fail('NOT_FOUND', 'No such connection.'); end if;
  if length(coalesce(credential, '')) not between 1 and 8192 then
    perform private.fail('VALIDATION_FAILED', 'A credential has 1 to 8192 characters.');
  end if;
  if connection.vault_secret_id is null then
    secret := vault.create_secret(credential, 'integration:' || connection.id, 'Credential of an integration connection');
    update public.integration_connections c set vault_secret_id = secret where c.id = connection.id;
    return secret;
  end if;
  perform vault.update_secret(connection.vault_secret_id, credential);
  return connection.vault_secret_id;
end $$;
comment on function private.store_integration_credential is 'Service role: keeps a connection''s credential in the vault, replacing an earlier one.';

create function private.get_integration_credential(connection_id uuid) returns text
language sql security definer set search_path = '' as $$
  select s.decrypted_secret from public.integration_connections c
  join vault.decrypted_secrets s on s.id = c.vault_secret_id
  where c.id = connection_id
$$;
comment on function private.get_integration_credential is 'Service role: a connection''s credential, or null.';

create function private.fn_forget_credential() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from vault.secrets s where s.id = old.vault_secret_id;
  return null;
end $$;
comment on function private.fn_forget_credential is 'A credential goes with its connection.';

-- Runs ----------------------------------------------------------------------------------------------------------------

create function public.request_sync(connection_id uuid) returns public.sync_jobs
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  connection public.integration_connections := (select c from public.integration_connections c where c.id = request_sync.connection_id
    and c.workspace_id in (select private.workspaces_where_i_can('integrations.manage')));
  made public.sync_jobs;
begin
  if connection.id is null then perform private.fail('NOT_FOUND', 'No such connection.'); end if;
  if connection.status = 'disabled' then perform private.fail('CONFLICT', 'The connection is switched off.'); end if;
  insert into public.sync_jobs (organization_id, workspace_id, connection_id)
  values (connection.organization_id, connection.workspace_id, connection.id)
  on conflict (connection_id) where status in ('pending', 'running') do nothing returning * into made;
  if made.id is null then
    select * into made from public.sync_jobs j where j.connection_id = connection.id and j.status in ('pending', 'running');
  end if;
  return made;
end $$;
comment on function public.request_sync is 'Asks for a run of a connection; the open run if there is one.';

create function private.give_up_sync_jobs() returns void
language sql security definer set search_path = '' as $$
  with lost as (
    update public.sync_jobs j set status = 'error', finished_at = now(), last_error = 'The worker died in the fifth attempt.'
    where j.status = 'running' and j.started_at < now() - interval '10 minutes' and j.attempts >= 5 returning j.connection_id
  )
  update public.integration_connections c set status = 'error' from lost l where c.id = l.connection_id and c.status <> 'disabled'
$$;
comment on function private.give_up_sync_jobs is 'Ends runs that took five workers with them.';

create function private.claim_sync_job() returns public.sync_jobs
language plpgsql security definer set search_path = '' as $$
declare
  claimed public.sync_jobs;
begin
  perform private.give_up_sync_jobs();
  update public.sync_jobs j set status = 'running', attempts = j.attempts + 1, started_at = now(), last_error = null
  where j.id = (select w.id from public.sync_jobs w
    join public.integration_connections c on c.id = w.connection_id and c.status <> 'disabled'
    where w.status = 'pending' or (w.status = 'running' and w.started_at < now() - interval '10 minutes')
    order by w.created_at for update of w skip locked limit 1)
  returning j.* into claimed;
  return claimed;
end $$;
comment on function private.claim_sync_job is 'Worker: takes the oldest waiting run, or one whose worker died ten minutes ago; null when there is none.';

create function private.store_sync_page(job_id uuid, attempt int, measurements jsonb, next_cursor text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  job public.sync_jobs;
  stored int;
begin
  select * into job from public.sync_jobs j where j.id = job_id for update;
  -- A worker that was taken for dead writes nothing any more.
  if job.status is distinct from 'running' or job.attempts <> attempt then
    perform private.fail('CONFLICT', 'This run belongs to another worker now.');
  end if;
  insert into public.metric_events (recorded_at, organization_id, workspace_id, store_id, metric_key, value, currency, source_id, dimensions)
  select distinct on (m.metric_key, m.source_id, m.recorded_at) m.recorded_at, job.organization_id, job.workspace_id, c.store_id, m.metric_key, m.value, m.currency, m.source_id,
    coalesce(m.dimensions, '{}')
  from rows from (jsonb_to_recordset(measurements) as (recorded_at timestamptz, metric_key text, value numeric, currency char(3),
    source_id text, dimensions jsonb)) with ordinality as m(recorded_at, metric_key, value, currency, source_id, dimensions, position)
  cross join (select x.store_id from public.integration_connections x where x.id = job.connection_id) c
  -- A page may name a measurement twice: its last word counts.
  order by m.metric_key, m.source_id, m.recorded_at, m.position desc
  on conflict (store_id, metric_key, source_id, recorded_at)
    do update set value = excluded.value, currency = excluded.currency, dimensions = excluded.dimensions;
  get diagnostics stored = row_count;
  update public.sync_jobs j set cursor = next_cursor, rows_stored = j.rows_stored + stored, started_at = now(),
    status = case when next_cursor is null then 'success' else 'running' end,
    finished_at = case when next_cursor is null then now() end
  where j.id = job.id;
  update public.integration_connections c set status = case when next_cursor is null then 'success' else 'running' end,
    last_synced_at = case when next_cursor is null then now() else c.last_synced_at end
  where c.id = job.connection_id and c.status <> 'disabled';
  return stored;
end $$;
comment on function private.store_sync_page is 'Worker: stores one page of measurements and the cursor behind it in one transaction. A null cursor ends the run.';

create function private.fail_sync_job(job_id uuid, attempt int, error text) returns text
language sql security definer set search_path = '' as $$
  with failed as (
    update public.sync_jobs j set last_error = left(error, 1000),
      status = case when j.attempts >= 5 then 'error' else 'pending' end,
      finished_at = case when j.attempts >= 5 then now() end
    where j.id = job_id and j.status = 'running' and j.attempts = attempt returning j.*
  ), told as (
    update public.integration_connections c set status = case f.status when 'error' then 'error' else 'pending' end
    from failed f where c.id = f.connection_id and c.status <> 'disabled'
  ) select status from failed
$$;
comment on function private.fail_sync_job is 'Worker: keeps why a run failed. It is tried five times, each from its cursor.';

create function private.prune_sync_jobs() returns bigint
language sql volatile security definer set search_path = '' as $$
  with gone as (delete from public.sync_jobs j where j.finished_at < now() - interval '90 days' returning 1) select count(*) from gone
$$;
comment on function private.prune_sync_jobs is 'Job: forgets runs that ended more than 90 days ago.';

create trigger trg_integration_connections_forget after delete on public.integration_connections
  for each row when (old.vault_secret_id is not null) execute function private.fn_forget_credential();
create trigger trg_integration_connections_touch before update on public.integration_connections
  for each row execute function private.fn_touch_updated_at();
select private.audit_table('public.integration_connections', 'id', 'vault_secret_id');

alter table public.integration_connections enable row level security;
alter table public.integration_connections force row level security;
alter table public.sync_jobs enable row level security;
alter table public.sync_jobs force row level security;
create policy "Integrators see connections" on public.integration_connections for select to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))));
create policy "Integrators make connections" on public.integration_connections for insert to authenticated
  with check (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))));
create policy "Integrators change connections" on public.integration_connections for update to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))))
  with check (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))));
create policy "Integrators delete connections" on public.integration_connections for delete to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))));
create policy "Staff see connections" on public.integration_connections for select to platform_staff using ((select private.is_staff()));
create policy "Integrators see runs" on public.sync_jobs for select to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))));
create policy "Staff see runs" on public.sync_jobs for select to platform_staff using ((select private.is_staff()));

grant select (id, organization_id, workspace_id, store_id, adapter, config, status, last_synced_at, created_at, updated_at), delete
  on public.integration_connections to authenticated;
grant insert (organization_id, workspace_id, store_id, adapter, config), update (config, status) on public.integration_connections to authenticated;
grant select on public.sync_jobs to authenticated;
grant usage on schema vault to lapel_definer;
grant select, delete on vault.secrets to lapel_definer;
grant select on vault.decrypted_secrets to lapel_definer;
do $$
declare
  callable regprocedure;
begin
  -- Reading the view calls the vault's own functions with the reader's rights. Their names differ between vaults.
  for callable in select p.oid from pg_catalog.pg_proc p
    where p.pronamespace = 'vault'::regnamespace and has_function_privilege(p.oid, 'execute with grant option') loop
    execute format('grant execute on function %s to lapel_definer', callable);
  end loop;
end $$;
alter function private.store_integration_credential owner to lapel_definer;
alter function private.get_integration_credential owner to lapel_definer;
alter function private.fn_forget_credential owner to lapel_definer;
alter function public.request_sync owner to lapel_definer;
alter function private.give_up_sync_jobs owner to lapel_definer;
alter function private.claim_sync_job owner to lapel_definer;
alter function private.store_sync_page owner to lapel_definer;
alter function private.fail_sync_job owner to lapel_definer;
alter function private.prune_sync_jobs owner to lapel_definer;
grant execute on function private.store_integration_credential, private.get_integration_credential, private.claim_sync_job,
  private.store_sync_page, private.fail_sync_job, private.prune_sync_jobs to service_role;
grant execute on function public.request_sync to authenticated;
