-- Staff's home: what needs a person now, whether the platform grows, who uses it, and what arrives this hour.
-- Everything is read from counters, rollups and small tables; the record of submissions only for the last hour, through
-- its index and up to a ceiling. So the page costs the same with a thousand submissions and with a million.

create table private.worker_state (
  one boolean primary key default true check (one),
  seen_at timestamptz not null default now(),
  waiting_seconds int not null check (waiting_seconds >= 0),
  failed_jobs int not null check (failed_jobs >= 0)
);
comment on table private.worker_state is 'What the job worker last said of itself. One row, or none before it first spoke.';
comment on column private.worker_state.waiting_seconds is 'How long the oldest job had been waiting past its time.';
comment on column private.worker_state.failed_jobs is 'Jobs that failed as often as they may and will not be tried again.';
alter table private.worker_state enable row level security;

create function private.note_worker(waiting_seconds int, failed_jobs int) returns void
language sql volatile security definer set search_path = '' as $$
  insert into private.worker_state as w (waiting_seconds, failed_jobs) values (greatest(note_worker.waiting_seconds, 0), note_worker.failed_jobs)
  on conflict (one) do update set seen_at = now(), waiting_seconds = excluded.waiting_seconds, failed_jobs = excluded.failed_jobs
$$;
comment on function private.note_worker is 'Every minute, the worker says how it is doing. Silence says it too.';

-- The home page asks for the organizations that lately ran into a limit, and for the use of all on some days.
create index limit_hits_last_idx on public.limit_hits (last_at desc);
create index workspace_usage_daily_day_idx on private.workspace_usage_daily (day, event_type) include (organization_id, quantity);

create function private.of_organizations(kind text, ids uuid[]) returns jsonb
language sql immutable set search_path = '' as $$
  -- As many as an address in the browser carries well.
  select jsonb_build_object('kind', kind, 'count', coalesce(cardinality(ids), 0), 'organization_ids', coalesce(to_jsonb(ids[1:50]), '[]'))
$$;
comment on function private.of_organizations is 'An item of the home page that is about these organizations: how many, and the first fifty.';

create function private.attention() returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_array(
    private.of_organizations('limit_refused', array(select h.organization_id from public.limit_hits h
      where h.last_at > now() - interval '7 days' and h.kind = 'refused' group by 1 order by max(h.last_at) desc)),
    private.of_organizations('limit_reached', array(select h.organization_id from public.limit_hits h
      where h.last_at > now() - interval '7 days' and h.kind <> 'refused' group by 1 order by max(h.last_at) desc)),
    private.of_organizations('webhooks_failing', array(select e.organization_id from public.webhook_endpoints e
      where e.failing_since is not null or e.disabled_reason is not null group by 1 order by min(e.failing_since) nulls last)),
    private.of_organizations('sync_failed', array(select c.organization_id from public.integration_connections c
      where c.status = 'error' group by 1 order by max(c.updated_at) desc)),
    private.of_organizations('suspended', array(select o.id from public.organizations o
      where o.status = 'suspended' order by o.suspended_at desc nulls last, o.id)),
    private.of_organizations('past_due', array(select o.id from public.organizations o
      where o.plan_status = 'past_due' and o.status = 'active' order by o.updated_at desc)),
    jsonb_build_object('kind', 'partition_strays', 'count', (select coalesce(sum((a.detail ->> 'rows')::bigint), 0)
      from public.platform_alerts a where a.key ^@ 'partition_strays:' and a.resolved_at is null)),
    jsonb_build_object('kind', 'alerts', 'count', (select count(*)
      from public.platform_alerts a where not a.key ^@ 'partition_strays:' and a.resolved_at is null)),
    jsonb_build_object('kind', 'jobs_failed', 'count', coalesce((select w.failed_jobs from private.worker_state w), 0)),
    jsonb_build_object('kind', 'worker_lag', 'count', coalesce((select case
        when w.seen_at < now() - interval '3 minutes' then extract(epoch from now() - w.seen_at)::int
        when w.waiting_seconds > 60 then w.waiting_seconds else 0 end from private.worker_state w), 0)))
$$;
comment on function private.attention is 'What staff must look at, each with a count; worker_lag counts seconds, of waiting or of silence. The last seven days of limits.';

