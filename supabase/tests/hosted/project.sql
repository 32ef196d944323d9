-- What a hosted Supabase project looks like to migrations: their owner is no superuser, the auth server's tables belong
-- to the auth server, and whatever is made in public is handed to the API's roles.

create role hosted login password 'hosted' createdb createrole replication bypassrls;
grant anon, authenticated, service_role to hosted with admin option;
grant authenticator to hosted with admin option;

-- Supabase Lite's own; the project makes its own when the first migration runs.
drop schema if exists supabase_migrations cascade;

alter schema auth owner to supabase_auth_admin;
alter table auth.users owner to supabase_auth_admin;
alter table auth.users enable row level security;
create table auth.mfa_factors (id uuid primary key, user_id uuid not null references auth.users (id), status text not null, secret text);
alter table auth.mfa_factors owner to supabase_auth_admin;
alter table auth.mfa_factors enable row level security;
grant usage on schema auth to anon, authenticated, service_role, hosted;
grant all on all tables in schema auth to hosted;
grant select on all tables in schema auth to hosted with grant option;

create schema if not exists extensions;
grant usage on schema extensions to anon, authenticated, service_role, hosted;
create extension if not exists pgcrypto with schema extensions;

-- Supabase Vault, whose place its stand-in takes.
grant usage on schema vault to hosted with grant option;
grant select, delete on vault.secrets, vault.decrypted_secrets to hosted with grant option;
grant execute on function vault.create_secret, vault.update_secret, vault.key to hosted with grant option;

grant create on schema public to hosted;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role hosted in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role hosted in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges for role hosted in schema public grant all on functions to anon, authenticated, service_role;
