-- Console: what its pages read beyond the tables themselves.
-- Every view and function runs with the rights of the person who asks, so row level security decides what counts:
-- staff see all tenants, members see their own.

create view public.organization_usage with (security_invoker = true) as
  select o.id as organization_id, t.key as limit_type, coalesce(c.used, 0)::bigint as used,
    case when v.id is not null then v.limit_value else l.limit_value end as limit_value,
    case when v.id is not null then v.enforcement else l.enforcement end as enforcement,
    case when v.id is not null then v.grace_amount else l.grace_amount end as grace_amount,
    v.id is not null as overridden
  from public.organizations o
  cross join public.limit_types t
  left join public.usage_counters c on c.scope_id = o.id and c.limit_type = t.key and c.period = case
    when t.key in ('submissions_month', 'leads_month', 'metric_events_month') then date_trunc('month', now() at time zone 'UTC')::date else date '0001-01-01' end
  left join public.limit_overrides v on v.organization_id = o.id and v.workspace_id is null and v.limit_type = t.key
    and (v.expires_at is null or v.expires_at > now())
  left join public.plan_limits l on l.plan_id = o.plan_id and l.limit_type = t.key
  -- What is measured otherwise has no counter.
  where t.key not in ('storage_mb', 'api_requests_minute');
comment on view public.organization_usage is 'What an organization uses now, as its limits count it, beside what its override or its plan allows; no limit_value is unlimited. What workspaces use under limits of their own is not in it.';

create view public.plan_summaries with (security_invoker = true) as
  select p.plan_id, p.name, p.price, p.currency, p."interval", p.max_users, p.max_sites, p.sort, p.public, p.archived, p.created_at,
    (select count(*) from public.organizations o where o.plan_id = p.plan_id) as organizations
  from public.plans p;
comment on view public.plan_summaries is 'Plans with how many organizations have them.';

create view public.members with (security_invoker = true) as
  select m.id, 'organization' as scope, m.organization_id, null::uuid as workspace_id, m.user_id, p.name, p.email, m.role,
    m.status, m.accepted_at, m.created_at
  from public.organization_members m left join public.profiles p on p.user_id = m.user_id
  union all
  select m.id, 'workspace', m.organization_id, m.workspace_id, m.user_id, p.name, p.email, m.role,
    m.status, m.accepted_at, m.created_at
  from public.workspace_members m left join public.profiles p on p.user_id = m.user_id;
comment on view public.members is 'People in organizations and in single workspaces, with the name and address on their profile.';

create view public.audit_entries with (security_invoker = true) as
  select a.id, a.created_at, a.organization_id, a.workspace_id, a.actor_id, a.actor_role, a.on_behalf_of, a.action, a.entity,
    a.entity_id, a.before, a.after, a.reason, a.request_id, host(a.ip) as ip, a.seq, encode(a.prev_hash, 'hex') as prev_hash,
    encode(a.hash, 'hex') as hash
  from public.audit_logs a;
comment on view public.audit_entries is 'The audit log with its hashes as text.';

create function public.submissions_per_day(days int default 30) returns table (day date, submissions bigint)
language plpgsql stable security definer set search_path = '' as $$
declare
  today date := (now() at time zone 'UTC')::date;
  first_day date := today - least(greatest(coalesce(days, 30), 1), 366) + 1;
  since timestamptz := first_day::timestamp at time zone 'UTC';
  -- An end leaves the partitions of later months out of the plan.
  until timestamptz := (today + 1)::timestamp at time zone 'UTC';
  mine uuid[];
  counted jsonb;
begin
  -- Two queries, so that an index alone answers each, and only one of them is planned.
  if private.is_staff() then
    select jsonb_object_agg(c.on_day, c.number) into counted from (
      select (s.ts at time zone 'UTC')::date as on_day, count(*) as number from public.widget_submissions s
      where s.ts >= since and s.ts < until and s.status in ('accepted', 'partial') group by 1) c;
  else
    mine := array(select private.my_workspace_ids());
    select jsonb_object_agg(c.on_day, c.number) into counted from (
      select (s.ts at time zone 'UTC')::date as on_day, count(*) as number from public.widget_submissions s
      where s.workspace_id = any (mine) and s.ts >= since and s.ts < until and s.status in ('accepted', 'partial') group by 1) c;
  end if;
  return query select d::date, coalesce((counted ->> d::date::text)::bigint, 0) from generate_series(first_day, today, interval '1 day') d order by 1;
end $$;
comment on function public.submissions_per_day is 'Submissions the caller may see, per day (UTC), oldest first, empty days included; at most a year.';

grant select on public.organization_usage, public.plan_summaries, public.members,
  public.audit_entries to authenticated;
alter function public.submissions_per_day owner to lapel_definer;
grant execute on function public.submissions_per_day to authenticated;
