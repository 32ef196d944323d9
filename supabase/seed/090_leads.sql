-- Campaigns: one that a widget feeds, one that runs, one that met its month's quota.

create temporary table demo_campaigns (key text primary key, organization text, searcher text, name text, industries jsonb, locations jsonb, headcount jsonb,
  target int, status text, instance text, made int);
insert into demo_campaigns values
  ('quotes', 'northwind', 'tomas@northwind.example', 'Asked for a quote', '[]', '[]', '[]', 120, 'running', 'quote', 90),
  ('museums', 'northwind', 'tomas@northwind.example', 'Museums in the Nordics', '["2194"]', '["102890719", "105117694"]', '[{"min": 11, "max": 50}, {"min": 51, "max": 200}]',
    40, 'paused', null, 60),
  ('bike-shops', 'harbour-pine', 'samir@harbourpine.example', 'Independent bike shops', '["27"]', '["101165590"]', '[{"min": 1, "max": 10}]', 30, 'quota_reached', null, 75);
insert into public.campaigns (id, organization_id, search_account_id, name, industries, locations, headcount, target_leads, search_cursor, status,
  widget_instance_id, created_at, updated_at)
select pg_temp.id('campaign ' || key), pg_temp.id(organization), pg_temp.id(searcher), name, industries, locations, headcount, target,
  case when instance is null then 'page-3' end, status, pg_temp.id('instance ' || instance), pg_temp.days_ago(made), pg_temp.days_ago(made)
from demo_campaigns;

insert into public.leads (id, linkedin_url, domain, name, enriched_data, last_enriched_at, created_at)
select pg_temp.id('lead ' || domain), case when page then 'https://www.linkedin.com/company/' || split_part(domain, '.', 1) end, domain, name,
  case when page then jsonb_build_object('employees', employees, 'country', country) else '{}' end, case when page then pg_temp.days_ago(30) end, pg_temp.days_ago(89)
from (values ('alder-and-finch.example', 'Alder & Finch', true, 24, 'DE'), ('blue-door-cafe.example', 'Blue Door Café', true, 9, 'FR'),
  ('kuestenlicht.example', 'Küstenlicht GmbH', true, 61, 'DE'), ('meridian-travel.example', 'Meridian Travel', false, 0, ''), ('oak-street-dental.example', 'Oak Street Dental', true, 14, 'IE'),
  ('pixel-garden.example', 'Pixel Garden', false, 0, ''), ('sunrise-yoga.example', 'Sunrise Yoga', true, 6, 'PT'),
  ('fjord-museum.example', 'Fjord Museum', true, 44, 'NO'), ('glass-museum.example', 'Museum of Glass', true, 120, 'SE'), ('map-room.example', 'The Map Room', true, 18, 'DK'),
  ('north-gate-cycles.example', 'North Gate Cycles', true, 5, 'GB'), ('spoke-and-bell.example', 'Spoke & Bell', true, 8, 'GB'), ('towpath-bikes.example', 'Towpath Bikes', true, 3, 'GB'))
  l (domain, name, page, employees, country);

-- Companies by the name that visitors gave; the widget's leads came with their answers.
create temporary table demo_answers as
  select distinct on (l.id) s.id, s.ts, s.payload, l.id as lead_id from public.widget_submissions s join public.leads l on l.name = s.payload ->> 'company'
  where s.widget_instance_id = pg_temp.id('instance quote') and s.status = 'accepted' and s.ts > pg_temp.days_ago(90) order by l.id, s.ts desc;
insert into public.campaign_leads (id, organization_id, campaign_id, lead_id, status, qualification_data, created_at, updated_at)
select pg_temp.id('quoted ' || a.lead_id), pg_temp.id('northwind'), pg_temp.id('campaign quotes'), a.lead_id, 'pending',
  jsonb_build_object('company', a.payload ->> 'company'), a.ts, a.ts
from demo_answers a;
insert into public.campaign_leads (id, organization_id, campaign_id, lead_id, status, qualification_data, outreach_template, created_at, updated_at)
select pg_temp.id('found ' || f.domain), c.organization_id, c.id, pg_temp.id('lead ' || f.domain), f.status, jsonb_build_object('reason', f.reason),
  case f.status when 'qualified' then '{"subject": "A calm site for a busy place"}' else '{}' end::jsonb, f.at, f.at
