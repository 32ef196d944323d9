-- Leads: campaigns and their searches, companies everyone shares, contacts nobody does, and the month's quota.

begin;
select plan(118);

select tests.add_member('northwind', 'edith', 'editor');
create function tests.campaign(title text, industries jsonb default '[]', locations jsonb default '[]', headcount jsonb default '[]', target int default 100)
returns text language plpgsql as $$
declare
  hint text;
begin
  insert into public.campaigns (organization_id, search_account_id, name, industries, locations, headcount, target_leads)
  values (tests.id('northwind'), auth.uid(), title, campaign.industries, campaign.locations, campaign.headcount, target);
  return 'made';
exception when others then
  get stacked diagnostics hint = pg_exception_hint;
  return sqlstate || ' ' || sqlerrm || ' ' || coalesce((select c.name from public.campaigns c where c.id::text = hint), hint);
end $$;
create function tests.of_campaign(title text) returns public.campaigns language sql stable as $$
  select c from public.campaigns c where c.organization_id = tests.id('northwind') and c.name = title
$$;
create function tests.company(domain text) returns uuid language sql as $$
  insert into public.leads (domain, name) values (company.domain, company.domain) returning id
$$;

-- The tables are those of the plan ---------------------------------------------------------------------------------------

select results_eq($$ select tablename || '.' || policyname from pg_policies where schemaname = 'public' and roles <> '{platform_staff}'
    and tablename in ('campaigns', 'leads', 'campaign_leads', 'lead_contacts') and policyname <> format('tenant_can_%s_%s', lower(cmd), tablename) $$,
  array[]::text[], 'policies are named tenant_can_<action>_<table>');
