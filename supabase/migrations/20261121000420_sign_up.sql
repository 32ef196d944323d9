-- Sign-up: what a new account gets, in the transaction that makes it.
-- A profile, and either the organization that invited it or an organization of its own with a first workspace. What the
-- form sent names things and decides nothing.

create function private.free_slug(wanted text) returns text
language sql volatile set search_path = '' as $$
  select case when base ~ '^[a-z0-9].*[a-z0-9]$' then base else 'team' end || '-' || substr(gen_random_uuid()::text, 1, 6)
  from trim('-' from left(regexp_replace(lower(coalesce(wanted, '')), '[^a-z0-9]+', '-', 'g'), 40)) as base
$$;
comment on function private.free_slug is 'A slug made from a name, with a random ending so that it does not say which names are taken.';

create function private.given_text(metadata jsonb, key text) returns text
language sql immutable set search_path = '' as $$
  select nullif(left(trim(regexp_replace(left(metadata ->> key, 1000), '[[:cntrl:][:space:]]+', ' ', 'g')), 120), '')
  where jsonb_typeof(metadata -> key) = 'string'
$$;
comment on function private.given_text is 'One line of text that a sign-up form sent, or null for anything else.';

create function private.provision_tenant(owner_id uuid, organization_name text) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  new_organization uuid;
  new_workspace uuid;
begin
  -- Names repeat, most of all the one that is given to who gave none: another ending is tried until one is free.
  while new_organization is null loop
    insert into public.organizations (name, slug) values (organization_name, private.free_slug(organization_name))
    on conflict (slug) where slug is not null do nothing returning id into new_organization;
  end loop;
  insert into public.workspaces (organization_id, name, slug)
  values (new_organization, organization_name, 'main') returning id into new_workspace;
  insert into public.organization_members (organization_id, user_id, role, accepted_at)
  values (new_organization, owner_id, 'owner', now());
  insert into public.user_creation_audit (user_id, organization_id, workspace_id, source)
  values (owner_id, new_organization, new_workspace, 'signup_form');
  return new_organization;
end $$;
comment on function private.provision_tenant is 'Makes an organization on the free plan with a first workspace, owned by this user.';

create function private.sign_up_data(raw jsonb) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  -- The auth server stores an object; Supabase Lite stores the object's text as a JSON string.
  return case jsonb_typeof(raw) when 'string' then (raw #>> '{}')::jsonb else raw end;
exception when invalid_text_representation then
  return null;
end $$;
comment on function private.sign_up_data is 'What the sign-up form sent along, as an object.';

create function private.fn_handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- The user controls what the form sent: it names things and decides nothing.
  given jsonb := private.sign_up_data(new.raw_user_meta_data);
  given_name text := private.given_text(given, 'name');
  given_company text := private.given_text(given, 'company');
  joined jsonb;
begin
  insert into public.profiles (user_id, name, company, email)
  values (new.id, given_name, given_company, new.email);
  begin
    joined := to_jsonb(private.use_invitation(given ->> 'invitation_token', new.id, new.email));
  exception when sqlstate 'PT402' then
    -- The inviting organization is full: the account is made all the same, and the invitation stays open.
    joined := null;
  end;
  if joined ->> 'id' is null then
    perform private.provision_tenant(new.id, coalesce(given_company, given_name, 'My organization'));
  else
    update public.profiles set created_source = 'invitation' where user_id = new.id;
    insert into public.user_creation_audit (user_id, organization_id, workspace_id, source)
    values (new.id, (joined ->> 'organization_id')::uuid, (joined ->> 'workspace_id')::uuid, 'invitation');
  end if;
  return new;
end $$;
comment on function private.fn_handle_new_user is 'Sign-up, in the transaction that makes the user: a profile, and the invited organization or an own one with a first workspace.';

create function private.fn_copy_email() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.profiles set email = new.email where user_id = new.id;
  return new;
end $$;
comment on function private.fn_copy_email is 'Keeps the profile''s address equal to the account''s.';

create function private.note_sign_up(user_id uuid, ip text, user_agent text) returns void
language sql volatile security definer set search_path = '' as $$
  update public.user_creation_audit a set created_user_agent = private.given_text(jsonb_build_object('it', left(user_agent, 200)), 'it'),
    created_ip = case when pg_input_is_valid(ip, 'inet') then network(set_masklen(ip::inet, case family(ip::inet) when 4 then 24 else 48 end)) end
  where a.user_id = note_sign_up.user_id and a.created_ip is null and a.created_user_agent is null and a.created_at > now() - interval '7 days'
$$;
comment on function private.note_sign_up is 'Keeps from which network and with which browser somebody came who is new: once, and the address itself not at all.';

create function private.fn_note_sign_up() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.note_sign_up(new.user_id, host(new.ip), new.user_agent);
  return null;
end $$;
comment on function private.fn_note_sign_up is 'A new user''s first session says where they came from: the auth server writes it there. Supabase Lite does not; its server tells.';

create function private.forget_sign_up_origins() returns bigint
language sql volatile security definer set search_path = '' as $$
  with forgotten as (
    update public.user_creation_audit a set created_ip = null, created_user_agent = null
    where (a.created_ip is not null or a.created_user_agent is not null) and a.created_at < now() - interval '90 days' returning 1
  ) select count(*) from forgotten
$$;
comment on function private.forget_sign_up_origins is 'Job: forgets after ninety days where new users came from.';

create trigger trg_sessions_note_sign_up after insert on auth.sessions
  for each row when (new.ip is not null or new.user_agent is not null) execute function private.fn_note_sign_up();
create trigger trg_users_provision after insert on auth.users
  for each row execute function private.fn_handle_new_user();
create trigger trg_users_copy_email after update of email on auth.users
  for each row when (old.email is distinct from new.email) execute function private.fn_copy_email();

alter function private.provision_tenant owner to lapel_definer;
alter function private.fn_handle_new_user owner to lapel_definer;
alter function private.fn_copy_email owner to lapel_definer;
alter function private.note_sign_up owner to lapel_definer;
alter function private.fn_note_sign_up owner to lapel_definer;
alter function private.forget_sign_up_origins owner to lapel_definer;
grant execute on function private.note_sign_up, private.forget_sign_up_origins to service_role;
grant execute on function private.free_slug, private.sign_up_data, private.given_text to lapel_definer;
