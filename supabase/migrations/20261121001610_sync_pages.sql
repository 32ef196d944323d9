-- Pages: what a run of a connection stores, and what that counts against the plan.
-- A page, the cursor behind it and its use are one transaction. Only what is new counts: a repeated page costs nothing.

create function private.measured(measurements jsonb, store public.stores) returns setof public.metric_events
language sql stable set search_path = '' as $$
  select distinct on (m.metric_key, m.source_id, m.recorded_at) gen_random_uuid(), m.recorded_at, store.organization_id, store.workspace_id,
    store.id, m.metric_key, m.value, m.currency, m.source_id, coalesce(m.dimensions, '{}')
  from rows from (jsonb_to_recordset(measurements) as (recorded_at timestamptz, metric_key text, value numeric, currency char(3),
    source_id text, dimensions jsonb)) with ordinality as m(recorded_at, metric_key, value, currency, source_id, dimensions, position)
  -- What is not kept is not stored; nor is what has not happened yet, by more than clocks differ.
  where m.recorded_at < now() + interval '1 day' and m.recorded_at >= now() - make_interval(months => (
    select t.retain_months from private.partitioned_tables t where t.parent = 'public.metric_events'::regclass))
  -- A page may name a measurement twice: its last word counts.
  order by m.metric_key, m.source_id, m.recorded_at, m.position desc
$$;
comment on function private.measured is 'The measurements of a page as they are kept. A time without a zone is the session''s.';

create function private.unknown_measurements(page public.metric_events[]) returns int
language sql stable set search_path = '' as $$
  select count(*)::int from unnest(page) m where not exists (select from public.metric_events e
    where e.store_id = m.store_id and e.metric_key = m.metric_key and e.source_id = m.source_id and e.recorded_at = m.recorded_at)
$$;
comment on function private.unknown_measurements is 'How many of a page''s measurements are not stored yet.';

create function private.store_measurements(page public.metric_events[], new_ones int) returns int
language plpgsql set search_path = '' as $$
declare
  stored int;
begin
  insert into public.metric_events
  select (k.m).* from (
    select m, e.id is not null as known, row_number() over (partition by e.id is not null order by m.recorded_at, m.metric_key, m.source_id) as place
    from unnest(page) m left join public.metric_events e
      on e.store_id = m.store_id and e.metric_key = m.metric_key and e.source_id = m.source_id and e.recorded_at = m.recorded_at
  ) k where k.known or k.place <= new_ones
  on conflict (store_id, metric_key, source_id, recorded_at)
    do update set value = excluded.value, currency = excluded.currency, dimensions = excluded.dimensions;
  get diagnostics stored = row_count;
  return stored;
end $$;
comment on function private.store_measurements is 'Stores what is known with its new values, and of what is new so many, the oldest first.';

create function private.take_measurements(store public.stores, wanted int) returns int
language plpgsql set search_path = '' as $$
declare
  given int;
begin
  if wanted = 0 then return 0; end if;
  -- In everyone's order: the workspace, whose limits are not to change meanwhile, the audit chain, the counter.
  perform from public.workspaces w where w.id = store.workspace_id for key share;
  perform private.hold_audit_chain(store.organization_id);
  given := private.take_limit(private.effective_limit(store.workspace_id, 'metric_events_month'), 'metric_events_month', wanted);
  if given > 0 then
    insert into public.usage_events (organization_id, workspace_id, event_type, quantity)
    values (store.organization_id, store.workspace_id, 'metric_event', given);
  end if;
  return given;
end $$;
comment on function private.take_measurements is 'Takes up to so many new measurements from the plan''s limit, and says how many it took.';

create function private.store_of_run(job_id uuid) returns public.stores
language sql volatile set search_path = '' as $$
  select s from public.stores s where s.id = (select c.store_id from public.integration_connections c
    join public.sync_jobs j on j.connection_id = c.id where j.id = job_id) for no key update
$$;
comment on function private.store_of_run is 'Locks the store of a run, so that of two connections of a store each counts what is new. It comes before its connections, as with who deletes it.';

create function private.store_sync_page(job_id uuid, attempt int, measurements jsonb, next_cursor text, resume_from text default null) returns int
language plpgsql security definer set search_path = '' as $$
declare
  job public.sync_jobs;
  store public.stores := private.store_of_run(job_id);
  page public.metric_events[];
  wanted int;
  given int;
  stored int;
begin
  perform private.lock_connection(job_id);
  select * into job from public.sync_jobs j where j.id = job_id for update;
  -- A worker that was taken for dead writes nothing any more.
  if job.status is distinct from 'running' or job.attempts <> attempt then
    perform private.fail('CONFLICT', 'This run belongs to another worker now.');
  end if;
  -- A time without a zone is the store's.
  perform set_config('timezone', store.timezone, true);
  page := array(select m from private.measured(measurements, store) m);
  wanted := private.unknown_measurements(page);
  given := private.take_measurements(store, wanted);
  stored := private.store_measurements(page, given);
  if given < wanted then
    perform private.stop_sync_job(job, stored, 'Max metric events month reached - upgrade your plan.');
    return null;
  end if;
  update public.sync_jobs j set cursor = next_cursor, rows_stored = j.rows_stored + stored, pages = j.pages + 1, failures = 0, last_error = null,
    status = case when next_cursor is null then 'success' else 'running' end,
    leased_until = case when next_cursor is not null then clock_timestamp() + private.sync_lease() end,
    finished_at = case when next_cursor is null then now() end
  where j.id = job.id;
  update public.integration_connections c set
    status = case when next_cursor is null then 'success' when c.status in ('success', 'error') then c.status else 'running' end,
    last_synced_at = case when next_cursor is null then now() else c.last_synced_at end,
    -- After a failure for good the schedule waits: a run that somebody asked for and that succeeds resumes it.
    next_sync_at = case when next_cursor is null then coalesce(c.next_sync_at, now() + make_interval(mins => c.every_minutes)) else c.next_sync_at end,
    resume_from = coalesce(store_sync_page.resume_from, c.resume_from)
  where c.id = job.connection_id and c.status <> 'disabled';
  return stored;
end $$;
comment on function private.store_sync_page is 'Worker: stores one page of measurements and the cursor behind it in one transaction. A null cursor ends the run, and resume_from is where the next one begins. Null when the plan had not room for all that is new: what fitted is stored, and the run is over.';

create function private.stop_sync_job(job public.sync_jobs, stored int, reason text) returns void
language sql volatile set search_path = '' as $$
  update public.sync_jobs j set status = 'error', last_error = reason, rows_stored = j.rows_stored + stored, leased_until = null, finished_at = now()
  where j.id = job.id;
  update public.integration_connections c set status = 'error' where c.id = job.connection_id and c.status <> 'disabled';
$$;
comment on function private.stop_sync_job is 'Ends a run whose next attempt would end the same. The schedule makes the next one.';

alter function private.store_sync_page owner to lapel_definer;
grant execute on function private.measured, private.unknown_measurements, private.store_measurements, private.take_measurements,
  private.store_of_run, private.stop_sync_job to lapel_definer;
grant execute on function private.store_sync_page to service_role;
