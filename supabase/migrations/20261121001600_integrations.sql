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
  every_minutes int default 1440 check (every_minutes between 15 and 10080),
  next_sync_at timestamptz default now() + interval '5 minutes',
  resume_from text check (length(resume_from) <= 200),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (workspace_id, store_id, adapter),
  unique (id, workspace_id, organization_id),
  foreign key (store_id, workspace_id, organization_id) references public.stores (id, workspace_id, organization_id) on delete cascade
);
comment on table public.integration_connections is 'How a store''s data is fetched. config holds no secret; the credential is in the vault.';
comment on column public.integration_connections.vault_secret_id is 'Its credential. When the vault has no such secret any more, runs wait for a new one; null is a source that asks for none.';
comment on column public.integration_connections.status is 'How the last whole run ended: success or error, also while the next one is under way. Before that idle, or running.';
comment on column public.integration_connections.every_minutes is 'How often it runs by itself; null is only when somebody asks.';
comment on column public.integration_connections.next_sync_at is 'When it runs by itself next; null also after a failure that a person has to mend. A new one leaves time for its credential.';
comment on column public.integration_connections.resume_from is 'From where on a new run asks, as the last whole run has left it; null is from the beginning.';
create index integration_connections_due_idx on public.integration_connections (next_sync_at) where next_sync_at is not null;
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
  pages int not null default 0,
  attempts int not null default 0,
  failures int not null default 0,
  next_attempt_at timestamptz not null default now(),
  leased_until timestamptz,
  last_error text check (length(last_error) <= 1000),
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (connection_id, workspace_id, organization_id)
    references public.integration_connections (id, workspace_id, organization_id) on delete cascade
);
comment on table public.sync_jobs is 'Runs of a connection. cursor is where the next attempt goes on.';
comment on column public.sync_jobs.attempts is 'How often a worker has taken it; tells the one that has it from those that had it.';
comment on column public.sync_jobs.failures is 'Attempts that failed since the last page was stored. The fifth is the last.';
comment on column public.sync_jobs.leased_until is 'While it runs: when the worker is taken for dead unless it says something before.';
create index sync_jobs_connection_idx on public.sync_jobs (connection_id, created_at desc);
create index sync_jobs_workspace_idx on public.sync_jobs (workspace_id, created_at desc);
create index sync_jobs_organization_idx on public.sync_jobs (organization_id);
create index sync_jobs_running_idx on public.sync_jobs (organization_id) where status = 'running';
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
  if not exists (select from vault.secrets s where s.id = connection.vault_secret_id) then
    secret := vault.create_secret(credential, 'integration:' || connection.id, 'Credential of an integration connection');
    update public.integration_connections c set vault_secret_id = secret, next_sync_at = now() where c.id = connection.id;
    return secret;
  end if;
  perform vault.update_secret(connection.vault_secret_id, credential);
  update public.integration_connections c set next_sync_at = now() where c.id = connection.id;
  return connection.vault_secret_id;
end $$;
comment on function private.store_integration_credential is 'Service role: keeps a connection''s credential in the vault, replacing an earlier one. The connection runs at once.';

create function private.store_integration_credential_as(user_id uuid, connection_id uuid, credential text, ip text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  taken jsonb := private.take_account_rates('credentials', user_id, ip);
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  begin
    perform private.act_as(user_id);
    perform private.store_integration_credential((select c.id from public.integration_connections c
      where c.id = store_integration_credential_as.connection_id
        and c.workspace_id in (select private.workspaces_where_i_can('integrations.manage'))), credential);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('connection_id', connection_id), taken);
end $$;
comment on function private.store_integration_credential_as is 'store_integration_credential for a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates.';

create function private.get_integration_credential(connection_id uuid) returns text
language sql stable security definer set search_path = '' as $$
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
    -- Whoever asks does not want to wait for the next attempt.
    update public.sync_jobs j set next_attempt_at = now() where j.connection_id = connection.id and j.status = 'pending';
    select * into made from public.sync_jobs j where j.connection_id = connection.id and j.status in ('pending', 'running');
  end if;
  return made;
end $$;
comment on function public.request_sync is 'Asks for a run of a connection now; the open run if there is one.';

