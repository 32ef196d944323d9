-- Counting: what the counters of limits must be, and how they come back to it.
-- Rows and counters move in one transaction, so that a snapshot which shows a difference shows a true one. Recounting adds
-- differences while others write. Use moves between a workspace's scope and its organization's as limits come and go.

create table private.counted_tables (
  limit_type text primary key references public.limit_types (key),
  query text not null
);
comment on table private.counted_tables is 'How to count from scratch what a limit counts: a query of (workspace_id or null, used) for one organization ($1).';
insert into private.counted_tables (limit_type, query) values
  ('users', $$select null::uuid, count(*) from public.organization_members where organization_id = $1 and status = 'active'
    union all
    select g.workspace_id, count(*) from public.workspace_members g where g.organization_id = $1 and g.status = 'active'
    and not exists (select from public.organization_members m where m.organization_id = $1 and m.user_id = g.user_id
    and m.status = 'active') group by 1$$),
  ('workspaces', $$select null::uuid, count(*) from public.workspaces where organization_id = $1 and status = 'active'$$),
  ('submissions_month', $$select workspace_id, sum(quantity) from public.usage_events where organization_id = $1
    and event_type = 'submission' and created_at >= date_trunc('month', now(), 'UTC') group by 1$$),
  ('leads_month', $$select null::uuid, sum(quantity) from public.usage_events where organization_id = $1
    and event_type = 'lead' and created_at >= date_trunc('month', now(), 'UTC')$$),
  ('metric_events_month', $$select workspace_id, sum(quantity) from public.usage_events where organization_id = $1
    and event_type = 'metric_event' and created_at >= date_trunc('month', now(), 'UTC') group by 1$$);

create function private.usage_differences(organization_id uuid, counted private.counted_tables)
returns table (scope_id uuid, period date, difference int)
language plpgsql security definer set search_path = '' as $$
begin
  for scope_id, period, difference in execute format($q$
    with truth as (
      select (private.limit_of_row(jsonb_build_object('organization_id', $1, 'workspace_id', t.workspace_id), $2)).scope_id,
        sum(t.used)::int as used
      from (%s) as t(workspace_id, used) group by 1
    ), counters as (
      select c.scope_id, c.used from public.usage_counters c where c.organization_id = $1 and c.limit_type = $2 and c.period = $3
    )
    select scope_id, $3, coalesce(t.used, 0) - coalesce(c.used, 0)
    from (select * from truth where scope_id is not null) t full join counters c using (scope_id)
    where coalesce(t.used, 0) <> coalesce(c.used, 0) order by 1
  $q$, counted.query) using organization_id, counted.limit_type, private.limit_period(counted.limit_type) loop
    return next;
  end loop;
end $$;
comment on function private.usage_differences is 'What the counters of one limit lack or have too much, as one snapshot of rows and counters shows it.';

create function private.repair_usage(organization_id uuid, only_types text[] default null)
returns table (limit_type text, scope_id uuid, period date, difference int)
language plpgsql security definer set search_path = '' as $$
declare
  counted private.counted_tables;
begin
  -- One at a time, or two would both make up for the same difference; and before any counter, as everyone takes them.
  perform private.hold_audit_chain(repair_usage.organization_id);
  if not exists (select from public.organizations o where o.id = repair_usage.organization_id) then return; end if;
  for counted in select * from private.counted_tables t where only_types is null or t.limit_type = any (only_types) order by 1 loop
    limit_type := counted.limit_type;
    for scope_id, period, difference in
      select d.scope_id, d.period, d.difference from private.usage_differences(repair_usage.organization_id, counted) d
    loop
      -- The difference is added, not the truth set: whoever writes meanwhile moves rows and counter alike.
      insert into public.usage_counters as c (scope_id, organization_id, limit_type, period, used)
      values (repair_usage.scope_id, repair_usage.organization_id, repair_usage.limit_type, repair_usage.period, greatest(repair_usage.difference, 0))
      on conflict on constraint usage_counters_pkey do update set used = greatest(c.used + repair_usage.difference, 0);
      return next;
    end loop;
  end loop;
end $$;
comment on function private.repair_usage is 'Makes an organization''s counters equal to the record, while others write; gives each one that differed.';

