-- Keys, webhooks, domains, invitations and privacy. No key and no token of these is known to anybody.

insert into public.api_keys (id, organization_id, name, prefix, checksum, hash, scopes, created_by, created_at, expires_at, last_used_at, revoked_at)
select pg_temp.id('key ' || k.name), pg_temp.id(k.organization), k.name, 'lapel_demo_' || left(md5(k.name), 4), left(md5('checksum ' || k.name), 6), pg_temp.hash('key ' || k.name),
  k.scopes::text[], pg_temp.id(k.maker), pg_temp.days_ago(k.made), case when k.lasts then pg_temp.moment() + interval '200 days' end, pg_temp.days_ago(k.used), case when k.revoked then pg_temp.days_ago(30) end
from (values ('northwind', 'Nightly report', '{submissions.read}', 'owner@northwind.example', 300, true, 1, false),
  ('northwind', 'Old website', '{submissions.read}', 'owner@northwind.example', 380, false, 41, true),
  ('harbour-pine', 'Client dashboard', '{submissions.read,leads.read}', 'clara@harbourpine.example', 150, true, 2, false)) k (organization, name, scopes, maker, made, lasts, used, revoked);

select pg_temp.act_as('tomas@northwind.example');
-- Their secrets are drawn anew on every database, and lie in its vault.
insert into public.webhook_endpoints (id, organization_id, workspace_id, url, description, event_types, status, disabled_reason, failing_since, created_at, updated_at, secret_id)
select pg_temp.id('hook ' || h.key), w.organization_id, w.id, h.url, h.description, h.types::text[], h.status, h.why, h.failing, pg_temp.days_ago(h.made), pg_temp.days_ago(h.made),
  vault.create_secret('whsec_' || encode(extensions.gen_random_bytes(24), 'base64'), 'webhook:' || private.random_id(''), 'Signing secret of a webhook endpoint')
from (values ('crm', 'studio', 'https://hooks.northwind.example/lapel', 'Customer records', '{submission.accepted}', 'active', null, null, 200),
  ('chat', 'studio', 'https://chat.northwind.example/incoming', 'Team chat', '{}', 'disabled', 'The receiver answered 410 Gone.', pg_temp.days_ago(20), 180))
  h (key, workspace, url, description, types, status, why, failing, made) join public.workspaces w on w.id = pg_temp.id(h.workspace);
insert into public.identity_secrets (workspace_id, organization_id, secret_id, created_at)
select w.id, w.organization_id, vault.create_secret(private.random_id('ids_'), 'identity:' || private.random_id(''), 'Signs the ids of a site''s users'), pg_temp.days_ago(120)
from public.workspaces w where w.id = pg_temp.id('studio');
select pg_temp.act_as(null);
create temporary table demo_messages as
  select e.*, row_number() over (order by e.created_at desc, e.id) as n from public.events e
  where e.workspace_id = pg_temp.id('studio') and e.event_type = 'submission.accepted' order by e.created_at desc, e.id limit 24;
