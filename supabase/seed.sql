-- The demo platform: three organizations on three plans, people in every role, eight widgets and a year of use.
-- The same on every database: values come from hashes of names and ordinals, ids from md5, and only the anchor moves,
-- so that the year always ends now. Loaded once, in one transaction, by the owner of the database.
-- `set lapel.demo_now` before loading pins the anchor.

-- Tools ---------------------------------------------------------------------------------------------------------------

create function pg_temp.moment() returns timestamptz language sql stable as $$
  select coalesce(nullif(current_setting('lapel.demo_now', true), '')::timestamptz, now())
$$;
create function pg_temp.days_ago(days numeric) returns timestamptz language sql stable as $$
  select date_trunc('day', pg_temp.moment()) - days * interval '1 day' + interval '9 hours 30 minutes'
$$;
create function pg_temp.id(name text) returns uuid language sql immutable as $$
  -- RFC 9562 version 8: a hash in the shape of a uuid.
  select overlay(overlay(md5('lapel demo ' || name) placing '8' from 13) placing '8' from 17)::uuid
$$;
create function pg_temp.dice(name text) returns float8 language sql immutable as $$
  select ('x' || left(md5(name), 8))::bit(32)::bigint / 4294967296.0
$$;
create function pg_temp.pick(choices text[], name text, lean float8 default 1) returns text language sql immutable as $$
  -- Above 1, lean prefers what comes first.
  select choices[1 + floor(power(pg_temp.dice(name), lean) * cardinality(choices))::int]
$$;
create function pg_temp.slug(label text) returns text language sql immutable as $$
  select trim('-' from regexp_replace(lower(label), '[^a-z0-9]+', '-', 'g'))
$$;
create function pg_temp.act_as(email text, reason text default '') returns void language sql volatile as $$
  -- The audit triggers write down who acts and why.
  select set_config('request.jwt.claim.sub', coalesce(pg_temp.id(email)::text, ''), true),
    set_config('request.jwt.claim.role', case when email is null then '' else 'authenticated' end, true),
    set_config('lapel.reason', reason, true)
$$;

select private.ensure_partitions(parent, (pg_temp.moment() - interval '12 months')::date, pg_temp.moment()::date)
from unnest(array['public.widget_submissions', 'public.usage_events', 'public.audit_logs']::regclass[]) as parent;
select set_config('timezone', 'UTC', true);

-- People --------------------------------------------------------------------------------------------------------------

create temporary table demo_people (email text primary key, name text, company text, joined int);
insert into demo_people values
  ('staff@lapel.example', 'Robin Okafor', 'Lapel', 540), ('support@lapel.example', 'Inês Duarte', 'Lapel', 470),
  ('observer@lapel.example', 'Kenji Mori', 'Lapel', 390),
  ('owner@northwind.example', 'Maya Lindqvist', 'Northwind Studio', 430), ('tomas@northwind.example', 'Tomás Herrera', 'Northwind Studio', 428),
  ('priya@northwind.example', 'Priya Nair', 'Northwind Studio', 420), ('jonas@northwind.example', 'Jonas Weber', 'Northwind Studio', 360),
  ('aiko@northwind.example', 'Aiko Tanaka', 'Northwind Studio', 240), ('lucia@northwind.example', 'Lucia Rossi', 'Northwind Studio', 150),
  ('owen@northwind.example', 'Owen Price', 'Northwind Studio', 400),
  ('ruth@paperlantern.example', 'Ruth Adeyemi', 'Paper Lantern Books', 425), ('felix@paperlantern.example', 'Felix Brandt', 'Paper Lantern Books', 200),
  ('clara@harbourpine.example', 'Clara Voss', 'Harbour & Pine', 415), ('samir@harbourpine.example', 'Samir Haddad', 'Harbour & Pine', 410),
  ('nadia@harbourpine.example', 'Nadia Petrova', 'Harbour & Pine', 330),
  ('grace@tidewater.example', 'Grace Oduya', 'Tidewater Cycles', 352), ('hugo@bramble.example', 'Hugo Martin', 'Bramble Bakery', 260),
  ('elif@bramble.example', 'Elif Kaya', 'Bramble Bakery', 180);

