-- Limits: what a tenant may still do, decided in the transaction of the write.
-- override > agency allocation > workspace plan > organization plan. hard refuses above value + grace, soft only
-- flags. The counter's row lock makes every limit exact; no check counts rows.

create table public.limit_overrides (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  workspace_id uuid,
  limit_type text not null references public.limit_types (key),
  limit_value int not null check (limit_value >= 0),
  enforcement text not null default 'hard' check (enforcement in ('soft', 'hard')),
  grace_amount int not null default 0 check (grace_amount >= 0),
  reason text not null check (length(reason) >= 3),
  granted_by uuid references auth.users (id) on delete set null,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  unique nulls not distinct (organization_id, workspace_id, limit_type),
  check (limit_value::bigint + grace_amount <= 2147483647),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.limit_overrides is 'A limit granted to one tenant or one of its workspaces, until it expires.';
create index limit_overrides_type_idx on public.limit_overrides (limit_type);
create index limit_overrides_workspace_idx on public.limit_overrides (workspace_id, organization_id, limit_type);
create index limit_overrides_granted_by_idx on public.limit_overrides (granted_by);

-- In PL/pgSQL, which keeps plans for the session: these run with every write that counts, and SQL functions plan each time.

-- Which limit holds ---------------------------------------------------------------------------------------------------

create type private.effective_limit as (scope_id uuid, organization_id uuid, limit_value int, ceiling int, source text);
comment on type private.effective_limit is 'A limit that holds: where use is counted, the value, what a write may reach (null: any), and where it comes from.';

create function private.organization_limit(organization_id uuid, limit_type text) returns private.effective_limit
language plpgsql stable security definer set search_path = '' as $$
declare
  bound private.effective_limit;
begin
  select o.id, o.id, coalesce(v.limit_value, l.limit_value),
    case when o.plan_status = 'upgrading' then null
      when v.id is not null then case v.enforcement when 'hard' then v.limit_value + v.grace_amount end
      when l.enforcement = 'hard' then l.limit_value + l.grace_amount end,
    case when v.id is not null then 'override' when l.plan_id is not null then 'plan' else 'unlimited' end
  into bound
  from public.organizations o
  left join public.limit_overrides v on v.organization_id = o.id and v.workspace_id is null
    and v.limit_type = organization_limit.limit_type and (v.expires_at is null or v.expires_at > now())
  left join public.plan_limits l on l.plan_id = o.plan_id and l.limit_type = organization_limit.limit_type
  where o.id = organization_limit.organization_id;
  return bound;
end $$;
comment on function private.organization_limit is 'The limit of an organization: its override, else its plan''s.';

create function private.workspace_limit(workspace_id uuid, limit_type text) returns private.effective_limit
language plpgsql stable security definer set search_path = '' as $$
declare
  bound private.effective_limit;
begin
  -- No scope when nothing is set for the workspace itself: then the organization's limit holds.
  select case when v.id is not null or a.workspace_id is not null or l.plan_id is not null then w.id end, w.organization_id,
    case when v.id is not null then v.limit_value when a.workspace_id is not null then (a.limits ->> workspace_limit.limit_type)::int
      else l.limit_value end,
    case when o.plan_status = 'upgrading' then null
      when v.id is not null then case v.enforcement when 'hard' then v.limit_value + v.grace_amount end
      when a.workspace_id is not null then (a.limits ->> workspace_limit.limit_type)::int
      when l.enforcement = 'hard' then l.limit_value + l.grace_amount end,
    case when v.id is not null then 'override' when a.workspace_id is not null then 'allocation'
      when l.plan_id is not null then 'workspace plan' end
  into bound
  from public.workspaces w
  join public.organizations o on o.id = w.organization_id
  left join public.limit_overrides v on v.organization_id = w.organization_id and v.workspace_id = w.id
    and v.limit_type = workspace_limit.limit_type and (v.expires_at is null or v.expires_at > now())
  left join public.workspace_allocations a on a.workspace_id = w.id and a.limits ? workspace_limit.limit_type
  left join public.plan_limits l on l.plan_id = w.plan_id and l.limit_type = workspace_limit.limit_type
  where w.id = workspace_limit.workspace_id;
  return bound;
end $$;
comment on function private.workspace_limit is 'The limit set for a workspace itself: override, allocation or own plan; without a scope when none is.';

create function private.effective_limit(workspace_id uuid, limit_type text) returns private.effective_limit
language plpgsql stable security definer set search_path = '' as $$
declare
  own private.effective_limit := private.workspace_limit(workspace_id, limit_type);
begin
  if own.scope_id is not null then return own; end if;
  return private.organization_limit(own.organization_id, limit_type);
end $$;
comment on function private.effective_limit(uuid, text) is 'The limit that holds for a workspace: override > allocation > workspace plan > organization.';

-- Taking and giving back ----------------------------------------------------------------------------------------------

create function private.limit_period(limit_type text) returns date
language plpgsql stable set search_path = '' as $$
begin
  return case when limit_type in ('submissions_month', 'leads_month', 'metric_events_month')
    then date_trunc('month', now() at time zone 'UTC')::date else date '0001-01-01' end;
end $$;
comment on function private.limit_period is 'The period in which a limit counts now: this month, or ever for what exists.';

create function private.record_limit_hits(bound private.effective_limit, limit_type text, period date, kind text, times int)
returns void language plpgsql security definer set search_path = '' as $$
declare
  once text;
begin
  if times < 1 then return; end if;
  insert into public.limit_hits as h (scope_id, organization_id, limit_type, period, kind, hits)
  values (bound.scope_id, bound.organization_id, record_limit_hits.limit_type, record_limit_hits.period, record_limit_hits.kind, times)
  on conflict on constraint limit_hits_pkey do update set hits = h.hits + times, last_at = now();
  once := concat_ws(':', 'limit', bound.scope_id, record_limit_hits.limit_type, record_limit_hits.period);
  if kind = 'flagged' and not exists (select from public.events e where e.idempotency_hash = once) then
    -- Events belong to a workspace: an organization's go to its first. One whose own limits are being changed is passed by,
    -- because who changes them waits for the audit chain or a counter held here; with none left the next hit raises it.
    insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload, idempotency_hash)
    select w.organization_id, w.id, 'limit', bound.scope_id, 'limit.exceeded',
      jsonb_build_object('limit_type', record_limit_hits.limit_type, 'limit_value', bound.limit_value),
      once
    from public.workspaces w where w.organization_id = bound.organization_id
    order by w.id <> bound.scope_id, w.created_at, w.id limit 1 for key share skip locked
    on conflict (idempotency_hash) where idempotency_hash is not null do nothing;
  end if;