create function private.reconcile_usage(organization_id uuid, only_types text[] default null) returns int
language sql volatile security definer set search_path = '' as $$
  select count(*)::int from private.repair_usage(organization_id, only_types)
$$;
comment on function private.reconcile_usage is 'Makes an organization''s counters equal to the record; says how many differed.';

create function private.organizations_to_reconcile() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select o.id from public.organizations o order by o.id
$$;
comment on function private.organizations_to_reconcile is 'Whose counters the worker proves, each in a transaction of its own.';

create function private.reconcile_tenant(organization_id uuid) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  repaired jsonb;
  entry public.audit_logs;
begin
  -- Usually nothing differs: then nobody has to wait for the counting.
  if not exists (select from private.counted_tables t, private.usage_differences(reconcile_tenant.organization_id, t)) then return jsonb '[]'; end if;
  select coalesce(jsonb_agg(to_jsonb(r) order by r.limit_type, r.scope_id), '[]') into repaired
  from private.repair_usage(reconcile_tenant.organization_id) r;
  if repaired <> '[]' then
    entry.organization_id := reconcile_tenant.organization_id;
    entry.actor_role := 'job';
    entry.action := 'update';
    entry.entity := 'usage_counters';
    entry.entity_id := reconcile_tenant.organization_id;
    entry.after := jsonb_build_object('repaired', repaired);
    entry.reason := 'Counters reconciled with the record';
    perform private.append_audit(entry);
  end if;
  return repaired;
end $$;
comment on function private.reconcile_tenant is 'Job: proves one tenant''s counters against the record. A repair leaves an audit entry that says what differed.';

create function private.fn_hold_workspace() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  -- Before the audit's lock and the key's weaker one, which writers take in the other order. Waits for whoever is writing
  -- into the workspace: they still count where it counted until now.
  perform from public.workspaces w where w.id = (changed ->> tg_argv[0])::uuid for update;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
comment on function private.fn_hold_workspace is 'Keeps writers out of a workspace whose own limits change, until its use has moved.';

create function private.fn_recount_after_scope_change() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- Argument: the column that names the workspace whose own limit came, went or changed.
  changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
  -- Not found: the change is the organization's, which moves nothing, or the workspace itself is going.
  if exists (select from public.workspaces w where w.id = (changed ->> tg_argv[0])::uuid) then
    perform private.reconcile_usage((changed ->> 'organization_id')::uuid);
  end if;
  return null;
end $$;
comment on function private.fn_recount_after_scope_change is 'Moves use between scopes when a workspace gains or loses a limit of its own.';

create function private.fn_hold_workspaces_of_plan() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changed public.plan_limits := case when tg_op = 'DELETE' then old else new end;
  home record;
begin
  -- A new value of a limit moves nothing: its insert ends as an update.
  if tg_op = 'INSERT' and exists (select from public.plan_limits l where l.plan_id = changed.plan_id and l.limit_type = changed.limit_type) then
    return changed;
  end if;
  -- Before the platform's audit chain, and all of them before the first tenant's.
  perform from public.workspaces w where w.plan_id = changed.plan_id order by w.id for update;
  for home in select distinct w.organization_id from public.workspaces w where w.plan_id = changed.plan_id order by 1 loop
    perform private.hold_audit_chain(home.organization_id);
  end loop;
  return changed;
end $$;
comment on function private.fn_hold_workspaces_of_plan is 'Keeps writers out of the workspaces whose own plan starts or stops to limit something.';

create function private.fn_recount_workspaces_of_plan() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changed public.plan_limits := case when tg_op = 'DELETE' then old else new end;
  home record;
begin
  for home in select w.organization_id from public.workspaces w where w.plan_id = changed.plan_id order by w.id loop
    perform private.reconcile_usage(home.organization_id, array[changed.limit_type]);
  end loop;
  return null;
end $$;
comment on function private.fn_recount_workspaces_of_plan is 'Moves use when a plan that workspaces have of their own starts or stops to limit something.';

create function private.expire_limit_overrides() returns bigint
language sql security definer set search_path = '' as $$
  with gone as (delete from public.limit_overrides where expires_at <= now() returning 1) select count(*) from gone
