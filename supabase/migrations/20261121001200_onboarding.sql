-- Onboarding: invitations, the active organization, what the access token says, and custom domains.
-- Tokens are stored hashed, work once and expire. The token's claims choose what a client shows first; membership
-- decides what it may see.

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  workspace_id uuid,
  email text not null check (email = lower(email) and email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254),
  role text not null check (role in ('owner', 'admin', 'super_editor', 'editor', 'collaborator', 'viewer')),
  token_hash bytea not null unique,
  invited_by uuid references auth.users (id) on delete set null,
  expires_at timestamptz not null default now() + interval '24 hours',
  accepted_at timestamptz,
  accepted_by uuid references auth.users (id) on delete set null,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.invitations is 'Invitations by mail to an organization, or to one workspace of it. A place is counted on acceptance.';
comment on column public.invitations.token_hash is 'SHA-256 of the token in the mail; the token itself is never stored.';
create index invitations_organization_idx on public.invitations (organization_id, created_at desc);
create index invitations_workspace_idx on public.invitations (workspace_id, organization_id);
create index invitations_invited_by_idx on public.invitations (invited_by);
create index invitations_expires_idx on public.invitations (expires_at) where accepted_at is null;
create index invitations_accepted_by_idx on public.invitations (accepted_by);
create unique index invitations_open_key on public.invitations (organization_id, email, workspace_id) nulls not distinct
  where accepted_at is null and revoked_at is null;

create function public.invite_member(organization_id uuid, email text, role text, workspace_id uuid default null)
returns jsonb language plpgsql security definer set search_path = '' as $$
declare
  token text := private.random_id('inv_');
  made public.invitations;
begin
  perform private.require_permission(invite_member.organization_id, 'members.manage');
  perform private.require_holding(invite_member.organization_id, private.built_in_permissions(invite_member.role));
  -- A new invitation to the same address replaces the open one.
  update public.invitations i set revoked_at = now()
  where i.organization_id = invite_member.organization_id and i.email = lower(trim(invite_member.email))
    and i.workspace_id is not distinct from invite_member.workspace_id and i.accepted_at is null and i.revoked_at is null;
  insert into public.invitations (organization_id, workspace_id, email, role, token_hash, invited_by)
  values (invite_member.organization_id, invite_member.workspace_id, lower(trim(invite_member.email)), invite_member.role,
    sha256(convert_to(token, 'UTF8')), auth.uid())
  returning * into made;
  return jsonb_build_object('id', made.id, 'token', token, 'expires_at', made.expires_at);
exception
  when unique_violation then
    perform private.fail('CONFLICT', 'Somebody invites this address at this moment.');
    return null;
  when foreign_key_violation then
    perform private.fail('NOT_FOUND', 'No such workspace.');
    return null;
  when check_violation or not_null_violation then
    perform private.fail('VALIDATION_FAILED', 'The address or the role is not allowed.');
    return null;
end $$;
comment on function public.invite_member is 'Invites an address. The token is returned once, to be mailed; only the holder of that address can use it.';

