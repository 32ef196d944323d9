-- Staff: who runs the platform, and how functions and policies ask for it.
-- Staff are granted in SQL or by another admin, never by sign-up. The access token carries the role
-- platform_staff, but the table decides: a removed member of staff loses access at once.

create table public.platform_admins (
  user_id uuid primary key references auth.users (id) on delete cascade,
  role text not null check (role in ('viewer', 'support', 'admin')),
  granted_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index platform_admins_granted_by_idx on public.platform_admins (granted_by);
comment on table public.platform_admins is 'Platform staff. viewer reads across tenants, support also helps tenants, admin also changes plans and limits.';

create function private.held_staff_role() returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select a.role from public.platform_admins a where a.user_id = (select auth.uid()));
end $$;
comment on function private.held_staff_role is 'The staff role that the caller has been given, or null.';

-- Second factors ------------------------------------------------------------------------------------------------------

-- The auth server knows who has an authenticator app, where it offers any: Supabase Lite has no such table. What the token
-- says is worth no more than when it was made, so the table is asked.
do $$
begin
  if to_regclass('auth.mfa_factors') is not null then
    grant select (user_id, status) on auth.mfa_factors to lapel_definer;
  end if;
end $$;

create function private.has_second_factor() returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  enrolled boolean := false;
begin
  if to_regclass('auth.mfa_factors') is not null then
    execute 'select exists (select from auth.mfa_factors f where f.user_id = $1 and f.status = ''verified'')'
      into enrolled using auth.uid();
  end if;
  return enrolled;
end $$;
comment on function private.has_second_factor is 'Whether the caller has proved to have something besides the password, such as an authenticator app. Nobody has where the auth server offers none.';

create function private.lacks_second_factor() returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return (auth.jwt() ->> 'aal') is distinct from 'aal2' and private.has_second_factor();
end $$;
comment on function private.lacks_second_factor is 'Whether the caller came with the password alone though the account has a second factor: authenticator assurance level 1, as the auth server counts.';

create function private.me() returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return case when private.lacks_second_factor() then null else auth.uid() end;
end $$;
comment on function private.me is 'Whose memberships and rights the caller has: nobody''s with the password alone where the account has a second factor. auth.uid() says who it is all the same.';

create function private.staff_role() returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  held text := private.held_staff_role();
begin
  if held is null or private.lacks_second_factor() or exists (select from private.my_impersonation() s where s.id is not null) then return null; end if;
  return held;
end $$;
comment on function private.staff_role is 'The caller''s staff role, or null. Null too while the caller looks at a tenant as its members do: then staff see and may what those do, and no more. Null with the password alone where the account has a second factor: a stolen one opens nothing.';

create function private.is_staff() returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return private.staff_role() is not null;
end $$;
comment on function private.is_staff is 'Whether the caller acts as platform staff, of any role.';

create function private.require_staff(at_least text) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  ranks constant text[] := array['viewer', 'support', 'admin'];
begin
  if coalesce(array_position(ranks, private.staff_role()), 0) < array_position(ranks, at_least) then
    perform private.fail('FORBIDDEN', format('This needs the staff role %s.', at_least));
  end if;
end $$;
comment on function private.require_staff is 'Fails with FORBIDDEN unless the caller is staff of at least this role.';

create function private.require_step_up() returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  methods jsonb := auth.jwt() -> 'amr';
  proved_at timestamptz;
begin
  -- Not staff_role(): who acts in a tenant's name is no less staff.
  if private.held_staff_role() is null or not private.has_second_factor() then return; end if;
  if jsonb_typeof(methods) = 'array' then
    select max(to_timestamp((m ->> 'timestamp')::double precision)) into proved_at
    from jsonb_array_elements(methods) m where m ->> 'method' in ('totp', 'mfa/phone', 'mfa/webauthn');
  end if;
  if (proved_at > now() - interval '30 minutes') is not true then
    perform private.fail('FORBIDDEN', 'This needs a recent code of the second factor.', 'step_up');
  end if;
