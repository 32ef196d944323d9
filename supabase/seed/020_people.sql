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
insert into public.profiles (user_id, name, company, email, created_source, created_at, updated_at)
select pg_temp.id(email), name, company, email, 'seed', pg_temp.days_ago(joined), pg_temp.days_ago(joined)
from demo_people;
insert into public.platform_admins (user_id, role, created_at, updated_at)
values (pg_temp.id('staff@lapel.example'), 'admin', pg_temp.days_ago(540), pg_temp.days_ago(540));
select pg_temp.act_as('staff@lapel.example', 'Joined the platform team');
insert into public.platform_admins (user_id, role, granted_by, created_at, updated_at) values
  (pg_temp.id('support@lapel.example'), 'support', pg_temp.id('staff@lapel.example'), pg_temp.days_ago(470), pg_temp.days_ago(470)),
  (pg_temp.id('observer@lapel.example'), 'viewer', pg_temp.id('staff@lapel.example'), pg_temp.days_ago(390), pg_temp.days_ago(390));