-- Sign-up would give everyone an organization of their own; as a replica this session fires no triggers.
select set_config('session_replication_role', 'replica', true);
with secret as materialized (
  select extensions.crypt('lapel-demo-2026', extensions.gen_salt('bf', 8)) as hash
)
insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
  confirmation_token, recovery_token, email_change, email_change_token_new, email_change_token_current, phone_change,
  phone_change_token, reauthentication_token, created_at, updated_at)
select pg_temp.id(email), 'authenticated', 'authenticated', email, secret.hash, pg_temp.days_ago(joined),
  '{"provider": "email", "providers": ["email"]}', jsonb_build_object('name', name, 'company', company, 'sub', pg_temp.id(email),
  'email', email, 'email_verified', true, 'phone_verified', false),
  '', '', '', '', '', '', '', '', pg_temp.days_ago(joined), pg_temp.days_ago(joined)
from demo_people, secret;
do $$
begin
  -- Supabase's auth server finds users by the instance; Supabase Lite has no such column.
  if exists (select from information_schema.columns
    where table_schema = 'auth' and table_name = 'users' and column_name = 'instance_id') then
    update auth.users set instance_id = '00000000-0000-0000-0000-000000000000' where email in (select email from demo_people);
  end if;
end $$;
select set_config('session_replication_role', 'origin', true);

insert into auth.identities (id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at)
select pg_temp.id('identity ' || email), 'email', pg_temp.id(email)::text, pg_temp.id(email),
  jsonb_build_object('sub', pg_temp.id(email), 'email', email, 'email_verified', true, 'phone_verified', false),
  pg_temp.days_ago(joined), pg_temp.days_ago(joined), pg_temp.days_ago(joined)
from demo_people;
insert into public.profiles (user_id, name, company, email, subscription_status, created_source, created_at, updated_at)
select pg_temp.id(email), name, company, email, 'active', 'seed', pg_temp.days_ago(joined), pg_temp.days_ago(joined)
from demo_people;
insert into public.platform_admins (user_id, role, created_at, updated_at)
values (pg_temp.id('staff@lapel.example'), 'admin', pg_temp.days_ago(540), pg_temp.days_ago(540));
select pg_temp.act_as('staff@lapel.example', 'Joined the platform team');
insert into public.platform_admins (user_id, role, granted_by, created_at, updated_at) values
  (pg_temp.id('support@lapel.example'), 'support', pg_temp.id('staff@lapel.example'), pg_temp.days_ago(470), pg_temp.days_ago(470)),
  (pg_temp.id('observer@lapel.example'), 'viewer', pg_temp.id('staff@lapel.example'), pg_temp.days_ago(390), pg_temp.days_ago(390));

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

-- Widgets -------------------------------------------------------------------------------------------------------------

create temporary table demo_widgets (key text primary key, workspace text, author text, made int, revisions int, live int, accent text,
  name text, title text, description text, submit text, receipt text, message text);
insert into demo_widgets values
  ('contact', 'studio', 'priya@northwind.example', 410, 4, 4, '#1d4ed8', 'Contact form', 'Tell us about it',
    'A few lines are enough. We answer within one working day.', 'Send message', 'Thank you for writing', 'Your message is with us. We will be in touch shortly.'),
  ('newsletter', 'studio', 'owen@northwind.example', 395, 2, 2, '#0f766e', 'Newsletter sign-up', 'Notes from the studio',
    'One letter a month about type, colour and the web. No tracking.', 'Subscribe', 'Nearly there', 'Look for our welcome letter in your inbox.'),
  ('quote', 'studio', 'tomas@northwind.example', 380, 3, 3, '#4338ca', 'Quote request', 'Ask for a quote',
    'The more you tell us, the closer our first number will be.', 'Ask for a quote', 'We are on it', 'Expect a first estimate within three working days.'),
  ('job', 'careers', 'tomas@northwind.example', 300, 2, 2, '#9d174d', 'Job application', 'Work with us',
    'We read every application, and we answer every one.', 'Apply', 'Application received', 'Thank you for your interest. We will write within two weeks.'),
  ('event', 'shop', 'ruth@paperlantern.example', 400, 2, 2, '#b45309', 'Event registration', 'Reserve your seat',
    'Readings start at 19:30. The doors open half an hour earlier.', 'Reserve', 'Your seat is reserved', 'We look forward to seeing you between the shelves.'),
  ('callback', 'agency', 'samir@harbourpine.example', 370, 1, 1, '#0e7490', 'Callback request', 'We call you back',
    null, 'Call me back', 'Talk soon', 'We will ring you at the time you picked.'),
  ('support', 'tidewater', 'samir@harbourpine.example', 350, 3, 2, '#be123c', 'Support request', 'Something wrong with your bike?',
    'Describe it as you would to a friend who knows bikes.', 'Send request', 'We have your request', 'A mechanic reads it today and writes back.'),
  ('feedback', 'bramble', 'nadia@harbourpine.example', 250, 2, 2, '#15803d', 'Product feedback', 'How was the bread?',
    'Two minutes that shape what we bake next.', 'Share', 'Thank you!', 'Your words go straight to the bakers.');

