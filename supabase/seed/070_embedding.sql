-- Around the widgets: templates, anonymous drafts, tokens, custom code, and what pages reported.

insert into public.widget_templates (id, key, name, description, type, config, sort)
select pg_temp.id('template ' || w.key), t.key, t.name, t.description, 'form', pg_temp.config(w, w.revisions) - 'theme', t.sort
from (values ('contact', 'contact-form', 'Contact form', 'Name, address and a message.', 10), ('newsletter', 'newsletter', 'Newsletter', 'An address and consent.', 20),
  ('quote', 'quote-request', 'Quote request', 'What a customer needs, and for how much.', 30), ('event', 'event-registration', 'Event registration', 'An evening and a number of seats.', 40))
  t (widget, key, name, description, sort) join demo_widgets w on w.key = t.widget;

insert into public.widget_drafts (id, public_id, draft_token_hash, template_id, type, config, created_at, expires_at)
select pg_temp.id('draft open'), 'w_' || left(md5('lapel demo draft open'), 24), pg_temp.hash('draft open'), t.id, t.type, t.config,
  pg_temp.moment() - interval '1 day', pg_temp.moment() + interval '6 days'
from public.widget_templates t where t.key = 'newsletter';
-- The callback widget began as a draft before its agency signed in.
insert into public.widget_drafts (id, public_id, draft_token_hash, type, config, created_at, expires_at, claimed_at, claimed_instance_id)
select pg_temp.id('draft claimed'), i.public_id, pg_temp.hash('draft claimed'), 'form', w.config, i.created_at - interval '2 hours',
  i.created_at + interval '6 days 22 hours', i.created_at, i.id
from public.widget_instances i join public.widgets w on w.id = i.widget_id where i.id = pg_temp.id('instance callback');
select pg_temp.act_as('samir@harbourpine.example');
update public.widget_instances i set claimed_at = i.created_at where i.id = pg_temp.id('instance callback');
insert into public.widget_claim_audit (id, organization_id, workspace_id, draft_id, widget_instance_id, claimed_by, created_at)
select pg_temp.id('claim callback'), i.organization_id, i.workspace_id, pg_temp.id('draft claimed'), i.id, pg_temp.id('samir@harbourpine.example'), i.claimed_at
from public.widget_instances i where i.id = pg_temp.id('instance callback');

select pg_temp.act_as('priya@northwind.example');
insert into public.embed_tokens (id, organization_id, workspace_id, widget_id, widget_instance_id, public_id, token_hash, purpose, expires_at, created_at, created_by, revoked_at)
select pg_temp.id('token ' || t.name), i.organization_id, i.workspace_id, i.widget_id, i.id, i.public_id, pg_temp.hash('token ' || t.name), 'preview',
  pg_temp.moment() + t.days_left * interval '1 day', pg_temp.days_ago(t.made), pg_temp.id('priya@northwind.example'), case when t.revoked then pg_temp.days_ago(t.made - 1) end
from (values ('for the client', 5, 2, false), ('sent to the wrong address', 3, 4, true), ('first look', -4, 11, false)) t (name, days_left, made, revoked)
join public.widget_instances i on i.id = pg_temp.id('instance redesign');

insert into public.plugin_artifacts (id, organization_id, workspace_id, widget_id, version, content, created_by, approved_by, approved_at, created_at)
select pg_temp.id('artifact ' || a.version), w.organization_id, w.workspace_id, w.id, a.version, convert_to(a.code, 'UTF8'),
  pg_temp.id('jonas@northwind.example'), case when a.approved then pg_temp.id('tomas@northwind.example') end,
  case when a.approved then pg_temp.days_ago(a.made - 1) end, pg_temp.days_ago(a.made)
from (values ('1.0.0', true, 90, E'document.body.append(Object.assign(document.createElement(''p''), { textContent: ''We answer within one working day.'' }))\n'),
  ('1.1.0', false, 4, E'const hour = new Date().getHours()\nconst text = hour > 8 && hour < 18 ? ''Somebody is here now.'' : ''We answer tomorrow.''\ndocument.body.append(Object.assign(document.createElement(''p''), { textContent: text }))\n'))
  a (version, approved, made, code) join public.widgets w on w.id = pg_temp.id('widget contact');

select pg_temp.act_as(null);
insert into public.widget_fetch_errors (id, organization_id, workspace_id, public_id, code, detail, page, sdk_version, hits, first_at, last_at)
select pg_temp.id('fetch error ' || f.instance || f.code), i.organization_id, i.workspace_id, i.public_id, f.code, f.detail, f.page, '1.0.0', f.hits,
  pg_temp.days_ago(f.first), pg_temp.days_ago(f.last)
from (values ('contact', 'NETWORK', 'The request timed out.', 'https://northwind.example/contact', 14, 26, 1),
  ('fair', 'INSTANCE_NOT_FOUND', 'The page still holds the snippet of a fair that is over.', 'https://paperlantern.example/summer-fair', 212, 29, 1),
  ('quote', 'ORIGIN_NOT_ALLOWED', 'The origin is not among those of the instance.', 'https://staging.northwind-old.example/services', 9, 18, 6),
  ('support', 'NETWORK', 'The connection was lost.', 'https://www.tidewater.example/help', 3, 9, 2)) f (instance, code, detail, page, hits, first, last)
join public.widget_instances i on i.id = pg_temp.id('instance ' || f.instance);

-- The last month's funnel: as many views as the record counts and as many submits as there are answers.
insert into public.widget_events (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, type, meta)
select pg_temp.id('view ' || u.id || n), least(date_trunc('day', u.created_at) + pg_temp.dice(u.id::text || n) * interval '23 hours', u.created_at),
  i.organization_id, i.workspace_id, i.widget_id, i.id, 'view', '{}'
from public.usage_events u join public.widget_instances i on i.id = (u.metadata ->> 'widget_instance_id')::uuid cross join generate_series(1, u.quantity) n
where u.event_type = 'view' and u.created_at > pg_temp.moment() - interval '30 days';
insert into public.widget_events (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, type, meta)
select pg_temp.id(e.type || s.id), s.ts - e.before, s.organization_id, s.workspace_id, s.widget_id, s.widget_instance_id, e.type, e.meta::jsonb
from public.widget_submissions s cross join (values ('start', interval '70 seconds', '{}'), ('submit', interval '0', '{}')) e (type, before, meta)
where s.ts > pg_temp.moment() - interval '30 days' and s.status = 'accepted';
insert into public.widget_events (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, type, meta)
select pg_temp.id(e.type || v.id), v.ts + e.after, v.organization_id, v.workspace_id, v.widget_id, v.widget_instance_id, e.type, e.meta::jsonb
from public.widget_events v
cross join (values ('start', interval '9 seconds', 0.08, '{}'), ('error', interval '31 seconds', 0.02, '{"field": "email"}'), ('dismiss', interval '4 seconds', 0.05, '{}'))
  e (type, after, share, meta)
where v.type = 'view' and pg_temp.dice(e.type || v.id) < e.share and v.ts + e.after <= pg_temp.moment();