insert into public.webhook_messages (id, message_id, organization_id, workspace_id, event_id, event_type, payload, created_at)
select pg_temp.id('message ' || m.id), 'msg_' || left(md5('lapel demo ' || m.id), 24), m.organization_id, m.workspace_id, m.id, m.event_type,
  jsonb_build_object('type', m.event_type, 'timestamp', to_char(m.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', m.payload || jsonb_build_object('entity_type', m.entity_type, 'entity_id', m.entity_id)), m.created_at
from demo_messages m;
insert into public.webhook_deliveries (id, organization_id, workspace_id, endpoint_id, message_id, status, attempt, next_attempt_at, response_status, response_excerpt, error,
  duration_ms, delivered_at, created_at)
select pg_temp.id('delivery ' || m.id), m.organization_id, m.workspace_id, pg_temp.id('hook crm'), pg_temp.id('message ' || m.id), case when m.n % 11 = 3 then 'failed' else 'delivered' end,
  case when m.n % 11 = 3 then 10 when m.n % 7 = 2 then 2 else 1 end, null, case when m.n % 11 = 3 then 500 else 204 end,
  case when m.n % 11 = 3 then 'Internal Server Error' end, case when m.n % 11 = 3 then 'The receiver answered 500.' end, 40 + (m.n * 37 % 160)::int,
  case when m.n % 11 <> 3 then m.created_at + case when m.n % 7 = 2 then interval '6 seconds' else interval '1 second' end end, m.created_at
from demo_messages m;

select pg_temp.act_as('owner@northwind.example');
insert into public.custom_domains (id, organization_id, hostname, verification_token, status, verified_at, checked_at, created_at, updated_at)
select pg_temp.id('domain ' || d.hostname), pg_temp.id(d.organization), d.hostname, 'lapel-verification=' || left(md5('lapel demo ' || d.hostname), 24), d.status,
  case d.status when 'verified' then pg_temp.days_ago(140) end, pg_temp.days_ago(1), pg_temp.days_ago(d.made), pg_temp.days_ago(d.made)
from (values ('northwind', 'forms.northwind.example', 'verified', 141), ('harbour-pine', 'widgets.harbourpine.example', 'pending', 2)) d (organization, hostname, status, made);
insert into public.invitations (id, organization_id, workspace_id, email, role, token_hash, invited_by, expires_at, accepted_at, accepted_by, created_at)
select pg_temp.id('invitation ' || i.email), pg_temp.id(i.organization), pg_temp.id(i.workspace), i.email, i.role, pg_temp.hash('invitation ' || i.email), pg_temp.id(i.host),
  i.at + interval '24 hours', case when i.accepted then i.at + interval '1 hour' end, case when i.accepted then pg_temp.id(i.email) end, i.at
from (values ('northwind', null, 'nils@northwind.example', 'editor', 'owner@northwind.example', false, pg_temp.moment() - interval '2 hours'),
  ('northwind', null, 'lucia@northwind.example', 'viewer', 'owner@northwind.example', true, pg_temp.days_ago(150)),
  ('harbour-pine', 'tidewater', 'omar@tidewater.example', 'viewer', 'clara@harbourpine.example', false, pg_temp.days_ago(9))) i (organization, workspace, email, role, host, accepted, at);

insert into public.consents (id, organization_id, workspace_id, subject_hash, purpose, granted, wording, submission_id, created_at)
select pg_temp.id('consent ' || s.id), s.organization_id, s.workspace_id, private.subject_hash(s.organization_id, s.payload ->> 'email'), c.purpose, true, c.wording, s.id, s.ts
from public.widget_submissions s join (values ('newsletter', 'newsletter', 'Yes, send me the letter'), ('job', 'application', 'Keep my application for six months'))
  c (widget, purpose, wording) on s.widget_id = pg_temp.id('widget ' || c.widget)
where s.payload @> '{"consent": true}' and s.status = 'accepted';
insert into public.retention_policies (id, organization_id, workspace_id, widget_id, entity, keep_days, created_at) values
  (pg_temp.id('keep studio'), pg_temp.id('northwind'), pg_temp.id('studio'), null, 'submissions', 1095, pg_temp.days_ago(300)),
  (pg_temp.id('keep jobs'), pg_temp.id('northwind'), pg_temp.id('careers'), pg_temp.id('widget job'), 'submissions', 730, pg_temp.days_ago(290));
insert into public.privacy_requests (id, organization_id, kind, subject_type, subject, status, requested_by, created_at, next_attempt_at, finished_at, certificate)
select pg_temp.id('privacy ' || p.kind), pg_temp.id('northwind'), p.kind, 'visitor', private.subject_hash(pg_temp.id('northwind'), p.address), 'done',
  pg_temp.id('owner@northwind.example'), pg_temp.days_ago(p.at), pg_temp.days_ago(p.at), pg_temp.days_ago(p.at) + interval '1 minute',
  jsonb_build_object('kind', p.kind, 'subject_type', 'visitor', 'tables', p.tables::jsonb, 'finished_at', pg_temp.days_ago(p.at) + interval '1 minute')
from (values ('export', 'once@visitor.example', 35, '{"widget_submissions": 2, "consents": 1}'), ('erase', 'gone@visitor.example', 34, '{"widget_submissions": 2, "lead_contacts": 1}')) p (kind, address, at, tables);
select pg_temp.act_as(null);
drop table demo_messages;

-- What staff tell each other about tenants.
insert into public.organization_notes (id, organization_id, author_id, body, written_at, created_at)
select pg_temp.id('note ' || n.slug), pg_temp.id(n.slug), pg_temp.id(n.author), n.body, pg_temp.days_ago(n.at), pg_temp.days_ago(n.at)
from (values ('northwind', 'support@lapel.example', 'Asked for invoices by mail to their bookkeeper. Done by hand each month.', 12),
  ('harbour-pine', 'staff@lapel.example', 'Wants capacity for two more clients in spring: offer the larger package then.', 5)) n (slug, author, body, at);

select private.refresh_rollups();