create function private.schedule_syncs() returns bigint
language sql security definer set search_path = '' as $$
  with due as (
    select c.id, c.organization_id, c.workspace_id from public.integration_connections c
    join public.organizations o on o.id = c.organization_id and o.status = 'active'
    where c.next_sync_at <= now() and c.status <> 'disabled' order by c.next_sync_at limit 1000 for update of c skip locked
  ), planned as (
    update public.integration_connections c set next_sync_at = now() + make_interval(mins => c.every_minutes) from due d where c.id = d.id
  ), made as (
    insert into public.sync_jobs (organization_id, workspace_id, connection_id) select d.organization_id, d.workspace_id, d.id from due d
    on conflict (connection_id) where status in ('pending', 'running') do nothing returning 1
  ) select count(*) from made
$$;
comment on function private.schedule_syncs is 'Job: asks for the runs that are due by their connection''s schedule. Says how many.';

create function private.give_up_sync_jobs() returns void
language sql security definer set search_path = '' as $$
  with owners as (
    select c.id from public.integration_connections c
    where c.id in (select j.connection_id from public.sync_jobs j where j.status = 'running' and j.leased_until < now() and j.failures >= 4)
    for no key update of c skip locked
  ), lost as (
    update public.sync_jobs j set status = 'error', failures = j.failures + 1, finished_at = now(), leased_until = null,
      last_error = 'The worker died in the fifth attempt.'
    from owners o where o.id = j.connection_id and j.status = 'running' and j.leased_until < now() and j.failures >= 4 returning j.connection_id
  )
  update public.integration_connections c set status = 'error' from lost l where c.id = l.connection_id and c.status <> 'disabled'
$$;
comment on function private.give_up_sync_jobs is 'Ends runs that took five workers with them.';

create function private.sync_lease() returns interval
language sql immutable set search_path = '' as $$
  select interval '15 seconds'
$$;
comment on function private.sync_lease is 'How long a worker may be silent about a run before it is taken for dead. It tells every few seconds that it is not.';

create function private.claim_sync_job() returns public.sync_jobs
language plpgsql security definer set search_path = '' as $$
declare
  claimed public.sync_jobs;
begin
  perform private.give_up_sync_jobs();
  update public.sync_jobs j set status = 'running', attempts = j.attempts + 1, started_at = coalesce(j.started_at, now()),
    leased_until = now() + private.sync_lease(), failures = j.failures + (j.status = 'running')::int
  where j.id = (select w.id from public.sync_jobs w
    join public.integration_connections c on c.id = w.connection_id and c.status <> 'disabled'
    join public.organizations o on o.id = w.organization_id and o.status = 'active'
    where (w.status = 'pending' and w.next_attempt_at <= now()) or (w.status = 'running' and w.leased_until < now())
    -- A tenant with many connections lets the others have their turn.
    order by (select count(*) from public.sync_jobs r where r.organization_id = w.organization_id and r.status = 'running'),
      w.next_attempt_at, w.created_at for update of w skip locked limit 1)
  returning j.* into claimed;
  return claimed;
end $$;
comment on function private.claim_sync_job is 'Worker: takes a run that is due, or one whose worker has let its lease pass; null when there is none. Those of a suspended tenant wait.';

create function private.keep_sync_job(job_id uuid, attempt int) returns void
language sql security definer set search_path = '' as $$
  -- The clock, not the transaction's beginning: this may have waited for a page to be stored.
  update public.sync_jobs j set leased_until = greatest(j.leased_until, clock_timestamp() + private.sync_lease())
  where j.id = job_id and j.status = 'running' and j.attempts = attempt
$$;
comment on function private.keep_sync_job is 'Worker: says that it is still working on a run. Changes nothing when the run is not its own any more: then it cannot store a page either.';

create function private.lock_connection(job_id uuid) returns public.integration_connections
language sql volatile set search_path = '' as $$
  select c from public.integration_connections c where c.id = (select j.connection_id from public.sync_jobs j where j.id = job_id) for no key update
$$;
comment on function private.lock_connection is 'Locks the connection of a run. It comes before its run, whoever changes both.';

create function private.sync_source(connection_id uuid) returns table (adapter text, config jsonb, currency text, needs_credential boolean,
  credential text, resume_from text, units jsonb)
