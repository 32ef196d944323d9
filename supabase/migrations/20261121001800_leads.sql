-- Leads: campaigns, the companies they find, and the people in them.
-- Companies are a global cache without personal data. What a tenant thinks of a company, and every person, belongs to
-- the tenant. A lead counts against the month's quota; at the quota the campaign says so and nothing is lost.

create table public.campaigns (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  search_account_id uuid not null references auth.users (id),
  name text not null check (length(name) between 1 and 160),
  industries jsonb not null default '[]' check (jsonb_typeof(industries) = 'array'),
  locations jsonb not null default '[]' check (jsonb_typeof(locations) = 'array'),
  headcount jsonb not null default '[]' check (jsonb_typeof(headcount) = 'array'),
  target_leads int not null check (target_leads > 0),
  current_leads int not null default 0 check (current_leads >= 0),
  search_cursor text,
  status text not null default 'pending' check (status in ('pending', 'running', 'paused', 'pipeline_completed', 'quota_reached')),
  widget_instance_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, organization_id),
  foreign key (widget_instance_id, organization_id) references public.widget_instances (id, organization_id)
    on delete set null (widget_instance_id)
);
comment on table public.campaigns is 'A search for leads, or the widget that collects them.';
comment on column public.campaigns.widget_instance_id is 'The instance whose submissions become leads of this campaign.';
create unique index campaigns_name_org_unique on public.campaigns (organization_id, name);
create index campaigns_instance_idx on public.campaigns (widget_instance_id);
create index campaigns_search_account_idx on public.campaigns (search_account_id);
-- By organization, so that another tenant's instance fails as unknown whether or not it has a campaign.
create unique index campaigns_instance_unique on public.campaigns (organization_id, widget_instance_id) where widget_instance_id is not null;

create table public.leads (
  id uuid primary key default gen_random_uuid(),
  linkedin_url text unique,
  domain text unique check (domain = lower(domain)),
  name text not null check (length(name) between 1 and 200),
  enriched_data jsonb not null default '{}',
  last_enriched_at timestamptz,
  created_at timestamptz not null default now(),
  check (linkedin_url is not null or domain is not null)
);
comment on table public.leads is 'Companies, shared by all tenants: what anyone could look up, never a person.';

create table public.campaign_leads (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  campaign_id uuid not null,
  lead_id uuid not null references public.leads (id) on delete cascade,
  status text not null default 'pending' check (status in ('pending', 'qualified', 'disqualified')),
  qualification_data jsonb not null default '{}',
  outreach_template jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (campaign_id, organization_id) references public.campaigns (id, organization_id) on delete cascade
);
comment on table public.campaign_leads is 'A company in a campaign, and what the tenant makes of it.';
create unique index campaign_leads_unique on public.campaign_leads (campaign_id, lead_id);
create index campaign_leads_organization_idx on public.campaign_leads (organization_id, created_at desc);
create index campaign_leads_lead_idx on public.campaign_leads (lead_id);

create table public.lead_contacts (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  lead_id uuid references public.leads (id) on delete cascade,
  provider_id text,
  member_urn text,
  public_id text,
  name text not null check (length(name) between 1 and 200),
  first_name text,
  last_name text,
  headline text,
  linkedin_url text,
  email text check (email = lower(email)),
  phone text,
  connection_status text not null default 'none'
    check (connection_status in ('none', 'pending', 'retry_pending', 'accepted', 'no_contact')),
  claimed_by_id uuid references auth.users (id) on delete set null,
  source_submission_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (linkedin_url is not null or email is not null)
);
comment on table public.lead_contacts is 'People, seen by one tenant only.';
create unique index lead_contacts_linkedin_unique on public.lead_contacts (organization_id, linkedin_url);
create unique index lead_contacts_email_unique on public.lead_contacts (organization_id, email);
create unique index lead_contacts_member_unique on public.lead_contacts (organization_id, member_urn);
create index lead_contacts_lead_idx on public.lead_contacts (lead_id);
create index lead_contacts_claimed_idx on public.lead_contacts (claimed_by_id);

-- Rules ---------------------------------------------------------------------------------------------------------------