end $$;
comment on function private.record_limit_hits is 'Counts runs into a limit. Going above the value also raises an event, once per period.';

create function private.take_limit(bound private.effective_limit, limit_type text, wanted int default 1) returns int
language plpgsql security definer set search_path = '' as $$
declare
  this_period date := private.limit_period(take_limit.limit_type);
  given int := wanted;
  now_used int;
begin
  if bound.scope_id is null then raise no_data_found using message = 'no such tenant'; end if;
  update public.usage_counters c set used = c.used + wanted
  where c.scope_id = bound.scope_id and c.limit_type = take_limit.limit_type and c.period = this_period
    and (bound.ceiling is null or c.used + wanted <= bound.ceiling)
  returning c.used into now_used;
  if now_used is null then
    -- The first of its period, or not enough room for all.
    insert into public.usage_counters (scope_id, organization_id, limit_type, period)
    values (bound.scope_id, bound.organization_id, take_limit.limit_type, this_period) on conflict do nothing;
    select case when bound.ceiling is null then wanted else least(wanted, greatest(0, bound.ceiling - c.used)) end into strict given from public.usage_counters c
    where c.scope_id = bound.scope_id and c.limit_type = take_limit.limit_type and c.period = this_period for update;
    update public.usage_counters c set used = c.used + given
    where c.scope_id = bound.scope_id and c.limit_type = take_limit.limit_type and c.period = this_period
    returning c.used into now_used;
  end if;
  if now_used >= bound.limit_value or given < wanted then
    perform private.record_limit_hits(bound, take_limit.limit_type, this_period, 'reached', (now_used - given < bound.limit_value and now_used >= bound.limit_value)::int);
    perform private.record_limit_hits(bound, take_limit.limit_type, this_period, 'flagged', now_used - greatest(bound.limit_value, now_used - given));
    perform private.record_limit_hits(bound, take_limit.limit_type, this_period, 'refused', wanted - given);
  end if;
  return given;