language sql stable security definer set search_path = '' as $$
  select c.adapter, c.config, s.currency::text, c.vault_secret_id is not null, private.get_integration_credential(c.id), c.resume_from,
    (select jsonb_object_agg(d.key, d.unit) from public.metric_definitions d)
  from public.integration_connections c join public.stores s on s.id = c.store_id
  where c.id = sync_source.connection_id
$$;
comment on function private.sync_source is 'Worker: what a run of a connection needs to know. One snapshot: a credential never comes with the config of another host. units are those of every metric.';

create function private.sync_delay(failures int) returns interval
language sql immutable set search_path = '' as $$
  select (array['30 seconds', '2 minutes', '10 minutes', '1 hour']::interval[])[least(failures, 4)]
$$;
comment on function private.sync_delay is 'How long a run waits after so many failures in a row.';

create function private.fail_sync_job(job_id uuid, attempt int, error text, retry_after int default null, for_good boolean default false) returns text
language sql security definer set search_path = '' as $$
  select private.lock_connection(job_id);
  with failed as (
    update public.sync_jobs j set last_error = left(error, 1000), failures = j.failures + 1, leased_until = null,
      status = case when for_good or j.failures >= 4 then 'error' else 'pending' end,
      finished_at = case when for_good or j.failures >= 4 then now() end,
      next_attempt_at = now() + greatest(private.sync_delay(j.failures + 1) * (0.8 + random() * 0.4),
        make_interval(secs => least(coalesce(retry_after, 0), 86400)))
    where j.id = job_id and j.status = 'running' and j.attempts = attempt returning j.*
  ), told as (
    update public.integration_connections c set status = case f.status when 'error' then 'error' else c.status end,
      next_sync_at = case when not for_good then c.next_sync_at end
    from failed f where c.id = f.connection_id and c.status <> 'disabled'
  ) select status from failed
$$;
comment on function private.fail_sync_job is 'Worker: keeps why a run failed. It is tried five times without a page in between, each from its cursor, and later than the source asks (retry_after, in seconds). For good: only a person can mend it, so the schedule waits for one.';

create function private.release_sync_job(job_id uuid, attempt int) returns void
language sql security definer set search_path = '' as $$
  update public.sync_jobs j set status = 'pending', next_attempt_at = now(), leased_until = null
  where j.id = job_id and j.status = 'running' and j.attempts = attempt
$$;
comment on function private.release_sync_job is 'Worker: gives a run back that it does not go on with, to let others have their turn or because it stops.';

create function private.origin_of(url text) returns text
language sql immutable set search_path = '' as $$
  select lower(substring(url from '^(https://[A-Za-z0-9.-]+(?::[0-9]+)?)(?:[/?#]|$)'))
$$;
comment on function private.origin_of is 'Scheme, host and port of an address; null when it is written so that readers might differ on its host.';