create function public.revoke_invitation(invitation_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  open public.invitations;
begin
  select * into open from public.invitations i
  where i.id = invitation_id and i.accepted_at is null and i.revoked_at is null for update;
  if open.id is null then perform private.fail('NOT_FOUND', 'No such open invitation.'); end if;
  perform private.require_permission(open.organization_id, 'members.manage');
  update public.invitations i set revoked_at = now() where i.id = open.id;
end $$;
comment on function public.revoke_invitation is 'Takes an open invitation back.';

create function private.use_invitation(token text, user_id uuid, user_email text) returns public.invitations
language plpgsql security definer set search_path = '' as $$
declare
  used public.invitations;
begin
  update public.invitations i set accepted_at = now(), accepted_by = use_invitation.user_id
  where i.token_hash = sha256(convert_to(coalesce(use_invitation.token, ''), 'UTF8')) and i.email = lower(user_email)
    and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
  returning * into used;
  if used.id is null then return null; end if;
  if used.workspace_id is null then
    insert into public.organization_members as m (organization_id, user_id, role, invited_by, invited_at, accepted_at)
    values (used.organization_id, use_invitation.user_id, used.role, used.invited_by, used.created_at, now())
    on conflict on constraint organization_members_organization_id_user_id_key do update
      set role = excluded.role, status = 'active', accepted_at = now() where m.status <> 'active';
  else
    insert into public.workspace_members as m (organization_id, workspace_id, user_id, role, invited_by, invited_at, accepted_at)
    values (used.organization_id, used.workspace_id, use_invitation.user_id, used.role, used.invited_by, used.created_at, now())
    on conflict on constraint workspace_members_workspace_id_user_id_key do update
      set role = excluded.role, status = 'active', accepted_at = now() where m.status <> 'active';
  end if;
  return used;
end $$;
comment on function private.use_invitation is 'Uses an invitation once, for the address it was sent to. Null when it does not hold.';

create function public.accept_invitation(token text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  used public.invitations;
begin
  if auth.uid() is null then perform private.fail('UNAUTHENTICATED', 'Sign in first.'); end if;
  used := private.use_invitation(token, auth.uid(), (select u.email from auth.users u where u.id = auth.uid()));
  if used.id is null then
    perform private.fail('NOT_FOUND', 'This invitation is not open, or was sent to another address.');
  end if;
  return used.organization_id;
end $$;
comment on function public.accept_invitation is 'Joins the organization or workspace of an invitation sent to the caller''s own address.';

create function private.prune_invitations() returns bigint
language sql volatile security definer set search_path = '' as $$
  with gone as (
    delete from public.invitations i
    where i.accepted_at is null and least(i.expires_at, i.revoked_at) < now() - interval '30 days' returning 1
  ) select count(*) from gone
$$;
comment on function private.prune_invitations is 'Job: forgets the addresses of people who were invited and did not come, 30 days after.';

create function public.switch_organization(organization_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if (switch_organization.organization_id in (select private.my_organization_ids())) is not true then
    perform private.fail('NOT_FOUND', 'No such organization.');
  end if;
  update public.profiles p set active_organization_id = switch_organization.organization_id where p.user_id = auth.uid();
end $$;
comment on function public.switch_organization is 'Chooses the organization that the next access token names.';

create function public.custom_access_token_hook(event jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  subject uuid := (event ->> 'user_id')::uuid;
  active record;
begin
  select m.organization_id, m.role into active
  from public.organization_members m
  left join public.profiles p on p.user_id = m.user_id and p.active_organization_id = m.organization_id
  where m.user_id = subject and m.status = 'active'
  order by p.user_id is null, m.created_at, m.id limit 1;
  return jsonb_set(event, '{claims}', coalesce(event -> 'claims', '{}') || jsonb_build_object(
    'org_id', active.organization_id, 'user_role', active.role,
    'is_platform_admin', exists (select from public.platform_admins a where a.user_id = subject)));
end $$;
comment on function public.custom_access_token_hook is 'Auth hook: adds org_id, user_role (the chosen organization, else the one joined first) and is_platform_admin to access tokens.';

-- Read, not stored: it cannot lag behind the plan, and a colleague learns nothing of a person's other organizations.
create function public.subscription_status(profile public.profiles) returns text
language sql stable set search_path = '' as $$
  select o.plan_status from public.organization_members m join public.organizations o on o.id = m.organization_id
  where m.user_id = profile.user_id and m.status = 'active'
  order by m.organization_id is distinct from profile.active_organization_id, m.created_at, m.id limit 1
$$;
comment on function public.subscription_status is 'profiles.subscription_status, a computed column: the plan status of the chosen organization, else the one joined first, of those that the caller sees.';

create function public.update_profile(name text default null, company text default null) returns public.profiles
language plpgsql security definer set search_path = '' as $$
declare
  changed public.profiles;
begin
  update public.profiles p set name = case when update_profile.name is null then p.name else nullif(trim(update_profile.name), '') end,
    company = case when update_profile.company is null then p.company else nullif(trim(update_profile.company), '') end
  where p.user_id = auth.uid() returning p.* into changed;
  if changed.user_id is null then perform private.fail('NOT_FOUND', 'This account has no profile.'); end if;
  return changed;
exception when check_violation then
  perform private.fail('VALIDATION_FAILED', 'A name has up to 120 characters.');
  return null;
end $$;
comment on function public.update_profile is 'Changes the caller''s own name or company; what is not given stays, an empty text takes it away.';

-- Custom domains ------------------------------------------------------------------------------------------------------

create table public.custom_domains (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  hostname text not null check (hostname = lower(hostname) and length(hostname) <= 253
    and hostname ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$'),
  verification_token text not null default private.random_id('lapel-verification='),
  status text not null default 'pending' check (status in ('pending', 'verified', 'failing', 'released')),
  verified_at timestamptz,
  checked_at timestamptz,
  failing_since timestamptz,
  released_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, hostname)
);
comment on table public.custom_domains is 'Hostnames of tenants, proved by a TXT record at _lapel-challenge.<hostname> and checked again every day.';
comment on column public.custom_domains.released_at is 'When the tenant last stopped holding it; nobody else may verify it for 30 days after. Never set by who only claimed it.';
create unique index custom_domains_held_key on public.custom_domains (hostname) where status in ('verified', 'failing');
create index custom_domains_checked_idx on public.custom_domains (checked_at nulls first) where status <> 'released';

create function public.add_custom_domain(organization_id uuid, hostname text) returns public.custom_domains
language plpgsql security definer set search_path = '' as $$
declare
  added public.custom_domains;
begin
  perform private.require_permission(add_custom_domain.organization_id, 'organization.manage');
  insert into public.custom_domains as d (organization_id, hostname)
  values (add_custom_domain.organization_id, lower(trim(trailing '.' from trim(add_custom_domain.hostname))))
  on conflict on constraint custom_domains_organization_id_hostname_key do update set status = 'pending', verified_at = null,
    created_at = now(), checked_at = null, failing_since = null, verification_token = excluded.verification_token
    where d.status = 'released'
  returning * into added;
  if added.id is null then perform private.fail('CONFLICT', 'You have added this domain already.'); end if;
  return added;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'This is not a host name.');
  return null;
end $$;
comment on function public.add_custom_domain is 'Adds a hostname and says what to put in its TXT record. Says nothing about other tenants.';

create function public.release_custom_domain(domain_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  held public.custom_domains := (select d from public.custom_domains d where d.id = domain_id and d.status <> 'released');
begin
  if held.id is null then perform private.fail('NOT_FOUND', 'No such domain.'); end if;
  perform private.require_permission(held.organization_id, 'organization.manage');
  update public.custom_domains d set status = 'released',
    released_at = case when d.status in ('verified', 'failing') then now() else d.released_at end
  where d.id = held.id;
end $$;
comment on function public.release_custom_domain is 'Gives a hostname up.';

create function private.due_domain_checks(most int) returns table (domain_id uuid, hostname text, verification_token text)
language sql stable security definer set search_path = '' as $$
  select d.id, d.hostname, d.verification_token from public.custom_domains d
  where d.status <> 'released'
    and (d.checked_at is null or d.checked_at < now() - case when d.status = 'pending' and d.created_at > now() - interval '1 day'
      then interval '4 minutes' else interval '23 hours' end)
    -- RFC 2606: names that are nobody's.
    and d.hostname !~ '\.(example|test|invalid|localhost)$'
  order by d.checked_at nulls first limit most
$$;
comment on function private.due_domain_checks is 'Job: domains to look up, the longest unchecked first: each once a day, and every few minutes on the day on which it was added.';

create function private.record_domain_check(domain_id uuid, proved boolean) returns text
language plpgsql security definer set search_path = '' as $$
declare
  checked public.custom_domains;
  given_up boolean;
begin
  select * into strict checked from public.custom_domains d where d.id = domain_id for update;
  if checked.status = 'released' then return 'released'; end if;
  if proved is null then
    update public.custom_domains d set checked_at = now() where d.id = domain_id;
    return checked.status;
  end if;
  if proved and checked.status = 'pending' and exists (select from public.custom_domains d
    where d.hostname = checked.hostname and d.id <> checked.id
      and (d.status in ('verified', 'failing') or d.released_at > now() - interval '30 days')) then
    proved := false;
  end if;
  given_up := not proved and checked.failing_since < now() - interval '7 days';
  update public.custom_domains d set checked_at = now(),
    verified_at = case when proved then coalesce(d.verified_at, now()) else d.verified_at end,
    failing_since = case when proved or given_up then null when d.status <> 'pending' then coalesce(d.failing_since, now()) end,
    released_at = case when given_up then now() when not proved then d.released_at end,
    status = case when proved then 'verified' when given_up or d.status = 'pending' then 'pending' else 'failing' end
  where d.id = domain_id returning d.* into checked;
  return checked.status;
exception when unique_violation or sqlstate 'PT402' then
  -- Another tenant was faster, or the plan has no room: the next check comes in its turn.
  update public.custom_domains d set checked_at = now() where d.id = domain_id;
  return checked.status;
end $$;
comment on function private.record_domain_check is 'Job: keeps the result of a DNS check; null when no name server answered, which says nothing of the domain. A domain that fails for 7 days must be proved again; a hostname has one holder.';

create function private.resolve_tenant(hostname text, base_domain text) returns uuid
language sql stable security definer set search_path = '' as $$
  with asked as (select lower(trim(trailing '.' from resolve_tenant.hostname)) as host, '.' || lower(resolve_tenant.base_domain) as base)
  select o.id from asked a
  join public.organizations o on o.status <> 'deleting' and (
    right(a.host, length(a.base)) = a.base and o.slug = left(a.host, -length(a.base))
    or o.id = (select d.organization_id from public.custom_domains d where d.hostname = a.host and d.status in ('verified', 'failing')))
$$;
comment on function private.resolve_tenant is 'Which organization a request''s host name stands for: its slug below the platform''s domain, or a domain it has proved. Says whose page to show, never what may be seen.';

create trigger trg_custom_domains_touch before update on public.custom_domains
  for each row execute function private.fn_touch_updated_at();
create trigger trg_custom_domains_enforce_max_custom_domains after insert or delete or update of status, organization_id
  on public.custom_domains for each row execute function private.fn_count_limit('custom_domains', 'status', 'verified,failing');
insert into private.counted_tables (limit_type, query) values
  ('custom_domains', $$select null::uuid, count(*) from public.custom_domains where organization_id = $1 and status in ('verified', 'failing')$$);
select private.audit_table('public.invitations', 'id', 'token_hash', 'email');
select private.audit_table('public.custom_domains', 'id', 'verification_token', 'checked_at');

alter table public.invitations enable row level security;
alter table public.invitations force row level security;
alter table public.custom_domains enable row level security;
alter table public.custom_domains force row level security;
create policy "Managers of members see invitations" on public.invitations for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('members.manage'))));
create policy "Staff see invitations" on public.invitations for select to platform_staff using ((select private.is_staff()));
create policy "Members see their domains" on public.custom_domains for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids())));
create policy "Staff see domains" on public.custom_domains for select to platform_staff using ((select private.is_staff()));

