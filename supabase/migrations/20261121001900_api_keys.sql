-- API keys: how programs of a tenant sign in, and how often they may ask.
-- A key is shown once and stored hashed. What it may do is a list of permissions, never more than its maker holds.

create table public.api_keys (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  name text not null check (length(name) between 1 and 120),
  prefix text not null check (length(prefix) <= 24),
  checksum text not null check (length(checksum) = 6),
  hash bytea not null unique check (octet_length(hash) = 32),
  scopes text[] not null check (cardinality(scopes) between 1 and 50),
  rate_limit_minute int not null default 600 check (rate_limit_minute between 1 and 100000),
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  rerolled_from uuid,
  unique (id, organization_id),
  foreign key (rerolled_from, organization_id) references public.api_keys (id, organization_id) on delete set null (rerolled_from)
);
comment on table public.api_keys is 'Keys of the tenant API, by SHA-256. prefix is what people recognise a key by.';
create index api_keys_organization_idx on public.api_keys (organization_id, created_at desc);
create index api_keys_created_by_idx on public.api_keys (created_by);
create index api_keys_rerolled_from_idx on public.api_keys (rerolled_from);

create function public.create_api_key(organization_id uuid, name text, hash text, prefix text, checksum text, scopes text[],
  expires_at timestamptz default null, rate_limit_minute int default 600) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  made uuid;
begin
  perform private.require_permission(create_api_key.organization_id, 'api_keys.manage');
  -- A scope is a permission, and a key never holds more than who made it.
  perform private.require_holding(create_api_key.organization_id, scopes);
  if create_api_key.expires_at <= now() then perform private.fail('VALIDATION_FAILED', 'A key must end in the future.'); end if;
  insert into public.api_keys (organization_id, name, prefix, checksum, hash, scopes, expires_at, rate_limit_minute, created_by)
  values (create_api_key.organization_id, create_api_key.name, create_api_key.prefix, create_api_key.checksum,
    decode(create_api_key.hash, 'hex'), create_api_key.scopes, create_api_key.expires_at, create_api_key.rate_limit_minute, auth.uid())
  returning id into made;
  return made;
exception when check_violation or not_null_violation or invalid_parameter_value then
  perform private.fail('VALIDATION_FAILED', 'The name, scopes, rate or hash are not allowed.');
  return null;
end $$;
comment on function public.create_api_key is 'Registers a key made by the server, by its SHA-256 in hex. The database never sees the key.';

create function private.held_api_key(key_id uuid) returns public.api_keys
language plpgsql security definer set search_path = '' as $$
declare
  held public.api_keys;
begin
  -- Two who replace or end the same key come one after the other.
  select * into held from public.api_keys k where k.id = key_id and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > now()) and k.organization_id in (select private.my_organization_ids()) for update;
  if held.id is null then perform private.fail('NOT_FOUND', 'No such key.'); end if;
  perform private.require_permission(held.organization_id, 'api_keys.manage');
  return held;
end $$;
comment on function private.held_api_key is 'Locks a live key of an organization whose keys the caller manages.';

create function public.revoke_api_key(key_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  held public.api_keys := private.held_api_key(key_id);
begin
  update public.api_keys k set revoked_at = now() where k.id = held.id;
end $$;
comment on function public.revoke_api_key is 'Ends a key at once.';

create function public.reroll_api_key(key_id uuid, hash text, prefix text, checksum text, grace interval default '24 hours') returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  held public.api_keys := private.held_api_key(key_id);
  made uuid;
begin
  if grace is null or grace not between interval '0' and interval '7 days' then
    perform private.fail('VALIDATION_FAILED', 'The old key lives on for at most seven days.');
  end if;
  if exists (select from public.api_keys k where k.rerolled_from = held.id) then
    perform private.fail('CONFLICT', 'This key was replaced already.');
  end if;
  made := public.create_api_key(held.organization_id, held.name, reroll_api_key.hash, reroll_api_key.prefix, reroll_api_key.checksum,
    held.scopes, held.expires_at, held.rate_limit_minute);
  update public.api_keys k set rerolled_from = held.id where k.id = made;
  update public.api_keys k set expires_at = least(coalesce(k.expires_at, 'infinity'), now() + grace) where k.id = held.id;
  return made;
end $$;
comment on function public.reroll_api_key is 'Replaces a key by one with the same rights; the old one lives on for the grace period.';

create function private.authenticate_api_key(hash text) returns jsonb
language sql volatile security definer set search_path = '' as $$
  with used as (
    update public.api_keys k set last_used_at = now()
    from public.organizations o
    where k.hash = decode(authenticate_api_key.hash, 'hex') and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      and o.id = k.organization_id and o.status = 'active'
      and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute')
    returning k.id
  )
  select jsonb_build_object('key_id', k.id, 'organization_id', k.organization_id, 'scopes', k.scopes, 'rate_limit_minute', k.rate_limit_minute)
  from public.api_keys k join public.organizations o on o.id = k.organization_id and o.status = 'active'
  where k.hash = decode(authenticate_api_key.hash, 'hex') and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$$;
comment on function private.authenticate_api_key is 'Whose key this is and what it may do; null when it does not hold. Notes its use once a minute.';

create function private.take_api_request(key_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  used public.api_keys := (select k from public.api_keys k where k.id = take_api_request.key_id);
  bound int := (private.organization_limit(used.organization_id, 'api_requests_minute')).ceiling;
  per_key private.rate_policies := row('api_key', used.rate_limit_minute, 60)::private.rate_policies;
  per_tenant private.rate_policies := row('api_tenant', bound, 60)::private.rate_policies;
  taken jsonb;
begin
  if used.id is null then return private.verdict('UNAUTHENTICATED'); end if;
  -- Always in this order, so that two requests never wait for each other; stops at the first refusal.
  taken := jsonb_build_array(private.take_rate(per_key, used.id::text));
  if bound is not null and (taken #>> '{0,allowed}')::boolean then
    taken := taken || private.take_rate(per_tenant, used.organization_id::text);
  end if;
  return private.verdict(case when taken @> '[{"allowed": false}]' then 'RATE_LIMITED' else 'accepted' end, null, taken);
end $$;
comment on function private.take_api_request is 'Counts one request against its key''s rate and its tenant''s limit api_requests_minute, exact across servers; says what is left of both.';

select private.audit_table('public.api_keys', 'id', 'hash', 'checksum', 'last_used_at');

alter table public.api_keys enable row level security;
alter table public.api_keys force row level security;
create policy "Key managers see keys" on public.api_keys for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('api_keys.manage'))));
create policy "Staff see keys" on public.api_keys for select to platform_staff using ((select private.is_staff()));

grant select (id, organization_id, name, prefix, scopes, rate_limit_minute, created_by, created_at, expires_at, last_used_at, revoked_at,
  rerolled_from) on public.api_keys to authenticated;
alter function public.create_api_key owner to lapel_definer;
alter function private.held_api_key owner to lapel_definer;
alter function public.revoke_api_key owner to lapel_definer;
alter function public.reroll_api_key owner to lapel_definer;
alter function private.authenticate_api_key owner to lapel_definer;
alter function private.take_api_request owner to lapel_definer;
grant execute on function private.authenticate_api_key, private.take_api_request to service_role;
grant execute on function public.create_api_key, public.revoke_api_key, public.reroll_api_key to authenticated;