create function private.leads_elsewhere(before jsonb, after jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select coalesce(before -> 'auth', '"bearer"') is distinct from coalesce(after -> 'auth', '"bearer"')
    or (before -> 'url' is distinct from after -> 'url'
      and (private.origin_of(before ->> 'url') = private.origin_of(after ->> 'url')) is not true)
$$;
comment on function private.leads_elsewhere is 'Whether another config of a connection would send its credential to another host, or in another header.';

create function private.forget_credential_of(connection public.integration_connections) returns boolean
language plpgsql set search_path = '' as $$
declare
  complaint constant text := 'The credential was forgotten, because the connection leads elsewhere: its host or auth changed. Set a new one.';
begin
  delete from vault.secrets s where s.id = connection.vault_secret_id;
  if not found then return false; end if;
  update public.sync_jobs j set status = 'error', last_error = complaint, finished_at = now(), leased_until = null
  where j.connection_id = connection.id and j.status in ('pending', 'running');
  if not found then
    insert into public.sync_jobs (organization_id, workspace_id, connection_id, status, last_error, finished_at)
    values (connection.organization_id, connection.workspace_id, connection.id, 'error', complaint, now());
  end if;
  return true;
end $$;
comment on function private.forget_credential_of is 'Takes a connection''s credential out of the vault and ends its run with the reason. False when there was none.';

create function private.fn_restart_connection() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- Whoever changes the address must not learn the credential from where it leads.
  if private.leads_elsewhere(old.config, new.config) and private.forget_credential_of(old) then
    new.resume_from := null;
    new.next_sync_at := null;
    if new.status <> 'disabled' then new.status := 'error'; end if;
    return new;
  end if;
  if new.config is distinct from old.config then
    new.resume_from := null;
    -- What was fetched with the old config says nothing of where the new one is, and who fetches with it stores nothing more.
    update public.sync_jobs j set status = 'pending', cursor = null, pages = 0, attempts = j.attempts + 1, failures = 0,
      next_attempt_at = now(), leased_until = null
    where j.connection_id = new.id and j.status in ('pending', 'running');
  end if;
  new.next_sync_at := case when new.every_minutes is not null then now() end;
  return new;
end $$;
comment on function private.fn_restart_connection is 'A connection whose config or schedule changes, or that is switched on, runs soon. Another config begins from the start; one that leads elsewhere forgets the credential, and the connection waits for a new one.';

create function private.fn_check_connection() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- One without any config is not set up yet.
  if new.config <> '{}' then
    perform private.refuse_config(private.schema_problems(new.config, private.adapter_schema(new.adapter), null, ''));
    if new.config -> 'metrics' = '{}' then
      perform private.refuse_config(private.config_problem('/metrics', 'too_small', 'At least one is needed.'));
    end if;
  end if;
  return new;
end $$;
comment on function private.fn_check_connection is 'Refuses a config that the adapter''s runs would refuse.';

create function private.prune_sync_jobs() returns bigint
language sql volatile security definer set search_path = '' as $$
  with gone as (delete from public.sync_jobs j where j.finished_at < now() - interval '90 days' returning 1) select count(*) from gone
$$;
comment on function private.prune_sync_jobs is 'Job: forgets runs that ended more than 90 days ago.';

create trigger trg_integration_connections_check before insert or update of config, adapter on public.integration_connections
  for each row execute function private.fn_check_connection();
create trigger trg_integration_connections_forget after delete on public.integration_connections
  for each row when (old.vault_secret_id is not null) execute function private.fn_forget_credential();
create trigger trg_integration_connections_restart before update of config, status, every_minutes on public.integration_connections
  for each row when (new.config is distinct from old.config or new.every_minutes is distinct from old.every_minutes
    or (old.status = 'disabled' and new.status <> 'disabled')) execute function private.fn_restart_connection();
create trigger trg_integration_connections_touch before update on public.integration_connections
  for each row execute function private.fn_touch_updated_at();
-- What people do to a connection, and when it begins or ceases to fail: nothing of each run.
select private.audit_table('public.integration_connections', 'id', 'vault_secret_id', 'last_synced_at', 'next_sync_at', 'resume_from');

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

grant select (id, organization_id, workspace_id, store_id, adapter, config, status, last_synced_at, every_minutes, next_sync_at,
  created_at, updated_at), delete on public.integration_connections to authenticated;
grant insert (organization_id, workspace_id, store_id, adapter, config, every_minutes), update (config, status, every_minutes) on public.integration_connections to authenticated;
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
alter function private.store_integration_credential_as owner to lapel_definer;
alter function private.get_integration_credential owner to lapel_definer;
alter function private.fn_forget_credential owner to lapel_definer;
alter function public.request_sync owner to lapel_definer;
alter function private.give_up_sync_jobs owner to lapel_definer;
alter function private.claim_sync_job owner to lapel_definer;
alter function private.schedule_syncs owner to lapel_definer;
alter function private.keep_sync_job owner to lapel_definer;
alter function private.sync_source owner to lapel_definer;
alter function private.release_sync_job owner to lapel_definer;
alter function private.fn_check_connection owner to lapel_definer;
alter function private.fn_restart_connection owner to lapel_definer;
alter function private.fail_sync_job owner to lapel_definer;
alter function private.prune_sync_jobs owner to lapel_definer;
grant execute on function private.store_integration_credential, private.store_integration_credential_as, private.get_integration_credential, private.claim_sync_job, private.keep_sync_job,
  private.schedule_syncs, private.sync_source, private.fail_sync_job, private.release_sync_job,
  private.prune_sync_jobs to service_role;
grant execute on function private.sync_delay, private.sync_lease, private.lock_connection, private.origin_of, private.leads_elsewhere, private.forget_credential_of to lapel_definer;
grant execute on function public.request_sync to authenticated;