from (values ('museums', 'fjord-museum.example', 'qualified', 'Opens a new wing next year', pg_temp.days_ago(50)),
  ('museums', 'glass-museum.example', 'qualified', 'Their site is eleven years old', pg_temp.days_ago(48)), ('museums', 'map-room.example', 'disqualified', 'Has an agency', pg_temp.days_ago(48)),
  ('bike-shops', 'north-gate-cycles.example', 'qualified', 'No web shop yet', pg_temp.moment() - interval '3 minutes'),
  ('bike-shops', 'spoke-and-bell.example', 'pending', 'Two branches', pg_temp.moment() - interval '2 minutes'),
  ('bike-shops', 'towpath-bikes.example', 'pending', 'Repairs only', pg_temp.moment() - interval '1 minute')) f (campaign, domain, status, reason, at)
join public.campaigns c on c.id = pg_temp.id('campaign ' || f.campaign);
insert into public.lead_contacts (id, organization_id, lead_id, name, email, phone, source_submission_id, created_at, updated_at)
select distinct on (a.payload ->> 'email') pg_temp.id('contact ' || a.id), pg_temp.id('northwind'), a.lead_id, a.payload ->> 'name', a.payload ->> 'email', a.payload ->> 'phone', a.id, a.ts, a.ts
from demo_answers a order by a.payload ->> 'email', a.ts desc;
insert into public.lead_contacts (id, organization_id, lead_id, provider_id, member_urn, public_id, name, first_name, last_name, headline, linkedin_url, connection_status, claimed_by_id, created_at, updated_at)
select pg_temp.id('contact ' || p.handle), pg_temp.id(p.organization), pg_temp.id('lead ' || p.domain), 'provider-' || p.handle, 'urn:li:member:demo-' || p.handle, p.handle,
  p.first || ' ' || p.last, p.first, p.last, p.headline, 'https://www.linkedin.com/in/' || p.handle, p.state, pg_temp.id(p.claimed), pg_temp.days_ago(40), pg_temp.days_ago(40)
from (values ('northwind', 'fjord-museum.example', 'demo-signe-dahl', 'Signe', 'Dahl', 'Head of visitor services', 'accepted', 'tomas@northwind.example'),
  ('northwind', 'glass-museum.example', 'demo-nils-ek', 'Nils', 'Ek', 'Communications', 'pending', 'tomas@northwind.example'),
  ('northwind', 'map-room.example', 'demo-karen-holm', 'Karen', 'Holm', 'Curator', 'no_contact', null),
  ('harbour-pine', 'north-gate-cycles.example', 'demo-amy-reed', 'Amy', 'Reed', 'Owner', 'none', null)) p (organization, domain, handle, first, last, headline, state, claimed);

-- The record, with the organization's first workspace as its place, and the count of it by month; the agency agreed on three leads a month.
insert into public.usage_events (id, organization_id, workspace_id, event_type, created_at)
select pg_temp.id('lead ' || l.id), l.organization_id, (select w.id from public.workspaces w where w.organization_id = l.organization_id
  order by w.created_at, w.id limit 1), 'lead', l.created_at from public.campaign_leads l;
insert into public.usage_counters (scope_id, organization_id, limit_type, period, used)
select l.organization_id, l.organization_id, 'leads_month', date_trunc('month', l.created_at)::date, count(*) from public.campaign_leads l group by 1, 2, 4;
select pg_temp.act_as('staff@lapel.example', 'The quota of the agency''s contract');
update public.organizations o set monthly_quota = case o.slug when 'harbour-pine' then 3 else 0 end, quota_reset_date = date_trunc('month', pg_temp.moment()) + interval '1 month',
  current_leads_month = (select count(*) from public.campaign_leads l where l.organization_id = o.id and l.created_at >= date_trunc('month', pg_temp.moment()))
where o.slug in ('northwind', 'harbour-pine');
select pg_temp.act_as(null);
drop table demo_campaigns, demo_answers;
