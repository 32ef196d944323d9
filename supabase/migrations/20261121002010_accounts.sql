-- Accounts: what happens to the things a person holds when the account goes, and when it may go.
-- An organization outlives the people who made its campaigns and pay its bills: what they held passes to an owner.

create function private.fn_hand_over() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- An organization keeps an owner, so that there is somebody; without one the key refuses the deletion.
  update public.campaigns c set search_account_id = private.first_owner(c.organization_id, old.id)
  where c.search_account_id = old.id and private.first_owner(c.organization_id, old.id) is not null;
  update public.billing_accounts b set owner_user_id = private.first_owner(b.organization_id, old.id)
  where b.owner_user_id = old.id and private.first_owner(b.organization_id, old.id) is not null;
  return old;
end $$;
comment on function private.fn_hand_over is 'Passes campaigns and billing accounts of a person whose account goes to an owner of their organization.';

create function private.first_owner(organization_id uuid, other_than uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select m.user_id from public.organization_members m
  where m.organization_id = first_owner.organization_id and m.role = 'owner' and m.status = 'active' and m.user_id <> other_than
  order by m.created_at, m.id limit 1
$$;
comment on function private.first_owner is 'An organization''s longest-standing owner, besides one person.';

create function private.delete_account(organization_id uuid, subject text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  deleted int;
begin
  -- Only of somebody who was a member here, and now is nobody's member, not even one who has yet to join, and no staff.
  delete from auth.users u where u.id in (
      select m.user_id from public.organization_members m where m.organization_id = delete_account.organization_id and m.user_id::text = subject
      union select w.user_id from public.workspace_members w where w.organization_id = delete_account.organization_id and w.user_id::text = subject)
    and not exists (select from public.organization_members m where m.user_id = u.id and m.status <> 'removed')
    and not exists (select from public.workspace_members w where w.user_id = u.id and w.status <> 'removed')
    and not exists (select from public.platform_admins a where a.user_id = u.id);
  get diagnostics deleted = row_count;
  return deleted;
end $$;
comment on function private.delete_account is 'Deletes the account of an erased user whom nobody else has as a member. Owned by who runs the migrations: on hosted Supabase nobody else of ours may write to the auth server''s table.';

create trigger trg_users_hand_over before delete on auth.users
  for each row execute function private.fn_hand_over();

alter function private.fn_hand_over owner to lapel_definer;
alter function private.first_owner owner to lapel_definer;
revoke execute on function private.delete_account from public;
grant execute on function private.delete_account to lapel_definer;
