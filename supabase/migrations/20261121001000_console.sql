-- Console: what its pages read beyond the tables themselves.
-- Every view and function runs with the rights of the person who asks, so row level security decides what counts:
-- staff see all tenants, members see their own.

create view public.organization_usage with (security_invoker = true) as
  select o.id as organization_id, u.limit_type, u.used, l.limit_value, l.enforcement, l.grace_amount
  from public.organizations o
  cross join lateral (values
    ('submissions_month', coalesce((select c.used from public.usage_counters c where c.scope_id = o.id
      and c.limit_type = 'submissions_month' and c.period = date_trunc('month', now() at time zone 'UTC')::date), 0)::bigint),
    ('users', (select count(*) from public.organization_members m where m.organization_id = o.id and m.status = 'active')),
    ('workspaces', (select count(*) from public.workspaces w where w.organization_id = o.id)),
    ('widgets', (select count(*) from public.widgets w where w.organization_id = o.id and w.status = 'active')),
    ('published_instances', (select count(*) from public.widget_instances i where i.organization_id = o.id and i.status = 'published'))
  ) as u (limit_type, used)
  left join public.plan_limits l on l.plan_id = o.plan_id and l.limit_type = u.limit_type;
comment on view public.organization_usage is 'What an organization uses now beside what its plan allows; no limit_value is unlimited.';

create view public.organization_summaries with (security_invoker = true) as
  select o.id, o.name, o.slug, o.plan_id, o.plan_status, o.status, o.created_at,
    (select count(*) from public.workspaces w where w.organization_id = o.id) as workspaces,
    (select count(*) from public.organization_members m where m.organization_id = o.id and m.status = 'active') as members,
    coalesce((select c.used from public.usage_counters c where c.scope_id = o.id and c.limit_type = 'submissions_month'
      and c.period = date_trunc('month', now() at time zone 'UTC')::date), 0) as submissions_month,
    (select l.limit_value from public.plan_limits l where l.plan_id = o.plan_id and l.limit_type = 'submissions_month')
      as submissions_limit
  from public.organizations o;
comment on view public.organization_summaries is 'Organizations with their size and this month''s submissions.';

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
language sql stable set search_path = '' as $$
  with span as (
    select (now() at time zone 'UTC')::date as today, least(greatest(coalesce(days, 30), 1), 366) as days
  ), counted as (
    select (s.ts at time zone 'UTC')::date as day, count(*) as submissions
    from public.widget_submissions s
    where s.ts >= (select (today - span.days + 1)::timestamp at time zone 'UTC' from span) and s.status in ('accepted', 'partial')
    group by 1
  )
  select d::date, coalesce(c.submissions, 0)
  from span, generate_series(span.today - span.days + 1, span.today, interval '1 day') d
  left join counted c on c.day = d::date
  order by 1
$$;
comment on function public.submissions_per_day is 'Submissions the caller may see, per day (UTC), oldest first, empty days included; at most a year.';

grant select on public.organization_usage, public.organization_summaries, public.plan_summaries, public.members,
  public.audit_entries to authenticated;
grant execute on function public.submissions_per_day to authenticated;
