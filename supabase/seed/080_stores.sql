-- Stores, a year of their numbers, and the runs that fetched them. No connection has a credential or a schedule: nobody
-- answers at these addresses.

create temporary table demo_stores (key text primary key, workspace text, name text, platform text, domain text, adapter text, currency text, orders numeric, basket int);
insert into demo_stores values
  ('prints', 'studio', 'Northwind Prints', 'shopify', 'prints.northwind.example', 'shopify_orders', 'EUR', 6, 4900),
  ('books', 'shop', 'Paper Lantern online', 'csv', 'paperlantern.example', 'csv_url', 'EUR', 11, 2350),
  ('cycles', 'tidewater', 'Tidewater Cycles', 'generic_json', 'shop.tidewater.example', 'generic_json', 'GBP', 3, 18900);
insert into public.stores (id, organization_id, workspace_id, name, platform, domain, external_id, currency, timezone, created_at, updated_at)
select pg_temp.id('store ' || s.key), w.organization_id, w.id, s.name, s.platform, s.domain, 'shop-' || s.key, s.currency,
  case s.currency when 'GBP' then 'Europe/London' else 'Europe/Berlin' end, pg_temp.days_ago(364), pg_temp.days_ago(364)
from demo_stores s join public.workspaces w on w.id = pg_temp.id(s.workspace);
insert into public.integration_connections (id, organization_id, workspace_id, store_id, adapter, config, status, last_synced_at, every_minutes, next_sync_at, created_at, updated_at)
select pg_temp.id('connection ' || s.key), t.organization_id, t.workspace_id, t.id, s.adapter, jsonb_build_object('url', 'https://' || s.domain) ||
  case s.adapter when 'shopify_orders' then '{}'::jsonb
    when 'csv_url' then jsonb_build_object('url', 'https://' || s.domain || '/export/days.csv', 'id', 'Day', 'recorded_at', 'Day',
      'metrics', jsonb_build_object('orders.count', 'Orders', 'orders.revenue', 'Revenue', 'orders.refunds', 'Refunds', 'visitors.count', 'Visitors'))
    else jsonb_build_object('url', 'https://' || s.domain || '/api/days', 'rows', '/days', 'next', '/next', 'cursor_parameter', 'after', 'since_parameter', 'since',
      'id', '/id', 'recorded_at', '/day', 'metrics', jsonb_build_object('orders.count', '/orders', 'orders.revenue', '/revenue', 'orders.refunds', '/refunds', 'visitors.count', '/visitors'))
  end,
  case s.key when 'cycles' then 'error' else 'success' end, pg_temp.days_ago(case s.key when 'cycles' then 2 else 0 end) - interval '6 hours', null, null, t.created_at, t.created_at
from demo_stores s join public.stores t on t.id = pg_temp.id('store ' || s.key);

-- Yesterday is the last whole day. The store whose connection fails has nothing newer than three days.
with days as (
  select s.*, t.organization_id, t.workspace_id, t.id as store_id, ago, pg_temp.days_ago(ago) - interval '9 hours 30 minutes' + interval '23 hours 59 minutes' as at,
    floor(s.orders * (1.4 - ago / 600.0) * (0.4 + 1.2 * pg_temp.dice('orders ' || s.key || ago)))::int as sold
  from demo_stores s join public.stores t on t.id = pg_temp.id('store ' || s.key)
  cross join generate_series(case s.key when 'cycles' then 3 else 1 end, 363) ago
)
insert into public.metric_events (id, recorded_at, organization_id, workspace_id, store_id, metric_key, value, currency, source_id)
select pg_temp.id('metric ' || d.key || m.metric || ago), d.at, d.organization_id, d.workspace_id, d.store_id, m.metric, m.value,
  case when m.metric in ('orders.revenue', 'orders.refunds') then d.currency end, 'day-' || d.at::date
from days d cross join lateral (values ('orders.count', d.sold::numeric),
  ('orders.revenue', d.sold * round(d.basket * (0.8 + 0.4 * pg_temp.dice('basket ' || d.key || ago))::numeric)),
  ('orders.refunds', case when d.sold > 2 and ago % 9 = 4 then d.basket end),
  ('visitors.count', d.sold * 31 + floor(90 * pg_temp.dice('visitors ' || d.key || ago))::int)) m (metric, value)
where m.value is not null;

insert into public.sync_jobs (id, organization_id, workspace_id, connection_id, status, cursor, rows_stored, pages, attempts, failures, last_error, next_attempt_at, started_at, finished_at, created_at)
select pg_temp.id('sync ' || s.key || ago), c.organization_id, c.workspace_id, c.id,
  case when failed then 'error' else 'success' end, null, case when failed then 0 else coalesce(stored.rows, 0) end,
  (not failed)::int, case when failed then 5 else 1 end, case when failed then 5 else 0 end, case when failed then 'The source answered 503.' end, at, at,
  at + case when failed then interval '84 minutes' else interval '40 seconds' end, at - interval '1 minute'
from demo_stores s join public.integration_connections c on c.id = pg_temp.id('connection ' || s.key)
cross join generate_series(0, 13) ago
cross join lateral (select pg_temp.days_ago(ago) - interval '6 hours' as at, s.key = 'cycles' and ago < 2 as failed) run
-- Each morning brings the day before.
left join lateral (select count(*)::int as rows from public.metric_events m where m.store_id = c.store_id
  and m.recorded_at >= at::date - interval '1 day' and m.recorded_at < at::date) stored on true;
drop table demo_stores;