create function private.growth(weeks int) returns jsonb
language sql stable security definer set search_path = '' as $$
  with ends as (
    select e::date as day from generate_series(private.utc_today() - 7 * (weeks - 1), private.utc_today(), interval '7 days') e
  ), starts as (
    select (o.created_at at time zone 'UTC')::date as day, o.plan_id, count(*) as made from public.organizations o
    where o.status <> 'deleting' group by 1, 2
  )
  select coalesce(jsonb_agg(jsonb_build_object('day', x.day, 'plan_id', x.plan_id, 'amount', x.amount) order by x.day, x.sort), '[]')
  from (select e.day, p.plan_id, p.sort, sum(s.made) as amount from ends e join starts s on s.day <= e.day
    join public.plans p on p.plan_id = s.plan_id group by 1, 2, 3) x
$$;
comment on function private.growth is 'Organizations there are today, by the plan they have today, as many as existed at the end of each of the last weeks.';

create function private.use_by_plan(days int) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('day', x.day, 'plan_id', x.plan_id, 'amount', x.amount) order by x.day, x.sort), '[]')
  from (select u.day, p.plan_id, p.sort, sum(u.quantity) as amount from private.workspace_usage_daily u
    join public.organizations o on o.id = u.organization_id join public.plans p on p.plan_id = o.plan_id
    where u.day > (select private.utc_today()) - days and u.day <= (select private.utc_today()) and u.event_type = 'submission' group by 1, 2, 3) x
$$;
comment on function private.use_by_plan is 'Submissions that counted, per day (UTC) and plan, as of the last refresh of the rollup.';

create function private.top_tenants(days int, most int) returns jsonb
language sql stable security definer set search_path = '' as $$
  -- Today is asked for once, not for every row.
  select coalesce(jsonb_agg(jsonb_build_object('organization_id', x.id, 'name', x.name, 'plan_id', x.plan_id,
    'amount', x.amount, 'before', x.before) order by x.amount desc, x.name), '[]')
  from (select o.id, o.name, o.plan_id, r.amount, coalesce(r.before, 0) as before
    from (select u.organization_id, sum(u.quantity) filter (where u.day > (select private.utc_today()) - days) as amount,
        sum(u.quantity) filter (where u.day <= (select private.utc_today()) - days) as before
      from private.workspace_usage_daily u
      where u.day > (select private.utc_today()) - 2 * days and u.day <= (select private.utc_today()) and u.event_type = 'submission'
      group by 1) r
    join public.organizations o on o.id = r.organization_id
    where r.amount > 0 order by r.amount desc, o.name limit most) x
$$;
comment on function private.top_tenants is 'Who received the most submissions in the last days, and in as many days before.';

create function public.staff_home() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  return jsonb_build_object('attention', private.attention(), 'growth', private.growth(12), 'use', private.use_by_plan(30),
    'top', private.top_tenants(30, 8),
    'as_of', (select max(l.started_at) from public.materialized_view_refresh_log l where l.view_name = 'workspace_usage_daily'));
end $$;
comment on function public.staff_home is 'Staff: what needs attention, organizations by week and plan, submissions by day and plan, the busiest tenants, and when the figures were refreshed.';

create function public.submissions_per_minute() returns table (minute timestamptz, submissions int)
language plpgsql stable security definer set search_path = '' as $$
declare
  this_minute timestamptz := date_trunc('minute', now());
  counted jsonb;
begin
  perform private.require_staff('viewer');
  -- An hour of the busiest platform is cut off at its newest hundred thousand.
  select jsonb_object_agg(c.in_minute, c.number) into counted from (
    select extract(epoch from date_trunc('minute', r.ts))::bigint as in_minute, count(*) as number from (
      select s.ts from public.widget_submissions s where s.ts >= this_minute - interval '59 minutes' and s.ts < this_minute + interval '1 minute'
        and s.status in ('accepted', 'partial') order by s.ts desc limit 100000) r group by 1) c;
  return query select m, coalesce((counted ->> extract(epoch from m)::bigint::text)::int, 0)
    from generate_series(this_minute - interval '59 minutes', this_minute, interval '1 minute') m order by 1;
end $$;
comment on function public.submissions_per_minute is 'Staff: submissions of every tenant in each of the last sixty minutes, oldest first; the last minute is still running.';

alter function private.note_worker owner to lapel_definer;
alter function private.attention owner to lapel_definer;
alter function private.growth owner to lapel_definer;
alter function private.use_by_plan owner to lapel_definer;
alter function private.top_tenants owner to lapel_definer;
alter function public.staff_home owner to lapel_definer;
alter function public.submissions_per_minute owner to lapel_definer;
grant execute on function private.of_organizations to lapel_definer;
grant execute on function private.note_worker to service_role;
grant execute on function public.staff_home, public.submissions_per_minute to platform_staff;
