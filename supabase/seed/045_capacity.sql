-- Before anything is counted: what the agency sells and gave its clients, who pays, and what staff granted.

select pg_temp.act_as('clara@harbourpine.example');
insert into public.agency_packages (id, organization_id, agency_workspace_id, name, limits, price, currency, archived, created_at, updated_at)
select pg_temp.id('package ' || name), pg_temp.id('harbour-pine'), pg_temp.id('agency'), name, limits::jsonb, price, 'EUR', name = 'Starter',
  pg_temp.days_ago(360), pg_temp.days_ago(360)
from (values ('Starter', '{"widgets": 1, "published_instances": 1, "submissions_month": 100}', 1900),
  ('Shop window', '{"widgets": 3, "published_instances": 5, "submissions_month": 500}', 4900),
  ('Main street', '{"widgets": 10, "published_instances": 20, "submissions_month": 2500, "custom_domains": 1}', 12900)) p (name, limits, price);
insert into public.workspace_allocations (workspace_id, organization_id, agency_workspace_id, package_id, limits, created_at, updated_at)
select pg_temp.id('tidewater'), p.organization_id, p.agency_workspace_id, p.id, p.limits, pg_temp.days_ago(350), pg_temp.days_ago(350)
from public.agency_packages p where p.id = pg_temp.id('package Shop window');

select pg_temp.act_as('staff@lapel.example', 'A fourth widget until the new season starts');
insert into public.limit_overrides (id, organization_id, limit_type, limit_value, reason, granted_by, expires_at, created_at) values
  (pg_temp.id('override widgets'), pg_temp.id('paper-lantern'), 'widgets', 4, 'A fourth widget until the new season starts',
    pg_temp.id('staff@lapel.example'), pg_temp.moment() + interval '45 days', pg_temp.days_ago(15)),
  (pg_temp.id('override users'), pg_temp.id('northwind'), 'users', 60, 'Ten seats more came with the yearly contract',
    pg_temp.id('staff@lapel.example'), null, pg_temp.days_ago(120));
insert into public.feature_flags (key, description, enabled, rollout_percent, plans, organizations, created_at, updated_at) values
  ('new_editor', 'The editor with live preview beside the fields', false, 50, '{}', jsonb_build_object(pg_temp.id('northwind'), true), pg_temp.days_ago(60), pg_temp.days_ago(60)),
  ('quarantine_inbox', 'Suspicious answers wait in an inbox of their own', true, 0, '{}', '{}', pg_temp.days_ago(200), pg_temp.days_ago(200)),
  ('white_label_preview', 'Signed previews without the Lapel mark', false, 0, '{"agency": true, "business": true}',
    jsonb_build_object(pg_temp.id('paper-lantern'), false), pg_temp.days_ago(90), pg_temp.days_ago(90));

select pg_temp.act_as(null);
insert into public.billing_accounts (id, organization_id, owner_user_id, billing_email, created_at)
select pg_temp.id('billing ' || organization), pg_temp.id(organization), pg_temp.id(payer), mail, pg_temp.days_ago(joined)
from (values ('northwind', 'owner@northwind.example', 'books@northwind.example', 400), ('harbour-pine', 'clara@harbourpine.example', 'accounts@harbourpine.example', 390))
  b (organization, payer, mail, joined);
insert into public.billing_account_workspaces (billing_account_id, workspace_id, organization_id)
select a.id, w.id, w.organization_id from public.workspaces w join public.billing_accounts a using (organization_id);
insert into public.subscriptions (id, organization_id, billing_account_id, plan_id, current_period_start, current_period_end, created_at, updated_at)
select pg_temp.id('subscription ' || o.slug), o.id, a.id, o.plan_id, date_trunc('month', pg_temp.moment()), date_trunc('month', pg_temp.moment()) + interval '1 month',
  a.created_at, a.created_at
from public.organizations o join public.billing_accounts a on a.organization_id = o.id;
insert into public.invoices (id, organization_id, billing_account_id, number, status, amount, currency, period_start, period_end, lines, issued_at, paid_at)
select pg_temp.id('invoice ' || o.slug || ago), o.id, a.id, upper(left(o.slug, 2)) || '-' || to_char(m.month, 'YYYYMM'),
  case when ago = 0 then 'open' else 'paid' end, p.price, p.currency, m.month, m.month + interval '1 month',
  jsonb_build_array(jsonb_build_object('description', p.name || ', one month', 'quantity', 1, 'amount', p.price)), m.month,
  case when ago > 0 then m.month + interval '6 days' end
from public.organizations o join public.billing_accounts a on a.organization_id = o.id join public.plans p on p.plan_id = o.plan_id
cross join generate_series(0, 11) ago cross join lateral (select date_trunc('month', pg_temp.moment()) - ago * interval '1 month') m (month);
