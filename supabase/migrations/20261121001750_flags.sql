-- Flags: features switched on for everyone, for a plan, for a tenant, or for a share of tenants.

create table public.feature_flags (
  key text primary key check (key ~ '^[a-z][a-z0-9_]{0,59}$'),
  description text not null default '' check (length(description) <= 500),
  enabled boolean not null default false,
  rollout_percent int not null default 0 check (rollout_percent between 0 and 100),
  plans jsonb not null default '{}' check (jsonb_typeof(plans) = 'object'),
  organizations jsonb not null default '{}' check (jsonb_typeof(organizations) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- A switch that is not true or false would fail the question for everyone.
  check (not jsonb_path_exists(plans, '$.* ? (@.type() != "boolean")')),
  check (not jsonb_path_exists(organizations, '$.* ? (@.type() != "boolean")'))
);
comment on table public.feature_flags is 'Switches: organization > plan > share of organizations > default.';
comment on column public.feature_flags.organizations is 'Organization id to true or false.';
comment on column public.feature_flags.plans is 'Plan id to true or false.';
comment on column public.feature_flags.rollout_percent is 'Share of organizations, chosen by a hash so that raising it never takes the flag from anyone.';

create function private.flag_enabled(key text, organization_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((
    select coalesce((f.organizations ->> o.id::text)::boolean, (f.plans ->> o.plan_id)::boolean,
      case when abs(hashtextextended(f.key || o.id::text, 0) % 100) < f.rollout_percent then true end, f.enabled)
    from public.feature_flags f join public.organizations o on o.id = flag_enabled.organization_id
    where f.key = flag_enabled.key), false)
$$;
comment on function private.flag_enabled is 'Whether a flag is on for an organization; false for unknown flags.';

create function public.my_flags(organization_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.is_staff() and (my_flags.organization_id in (select private.my_organization_ids())) is not true then
    perform private.fail('NOT_FOUND', 'No such organization.');
  end if;
  return (select coalesce(jsonb_object_agg(f.key, private.flag_enabled(f.key, my_flags.organization_id)), '{}') from public.feature_flags f);
end $$;
comment on function public.my_flags is 'Every flag as it stands for one organization.';

create function public.set_flag(key text, reason text, enabled boolean default false, rollout_percent int default 0,
  plans jsonb default '{}', organizations jsonb default '{}', description text default '') returns public.feature_flags
language plpgsql security definer set search_path = '' as $$
declare
  saved public.feature_flags;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  insert into public.feature_flags as f (key, description, enabled, rollout_percent, plans, organizations)
  values (set_flag.key, set_flag.description, set_flag.enabled, set_flag.rollout_percent, set_flag.plans, set_flag.organizations)
  on conflict on constraint feature_flags_pkey do update set description = excluded.description, enabled = excluded.enabled,
    rollout_percent = excluded.rollout_percent, plans = excluded.plans, organizations = excluded.organizations
  returning f.* into saved;
  return saved;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'The key, the share or the switches are not allowed.');
  return null;
end $$;
comment on function public.set_flag is 'Staff admin: makes or changes a flag. The reason goes to the audit log.';

create function public.set_organization_flag(key text, organization_id uuid, enabled boolean, reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if not exists (select from public.organizations o where o.id = set_organization_flag.organization_id) then
    perform private.fail('NOT_FOUND', 'No such organization.');
  end if;
  update public.feature_flags f set organizations = case when set_organization_flag.enabled is null
    then f.organizations - set_organization_flag.organization_id::text
    else f.organizations || jsonb_build_object(set_organization_flag.organization_id, set_organization_flag.enabled) end
  where f.key = set_organization_flag.key;
  if not found then perform private.fail('NOT_FOUND', 'No such flag.'); end if;
  return private.flag_enabled(set_organization_flag.key, set_organization_flag.organization_id);
end $$;
comment on function public.set_organization_flag is 'Staff admin: switches a flag for one organization, or, with null, lets it follow plan, share and default again. Leaves the other organizations'' switches alone, whoever changes them meanwhile. Says how it stands.';

create trigger trg_feature_flags_touch before update on public.feature_flags for each row execute function private.fn_touch_updated_at();
select private.audit_table('public.feature_flags', 'key');

alter table public.feature_flags enable row level security;
alter table public.feature_flags force row level security;
create policy "Staff see flags" on public.feature_flags for select to platform_staff using ((select private.is_staff()));

grant select on public.feature_flags to platform_staff;
alter function private.flag_enabled owner to lapel_definer;
alter function public.my_flags owner to lapel_definer;
alter function public.set_flag owner to lapel_definer;
alter function public.set_organization_flag owner to lapel_definer;
grant execute on function private.flag_enabled to service_role;
grant execute on function public.my_flags to authenticated;
grant execute on function public.set_flag, public.set_organization_flag to platform_staff;
