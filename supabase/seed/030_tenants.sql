-- Tenants -------------------------------------------------------------------------------------------------------------

create temporary table demo_organizations (slug text primary key, name text, plan text, founded int, owner text, industry text);
insert into demo_organizations values
  ('northwind', 'Northwind Studio', 'business', 430, 'owner@northwind.example', 'Design'),
  ('paper-lantern', 'Paper Lantern Books', 'free', 425, 'ruth@paperlantern.example', 'Bookshop'),
  ('harbour-pine', 'Harbour & Pine', 'team', 415, 'clara@harbourpine.example', 'Marketing agency');

create temporary table demo_workspaces (slug text primary key, organization text, name text, kind text, parent text, plan text, opened int);
insert into demo_workspaces values
  ('studio', 'northwind', 'Studio', 'business', null, null, 430),
  ('careers', 'northwind', 'Careers', 'business', null, null, 310),
  ('shop', 'paper-lantern', 'Paper Lantern Books', 'business', null, null, 425),
  ('agency', 'harbour-pine', 'Harbour & Pine', 'agency', null, null, 415),
  ('tidewater', 'harbour-pine', 'Tidewater Cycles', 'business', 'agency', null, 355),
  ('bramble', 'harbour-pine', 'Bramble Bakery', 'business', 'agency', 'team', 265);

-- A workspace says: a member of that client workspace only.
create temporary table demo_members (email text, organization text, workspace text, role text);
insert into demo_members values
  ('owner@northwind.example', 'northwind', null, 'owner'), ('tomas@northwind.example', 'northwind', null, 'admin'),
  ('priya@northwind.example', 'northwind', null, 'super_editor'), ('owen@northwind.example', 'northwind', null, 'editor'),
  ('jonas@northwind.example', 'northwind', null, 'editor'), ('aiko@northwind.example', 'northwind', null, 'collaborator'),
  ('lucia@northwind.example', 'northwind', null, 'viewer'),
  ('ruth@paperlantern.example', 'paper-lantern', null, 'owner'), ('felix@paperlantern.example', 'paper-lantern', null, 'editor'),
  ('clara@harbourpine.example', 'harbour-pine', null, 'owner'), ('samir@harbourpine.example', 'harbour-pine', null, 'admin'),
  ('nadia@harbourpine.example', 'harbour-pine', null, 'super_editor'),
  ('grace@tidewater.example', 'harbour-pine', 'tidewater', 'editor'),
  ('hugo@bramble.example', 'harbour-pine', 'bramble', 'admin'), ('elif@bramble.example', 'harbour-pine', 'bramble', 'viewer');

do $$
declare
  o demo_organizations;
begin
  for o in select * from demo_organizations order by founded desc loop
    perform pg_temp.act_as(o.owner);
    insert into public.organizations (id, name, slug, plan_id, company_profile, quota_reset_date, created_at, updated_at)
    values (pg_temp.id(o.slug), o.name, o.slug, o.plan, jsonb_build_object('industry', o.industry),
      date_trunc('month', pg_temp.moment()), pg_temp.days_ago(o.founded), pg_temp.days_ago(o.founded));
    insert into public.workspaces (id, organization_id, name, slug, kind, parent_workspace_id, plan_id, created_at, updated_at)
    select pg_temp.id(w.slug), pg_temp.id(o.slug), w.name, w.slug, w.kind, pg_temp.id(w.parent), w.plan, pg_temp.days_ago(w.opened),
      pg_temp.days_ago(w.opened)
    from demo_workspaces w where w.organization = o.slug order by w.opened desc, w.slug;
    insert into public.organization_members (id, organization_id, user_id, role, invited_by, invited_at, accepted_at, created_at)
    select pg_temp.id('member ' || p.email), pg_temp.id(o.slug), pg_temp.id(p.email), m.role, pg_temp.id(nullif(o.owner, p.email)),
      pg_temp.days_ago(p.joined), pg_temp.days_ago(p.joined), pg_temp.days_ago(p.joined)
    from demo_members m join demo_people p using (email)
    where m.organization = o.slug and m.workspace is null order by p.joined desc, p.email;
    insert into public.workspace_members (id, organization_id, workspace_id, user_id, role, invited_by, invited_at, accepted_at, created_at)
    select pg_temp.id('member ' || p.email), pg_temp.id(o.slug), pg_temp.id(m.workspace), pg_temp.id(p.email), m.role,
      pg_temp.id(o.owner), pg_temp.days_ago(p.joined), pg_temp.days_ago(p.joined), pg_temp.days_ago(p.joined)
    from demo_members m join demo_people p using (email)
    where m.organization = o.slug and m.workspace is not null order by p.joined desc, p.email;
    insert into public.user_creation_audit (id, user_id, organization_id, workspace_id, source, created_at)
    select pg_temp.id('creation ' || p.email), pg_temp.id(p.email), pg_temp.id(o.slug), pg_temp.id(m.workspace), 'seed',
      pg_temp.days_ago(p.joined)
    from demo_members m join demo_people p using (email) where m.organization = o.slug;
  end loop;
end $$;

-- What happened to them since, by the people who did it.
select pg_temp.act_as('staff@lapel.example', 'Signed the agency contract');
update public.organizations set plan_id = 'agency' where slug = 'harbour-pine';
select pg_temp.act_as('owner@northwind.example', 'Left the studio');
update public.organization_members set status = 'removed' where user_id = pg_temp.id('owen@northwind.example');
select pg_temp.act_as('staff@lapel.example');
select public.set_plan_limit('team', 'submissions_month', 7500, 'hard', 750, 'Teams outgrow 5,000 in their second year');
select public.set_plan_limit('free', 'storage_mb', 250, 'hard', 0, 'Photo uploads need more room');
select public.set_plan_limit('business', 'storage_mb', 25000, 'soft', 0, 'Match the new price list');
select public.set_plan_limit('business', 'storage_mb', 20000, 'soft', 0, 'Back to the old value until the price list is public');
select public.remove_plan_limit('agency', 'storage_mb', 'Agencies bring their own storage');
select public.set_plan_feature('team', 'audit_log', true, 180, 'Half a year of history was promised in the spring mailing');