create function private.same_elements(one jsonb, other jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select array(select distinct e from jsonb_array_elements(one) e order by e)
    = array(select distinct e from jsonb_array_elements(other) e order by e)
$$;
comment on function private.same_elements is 'Whether two JSON arrays hold the same elements, in whatever order and number.';

create function private.fn_refuse_same_campaign() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  twin uuid;
begin
  -- No search at all, or none that the table takes.
  if new.industries = '[]' and new.locations = '[]' and new.headcount = '[]'
    or 'array' <> any (array[jsonb_typeof(new.industries), jsonb_typeof(new.locations), jsonb_typeof(new.headcount)]) then
    return new;
  end if;
  -- Two equal campaigns at once: the second waits for the first.
  perform from public.organizations o where o.id = new.organization_id for no key update;
  select c.id into twin from public.campaigns c
  where c.organization_id = new.organization_id and c.id <> new.id
    and private.same_elements(c.industries, new.industries) and private.same_elements(c.locations, new.locations)
    and private.same_elements(c.headcount, new.headcount) limit 1;
  if twin is not null then
    perform private.fail('CONFLICT', 'A campaign with the same industries, locations and headcount exists.', twin::text);
  end if;
  return new;
end $$;
comment on function private.fn_refuse_same_campaign is 'Refuses a second campaign with the same search; the hint is the existing campaign''s id.';

create function private.take_lead(organization_id uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.organizations o
  set current_leads_month = case when o.quota_reset_date <= now() then 1 else o.current_leads_month + 1 end,
    quota_reset_date = case when o.quota_reset_date <= now() then date_trunc('month', now(), 'UTC') + interval '1 month' else o.quota_reset_date end
  where o.id = take_lead.organization_id and (o.monthly_quota = 0 or o.quota_reset_date <= now() or o.current_leads_month < o.monthly_quota);
  if not found then return false; end if;
  if private.take_limit(private.organization_limit(take_lead.organization_id, 'leads_month'), 'leads_month') = 1 then
    -- The record behind the counter. Campaigns belong to no workspace: the organization's first one stands for it.
    insert into public.usage_events (organization_id, workspace_id, event_type)
    select w.organization_id, w.id, 'lead' from public.workspaces w where w.organization_id = take_lead.organization_id
    order by w.created_at, w.id limit 1;
    return true;
  end if;
  update public.organizations o set current_leads_month = o.current_leads_month - 1 where o.id = take_lead.organization_id;
  return false;
end $$;
comment on function private.take_lead is 'Takes one lead from the month''s quota (0: none set) and from the plan''s limit.';

create function private.add_campaign_lead(campaign public.campaigns, lead_id uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.campaign_leads l where l.campaign_id = campaign.id and l.lead_id = add_campaign_lead.lead_id) then
    return true;
  end if;
  if not private.take_lead(campaign.organization_id) then
    update public.campaigns c set status = 'quota_reached' where c.id = campaign.id and c.status <> 'paused';
    return false;
  end if;
  insert into public.campaign_leads (organization_id, campaign_id, lead_id)
  values (campaign.organization_id, campaign.id, add_campaign_lead.lead_id);
  update public.campaigns c set status = case when c.current_leads >= c.target_leads then 'pipeline_completed' else 'running' end
  where c.id = campaign.id and c.status <> 'paused';
  return true;
end $$;
comment on function private.add_campaign_lead is 'Attaches a company to a campaign within the quota. False: at the quota, the campaign says so.';

create function private.fn_count_campaign_leads() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.campaigns c set current_leads = c.current_leads + case tg_op when 'INSERT' then 1 else -1 end
  where c.id = coalesce(new.campaign_id, old.campaign_id);
  return coalesce(new, old);
end $$;
comment on function private.fn_count_campaign_leads is 'Keeps campaigns.current_leads equal to the companies attached.';

create function private.company_page(url text) returns text
language sql immutable set search_path = '' as $$
  select coalesce('https://www.linkedin.com/company/'
    || substring(lower(trim(url)) from '^(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/company/([^/?#[:space:]]+)'), nullif(trim(url), ''))
$$;
comment on function private.company_page is 'A company''s page at LinkedIn in one spelling; any other address as it is.';

create function private.known_company(linkedin_url text, domain text) returns uuid
language sql stable security definer set search_path = '' as $$
  select l.id from public.leads l
  where l.linkedin_url = private.company_page(known_company.linkedin_url) or l.domain = known_company.domain
  order by l.linkedin_url is not distinct from private.company_page(known_company.linkedin_url) desc limit 1
$$;
comment on function private.known_company is 'The company with this page, else the one with this domain, else null.';

create function public.match_lead(name text, linkedin_url text default null, domain text default null) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  page text := private.company_page(match_lead.linkedin_url);
  host text := nullif(regexp_replace(lower(trim(match_lead.domain)), '^www\.', ''), '');
  company uuid := private.known_company(page, host);
begin
  if cardinality(array(select private.organizations_where_i_can('leads.write'))) = 0 then
    perform private.fail('FORBIDDEN', 'This needs the permission leads.write.');
  end if;
  if company is not null then return company; end if;
  insert into public.leads (linkedin_url, domain, name) values (page, host, match_lead.name) on conflict do nothing returning id into company;
  -- Somebody may have added it meanwhile.
  return coalesce(company, private.known_company(page, host));
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'A company has a name, and a page or a domain.');
  return null;
end $$;
comment on function public.match_lead is 'Finds a company by its page or its domain, or adds it. What all tenants see of a known one stays as it is.';

create function private.submitted_company(payload jsonb, mail_domain text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  host text := substring(lower(trim(payload ->> 'website')) from '^https?://(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/?#:]|$)');
  of_company text := case when mail_domain not in (select p.domain from private.mail_providers p) then mail_domain else host end;
  company uuid := private.known_company(payload ->> 'linkedin_url', of_company);
begin
  if company is null and of_company is not null then
    -- Every tenant sees the company: nothing that a visitor typed goes there but the domain.
    insert into public.leads (domain, name) values (of_company, of_company) on conflict (domain) do nothing returning id into company;
    company := coalesce(company, private.known_company(null, of_company));
  end if;
  return company;
end $$;
comment on function private.submitted_company is 'The company of who submits: by its page if it is known, by the domain of the address, or of the website where the address is a mail provider''s.';

create function private.lead_answers(given public.widget_submissions) returns jsonb
language sql stable security definer set search_path = '' as $$
  select given.payload || coalesce((select jsonb_object_agg(named.lead, given.payload -> named.key)
    from public.widget_revisions r, jsonb_each_text(r.config -> 'lead') named (lead, key)
    where r.widget_id = given.widget_id and r.number = given.revision and given.payload ? named.key), '{}')
$$;
comment on function private.lead_answers is 'A submission''s answers under the names that campaigns read: as a lead widget''s config maps them, else by their own.';

create function private.lead_address(given public.widget_submissions) returns text
language sql stable security definer set search_path = '' as $$
  select substring(lower(trim(private.lead_answers(given) ->> 'email')) from '^[^@[:space:]]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$')
$$;
comment on function private.lead_address is 'The address under which a submission''s contact is kept; null where it gives none.';

create function private.lead_from_submission(submission_id uuid, received_at timestamptz) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  given public.widget_submissions;
  campaign public.campaigns;
  address text;
  company uuid;
  contact uuid;
begin
  -- It may have been erased meanwhile.
  select * into given from public.widget_submissions s where s.id = submission_id and s.ts = received_at;
  address := private.lead_address(given);
  given.payload := private.lead_answers(given);
  if given.status is distinct from 'accepted' or address is null then return null; end if;
  select * into campaign from public.campaigns c
  where c.widget_instance_id = given.widget_instance_id and c.organization_id = given.organization_id for no key update;
  if campaign.id is null then return null; end if;
  -- Before the contact, which goes into the audit chain: who attaches by hand takes the organization first and the chain second.
  perform from public.organizations o where o.id = given.organization_id for no key update;

  company := private.submitted_company(given.payload, split_part(address, '@', 2));
  insert into public.lead_contacts as c (organization_id, lead_id, name, email, phone, source_submission_id)
  values (given.organization_id, company, coalesce(nullif(left(given.payload ->> 'name', 200), ''), address), address,
    left(given.payload ->> 'phone', 60), given.id)
  on conflict (organization_id, email) do update set lead_id = coalesce(c.lead_id, excluded.lead_id), phone = coalesce(c.phone, excluded.phone)
  returning id into contact;
  if company is not null and private.add_campaign_lead(campaign, company) then
    update public.campaign_leads l set qualification_data = jsonb_build_object('company', left(given.payload ->> 'company', 200)) || l.qualification_data
    where l.campaign_id = campaign.id and l.lead_id = company and nullif(given.payload ->> 'company', '') is not null;
  end if;
  return contact;
end $$;
comment on function private.lead_from_submission is 'Makes or finds the contact and company of a lead widget''s submission and attaches them to its campaign. Safe to repeat.';

create table private.lead_queue (
  submission_id uuid primary key,
  received_at timestamptz not null,
  campaign_id uuid not null references public.campaigns (id) on delete cascade,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error text
);
comment on table private.lead_queue is 'Submissions of lead widgets that are not leads yet: filled with the submission, emptied by a job.';
create index lead_queue_due_idx on private.lead_queue (next_attempt_at);
create index lead_queue_campaign_idx on private.lead_queue (campaign_id);

create function private.fn_queue_leads() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from added e join public.campaigns c on c.organization_id = e.organization_id) then return null; end if;
  -- Accepted in this very transaction, a submission is as old as its event; a restored one says when it came.
  insert into private.lead_queue (submission_id, received_at, campaign_id)
  select e.entity_id, coalesce((e.payload ->> 'received_at')::timestamptz, e.created_at), c.id from added e
  join public.campaigns c on c.organization_id = e.organization_id and c.widget_instance_id = (e.payload ->> 'widget_instance_id')::uuid
  where e.event_type in ('submission.accepted', 'submission.restored')
  on conflict do nothing;
  return null;
end $$;
comment on function private.fn_queue_leads is 'Puts a lead widget''s submissions into the queue, in the transaction that stores or restores them; one look-up per batch where an organization has no campaign.';

create function private.work_lead(queued private.lead_queue) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform private.lead_from_submission(queued.submission_id, queued.received_at);
  delete from private.lead_queue q where q.submission_id = queued.submission_id;
  return true;
exception when others then
  update private.lead_queue q set attempts = q.attempts + 1, next_attempt_at = now() + make_interval(mins => (2 ^ least(q.attempts, 10))::int),
    last_error = left(sqlerrm, 500)
  where q.submission_id = queued.submission_id;
  return false;
end $$;
comment on function private.work_lead is 'Makes one queued submission a lead; what fails is kept and tried again later, and its neighbours go on.';

create function private.collect_leads() returns int
language plpgsql security definer set search_path = '' as $$
declare
  queued private.lead_queue;
  made int := 0;
begin
  -- One collector at a time. It takes every campaign before any organization, as those do who attach by hand. Their keys
  -- stay free, or whoever submits meanwhile, and the others of that batch, would wait for the last lead.
  if not pg_try_advisory_xact_lock(hashtextextended('lapel.collect_leads', 0)) then return 0; end if;
  perform from public.campaigns c where c.id in (select q.campaign_id from private.lead_queue q where q.next_attempt_at <= now()
    order by q.next_attempt_at, q.submission_id limit 1000) order by c.id for no key update;
  for queued in select * from private.lead_queue q where q.next_attempt_at <= now() order by q.next_attempt_at, q.submission_id limit 1000 loop
    made := made + private.work_lead(queued)::int;
  end loop;
  return made;
end $$;
comment on function private.collect_leads is 'Job: makes the submissions of lead widgets contacts, companies and leads of their campaigns.';

create table private.mail_providers (
  domain text primary key
);
comment on table private.mail_providers is 'Mail providers for everyone: their domains name no company.';
insert into private.mail_providers values ('gmail.com'), ('googlemail.com'), ('outlook.com'), ('hotmail.com'), ('live.com'), ('yahoo.com'),
  ('icloud.com'), ('me.com'), ('aol.com'), ('proton.me'), ('protonmail.com'), ('gmx.de'), ('gmx.net'), ('web.de'), ('mail.ru'), ('qq.com'), ('163.com');

create function private.reset_lead_quotas() returns int
language plpgsql security definer set search_path = '' as $$
declare
  due uuid[] := array(select o.id from public.organizations o where o.quota_reset_date <= now() and (o.current_leads_month > 0
    or exists (select from public.campaigns c where c.organization_id = o.id and c.status = 'quota_reached')) order by o.id limit 1000);
  reset int;
begin
  -- Campaigns before organizations, as everywhere. Whoever attaches a lead meanwhile has begun the new month already.
  perform from public.campaigns c where c.organization_id = any (due) and c.status = 'quota_reached' order by c.id for no key update;
  update public.campaigns c set status = 'running' where c.organization_id = any (due) and c.status = 'quota_reached';
  update public.organizations o set current_leads_month = 0, quota_reset_date = date_trunc('month', now(), 'UTC') + interval '1 month'
  where o.id = any (due) and o.quota_reset_date <= now();
  get diagnostics reset = row_count;
  return reset;
end $$;
comment on function private.reset_lead_quotas is 'Job: begins the month anew for tenants that used their quota, so that it shows, and their campaigns run, before the next lead comes. Says how many.';

create trigger trg_events_queue_leads after insert on public.events referencing new table as added
  for each statement execute function private.fn_queue_leads();
create trigger trg_campaigns_refuse_same before insert or update of industries, locations, headcount on public.campaigns
  for each row execute function private.fn_refuse_same_campaign();
create trigger trg_campaigns_touch before update on public.campaigns for each row execute function private.fn_touch_updated_at();
create trigger trg_campaign_leads_touch before update on public.campaign_leads for each row execute function private.fn_touch_updated_at();
create trigger trg_lead_contacts_touch before update on public.lead_contacts for each row execute function private.fn_touch_updated_at();
select private.audit_table('public.campaigns');
-- Before, so that whoever removes a company takes the campaign first and the audit chain second, like whoever adds one.
create trigger trg_campaign_leads_count before insert or delete on public.campaign_leads
  for each row execute function private.fn_count_campaign_leads();
select private.audit_table('public.campaign_leads', 'id', 'qualification_data', 'outreach_template');
select private.audit_table('public.lead_contacts', 'id', 'name', 'first_name', 'last_name', 'headline', 'email', 'phone', 'linkedin_url',
  'provider_id', 'member_urn', 'public_id');

-- Row level security --------------------------------------------------------------------------------------------------

alter table public.campaigns enable row level security;
alter table public.campaigns force row level security;
alter table public.leads enable row level security;
alter table public.leads force row level security;
alter table public.campaign_leads enable row level security;
alter table public.campaign_leads force row level security;
alter table public.lead_contacts enable row level security;
alter table public.lead_contacts force row level security;
alter table private.mail_providers enable row level security;
alter table private.lead_queue enable row level security;

create policy tenant_can_select_campaigns on public.campaigns for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('leads.read'))));
create policy tenant_can_insert_campaigns on public.campaigns for insert to authenticated
  with check (organization_id = any (array(select private.organizations_where_i_can('leads.write'))) and search_account_id = (select auth.uid()));