-- since: the revision that brought the field. Choices are labels; their values are slugs.
create temporary table demo_fields (position int generated always as identity, widget text, since int, key text, type text, required boolean,
  label text, more jsonb, choices text[]);
insert into demo_fields (widget, since, key, type, required, label, more, choices) values
  ('contact', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('contact', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('contact', 2, 'topic', 'select', true, 'What is it about?', '{}', '{A new project,A running project,Press,Something else}'),
  ('contact', 1, 'message', 'textarea', true, 'Message', '{"maxLength": 2000, "placeholder": "What are you working on?"}', null),
  ('contact', 4, 'consent', 'checkbox', true, 'You may keep my details to answer me', '{}', null),
  ('newsletter', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('newsletter', 1, 'name', 'text', false, 'Name', '{"autocomplete": "name", "maxLength": 120, "help": "So that we can greet you."}', null),
  ('newsletter', 2, 'interest', 'select', false, 'What interests you most?', '{}', '{Everything,Typography,Colour,Accessibility}'),
  ('newsletter', 2, 'consent', 'checkbox', true, 'Yes, send me the letter', '{"help": "Every letter has a link to stop it."}', null),
  ('quote', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('quote', 1, 'company', 'text', false, 'Company', '{"autocomplete": "organization", "maxLength": 120}', null),
  ('quote', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('quote', 2, 'phone', 'tel', false, 'Telephone', '{"autocomplete": "tel"}', null),
  ('quote', 1, 'service', 'radio', true, 'What do you need?', '{}', '{Website,Brand,Web shop,Accessibility review}'),
  ('quote', 3, 'budget', 'select', false, 'Budget', '{}', '{"Up to €5,000","€5,000 to €15,000","More than €15,000",Not sure yet}'),
  ('quote', 1, 'pages', 'number', false, 'About how many pages?', '{"min": 1, "max": 200}', null),
  ('quote', 2, 'website', 'url', false, 'Your website today', '{"autocomplete": "url", "placeholder": "https://"}', null),
  ('quote', 1, 'brief', 'textarea', true, 'The project in a few words', '{"minLength": 10, "maxLength": 3000}', null),
  ('job', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('job', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('job', 2, 'phone', 'tel', false, 'Telephone', '{"autocomplete": "tel"}', null),
  ('job', 1, 'position', 'select', true, 'Position', '{}', '{Product designer,Front-end developer,Project lead,Internship}'),
  ('job', 1, 'years', 'number', false, 'Years of experience', '{"min": 0, "max": 50}', null),
  ('job', 1, 'portfolio', 'url', false, 'Portfolio', '{"placeholder": "https://"}', null),
  ('job', 1, 'motivation', 'textarea', true, 'Why us, why you?', '{"maxLength": 4000}', null),
  ('job', 2, 'consent', 'checkbox', true, 'Keep my application for six months', '{}', null),
  ('event', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('event', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('event', 1, 'evening', 'radio', true, 'Which evening?', '{}', '{Poetry night,Crime and tea,Meet the translator}'),
  ('event', 1, 'seats', 'number', true, 'Seats', '{"min": 1, "max": 6}', null),
  ('event', 2, 'access', 'checkbox', false, 'I need step-free access', '{}', null),
  ('event', 1, 'note', 'textarea', false, 'Anything we should know?', '{"maxLength": 500}', null),
  ('callback', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('callback', 1, 'phone', 'tel', true, 'Telephone', '{"autocomplete": "tel"}', null),
  ('callback', 1, 'time', 'radio', true, 'When is a good time?', '{}', '{Morning,Afternoon,Evening}'),
  ('callback', 1, 'reason', 'textarea', false, 'What is it about?', '{"maxLength": 1000}', null),
  ('support', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('support', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('support', 1, 'order', 'text', false, 'Order number', '{"maxLength": 20, "placeholder": "TC-00000"}', null),
  ('support', 1, 'problem', 'select', true, 'What is it about?', '{}', '{Delivery,Brakes,Gears,Electric drive,Something else}'),
  ('support', 2, 'urgency', 'radio', true, 'Can you ride?', '{}', '{"Yes, it can wait","Yes, but carefully",No}'),
  ('support', 1, 'description', 'textarea', true, 'What happens?', '{"maxLength": 3000}', null),
  ('support', 3, 'photo', 'url', false, 'Link to a photo', '{"placeholder": "https://"}', null),
  ('feedback', 1, 'rating', 'radio', true, 'How was it?', '{}', '{Excellent,Good,Fair,Poor}'),
  ('feedback', 1, 'product', 'select', true, 'What did you have?', '{}', '{Country loaf,Rye,Cardamom bun,Seasonal special}'),
  ('feedback', 1, 'comment', 'textarea', false, 'What should we keep, what should we change?', '{"maxLength": 1500}', null),
  ('feedback', 2, 'again', 'checkbox', false, 'I would buy it again', '{}', null),
  ('feedback', 1, 'email', 'email', false, 'E-mail', '{"autocomplete": "email", "help": "Only if we may write back."}', null);

create function pg_temp.config(w demo_widgets, revision int) returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('version', 1, 'title', w.title, 'description', w.description, 'submitLabel', w.submit,
    'receipt', jsonb_build_object('title', w.receipt, 'message', w.message),
    -- The first revisions had the default accent.
    'theme', case when revision >= least(3, w.revisions) then jsonb_build_object('accent', w.accent) end,
    'fields', jsonb_agg(jsonb_build_object('key', f.key, 'type', f.type, 'label', f.label, 'required', nullif(f.required, false),
      'options', (select jsonb_agg(jsonb_build_object('value', pg_temp.slug(c), 'label', c)) from unnest(f.choices) c)) || f.more
      order by f.position)))
  from demo_fields f where f.widget = w.key and f.since <= revision
$$;

create temporary table demo_revisions as
  select w.key as widget, n as number, pg_temp.days_ago(round(w.made * (1 - (n - 1.0) / w.revisions))) as made_at, pg_temp.config(w, n) as config
  from demo_widgets w, generate_series(1, w.revisions) n;

-- Instances: open from, until (days ago) and visitors' answers per ordinary day.
create temporary table demo_instances (position int generated always as identity, key text, widget text, name text, public_id text, status text,
  origins text[], opened int, closed int, rate numeric);
insert into demo_instances (key, widget, name, public_id, status, origins, opened, closed, rate) values
  ('contact', 'contact', 'Contact page', 'w_4mVx2QpZr8TnKc6LsYd1BgH9', 'published',
    '{http://localhost:*,http://127.0.0.1:*,https://northwind.example,https://*.northwind.example}', 409, 0, 2.2),
  ('footer', 'newsletter', 'Footer of every site', 'w_pjkgCf1vdzeAkbvj2KZo1QN4', 'published', '{}', 390, 0, 1.6),
  ('popup', 'newsletter', 'Spring campaign', 'w_GmshHNtHbabcdnfITvvJ0vZj', 'inactive', '{https://spring.northwind.example}', 300, 180, 0.6),
  ('quote', 'quote', 'Services page', 'w_ZD3UlWLySnd8cULa3fqOiOpq', 'published', '{https://northwind.example}', 375, 0, 0.8),
  ('redesign', 'contact', 'Redesign preview', 'w_y3o76CbDvOHSADkoUVwqN1Eg', 'draft', '{https://next.northwind.example}', 12, 12, 0),
  ('jobs', 'job', 'Careers page', 'w_O7XUzGcPirIgOhgCugl9QTFq', 'published', '{https://*.northwind.example}', 295, 0, 0.8),
  ('interns', 'job', 'Summer internships', 'w_Ohntauf07qUjPFwg85cXojul', 'inactive', '{https://*.northwind.example}', 280, 200, 0.5),
  ('readings', 'event', 'Author evenings', 'w_44Wm2m4rPLyHVyqe4GqaFD4w', 'published', '{https://paperlantern.example}', 395, 0, 3.4),
  ('fair', 'event', 'Summer fair', 'w_QkzZR7fUDCQB75LkR1X6SuiY', 'published', '{https://paperlantern.example}', 220, 130, 0.9),
  ('callback', 'callback', 'Agency site', 'w_JyUkxlOC5sPzgz8pzaoS3Y2U', 'published', '{https://harbourpine.example}', 365, 0, 0.6),
  ('support', 'support', 'Help centre', 'w_4twqFwzYqhRIPw8Muj4S0GVC', 'published', '{https://tidewater.example,https://*.tidewater.example}', 345, 0, 1.4),
  ('workshop', 'support', 'Workshop tablet', 'w_iJciQFPtSpXznWeYDGB4V6i1', 'draft', '{}', 20, 20, 0),
  ('feedback', 'feedback', 'Card in the bag', 'w_OkoGJrnz9ISsmf9cfxIE7pQr', 'published', '{https://bramble.example}', 245, 0, 1.0);

do $$
declare
  w demo_widgets;
  place public.workspaces;
begin
  for w in select * from demo_widgets order by made desc loop
    select * into strict place from public.workspaces where id = pg_temp.id(w.workspace);
    perform pg_temp.act_as(w.author);
    insert into public.widgets (id, organization_id, workspace_id, name, type, public_key, config, created_by, created_at, updated_at)
    values (pg_temp.id('widget ' || w.key), place.organization_id, place.id, w.name, 'form', 'wk_' || left(md5('lapel demo ' || w.key), 24),
      pg_temp.config(w, w.revisions), pg_temp.id(w.author), pg_temp.days_ago(w.made), pg_temp.days_ago(w.made));
    insert into public.widget_revisions (id, organization_id, workspace_id, widget_id, number, config, note, author_id, created_at)
    select pg_temp.id('revision ' || w.key || r.number), place.organization_id, place.id, pg_temp.id('widget ' || w.key), r.number, r.config,
      (array['First version', 'Ask what we kept asking by mail', 'House colours', 'Consent, after talking to our lawyers'])[r.number],
      pg_temp.id(w.author), r.made_at
    from demo_revisions r where r.widget = w.key order by r.number;
    insert into public.widget_instances (id, organization_id, workspace_id, widget_id, public_id, name, allowed_origins, settings,
      expires_at, created_at, updated_at)
    select pg_temp.id('instance ' || i.key), place.organization_id, place.id, pg_temp.id('widget ' || w.key), i.public_id, i.name,
      i.origins, jsonb_build_object('store_ip', i.key = 'quote'), case when i.key = 'fair' then pg_temp.days_ago(i.closed) end,
      pg_temp.days_ago(i.opened), pg_temp.days_ago(i.opened)
    from demo_instances i where i.widget = w.key order by i.position;
    update public.widget_instances i set status = d.status, published_revision_id = pg_temp.id('revision ' || w.key || w.live)
    from demo_instances d where i.id = pg_temp.id('instance ' || d.key) and d.widget = w.key and d.status <> 'draft';
  end loop;
end $$;
select pg_temp.act_as(null);

-- A year of submissions -----------------------------------------------------------------------------------------------

-- How much each day weighs: growth over the year, the rhythm of the week, a few days that everybody talked about.
create temporary table demo_days as
  with span as (
    select date_trunc('day', pg_temp.moment()) as today
  ), days as (
    select i.key, i.rate, day, (1.5 - ago / 365.0) * (array[0.45, 1.15, 1.3, 1.2, 1.15, 0.95, 0.55])[1 + extract(dow from day)::int]
      * coalesce(talk.factor, 1)
      * case ago when 0 then greatest(extract(epoch from pg_temp.moment() - today) / 86400, 0.001) else 1 end as weight
    from span cross join demo_instances i cross join generate_series(i.closed, least(i.opened, 364)) ago
    cross join lateral (select today - ago * interval '1 day') d (day)
    left join (values ('footer', 212, 14), ('footer', 211, 6), ('quote', 97, 12), ('contact', 23, 9), ('support', 61, 8))
      talk (instance, days_ago, factor) on talk.instance = i.key and talk.days_ago = ago
    where i.rate > 0
  )
  select key, rate, day, weight, date_trunc('month', day) as month,
    sum(weight) over month as total, sum(weight) over (month order by day) as reached
  from days window month as (partition by key, date_trunc('month', day));

-- Month by month as many answers as its days weigh. The bookshop's plan ends at 250 and 25 more: it meets that every month now.
create temporary table demo_submissions as
  with months as (
    select key, month, case when key = 'readings' and month > date_trunc('month', pg_temp.moment()) - interval '3 months'
      then (array[275, 268, 243])[3 - extract(month from age(date_trunc('month', pg_temp.moment()), month))::int]
      else least(round(rate * max(total))::int, 240) end as answers, max(total) as total
    from demo_days group by key, month, rate
  ), answers as materialized (
    select m.*, m.key || m.month::date || n as seed, (n - pg_temp.dice(m.key || m.month::date || n)) / answers * total as place
    from months m cross join generate_series(1, m.answers) n
  ), timed as (
    -- Two dice make noon busier than midnight.
    select d.key as instance, seed,
      day + (pg_temp.dice('h' || seed) + pg_temp.dice('m' || seed)) / 2 * least(interval '1 day', pg_temp.moment() - day) as ts
    from answers a join demo_days d on d.key = a.key and d.month = a.month and place > reached - weight and place <= reached
  )
  select row_number() over (order by ts, instance) as n, t.instance, i.widget, date_trunc('milliseconds', ts) as ts,
    (select max(r.number) from demo_revisions r join demo_widgets w on w.key = r.widget
      where r.widget = i.widget and r.number <= w.live and (r.number = 1 or r.made_at <= ts)) as revision,
    pg_temp.dice('spam' || seed) < 0.013 as spam
  from timed t join demo_instances i on i.key = t.instance;

create function pg_temp.word_list(list text) returns text[] language sql immutable as $$
  select case list
    when 'first' then '{Anna,Ben,Chloe,David,Emma,Farid,Greta,Hannah,Ivan,Julia,Karim,Lena,Marco,Nora,Oscar,Paula,Jürgen|juergen,Zoë|zoe,Søren|soeren,Łucja|lucja,Björk|bjoerk,İpek|ipek}'
    when 'last' then '{Berg,Carter,Dubois,Evans,Fischer,Garcia,Hughes,Jansen,Kowalski,Lopez,Meyer,Novak,Olsen,Parker,Quinn,Rossi,Müller|mueller,Ångström|angstroem,O''Neill|oneill}'
    when 'whole' then '{يوسف حداد|yusuf.haddad,נועה לוי|noa.levi,田中 美咲|misaki.tanaka,Олена Шевченко|olena.shevchenko,Nguyễn Thị Mai|mai.nguyen,María José de la Cruz|maria.delacruz}'
    when 'ua' then array['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0']
    when 'locale' then '{en-GB,en-US,de-DE,fr-FR,tr-TR,ar-EG,he-IL,ja-JP,uk-UA}'
    when 'opener' then '{Hello!,Hi there.,Good morning.,Dear team.,Servus!,Bonjour.,Hi 👋}'
    when 'closer' then '{Thank you!,Looking forward to your answer.,Best wishes.,Many thanks in advance.,Schöne Grüße!,Cheers 🙂}'
    when 'company' then '{Alder & Finch,Blue Door Café,Küstenlicht GmbH,Meridian Travel,Oak Street Dental,Pixel Garden,Sunrise Yoga,@home Interiors,=Equals Accounting}'
    when 'order' then '{TC-10482,TC-11907,TC-12033,TC-12571,TC-13116,TC-13840,TC-14022}'
    when 'odd' then array['=1+1 is what our old tool made of this line, so be careful with exports.', '@all: the lift is out of order on Friday, please tell the guests.',
    '-2 people, sorry: two of us have caught a cold.', '+1 for the new design, the old one was hard to read.', 'مرحبا! أود معرفة المزيد عن خدماتكم. شكرا جزيلا.',
    'שלום, אשמח לקבל פרטים נוספים. תודה!', 'こんにちは。詳しく教えていただけますか。', '👩‍💻 + ☕ = ❤️  See you soon!', E'Two things:\n1. it looks great\n2. it is fast']
    when 'contact.message' then '{We are opening a second shop in March and need a small site for it.,Our logo looks tired next to the new packaging. Could you have a look?,Is the colour palette of your last project documented somewhere?,I write about small studios and would love to interview you for my blog.,The menu on our site does not open on my telephone. Is that something you can fix this week?,We met at the type fair and you offered to show me how you plan a redesign.,Do you take on charities at a lower rate?}'
    when 'quote.brief' then '{A site for our practice with opening hours and an appointment form.,We sell ceramics at markets and want a web shop with about forty products.,Our brand is eleven years old. We want to keep the name and renew the rest.,We need an accessibility review before the public tender closes.,A calm single page for a retreat in autumn with booking by mail.,Moving from an old system; 60 pages of texts and a lot of pictures.}'
    when 'job.motivation' then '{I have followed your work since the museum project and share your care for detail.,I come from print and taught myself front-end development over the last four years.,My last team taught me to ship in small steps; I would like to bring that to yours.,I am finishing my studies in July and am looking for a place to learn.,I led three redesigns from the first interview to the launch.}'
    when 'event.note' then '{We would like to sit together.,One of us uses a wheelchair.,Will the book be sold on the evening?,It is a birthday present; please do not mention it.,We may be ten minutes late.}'
    when 'callback.reason' then '{A campaign for our summer opening.,I would like to understand your packages.,We have a question about the last invoice.,We are looking for a new agency and you were recommended to us.}'
    when 'support.description' then '{The front brake squeals in the rain and takes long to bite.,Third gear jumps under load since the last service.,The parcel says delivered but nobody in the house has it.,The battery shows full and the motor stops after ten minutes.,A spoke broke on the way home. Can I bring it in tomorrow?,The bell fell off. It is a small thing but I loved that bell.}'
    when 'feedback.comment' then '{Crust as it should be.,A little too salty this time.,Please bring back the walnut loaf.,My children ate it before we were home.,Sold out again at ten o''clock!,Lovely smell of cardamom; the bun was still warm.}'
  end
$$;
create function pg_temp.words(list text, seed text) returns text language sql immutable as $$
  select pg_temp.pick(pg_temp.word_list(list), list || seed)
$$;
create function pg_temp.prose(list text, n bigint, spam boolean) returns text language sql immutable as $$
  select case when spam then 'First place in every search engine! Visit https://offers.spam.example now' || repeat('!', (n % 7)::int)
    when n % 53 = 0 then pg_temp.words('odd', n::text)
    else concat_ws(' ', case when pg_temp.dice('o' || n) < 0.6 then pg_temp.words('opener', n::text) end, pg_temp.words(list, n::text),
      case when pg_temp.dice('c' || n) < 0.5 then pg_temp.words('closer', n::text) end) end
$$;

-- One value per field of the revision that the visitor saw; three in ten leave an optional field empty.
create temporary table demo_payloads as
  with named as (
    select s.*, split_part(first, '|', 1) || coalesce(' ' || split_part(last, '|', 1), '') as name,
      lower(coalesce(nullif(split_part(first, '|', 2), ''), first)
        || coalesce('.' || coalesce(nullif(split_part(last, '|', 2), ''), last), '')) as ascii_name
    from demo_submissions s cross join lateral (
      select pg_temp.words(case when s.n % 9 = 0 then 'whole' else 'first' end, s.n::text), case when s.n % 9 <> 0 then pg_temp.words('last', s.n::text) end
    ) v (first, last)
  ), valued as (
    select v.n, f.key, case
      when f.choices is not null then to_jsonb(pg_temp.slug(pg_temp.pick(f.choices, f.key || v.n, 1.5)))
      when f.type = 'checkbox' then to_jsonb(true)
      when f.type = 'number' then to_jsonb((f.more ->> 'min')::int
        + floor(power(pg_temp.dice(f.key || v.n), 3) * ((f.more ->> 'max')::int - (f.more ->> 'min')::int + 1))::int)
      when f.type = 'email' then to_jsonb(v.ascii_name || (array['@example.com', '@example.org', '@mail.example'])[1 + v.n % 3])
      when f.type = 'tel' then to_jsonb((array['+44 20 7946 09', '+1 202 555 01'])[1 + v.n % 2]
        || lpad((v.n * 37 % 100)::text, 2, '0'))
      when f.type = 'url' then to_jsonb('https://' || replace(v.ascii_name, '.', '-') || '.example/')
      when f.type = 'textarea' then to_jsonb(pg_temp.prose(f.widget || '.' || f.key, v.n, v.spam))
      when f.key = 'name' then to_jsonb(case when v.spam then 'SEO Expert' else v.name end)
      else to_jsonb(pg_temp.words(f.key, v.n::text)) end as value
    from named v join demo_fields f on f.widget = v.widget and f.since <= v.revision
    where f.required or pg_temp.dice('empty' || f.key || v.n) > 0.3
  )
  select n, jsonb_object_agg(key, value) as payload from valued group by n;

insert into public.widget_submissions (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, revision, client_submission_id,
  payload, payload_hash, ts_second, ip, ua, status, meta)
select pg_temp.id('submission ' || s.n), s.ts, i.organization_id, i.workspace_id, i.widget_id, i.id, s.revision,
  -- Some pages have no script: their answers come without a client's id.
  case when s.n % 41 <> 0 then pg_temp.id('client ' || s.n) end, p.payload, encode(sha256(convert_to(p.payload::text, 'UTF8')), 'hex'),
  date_trunc('second', s.ts),
  case when i.settings @> '{"store_ip": true}' then '203.0.113.' || s.n % 250
    else encode(sha256(convert_to('visitor ' || s.n, 'UTF8')), 'hex') end,
  pg_temp.words('ua', s.n::text), case when s.spam then 'spam' else 'accepted' end,
  jsonb_strip_nulls(jsonb_build_object('locale', pg_temp.words('locale', s.n::text),
    'page', coalesce(replace(i.allowed_origins[cardinality(i.allowed_origins)], '*', 'www'), 'https://blog.example') || '/' || s.widget,
    'referrer', (array['https://search.example/', 'https://social.example/', null])[1 + s.n % 3]))
from demo_submissions s join demo_payloads p using (n)
join public.widget_instances i on i.id = pg_temp.id('instance ' || s.instance);

-- What the submissions left behind ------------------------------------------------------------------------------------

insert into public.usage_events (id, organization_id, workspace_id, event_type, metadata, created_at)
select pg_temp.id('usage ' || s.id), s.organization_id, s.workspace_id, 'submission',
  jsonb_build_object('submission_id', s.id, 'widget_instance_id', s.widget_instance_id), s.ts
from public.widget_submissions s;
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
insert into private.submission_keys (widget_instance_id, key, payload_hash, submission_id, status, received_at)
select s.widget_instance_id, coalesce('id:' || s.client_submission_id, 'hash:' || encode(sha256(convert_to(concat_ws('|', s.payload_hash,
  s.ip, s.ua, s.ts_second), 'UTF8')), 'hex')), s.payload_hash, s.id, s.status, s.ts
from public.widget_submissions s where s.ts > pg_temp.moment() - interval '8 days';

drop table demo_people, demo_organizations, demo_workspaces, demo_members, demo_fields, demo_revisions, demo_instances, demo_days,
  demo_submissions, demo_payloads;
drop function pg_temp.config;
drop table demo_widgets;