end $$;
comment on function private.take_limit is 'Takes up to an amount from a limit under the counter''s row lock, and says how much it took.';

create function private.fn_count_limit() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- Arguments: the limit type, then the column and its values (joined by comma) that make a row count; without them every row counts.
  limit_type text := tg_argv[0];
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  counted boolean := old_row is not null and (tg_nargs = 1 or old_row ->> tg_argv[1] = any (string_to_array(tg_argv[2], ',')));
  counts boolean := new_row is not null and (tg_nargs = 1 or new_row ->> tg_argv[1] = any (string_to_array(tg_argv[2], ',')));
  was_in private.effective_limit;
  is_in private.effective_limit;
begin
  if counted then was_in := private.limit_of_row(old_row, limit_type); end if;
  if counts then is_in := private.limit_of_row(new_row, limit_type); end if;
  if was_in.scope_id = is_in.scope_id then return null; end if;
  if counted and counts then
    -- Two rows that change places would each hold what the other one needs.
    perform from public.usage_counters c where c.scope_id in (was_in.scope_id, is_in.scope_id) and c.limit_type = tg_argv[0]
      and c.period = private.limit_period(tg_argv[0]) order by c.scope_id for update;
  end if;
  if counted then perform private.give_back(was_in, limit_type); end if;
  if counts and private.take_limit(is_in, limit_type) = 0 then perform private.refuse_limit(limit_type); end if;
  return null;
end $$;
comment on function private.fn_count_limit is 'Counts rows against a limit as they come, go, change state or move.';

create function private.limit_of_row(of_row jsonb, limit_type text) returns private.effective_limit
language plpgsql stable security definer set search_path = '' as $$
declare
  home uuid := (of_row ->> 'workspace_id')::uuid;
  bound private.effective_limit;
begin
  if home is not null then bound := private.workspace_limit(home, limit_type); end if;
  if bound.scope_id is not null then return bound; end if;
  bound := private.organization_limit((of_row ->> 'organization_id')::uuid, limit_type);
  -- With a workspace goes what was set for it: its own counter still says that its rows were counted there.
  if home is not null and not exists (select from public.workspaces w where w.id = home) and exists (
    select from public.usage_counters c where c.scope_id = home and c.limit_type = limit_of_row.limit_type
      and c.period = private.limit_period(limit_of_row.limit_type) and c.used > 0) then
    bound.scope_id := home;
  end if;
  return bound;
end $$;
comment on function private.limit_of_row is 'The limit that a row counts against.';

create function private.give_back(bound private.effective_limit, limit_type text, places int default 1) returns void
language plpgsql security definer set search_path = '' as $$
begin
  update public.usage_counters c set used = greatest(c.used - places, 0)
  where c.scope_id = bound.scope_id and c.limit_type = give_back.limit_type and c.period = private.limit_period(give_back.limit_type);
end $$;
comment on function private.give_back is 'Frees places under a limit. Does nothing when the tenant itself is going.';

create function private.refuse_limit(limit_type text) returns void
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = 'PT402', detail = 'PLAN_LIMIT_REACHED', hint = limit_type,
    message = format('Max %s reached - upgrade your plan.', replace(limit_type, '_', ' '));