end $$;
comment on function private.require_step_up is 'Before what is dangerous: fails with FORBIDDEN, hint step_up, when staff who have a second factor proved it more than half an hour ago. The console asks after ten minutes; what many rows take then may go on. Of those without one the auth server keeps no such moment.';

create function private.fn_stamp_token_role() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'INSERT' then
    update auth.users set role = 'authenticated' where id = old.user_id;
  end if;
  if tg_op <> 'DELETE' then
    update auth.users set role = 'platform_staff' where id = new.user_id;
  end if;
  return null;
end $$;
comment on function private.fn_stamp_token_role is 'Sets the role that the auth server writes into the access tokens of staff. Owned by who runs the migrations: on hosted Supabase nobody else of ours may write to the auth server''s table.';

create function private.keep_a_staff_admin(user_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  -- Two admins who take each other's role away wait for each other here.
  lock table public.platform_admins in share row exclusive mode;
  if not exists (select from public.platform_admins a where a.role = 'admin' and a.user_id <> keep_a_staff_admin.user_id) then
    perform private.fail('CONFLICT', 'The platform keeps at least one staff admin. Make someone else admin first.');
  end if;
end $$;
comment on function private.keep_a_staff_admin is 'Refuses to take the role from the last staff admin.';

create function public.grant_staff(user_id uuid, role text, reason text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_staff('admin');
  perform private.require_step_up();
  perform private.set_reason(reason);
  if grant_staff.role is distinct from 'admin' then perform private.keep_a_staff_admin(grant_staff.user_id); end if;
  insert into public.platform_admins as a (user_id, role, granted_by) values (grant_staff.user_id, grant_staff.role, auth.uid())
  on conflict on constraint platform_admins_pkey do update set role = excluded.role, granted_by = excluded.granted_by
    where a.role <> excluded.role;
exception
  when foreign_key_violation then perform private.fail('NOT_FOUND', 'No such user.');
  when check_violation or not_null_violation then perform private.fail('VALIDATION_FAILED', 'The role is viewer, support or admin.');
end $$;
comment on function public.grant_staff is 'Staff admin: makes a user staff, or gives staff another role. The reason goes to the audit log.';

create function public.revoke_staff(user_id uuid, reason text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_staff('admin');
  perform private.require_step_up();
  perform private.set_reason(reason);
  perform private.keep_a_staff_admin(revoke_staff.user_id);
  delete from public.platform_admins a where a.user_id = revoke_staff.user_id;
  if not found then perform private.fail('NOT_FOUND', 'This user is not staff.'); end if;
end $$;
comment on function public.revoke_staff is 'Staff admin: ends somebody''s staff role at once. The reason goes to the audit log.';

create trigger trg_platform_admins_stamp_token_role after insert or delete or update of user_id on public.platform_admins
  for each row execute function private.fn_stamp_token_role();
create trigger trg_platform_admins_touch before update on public.platform_admins
  for each row execute function private.fn_touch_updated_at();

alter table public.platform_admins enable row level security;
alter table public.platform_admins force row level security;
create policy "Staff see staff" on public.platform_admins for select to platform_staff
  using ((select private.is_staff()));

grant select on public.platform_admins to platform_staff;
alter function private.held_staff_role owner to lapel_definer;
alter function private.has_second_factor owner to lapel_definer;
alter function private.lacks_second_factor owner to lapel_definer;
alter function private.me owner to lapel_definer;
alter function private.require_step_up owner to lapel_definer;
alter function private.staff_role owner to lapel_definer;
alter function private.is_staff owner to lapel_definer;
alter function private.require_staff owner to lapel_definer;
alter function private.keep_a_staff_admin owner to lapel_definer;
alter function public.grant_staff owner to lapel_definer;
alter function public.revoke_staff owner to lapel_definer;
grant execute on function private.is_staff to platform_staff, service_role;
grant execute on function public.grant_staff, public.revoke_staff to platform_staff;