create policy tenant_can_update_campaigns on public.campaigns for update to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('leads.write'))))
  with check (organization_id = any (array(select private.organizations_where_i_can('leads.write'))));
create policy tenant_can_delete_campaigns on public.campaigns for delete to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('leads.write'))));
-- The cache of companies is shared on purpose: it holds what anyone could look up, and says nothing of who looked.
create policy tenant_can_select_leads on public.leads for select to authenticated using (true);
create policy tenant_can_insert_leads on public.leads for insert to authenticated
  with check (cardinality(array(select private.organizations_where_i_can('leads.write'))) > 0);
create policy tenant_can_select_campaign_leads on public.campaign_leads for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('leads.read'))));
create policy tenant_can_update_campaign_leads on public.campaign_leads for update to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('leads.write'))))
  with check (organization_id = any (array(select private.organizations_where_i_can('leads.write'))));
create policy tenant_can_delete_campaign_leads on public.campaign_leads for delete to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('leads.write'))));
create policy tenant_can_select_lead_contacts on public.lead_contacts for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('leads.read'))));
create policy tenant_can_insert_lead_contacts on public.lead_contacts for insert to authenticated
  with check (organization_id = any (array(select private.organizations_where_i_can('leads.write'))));
create policy tenant_can_update_lead_contacts on public.lead_contacts for update to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('leads.write'))))
  with check (organization_id = any (array(select private.organizations_where_i_can('leads.write'))));
