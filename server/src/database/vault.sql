-- Stands in for Supabase Vault where the extension is missing: the same schema and functions, over pgcrypto.
-- The key is never in the database: sessions that may use secrets bring it as the setting lapel.vault_key.

create schema if not exists extensions;
create extension if not exists pgcrypto with schema extensions;
create schema if not exists vault;

create table if not exists vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text unique,
  description text not null default '',
  secret bytea not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
alter table vault.secrets enable row level security;

create or replace function vault.key() returns text
language plpgsql stable set search_path = '' as $$
declare
  given text := current_setting('lapel.vault_key', true);
begin
  if length(coalesce(given, '')) < 32 then
    raise exception 'this session holds no vault key' using errcode = '42501';
  end if;
  return given;
end $$;

create or replace function vault.create_secret(new_secret text, new_name text default null, new_description text default '',
  new_key_id uuid default null) returns uuid
language sql volatile security definer set search_path = '' as $$
  insert into vault.secrets (name, description, secret)
  values (new_name, new_description, extensions.pgp_sym_encrypt(new_secret, vault.key(), 'cipher-algo=aes256'))
  returning id
$$;

create or replace function vault.update_secret(secret_id uuid, new_secret text default null, new_name text default null,
  new_description text default null, new_key_id uuid default null) returns void
language sql volatile security definer set search_path = '' as $$
  update vault.secrets s set updated_at = now(), name = coalesce(new_name, s.name),
    description = coalesce(new_description, s.description),
    secret = case when new_secret is null then s.secret
      else extensions.pgp_sym_encrypt(new_secret, vault.key(), 'cipher-algo=aes256') end
  where s.id = secret_id
$$;

create or replace view vault.decrypted_secrets as
  select s.id, s.name, s.description, extensions.pgp_sym_decrypt(s.secret, vault.key()) as decrypted_secret, s.created_at, s.updated_at
  from vault.secrets s;

revoke all on schema vault from public;
revoke execute on all functions in schema vault from public;