end $$;
comment on function private.refuse_limit is 'Refuses a write over a hard limit, in the words customers know: Max users reached - upgrade your plan.';

create trigger trg_organization_members_enforce_max_users after insert or delete or update of status, organization_id
  on public.organization_members for each row execute function private.fn_count_limit('users', 'status', 'active');
create trigger trg_workspaces_enforce_max_workspaces after insert or delete or update of organization_id, status
  on public.workspaces for each row execute function private.fn_count_limit('workspaces', 'status', 'active');

-- Granting ------------------------------------------------------------------------------------------------------------

create function public.set_limit_override(organization_id uuid, limit_type text, limit_value int, reason text,
  expires_at timestamptz default null, workspace_id uuid default null, enforcement text default 'hard', grace_amount int default 0)
returns public.limit_overrides language plpgsql security definer set search_path = '' as $$
declare
  saved public.limit_overrides;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if set_limit_override.expires_at <= now() then
    perform private.fail('VALIDATION_FAILED', 'An override must end in the future.');
  elsif not exists (select from public.limit_types t where t.key = set_limit_override.limit_type) then
    perform private.fail('VALIDATION_FAILED', 'No such limit type.');
  end if;
  insert into public.limit_overrides as v (organization_id, workspace_id, limit_type, limit_value, enforcement, grace_amount,
    reason, granted_by, expires_at)
  values (set_limit_override.organization_id, set_limit_override.workspace_id, set_limit_override.limit_type,
    set_limit_override.limit_value, set_limit_override.enforcement, set_limit_override.grace_amount,
    current_setting('lapel.reason'), auth.uid(), set_limit_override.expires_at)
  on conflict on constraint limit_overrides_organization_id_workspace_id_limit_type_key do update
    set limit_value = excluded.limit_value, enforcement = excluded.enforcement, grace_amount = excluded.grace_amount,
      reason = excluded.reason, granted_by = excluded.granted_by, expires_at = excluded.expires_at
  returning v.* into saved;
  return saved;
exception
  when foreign_key_violation then
    perform private.fail('NOT_FOUND', 'No such organization or workspace.');
    return null;
  when check_violation or not_null_violation then
    perform private.fail('VALIDATION_FAILED', 'The limit type, value, enforcement or grace amount is not allowed.');
    return null;
end $$;
comment on function public.set_limit_override is 'Staff admin: grants one tenant, or one of its workspaces, a limit of its own. The reason goes to the audit log.';

create function public.remove_limit_override(override_id uuid, reason text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  delete from public.limit_overrides v where v.id = override_id;
  if not found then perform private.fail('NOT_FOUND', 'No such override.'); end if;
end $$;
comment on function public.remove_limit_override is 'Staff admin: takes an override back. The reason goes to the audit log.';

select private.audit_table('public.limit_overrides');

alter table public.limit_overrides enable row level security;
alter table public.limit_overrides force row level security;
create policy "Members see their overrides" on public.limit_overrides for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids())));
create policy "Staff see overrides" on public.limit_overrides for select to platform_staff using ((select private.is_staff()));

grant select on public.limit_overrides to authenticated;
alter function private.organization_limit owner to lapel_definer;
alter function private.workspace_limit owner to lapel_definer;
alter function private.effective_limit(uuid, text) owner to lapel_definer;
alter function private.record_limit_hits owner to lapel_definer;
alter function private.take_limit owner to lapel_definer;
alter function private.give_back owner to lapel_definer;
alter function private.limit_of_row owner to lapel_definer;
alter function private.fn_count_limit owner to lapel_definer;
alter function public.set_limit_override owner to lapel_definer;
alter function public.remove_limit_override owner to lapel_definer;
grant execute on function private.limit_period, private.refuse_limit to lapel_definer;
grant execute on function public.set_limit_override, public.remove_limit_override to platform_staff;
