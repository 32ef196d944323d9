-- Identity: which of its signed-in users a site's own server says a visitor is.
-- The server signs a user's id with a secret of the workspace; the page hands both over with its submissions, and only an
-- id that was signed is kept. One secret for a workspace: a page signs its user once, for all the widgets that it shows.

create table public.identity_secrets (
  workspace_id uuid primary key,
  organization_id uuid not null,
  secret_id uuid not null,
  previous_secret_id uuid,
  created_at timestamptz not null default now(),
  rotated_at timestamptz,
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.identity_secrets is 'Workspaces whose sites sign the ids of their users. The secrets are in the vault; the one before holds for 24 hours.';
create index identity_secrets_organization_idx on public.identity_secrets (organization_id);

create function private.identified_workspace(workspace_id uuid) returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if identified_workspace.workspace_id in (select private.workspaces_where_i_can('integrations.manage')) then return workspace_id; end if;
  perform private.fail('NOT_FOUND', 'No such workspace.');
  return null;
end $$;
comment on function private.identified_workspace is 'The id of a workspace whose integrations the caller manages.';

create function private.rotate_identity_secret(workspace_id uuid) returns text
language plpgsql security definer set search_path = '' as $$
declare
  home uuid := private.identified_workspace(rotate_identity_secret.workspace_id);
  secret text := private.random_id('ids_');
  forgotten uuid;
begin
  select i.previous_secret_id into forgotten from public.identity_secrets i where i.workspace_id = home for update;
  insert into public.identity_secrets as i (workspace_id, organization_id, secret_id)
  select w.id, w.organization_id, vault.create_secret(secret, 'identity:' || private.random_id(''), 'Signs the ids of a site''s users')
  from public.workspaces w where w.id = home
  on conflict on constraint identity_secrets_pkey do update set previous_secret_id = i.secret_id, secret_id = excluded.secret_id, rotated_at = now();
  delete from vault.secrets s where s.id = forgotten;
  return secret;
end $$;
comment on function private.rotate_identity_secret is 'Makes the secret that signs users'' ids in a workspace, or a new one; the one before holds for 24 hours.';

create function private.rotate_identity_secret_as(user_id uuid, workspace_id uuid, ip text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  taken jsonb := private.take_account_rates('identitysecrets', user_id, ip);
  secret text;
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  begin
    perform private.act_as(user_id);
    secret := private.rotate_identity_secret(workspace_id);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('secret', secret), taken);
end $$;
comment on function private.rotate_identity_secret_as is 'A workspace''s first or next secret for a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates. It is told this once.';

create function public.revoke_identity_secret(workspace_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  home uuid := private.identified_workspace(revoke_identity_secret.workspace_id);
begin
  delete from public.identity_secrets i where i.workspace_id = home;
  if not found then perform private.fail('NOT_FOUND', 'There is no secret.'); end if;
end $$;
comment on function public.revoke_identity_secret is 'Ends a workspace''s secrets at once: from then on no user''s id is taken for signed. What was stored stays.';

create function private.is_signed(public_id text, user_id text, signature text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  held public.identity_secrets;
begin
  select s.* into held from public.widget_instances i join public.identity_secrets s on s.workspace_id = i.workspace_id
  where i.public_id = is_signed.public_id;
  if held.workspace_id is null or signature !~* '^[0-9a-f]{64}$' then return false; end if;
  -- Hashes of both are compared: how long that takes tells nothing about the signature that would be right.
  return exists (select from vault.decrypted_secrets v
    where v.id in (held.secret_id, case when held.rotated_at > now() - interval '24 hours' then held.previous_secret_id end)
      and sha256(extensions.hmac(convert_to(user_id, 'UTF8'), convert_to(v.decrypted_secret, 'UTF8'), 'sha256')) = sha256(decode(signature, 'hex')));
end $$;
comment on function private.is_signed is 'Whether the signature is the HMAC-SHA256, in hex, of a user''s id with a secret of the instance''s workspace.';

create function private.verify_identity(request jsonb) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.is_signed(request ->> 'public_id', request ->> 'user', request ->> 'signature') then return true; end if;
  perform private.accept_fetch_error(jsonb_build_object('public_id', request ->> 'public_id', 'ip', request ->> 'ip', 'page', request ->> 'page',
    'code', 'IDENTITY_UNVERIFIED', 'detail', 'A visitor was identified by a signature that is none of this workspace''s secret.'));
  return false;
end $$;
comment on function private.verify_identity is 'Whether a page''s identity holds. If not, what browsers report about the widget says so, without the id.';

create function private.fn_forget_identity_secrets() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from vault.secrets s where s.id in (old.secret_id, old.previous_secret_id);
  return null;
end $$;
comment on function private.fn_forget_identity_secrets is 'Secrets leave the vault with their row.';

create function private.forget_rotated_identity_secrets() returns int
language plpgsql security definer set search_path = '' as $$
declare
  over uuid[] := array(select i.previous_secret_id from public.identity_secrets i
    where i.previous_secret_id is not null and i.rotated_at < now() - interval '24 hours' order by i.workspace_id for update skip locked);
begin
  update public.identity_secrets i set previous_secret_id = null where i.previous_secret_id = any (over);
  delete from vault.secrets s where s.id = any (over);
  return cardinality(over);
end $$;
comment on function private.forget_rotated_identity_secrets is 'Deletes identity secrets that were replaced more than 24 hours ago.';

create trigger trg_identity_secrets_forget after delete on public.identity_secrets
  for each row execute function private.fn_forget_identity_secrets();
select private.audit_table('public.identity_secrets', 'workspace_id', 'secret_id', 'previous_secret_id');

alter table public.identity_secrets enable row level security;
alter table public.identity_secrets force row level security;
create policy "Integration managers see whether ids are signed" on public.identity_secrets for select to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('integrations.manage'))));
create policy "Staff see whether ids are signed" on public.identity_secrets for select to platform_staff using ((select private.is_staff()));

grant select (workspace_id, organization_id, created_at, rotated_at) on public.identity_secrets to authenticated;
alter function private.identified_workspace owner to lapel_definer;
alter function private.rotate_identity_secret owner to lapel_definer;
alter function private.rotate_identity_secret_as owner to lapel_definer;
alter function public.revoke_identity_secret owner to lapel_definer;
alter function private.is_signed owner to lapel_definer;
alter function private.verify_identity owner to lapel_definer;
alter function private.fn_forget_identity_secrets owner to lapel_definer;
alter function private.forget_rotated_identity_secrets owner to lapel_definer;
grant execute on function public.revoke_identity_secret to authenticated;
grant execute on function private.rotate_identity_secret_as, private.verify_identity to service_role;