select is((select count(*) from pg_policies where schemaname = 'public' and policyname ~ '^tenant_can_'), 13::bigint, 'all thirteen of them');
select results_eq($$ select t.tbl || '.' || t.col from (values
    ('organizations', 'icp', 'jsonb', '''{}''::jsonb', 'YES'), ('organizations', 'company_profile', 'jsonb', '''{}''::jsonb', 'YES'),
    ('organizations', 'monthly_quota', 'integer', '0', 'YES'), ('organizations', 'current_leads_month', 'integer', '0', 'YES'),
    ('organizations', 'quota_reset_date', 'timestamp with time zone', 'now()', 'YES'),
    ('campaigns', 'id', 'uuid', 'gen_random_uuid()', 'NO'), ('campaigns', 'organization_id', 'uuid', null, 'NO'),
    ('campaigns', 'search_account_id', 'uuid', null, 'NO'), ('campaigns', 'name', 'text', null, 'NO'),
    ('campaigns', 'industries', 'jsonb', '''[]''::jsonb', 'YES'), ('campaigns', 'locations', 'jsonb', '''[]''::jsonb', 'YES'),
    ('campaigns', 'headcount', 'jsonb', '''[]''::jsonb', 'YES'), ('campaigns', 'target_leads', 'integer', null, 'NO'),
    ('campaigns', 'current_leads', 'integer', '0', 'YES'), ('campaigns', 'search_cursor', 'text', null, 'YES'),
    ('campaigns', 'status', 'text', '''pending''::text', 'YES'), ('campaigns', 'created_at', 'timestamp with time zone', 'now()', 'YES'),
    ('leads', 'linkedin_url', 'text', null, 'YES'), ('leads', 'name', 'text', null, 'NO'), ('leads', 'domain', 'text', null, 'YES'),
    ('leads', 'enriched_data', 'jsonb', '''{}''::jsonb', 'YES'), ('leads', 'last_enriched_at', 'timestamp with time zone', null, 'YES'),
    ('campaign_leads', 'campaign_id', 'uuid', null, 'YES'), ('campaign_leads', 'lead_id', 'uuid', null, 'YES'),
    ('campaign_leads', 'organization_id', 'uuid', null, 'NO'), ('campaign_leads', 'status', 'text', '''pending''::text', 'YES'),
    ('campaign_leads', 'qualification_data', 'jsonb', '''{}''::jsonb', 'YES'), ('campaign_leads', 'outreach_template', 'jsonb', '''{}''::jsonb', 'YES'),
    ('lead_contacts', 'lead_id', 'uuid', null, 'YES'), ('lead_contacts', 'organization_id', 'uuid', null, 'NO'),
    ('lead_contacts', 'provider_id', 'text', null, 'YES'), ('lead_contacts', 'member_urn', 'text', null, 'YES'),
    ('lead_contacts', 'public_id', 'text', null, 'YES'), ('lead_contacts', 'name', 'text', null, 'NO'), ('lead_contacts', 'first_name', 'text', null, 'YES'),
    ('lead_contacts', 'last_name', 'text', null, 'YES'), ('lead_contacts', 'headline', 'text', null, 'YES'), ('lead_contacts', 'linkedin_url', 'text', null, 'YES'),
    ('lead_contacts', 'connection_status', 'text', '''none''::text', 'YES'), ('lead_contacts', 'claimed_by_id', 'uuid', null, 'YES'),
    ('lead_contacts', 'created_at', 'timestamp with time zone', 'now()', 'YES')) t (tbl, col, type, def, nullable)
  left join information_schema.columns c on c.table_schema = 'public' and c.table_name = t.tbl and c.column_name = t.col
  -- A column may be stricter than the plan, never looser.
  where c.data_type is distinct from t.type or c.column_default is distinct from t.def or c.is_nullable > t.nullable $$,
  array[]::text[], 'every column has the type, default and strictness of the plan');
select set_eq($$ select indexrelid::regclass::text from pg_index where indisunique and indexrelid::regclass::text in
    ('campaigns_name_org_unique', 'campaign_leads_unique', 'lead_contacts_linkedin_unique', 'lead_contacts_email_unique', 'lead_contacts_member_unique',
     'leads_linkedin_url_key', 'leads_domain_key') $$,
  array['campaigns_name_org_unique', 'campaign_leads_unique', 'lead_contacts_linkedin_unique', 'lead_contacts_email_unique', 'lead_contacts_member_unique',
     'leads_linkedin_url_key', 'leads_domain_key'], 'every unique index is there');

-- Campaigns --------------------------------------------------------------------------------------------------------------

select tests.as_person('edith');
select is(tests.campaign('Spring', '["4", "96"]', '["de", "at"]', '[{"min": 11, "max": 50}, {"min": 51, "max": 200}]'), 'made', 'an editor makes a campaign');
select is(tests.campaign('Spring'), '23505 duplicate key value violates unique constraint "campaigns_name_org_unique" ', 'a name is taken once in an organization');
select is(tests.campaign('Copy', '["96", "4"]', '["at", "de"]', '[{"max": 200, "min": 51}, {"min": 11, "max": 50}]'), 'PT409 CONFLICT Spring',
  'the same search in another order is refused with the campaign that has it');
select is(tests.campaign('Copy', '["96", "4", "4"]', '["at", "de", "de"]', '[{"max": 200, "min": 51}, {"min": 11, "max": 50}]'), 'PT409 CONFLICT Spring',
  'and so is one that says something twice');
select is(tests.campaign('Larger', '["96", "4", "6"]', '["at", "de"]', '[{"max": 200, "min": 51}, {"min": 11, "max": 50}]'), 'made', 'a larger search is another one');
select is(tests.campaign('Open end', '[]', '[]', '[{"min": 11, "max": 50}, {"min": 11}]'), 'made', 'an open range');
select is(tests.campaign('Closed', '[]', '[]', '[{"min": 11, "max": 50}]'), 'made', 'is not the closed range that it contains');
select is(tests.campaign('Widget one'), 'made', 'campaigns without a search');
select is(tests.campaign('Widget two'), 'made', 'are not the same');
select throws_ok($$ update public.campaigns set industries = '["4", "96"]' where name = 'Larger' $$, 'PT409', 'CONFLICT', 'nor does a change make two equal');
select lives_ok($$ update public.campaigns set industries = '["96", "4"]' where name = 'Spring' $$, 'a campaign may be like itself');
select alike(tests.campaign('Object', '{"a": 1}'), '23514 %', 'a search is made of arrays');
select alike(tests.campaign('None', '["x"]', '[]', '[]', 0), '23514 %', 'a campaign wants leads');
select is((select count(*) from unnest(array['pending', 'running', 'paused', 'pipeline_completed', 'quota_reached']) s
  where tests.message_of(format('update public.campaigns set status = %L where name = %L', s, 'Closed')) is not null), 0::bigint, 'every status of the plan');
select throws_ok($$ update public.campaigns set status = 'done' $$, '23514', null, 'and no other');
select throws_ok($$ update public.campaigns set current_leads = 5 $$, '42501', null, 'nobody sets the count by hand');
select throws_ok(format('insert into public.campaigns (organization_id, search_account_id, name, target_leads) values (%L, %L, %L, 1)', tests.id('northwind'), tests.id('ada'), 'x'),
  '42501', null, 'nobody searches with the account of a colleague');
select throws_ok(format('update public.campaigns set widget_instance_id = %L where name = %L', tests.id('globex/instance'), 'Widget two'), '23503', null,
  'a campaign takes no submissions of another tenant');

select tests.as_person('vera');
select is(tests.campaign('Mine'), '42501 new row violates row-level security policy for table "campaigns" ', 'a viewer makes no campaign');
select isnt_empty('select from public.campaigns', 'and reads them');
select is_empty($$ update public.campaigns set name = 'mine' returning id $$, 'and changes none');
select tests.as_person('boris');
select is_empty('select from public.campaigns', 'another tenant sees none');
select is(tests.campaign('Mine'), '42501 new row violates row-level security policy for table "campaigns" ', 'and makes none here');
select lives_ok($$ insert into public.campaigns (organization_id, search_account_id, name, industries, locations, headcount, target_leads)
  values (tests.id('globex'), auth.uid(), 'Spring', '["4", "96"]', '["de", "at"]', '[{"min": 11, "max": 50}, {"min": 51, "max": 200}]', 5) $$,
  'the same name and search belong to each tenant');

-- Companies and contacts ------------------------------------------------------------------------------------------------

select tests.as_person('edith');
select lives_ok($$ insert into public.leads (linkedin_url, name) values ('https://linkedin.example/acme', 'Acme') $$, 'an editor adds a company');
select throws_ok($$ insert into public.leads (name) values ('Nobody') $$, '23514', null, 'that can be told from others');
select throws_ok($$ insert into public.leads (linkedin_url, name) values ('https://linkedin.example/acme', 'Acme') $$, '23505', null, 'once');
select throws_ok($$ update public.leads set name = 'x' $$, '42501', null, 'what all tenants see is changed by none');
select tests.as_person('boris');
select isnt_empty($$ select from public.leads where name = 'Acme' $$, 'another tenant finds it');
select tests.remember('globex co', public.match_lead('Globex', ' https://de.LinkedIn.com/company/Globex-Co/about?x=1 ', 'WWW.Globex-Co.example'));
select results_eq($$ select linkedin_url, domain, name from public.leads where id = tests.id('globex co') $$,
  $$ values ('https://www.linkedin.com/company/globex-co', 'globex-co.example', 'Globex') $$, 'a company that nobody knows is added, in one spelling');
select is(public.match_lead('Other', 'http://www.linkedin.com/company/globex-co/'), tests.id('globex co'), 'it is found again by its page');
select is(public.match_lead('Other', null, 'globex-co.example'), tests.id('globex co'), 'by its domain');
select is(public.match_lead('Other', 'https://www.linkedin.com/company/unheard', 'globex-co.example'), tests.id('globex co'), 'or by one of both');
select is(public.match_lead('Other', 'https://linkedin.example/acme', 'globex-co.example'), (select id from public.leads where name = 'Acme'),
  'where they say two companies, the page is right');
select is((select name from public.leads where id = tests.id('globex co')), 'Globex', 'and stays as it is');
select throws_ok($$ select public.match_lead('Nobody') $$, 'PT422', 'VALIDATION_FAILED', 'without page and domain there is no company');
select throws_ok($$ select public.match_lead(null, null, 'new.example') $$, 'PT422', 'VALIDATION_FAILED', 'nor without a name');
select tests.as_person('vera');
select throws_ok($$ select public.match_lead('V', null, 'v.example') $$, 'PT403', 'FORBIDDEN', 'a viewer matches none');
select throws_ok($$ insert into public.leads (domain, name) values ('v.example', 'V') $$, '42501', null, 'a viewer adds none');
select tests.as_person('edith');
select lives_ok($$ insert into public.lead_contacts (organization_id, name, email) values (tests.id('northwind'), 'Jane', 'jane@acme.example') $$, 'an editor adds a person');
select throws_ok($$ insert into public.lead_contacts (organization_id, name) values (tests.id('northwind'), 'Jane') $$, '23514', null, 'who can be told from others');
select throws_ok($$ insert into public.lead_contacts (organization_id, name, email) values (tests.id('northwind'), 'Jane', 'jane@acme.example') $$, '23505', null, 'once');
select is((select count(*) from unnest(array['none', 'pending', 'retry_pending', 'accepted', 'no_contact']) s
  where tests.message_of(format('update public.lead_contacts set connection_status = %L', s)) is not null), 0::bigint, 'in every state of the plan');
select tests.as_person('boris');
select is_empty('select from public.lead_contacts', 'another tenant sees no person');
select lives_ok($$ insert into public.lead_contacts (organization_id, name, email) values (tests.id('globex'), 'Jane', 'jane@acme.example') $$, 'and may know the same one');
select tests.as_nobody();
select is_empty($$ select from public.audit_logs where entity = 'lead_contacts' and (after::text ~ 'jane|Jane') $$, 'the audit log keeps no name and no address');

-- The quota --------------------------------------------------------------------------------------------------------------

update public.organizations set monthly_quota = 2 where id = tests.id('northwind');
select tests.remember(d, tests.company(d || '.example')) from unnest(array['c1', 'c2', 'c3', 'c4']) d;
select tests.as_person('edith');
select is(public.attach_lead((tests.of_campaign('Spring')).id, tests.id('c1')), true, 'a company is attached');
select is(public.attach_lead((tests.of_campaign('Spring')).id, tests.id('c1')), true, 'attaching it again is no error');
select is((tests.of_campaign('Spring')).current_leads, 1, 'and counts once');
select is((tests.of_campaign('Spring')).status, 'running', 'the campaign runs');
select is(public.attach_lead((tests.of_campaign('Larger')).id, tests.id('c1')), true, 'the second lead of the month');
select is(public.attach_lead((tests.of_campaign('Spring')).id, tests.id('c2')), false, 'the third is over the quota');
select is((tests.of_campaign('Spring')).status, 'quota_reached', 'the campaign says so');
select tests.as_nobody();
select results_eq($$ select current_leads_month, quota_reset_date from public.organizations where id = tests.id('northwind') $$,
  $$ select 2, date_trunc('month', now(), 'UTC') + interval '1 month' $$, 'two are counted, until the first of next month');
select is(private.reset_lead_quotas(), 0, 'and no sooner');
update public.organizations set quota_reset_date = now() where id = tests.id('northwind');
select tests.as_service();
select is(private.reset_lead_quotas(), 1, 'then the job begins the month anew');
select is(private.reset_lead_quotas(), 0, 'once');
select tests.as_nobody();
select results_eq($$ select o.current_leads_month, o.quota_reset_date, c.status from public.organizations o join public.campaigns c on c.organization_id = o.id
    where o.id = tests.id('northwind') and c.name = 'Spring' $$,
  $$ select 0, date_trunc('month', now(), 'UTC') + interval '1 month', 'running' $$, 'the count shows it, and the campaign runs again');
update public.organizations set current_leads_month = 2, quota_reset_date = now() where id = tests.id('northwind');
update public.campaigns set status = 'quota_reached' where organization_id = tests.id('northwind') and name = 'Spring';
select tests.as_person('edith');
select is(public.attach_lead((tests.of_campaign('Spring')).id, tests.id('c2')), true, 'after the reset there is room');
select is((tests.of_campaign('Spring')).status, 'running', 'and the campaign runs again');
update public.campaigns set status = 'paused', target_leads = 3 where name = 'Spring';
select public.attach_lead((tests.of_campaign('Spring')).id, tests.id('c3'));
select is((tests.of_campaign('Spring')).status, 'paused', 'a paused campaign stays paused');
delete from public.campaign_leads where lead_id = tests.id('c3');
select is((tests.of_campaign('Spring')).current_leads, 2, 'a company that is removed is not counted in the campaign any more');
select is(tests.message_of(format('select public.attach_lead(%L, %L)', (tests.of_campaign('Spring')).id, gen_random_uuid())), 'PT404 NOT_FOUND', 'an unknown company');
select tests.as_person('boris');
select is(tests.message_of(format('select public.attach_lead(%L, %L)', (tests.of_campaign('Spring')).id, tests.id('c1'))), 'PT404 NOT_FOUND', 'nobody fills the campaign of others');

select tests.as_nobody();
update public.organizations set monthly_quota = 0 where id = tests.id('northwind');
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason)
select tests.id('northwind'), 'leads_month', c.used, 'No more' from public.usage_counters c where c.scope_id = tests.id('northwind') and c.limit_type = 'leads_month';
select tests.as_person('edith');
select is(public.attach_lead((tests.of_campaign('Larger')).id, tests.id('c4')), false, 'the plan''s leads_month is a limit too');
select tests.as_nobody();
select is((select sum(quantity) from public.usage_events where organization_id = tests.id('northwind') and event_type = 'lead'),
  (select used::bigint from public.usage_counters where scope_id = tests.id('northwind') and limit_type = 'leads_month'), 'every lead that counts is on record');
select is(private.reconcile_usage(tests.id('northwind'), '{leads_month}'), 0, 'with which the counter agrees');
update public.usage_counters set used = used + 3 where scope_id = tests.id('northwind') and limit_type = 'leads_month';
select is(private.reconcile_usage(tests.id('northwind'), '{leads_month}'), 1, 'and to which it is brought back when it does not');
select is(private.reconcile_usage(tests.id('northwind'), '{leads_month}'), 0, 'once');
select tests.as_nobody();
select is((select current_leads_month from public.organizations where id = tests.id('northwind')), 2, 'what it refuses is not counted in the quota');
delete from public.limit_overrides;
select tests.as_person('alan');
select is(public.set_lead_profile(tests.id('northwind'), '{"industries": ["4"]}', '{"about": "Prints"}'),
  '{"icp": {"industries": ["4"]}, "company_profile": {"about": "Prints"}}', 'who manages the organization says whom it looks for');
select is(public.set_lead_profile(tests.id('northwind'), company_profile => '{}'), '{"icp": {"industries": ["4"]}, "company_profile": {}}', 'what is not given stays');
select is((select count(*) from unnest(array[$$ icp => '[]' $$, $$ company_profile => '7' $$,
    $$ icp => jsonb_build_object('x', (select string_agg(md5(n::text), '') from generate_series(1, 3000) n)) $$]) change
  where tests.message_of(format('select public.set_lead_profile(%L, %s)', tests.id('northwind'), change)) is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint,
  'both have their form and size');
select tests.as_person('edith');
select is(tests.message_of(format('select public.set_lead_profile(%L)', tests.id('northwind'))), 'PT403 FORBIDDEN', 'an editor does not');
select throws_ok(format('select public.set_lead_quota(%L, 5, %L)', tests.id('northwind'), 'Mine'), '42501', null, 'nobody sets a quota for oneself');
select tests.as_person('sue');
select is(tests.message_of(format('select public.set_lead_quota(%L, 5, %L)', tests.id('northwind'), 'Theirs')), 'PT403 FORBIDDEN', 'nor does support');
select tests.as_person('stella');
select is(tests.message_of(format('select public.set_lead_quota(%L, 5, null)', tests.id('northwind'))), 'PT422 REASON_REQUIRED', 'an admin has a reason');
select is(tests.message_of(format('select public.set_lead_quota(%L, -1, %L)', tests.id('northwind'), 'Less')), 'PT422 VALIDATION_FAILED', 'and a number');
select is(tests.message_of(format('select public.set_lead_quota(%L, 5, %L)', gen_random_uuid(), 'Whose')), 'PT404 NOT_FOUND', 'and a tenant');
select is(tests.message_of(format('select public.set_lead_quota(%L, 5, %L)', tests.id('northwind'), 'They asked')), null, 'then the quota is set');
select tests.as_nobody();
select results_eq($$ select monthly_quota, (select count(*) from public.campaigns c where c.organization_id = o.id and c.status = 'quota_reached'),
    (select a.reason from public.audit_logs a where a.organization_id = o.id and a.entity = 'organizations' order by a.seq desc limit 1)
  from public.organizations o where id = tests.id('northwind') $$, $$ values (5, 0::bigint, 'They asked') $$, 'campaigns run again, and the audit log says why');
update public.organizations set monthly_quota = 0 where id = tests.id('northwind');

-- From submissions -------------------------------------------------------------------------------------------------------

update public.campaigns set widget_instance_id = tests.id('northwind/instance') where organization_id = tests.id('northwind') and name = 'Widget one';
create function tests.lead(payload jsonb, status text default 'accepted') returns uuid language plpgsql as $$
declare
  new_id uuid := (tests.accept(tests.submission('northwind', jsonb_build_object('payload', lead.payload))) -> 'receipt' ->> 'id')::uuid;
begin
  update public.widget_submissions s set status = lead.status, spam_reasons = case lead.status when 'spam' then '{trap}' else '{}' end::text[] where s.id = new_id;
  return private.lead_from_submission(new_id, (select ts from public.widget_submissions s where s.id = new_id));
end $$;
select isnt(tests.remember('max', tests.lead('{"email": " Max@Umbrella.Example ", "name": "Max", "phone": "+49 1", "company": "The Umbrella"}')), null,
  'a submission of a lead widget makes a lead');
select results_eq($$ select c.name, c.email, c.phone, l.domain, l.name from public.lead_contacts c join public.leads l on l.id = c.lead_id
    where c.id = tests.id('max') $$,
  $$ values ('Max', 'max@umbrella.example', '+49 1', 'umbrella.example', 'umbrella.example') $$, 'a contact, and its company, known by its domain only');
select is((select qualification_data from public.campaign_leads l join public.leads c on c.id = l.lead_id where c.domain = 'umbrella.example'),
  '{"company": "The Umbrella"}', 'what the visitor calls it stays with the tenant');
select is((tests.of_campaign('Widget one')).current_leads, 1, 'attached to the campaign');
select is((select count(distinct tests.lead('{"email": "max@umbrella.example"}')) from generate_series(1, 3)), 1::bigint, 'the same person is found again');
select is((tests.of_campaign('Widget one')).current_leads, 1, 'and counts once');
select tests.lead('{"email": "someone@gmail.com"}');
select results_eq($$ select lead_id from public.lead_contacts where email = 'someone@gmail.com' $$, array[null::uuid], 'a mail provider names no company');
select is_empty($$ select from public.leads where domain = 'gmail.com' $$, 'and becomes none');
select is((select count(*) from unnest(array['{}', '{"email": ""}', '{"email": "nobody"}', '{"email": "a@b"}', '{"email": "a@b@c.example"}', '{"email": 7}']) p
  where tests.lead(p::jsonb) is not null), 0::bigint, 'an answer that is no address makes no lead');
select is(tests.lead('{"email": "bot@spam.example"}', 'spam'), null, 'nor does spam');
update public.organizations set monthly_quota = current_leads_month where id = tests.id('northwind');
select isnt(tests.lead('{"email": "late@late.example"}'), null, 'at the quota the contact is still made');
select results_eq($$ select (tests.of_campaign('Widget one')).status, (tests.of_campaign('Widget one')).current_leads,
    (select status from public.widget_submissions where payload ->> 'email' = 'late@late.example') $$,
  $$ values ('quota_reached', 1, 'accepted') $$, 'the campaign says so, and the submission is kept');

-- Which company ----------------------------------------------------------------------------------------------------------

select tests.as_nobody();
create function tests.company_of(payload jsonb) returns text language plpgsql as $$
declare
  contact uuid := tests.lead(payload);
begin
  return (select coalesce(l.name, 'none') from public.lead_contacts c left join public.leads l on l.id = c.lead_id where c.id = contact);
end $$;
select is(tests.company_of('{"email": "p1@gmail.com", "website": "https://www.Umbrella.example/about"}'), 'umbrella.example',
  'behind a mail provider''s address, the website names the company');
select is(tests.company_of('{"email": "p2@umbrella.example", "website": "https://elsewhere.example"}'), 'umbrella.example', 'else the address does');
select is(tests.company_of('{"email": "p3@sub.example", "linkedin_url": "https://linkedin.com/company/globex-co/"}'), 'Globex',
  'a page that is known is the company''s');
select is(tests.company_of('{"email": "p4@gmail.com", "linkedin_url": "https://linkedin.com/company/made-up"}'), 'none', 'one that is not makes no company');
select is(tests.company_of('{"email": "p5@gmail.com", "website": "javascript:alert(1)"}'), 'none', 'nor does what is no website');

-- The queue --------------------------------------------------------------------------------------------------------------

update public.organizations set monthly_quota = 0;
select set_eq('select private.lead_queue.submission_id from private.lead_queue', $$ select id from public.widget_submissions
  where organization_id = tests.id('northwind') and payload ->> 'email' <> 'visitor@example.com' or payload = '{}' $$, 'every accepted submission of a lead widget waits in the queue');
delete from private.lead_queue;
select tests.accept(tests.submission(name, '{"payload": {"email": "q@queue.example", "name": "Q"}}')) from unnest(array['northwind', 'bakery']) name;
select tests.accept(tests.submission('northwind', '{"payload": {"email": "s@queue.example"}, "spam_reasons": ["trap"]}'));
select tests.accept(tests.submission('northwind', '{"payload": {"email": "r@queue.example", "name": "R"}}'));
select is((select count(*) from private.lead_queue), 2::bigint, 'not those of other widgets, nor spam');
select is_empty($$ select from public.lead_contacts where email ~ 'queue.example' $$, 'the visitor waits for none of it');
create function tests.refuse_r() returns trigger language plpgsql as $$ begin if new.email = 'r@queue.example' then raise exception 'no'; end if; return new; end $$;
create trigger refuse_r before insert on public.lead_contacts for each row execute function tests.refuse_r();
select tests.as_person('ada');
select throws_ok($$ select private.collect_leads() $$, '42501', null, 'people do not empty the queue');
select tests.as_service();
select is(private.collect_leads(), 1, 'the job makes leads of them');
select tests.as_nobody();
select results_eq($$ select email from public.lead_contacts where email ~ 'queue.example' $$, array['q@queue.example'], 'one that fails takes no other with it');
select results_eq($$ select attempts, last_error, next_attempt_at > now() from private.lead_queue $$, $$ values (1, 'no', true) $$, 'it is tried again later');
select is(private.collect_leads(), 0, 'not at once');
drop trigger refuse_r on public.lead_contacts;
update private.lead_queue set next_attempt_at = now();
select is(private.collect_leads(), 1, 'then it is done');
select is_empty('select from private.lead_queue', 'and gone from the queue');
update public.widget_submissions set ts = ts - interval '3 days' where payload ->> 'email' = 's@queue.example';
select tests.as_person('ada');
select count(*) from public.widget_submissions s cross join lateral public.restore_submission(s.id, s.ts) r where s.payload ->> 'email' = 's@queue.example';
select tests.as_nobody();
select is(private.collect_leads(), 1, 'what is restored from quarantine becomes a lead then');
select tests.accept(tests.submission('northwind', '{"payload": {"email": "gone@queue.example"}}'));
delete from public.widget_submissions where payload ->> 'email' = 'gone@queue.example';
select is((select private.collect_leads() from (select) x where not exists (select from public.lead_contacts where email = 'gone@queue.example')), 1, 'what was erased meanwhile leaves the queue');
select is_empty($$ select from public.lead_contacts where email = 'gone@queue.example' $$, 'and makes no lead');
select tests.as_person('ada');
select throws_ok($$ select private.lead_from_submission(gen_random_uuid(), now()) $$, '42501', null, 'people do not run the job');

-- Under names of their own -----------------------------------------------------------------------------------------------

select tests.as_nobody();
insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config) values
  (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 7, '{"lead": {"email": "work_email", "name": "who", "phone": "mobile"}}');
create function tests.answers(revision int) returns jsonb language sql as $$
  select private.lead_answers(jsonb_populate_record(null::public.widget_submissions, jsonb_build_object('widget_id', tests.id('northwind/widget'),
    'revision', revision, 'payload', '{"work_email": "a@b.example", "who": "A", "email": "home@b.example"}'::jsonb)))
$$;
select is(tests.answers(7), '{"work_email": "a@b.example", "who": "A", "email": "a@b.example", "name": "A"}',
  'a lead widget says which of its answers a campaign reads');
select is(tests.answers(1), '{"work_email": "a@b.example", "who": "A", "email": "home@b.example"}', 'where it does not, they have the campaign''s own names');

select * from finish();
rollback;