create policy tenant_can_delete_lead_contacts on public.lead_contacts for delete to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('leads.write'))));
create policy "Staff see campaigns" on public.campaigns for select to platform_staff using ((select private.is_staff()));
create policy "Staff see leads" on public.leads for select to platform_staff using ((select private.is_staff()));
create policy "Staff see campaign leads" on public.campaign_leads for select to platform_staff using ((select private.is_staff()));
create policy "Staff see contacts" on public.lead_contacts for select to platform_staff using ((select private.is_staff()));

create function public.attach_lead(campaign_id uuid, lead_id uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  target public.campaigns;
begin
  select * into target from public.campaigns c where c.id = campaign_id
    and c.organization_id in (select private.organizations_where_i_can('leads.write')) for no key update;
  if target.id is null or not exists (select from public.leads l where l.id = attach_lead.lead_id) then
    perform private.fail('NOT_FOUND', 'No such campaign or company.');
  end if;
  return private.add_campaign_lead(target, attach_lead.lead_id);
end $$;
comment on function public.attach_lead is 'Attaches a company to a campaign within the quota. False: at the quota.';

create function public.set_lead_profile(organization_id uuid, icp jsonb default null, company_profile jsonb default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  kept jsonb;
begin
  perform private.require_permission(set_lead_profile.organization_id, 'organization.manage');
  update public.organizations o set icp = coalesce(set_lead_profile.icp, o.icp),
    company_profile = coalesce(set_lead_profile.company_profile, o.company_profile)
  where o.id = set_lead_profile.organization_id
  returning jsonb_build_object('icp', o.icp, 'company_profile', o.company_profile) into kept;
  return kept;
exception when check_violation then
  perform private.fail('VALIDATION_FAILED', 'The ideal customer and the company are objects of together up to 64 kB.');
  return null;
end $$;
comment on function public.set_lead_profile is 'Says whom an organization looks for (icp) and what it is (company_profile); what is not given stays.';

create function public.set_lead_quota(organization_id uuid, monthly_quota int, reason text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  -- Campaigns before organizations, as everywhere. One for which the new quota is not enough says so with its next lead.
  update public.campaigns c set status = 'running' where c.organization_id = set_lead_quota.organization_id and c.status = 'quota_reached';
  update public.organizations o set monthly_quota = set_lead_quota.monthly_quota where o.id = set_lead_quota.organization_id;
  if not found then perform private.fail('NOT_FOUND', 'No such organization.'); end if;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'A quota is 0, for none, or more.');
end $$;
comment on function public.set_lead_quota is 'Staff admin: how many leads a month a tenant may take, 0 for no quota of its own. The reason goes to the audit log.';

grant select, delete on public.campaigns to authenticated;
grant insert (organization_id, search_account_id, name, industries, locations, headcount, target_leads, widget_instance_id),
  update (name, industries, locations, headcount, target_leads, search_cursor, status, widget_instance_id) on public.campaigns to authenticated;
grant select on public.leads to authenticated;
grant insert (linkedin_url, domain, name) on public.leads to authenticated;
grant select, delete on public.campaign_leads to authenticated;
grant update (status, qualification_data, outreach_template) on public.campaign_leads to authenticated;
grant select, delete on public.lead_contacts to authenticated;
grant insert (organization_id, lead_id, provider_id, member_urn, public_id, name, first_name, last_name, headline, linkedin_url, email, phone),
  update (lead_id, provider_id, member_urn, public_id, name, first_name, last_name, headline, linkedin_url, email, phone,
    connection_status, claimed_by_id) on public.lead_contacts to authenticated;
alter function private.fn_refuse_same_campaign owner to lapel_definer;
alter function private.fn_count_campaign_leads owner to lapel_definer;
grant execute on function private.same_elements to lapel_definer;
alter function private.take_lead owner to lapel_definer;
alter function private.add_campaign_lead owner to lapel_definer;
grant execute on function private.company_page to lapel_definer;
alter function private.known_company owner to lapel_definer;
alter function public.match_lead owner to lapel_definer;
alter function private.submitted_company owner to lapel_definer;
alter function private.lead_answers owner to lapel_definer;
alter function private.lead_address owner to lapel_definer;
alter function private.lead_from_submission owner to lapel_definer;
alter function private.fn_queue_leads owner to lapel_definer;
alter function private.work_lead owner to lapel_definer;
alter function private.collect_leads owner to lapel_definer;
alter function private.reset_lead_quotas owner to lapel_definer;
alter function public.set_lead_profile owner to lapel_definer;
alter function public.set_lead_quota owner to lapel_definer;
alter function public.attach_lead owner to lapel_definer;
grant execute on function private.lead_from_submission, private.collect_leads, private.reset_lead_quotas to service_role;
grant execute on function public.attach_lead, public.match_lead, public.set_lead_profile to authenticated;
grant execute on function public.set_lead_quota to platform_staff;
