-- Embed tokens: keys that open a draft for preview, or a private instance.
-- A token is shown once and stored hashed. It can be rotated and revoked, and ends by itself.

create table public.embed_tokens (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  public_id text not null,
  token_hash bytea not null unique,
  purpose text not null check (purpose in ('preview', 'private')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  created_by uuid references auth.users (id) on delete set null,
  rotated_at timestamptz,
  revoked_at timestamptz,
  foreign key (widget_instance_id, widget_id, workspace_id, organization_id)
    references public.widget_instances (id, widget_id, workspace_id, organization_id) on delete cascade,
  foreign key (public_id, organization_id) references public.widget_instances (public_id, organization_id) on delete cascade
);
comment on table public.embed_tokens is 'Keys that open a draft for preview, or a private instance, until they expire.';
comment on column public.embed_tokens.token_hash is 'SHA-256 of the token; the token itself is shown once.';
create index embed_tokens_instance_idx on public.embed_tokens (widget_instance_id);
create index embed_tokens_workspace_idx on public.embed_tokens (workspace_id, created_at desc);
create index embed_tokens_organization_idx on public.embed_tokens (organization_id);
create index embed_tokens_public_idx on public.embed_tokens (public_id);
create index embed_tokens_created_by_idx on public.embed_tokens (created_by);

create function public.create_embed_token(instance_id uuid, purpose text default 'preview', lifetime interval default '7 days')
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  target public.widget_instances := private.writable_instance(instance_id, 'widgets.write');
  token text := private.random_id('et_');
  made public.embed_tokens;
begin
  if lifetime not between interval '1 minute' and interval '366 days' then
    perform private.fail('VALIDATION_FAILED', 'A token lives between a minute and a year.');
  end if;
  insert into public.embed_tokens (organization_id, workspace_id, widget_id, widget_instance_id, public_id, token_hash, purpose,
    expires_at, created_by)
  values (target.organization_id, target.workspace_id, target.widget_id, target.id, target.public_id,
    sha256(convert_to(token, 'UTF8')), create_embed_token.purpose, now() + lifetime, auth.uid())
  returning * into made;
  return jsonb_build_object('id', made.id, 'token', token, 'expires_at', made.expires_at);
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'The purpose is preview or private.');
  return null;
end $$;
comment on function public.create_embed_token is 'Makes a token that opens the draft (preview) or a private instance. It is shown once.';

create function private.writable_token(token_id uuid) returns public.embed_tokens
language plpgsql security definer set search_path = '' as $$
declare
  held public.embed_tokens := (select t from public.embed_tokens t where t.id = token_id and t.revoked_at is null
    and t.workspace_id in (select private.my_workspace_ids()));
begin
  if held.id is null then perform private.fail('NOT_FOUND', 'No such token.'); end if;
  perform private.writable_instance(held.widget_instance_id, 'widgets.write');
  return held;
end $$;
comment on function private.writable_token is 'A live token of an instance the caller may change.';

create function public.rotate_embed_token(token_id uuid) returns text
language plpgsql security definer set search_path = '' as $$
declare
  held public.embed_tokens := private.writable_token(token_id);
  token text := private.random_id('et_');
begin
  update public.embed_tokens t set token_hash = sha256(convert_to(token, 'UTF8')), rotated_at = now() where t.id = held.id;
  return token;
end $$;
comment on function public.rotate_embed_token is 'Replaces a token by a new one, shown once; the old one stops working at once.';

create function public.revoke_embed_token(token_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  held public.embed_tokens := private.writable_token(token_id);
begin
  update public.embed_tokens t set revoked_at = now() where t.id = held.id;
end $$;
comment on function public.revoke_embed_token is 'Ends a token.';

create function private.opens_instance(instance_id uuid, token text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select from public.embed_tokens t where t.token_hash = sha256(convert_to(token, 'UTF8'))
    and t.widget_instance_id = opens_instance.instance_id and t.purpose = 'private' and t.revoked_at is null and t.expires_at > now());
end $$;
comment on function private.opens_instance is 'Whether an embed token opens a private instance.';

create function private.prune_embed_tokens() returns bigint
language sql volatile security definer set search_path = '' as $$
  with gone as (
    delete from public.embed_tokens t where least(t.expires_at, t.revoked_at) < now() - interval '30 days' returning 1
  ) select count(*) from gone
$$;
comment on function private.prune_embed_tokens is 'Job: deletes tokens that expired or were revoked more than 30 days ago.';

select private.audit_table('public.embed_tokens', 'id', 'token_hash');

alter table public.embed_tokens enable row level security;
alter table public.embed_tokens force row level security;
create policy "Members see tokens" on public.embed_tokens for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see tokens" on public.embed_tokens for select to platform_staff using ((select private.is_staff()));

grant select (id, organization_id, workspace_id, widget_id, widget_instance_id, public_id, purpose, expires_at, created_at,
  created_by, rotated_at, revoked_at) on public.embed_tokens to authenticated;
alter function public.create_embed_token owner to lapel_definer;
alter function private.writable_token owner to lapel_definer;
alter function public.rotate_embed_token owner to lapel_definer;
alter function public.revoke_embed_token owner to lapel_definer;
alter function private.opens_instance owner to lapel_definer;
alter function private.prune_embed_tokens owner to lapel_definer;
grant execute on function public.create_embed_token, public.rotate_embed_token, public.revoke_embed_token to authenticated;
grant execute on function private.prune_embed_tokens to service_role;