$$;
comment on function private.expire_limit_overrides is 'Job: removes overrides that are over, which moves what their workspaces use back to the organization.';

create function private.fn_count_guest() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  guest public.workspace_members := case when tg_op = 'DELETE' then old else new end;
  counted boolean := tg_op <> 'INSERT' and old.status = 'active';
  counts boolean := tg_op <> 'DELETE' and new.status = 'active';
begin
  if counted = counts or exists (select from public.organization_members m where m.organization_id = guest.organization_id
    and m.user_id = guest.user_id and m.status = 'active') then
    return null;
  elsif counted then
    perform private.give_back(private.limit_of_row(to_jsonb(guest), 'users'), 'users');
  elsif private.take_limit(private.limit_of_row(to_jsonb(guest), 'users'), 'users') = 0 then
    perform private.refuse_limit('users');
  end if;
  return null;
end $$;
comment on function private.fn_count_guest is 'Counts who belongs to a single workspace as a user of it. Members of the organization are counted there already.';

create function private.fn_recount_guest() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  member public.organization_members := case when tg_op = 'DELETE' then old else new end;
begin
  if exists (select from public.workspace_members g where g.organization_id = member.organization_id
    and g.user_id = member.user_id and g.status = 'active') then
    perform private.reconcile_usage(member.organization_id, '{users}');
  end if;
  return null;
end $$;
comment on function private.fn_recount_guest is 'Counts a person once who is in a workspace and becomes, or stops being, a member of its organization.';

create trigger trg_organization_members_recount_guest after insert or delete or update of status, organization_id
  on public.organization_members for each row execute function private.fn_recount_guest();
create trigger trg_workspace_members_enforce_max_users after insert or delete or update of status
  on public.workspace_members for each row execute function private.fn_count_guest();
create trigger trg_limit_overrides_hold before insert or update or delete on public.limit_overrides
  for each row execute function private.fn_hold_workspace('workspace_id');
create trigger trg_workspaces_hold before update of plan_id, parent_workspace_id on public.workspaces
  for each row when (old.plan_id is distinct from new.plan_id or old.parent_workspace_id is distinct from new.parent_workspace_id) execute function private.fn_hold_workspace('id');
create trigger trg_workspace_allocations_hold before insert or update or delete on public.workspace_allocations
  for each row execute function private.fn_hold_workspace('workspace_id');
create trigger trg_limit_overrides_recount after insert or update or delete on public.limit_overrides
  for each row execute function private.fn_recount_after_scope_change('workspace_id');
create trigger trg_workspaces_recount after update of plan_id on public.workspaces
  for each row when (old.plan_id is distinct from new.plan_id) execute function private.fn_recount_after_scope_change('id');
create trigger trg_workspace_allocations_recount after insert or update or delete on public.workspace_allocations
  for each row execute function private.fn_recount_after_scope_change('workspace_id');
create trigger trg_plan_limits_hold before insert or delete on public.plan_limits
  for each row execute function private.fn_hold_workspaces_of_plan();
create trigger trg_plan_limits_recount after insert or delete on public.plan_limits
  for each row execute function private.fn_recount_workspaces_of_plan();

alter table private.counted_tables enable row level security;
alter function private.usage_differences owner to lapel_definer;
alter function private.repair_usage owner to lapel_definer;
alter function private.reconcile_usage owner to lapel_definer;
alter function private.organizations_to_reconcile owner to lapel_definer;
alter function private.reconcile_tenant owner to lapel_definer;
alter function private.fn_hold_workspace owner to lapel_definer;
alter function private.fn_recount_after_scope_change owner to lapel_definer;
alter function private.fn_hold_workspaces_of_plan owner to lapel_definer;
alter function private.fn_recount_workspaces_of_plan owner to lapel_definer;
alter function private.expire_limit_overrides owner to lapel_definer;
alter function private.fn_count_guest owner to lapel_definer;
alter function private.fn_recount_guest owner to lapel_definer;
grant execute on function private.reconcile_usage, private.organizations_to_reconcile, private.reconcile_tenant,
  private.expire_limit_overrides to service_role;