grant select (id, organization_id, workspace_id, email, role, invited_by, expires_at, accepted_at, accepted_by, revoked_at, created_at)
  on public.invitations to authenticated;
grant select on public.custom_domains to authenticated;
alter function public.invite_member owner to lapel_definer;
alter function public.revoke_invitation owner to lapel_definer;
alter function private.use_invitation owner to lapel_definer;
alter function public.accept_invitation owner to lapel_definer;
alter function private.prune_invitations owner to lapel_definer;
alter function public.switch_organization owner to lapel_definer;
alter function public.update_profile owner to lapel_definer;
alter function private.resolve_tenant owner to lapel_definer;
alter function public.custom_access_token_hook owner to lapel_definer;
alter function public.add_custom_domain owner to lapel_definer;
alter function public.release_custom_domain owner to lapel_definer;
alter function private.due_domain_checks owner to lapel_definer;
alter function private.record_domain_check owner to lapel_definer;
grant usage on schema public to supabase_auth_admin;
grant execute on function public.subscription_status to authenticated, platform_staff, service_role;
grant execute on function public.custom_access_token_hook to supabase_auth_admin, service_role;
grant execute on function private.prune_invitations, private.due_domain_checks, private.record_domain_check, private.resolve_tenant to service_role;
grant execute on function public.invite_member, public.revoke_invitation, public.accept_invitation, public.switch_organization,
  public.update_profile, public.add_custom_domain, public.release_custom_domain to authenticated;
