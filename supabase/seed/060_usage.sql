-- What the submissions left behind ------------------------------------------------------------------------------------

insert into public.usage_events (id, organization_id, workspace_id, event_type, quantity, created_at)
select pg_temp.id(concat_ws(' ', 'usage', s.workspace_id, s.ts)), s.organization_id, s.workspace_id, 'submission', count(*), s.ts
from public.widget_submissions s where s.status <> 'spam' group by s.organization_id, s.workspace_id, s.ts;
insert into public.usage_events (id, organization_id, workspace_id, event_type, quantity, metadata, created_at)
select pg_temp.id('views ' || d.key || d.day::date), i.organization_id, i.workspace_id, 'view',
  ceil(d.rate * d.weight * (14 + 10 * pg_temp.dice(d.key || d.day::date)))::int, jsonb_build_object('widget_instance_id', i.id),
  least(d.day + interval '23 hours 55 minutes', pg_temp.moment())
from demo_days d join public.widget_instances i on i.id = pg_temp.id('instance ' || d.key) where d.weight > 0;
insert into public.usage_events (id, organization_id, workspace_id, event_type, quantity, metadata, created_at)
select pg_temp.id('api ' || w.slug || ago), w.organization_id, w.id, 'api_request', 40 + floor(360 * pg_temp.dice(w.slug || ago))::int,
  '{"route": "/v1/submissions"}', least(pg_temp.days_ago(ago) + interval '14 hours', pg_temp.moment())
from public.workspaces w, generate_series(0, 300, 2) ago where w.id in (pg_temp.id('studio'), pg_temp.id('agency'));

insert into public.usage_counters (scope_id, organization_id, limit_type, period, used)
select l.scope_id, l.organization_id, 'submissions_month', date_trunc('month', u.created_at)::date, sum(u.quantity)
from public.usage_events u cross join lateral private.effective_limit(u.workspace_id, 'submissions_month') l
where u.event_type = 'submission' group by 1, 2, 4;
with counted as (
  select l.*, u.created_at as at, date_trunc('month', u.created_at)::date as period,
    row_number() over (partition by l.scope_id, date_trunc('month', u.created_at) order by u.created_at) as used
  from public.usage_events u cross join lateral private.effective_limit(u.workspace_id, 'submissions_month') l
  where u.event_type = 'submission'
), flagged as (
  select scope_id, organization_id, period, count(*) as hits, min(at) as first_at, max(at) as last_at, max(used) = max(ceiling) as full_up
  from counted where used > limit_value group by 1, 2, 3
)
insert into public.limit_hits (scope_id, organization_id, limit_type, period, kind, hits, first_at, last_at)
select scope_id, organization_id, 'submissions_month', period, 'flagged', hits, first_at, last_at from flagged
union all
select scope_id, organization_id, 'submissions_month', period, 'refused', 31, last_at, period + interval '1 month' - interval '1 second'
from flagged where full_up;

insert into public.events (id, organization_id, workspace_id, entity_type, entity_id, event_type, payload, idempotency_hash, created_at)
select pg_temp.id('event ' || s.id), s.organization_id, s.workspace_id, 'widget_submission', s.id,
  case s.status when 'spam' then 'submission.quarantined' else 'submission.accepted' end,
  jsonb_build_object('widget_id', s.widget_id, 'widget_instance_id', s.widget_instance_id), 'submission:' || s.id, s.ts
from public.widget_submissions s where s.ts > pg_temp.moment() - interval '30 days';
insert into private.submission_keys (widget_instance_id, key, payload_hash, submission_id, received_at)
select s.widget_instance_id, coalesce(s.client_submission_id, encode(substring(sha256(convert_to(concat_ws('|', s.payload_hash,
  s.ip, s.ua, s.ts_second), 'UTF8')) for 16), 'hex')::uuid), s.payload_hash, s.id, s.ts
from public.widget_submissions s where s.ts > pg_temp.moment() - interval '8 days';
