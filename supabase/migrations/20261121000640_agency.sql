-- Agencies: packages they sell, and the capacity they hand to their clients' workspaces.
-- What an agency hands out never exceeds what it has: the agency's row is locked while its allocations are added up.

create table public.agency_packages (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  agency_workspace_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  limits jsonb not null default '{}' check (jsonb_typeof(limits) = 'object'),
  price int not null default 0 check (price >= 0),
  currency char(3) not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  archived boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (agency_workspace_id, name),
  unique (id, agency_workspace_id, organization_id),
  foreign key (agency_workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.agency_packages is 'What an agency sells to its clients: named bundles of limits.';
comment on column public.agency_packages.limits is 'Limit type to value, for example {"submissions_month": 1000}.';
create index agency_packages_organization_idx on public.agency_packages (organization_id);

create table public.workspace_allocations (
  workspace_id uuid primary key,
  organization_id uuid not null,
  agency_workspace_id uuid not null,
  package_id uuid,
  limits jsonb not null default '{}' check (jsonb_typeof(limits) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade,
  foreign key (agency_workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade,
  foreign key (package_id, agency_workspace_id, organization_id)
    references public.agency_packages (id, agency_workspace_id, organization_id)
);
comment on table public.workspace_allocations is 'What a client workspace got of its agency''s capacity.';
create index workspace_allocations_agency_idx on public.workspace_allocations (agency_workspace_id);
create index workspace_allocations_organization_idx on public.workspace_allocations (organization_id);
create index workspace_allocations_package_idx on public.workspace_allocations (package_id);

create function private.check_limits_object(limits jsonb) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  bad text := (select min(key) from jsonb_each(case jsonb_typeof(limits) when 'object' then limits end)
    where key not in (select t.key from public.limit_types t) or jsonb_typeof(value) <> 'number' or value::text !~ '^[0-9]{1,9}$');
begin
  if bad is not null then
    perform private.fail('VALIDATION_FAILED', format('%s is not a limit type with a whole number.', left(bad, 60)));
  end if;
end $$;
comment on function private.check_limits_object is 'Refuses a set of limits with unknown types or values that are not whole numbers.';

create function private.fn_check_package() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.check_limits_object(new.limits);
  if not exists (select from public.workspaces w where w.id = new.agency_workspace_id and w.kind = 'agency') then
    perform private.fail('VALIDATION_FAILED', 'Only agency workspaces have packages.');
  end if;
  return new;
end $$;
comment on function private.fn_check_package is 'Packages belong to agencies and hold known limits.';

create function private.fn_check_allocation() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  given record;
begin
  perform private.check_limits_object(new.limits);
  -- Allocations of one agency queue here, so that two of them never both fit into the same rest. Being a write, it also
  -- holds under repeatable read, where a lock alone would let both add up what they saw before.
  update public.workspaces w set updated_at = now() where w.id = new.agency_workspace_id and w.kind = 'agency';
  if not found or not exists (select from public.workspaces c where c.id = new.workspace_id
    and c.parent_workspace_id = new.agency_workspace_id) then
    perform private.fail('VALIDATION_FAILED', 'Capacity goes from an agency workspace to a client workspace below it.');
  end if;
  for given in
    select l.key, l.value::int + coalesce((select sum((a.limits ->> l.key)::int) from public.workspace_allocations a
      where a.agency_workspace_id = new.agency_workspace_id and a.workspace_id <> new.workspace_id), 0) as total,
      (private.effective_limit(new.agency_workspace_id, l.key)).limit_value as bound
    from jsonb_each_text(new.limits) l
  loop
    if given.total > given.bound then
      perform private.fail('ALLOCATION_EXCEEDED', format('%s: %s allocated in all, the agency has %s.', given.key, given.total, given.bound));
    end if;
  end loop;
  return new;
end $$;
comment on function private.fn_check_allocation is 'Keeps the sum of an agency''s allocations within its own effective limits.';

create function private.fn_drop_allocation() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.workspace_allocations a where a.workspace_id = new.id;
  return null;
end $$;
comment on function private.fn_drop_allocation is 'A client that leaves its agency leaves the agency''s capacity behind.';

-- Selling -------------------------------------------------------------------------------------------------------------

create function private.managed_workspace(workspace_id uuid) returns public.workspaces
language plpgsql stable security definer set search_path = '' as $$
declare
  managed public.workspaces := (select w from public.workspaces w
    where w.id = managed_workspace.workspace_id and w.id in (select private.my_workspace_ids()));
begin
  if managed.id is null then perform private.fail('NOT_FOUND', 'No such workspace.'); end if;
  perform private.require_permission(managed.organization_id, 'workspaces.manage');
  return managed;
end $$;
comment on function private.managed_workspace is 'A workspace whose organization lets the caller manage workspaces; strangers learn nothing.';

create function public.save_agency_package(agency_workspace_id uuid, name text, limits jsonb, price int default 0,
  currency text default 'EUR', archived boolean default false) returns public.agency_packages
language plpgsql security definer set search_path = '' as $$
declare
  agency public.workspaces := private.managed_workspace(agency_workspace_id);
  saved public.agency_packages;
begin
  insert into public.agency_packages as p (organization_id, agency_workspace_id, name, limits, price, currency, archived)
  values (agency.organization_id, agency.id, save_agency_package.name, save_agency_package.limits, save_agency_package.price,
    save_agency_package.currency, save_agency_package.archived)
  on conflict on constraint agency_packages_agency_workspace_id_name_key do update set limits = excluded.limits,
    price = excluded.price, currency = excluded.currency, archived = excluded.archived
  returning p.* into saved;
  return saved;
exception when check_violation or not_null_violation or string_data_right_truncation then
  perform private.fail('VALIDATION_FAILED', 'The name, the limits or the price are not allowed.');
  return null;
end $$;
comment on function public.save_agency_package is 'Makes or changes what an agency sells. Clients keep what they were given.';

create function public.allocate_capacity(workspace_id uuid, limits jsonb default null, package_id uuid default null)
returns public.workspace_allocations language plpgsql security definer set search_path = '' as $$
declare
  client public.workspaces := private.managed_workspace(workspace_id);
  package public.agency_packages := (select p from public.agency_packages p where p.id = allocate_capacity.package_id
    and p.agency_workspace_id = client.parent_workspace_id and not p.archived);
  saved public.workspace_allocations;
begin
  if allocate_capacity.package_id is not null and package.id is null then perform private.fail('NOT_FOUND', 'No such package.'); end if;
  insert into public.workspace_allocations as a (workspace_id, organization_id, agency_workspace_id, package_id, limits)
  values (client.id, client.organization_id, client.parent_workspace_id, package.id, coalesce(allocate_capacity.limits, package.limits))
  on conflict on constraint workspace_allocations_pkey do update set package_id = excluded.package_id, limits = excluded.limits
  returning a.* into saved;
  return saved;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'Capacity goes from an agency workspace to a client workspace below it, as limits or as a package.');
  return null;
end $$;
comment on function public.allocate_capacity is 'Gives a client workspace capacity of its agency: limits, or those of a package. Replaces what it had.';

create function public.release_capacity(workspace_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  client public.workspaces := private.managed_workspace(workspace_id);
begin
  delete from public.workspace_allocations a where a.workspace_id = client.id;
  if not found then perform private.fail('NOT_FOUND', 'This workspace has no allocation.'); end if;
end $$;
comment on function public.release_capacity is 'Takes a client workspace''s capacity back; the organization''s limits hold for it again.';

create trigger trg_workspaces_drop_allocation after update of parent_workspace_id on public.workspaces
  for each row when (old.parent_workspace_id is distinct from new.parent_workspace_id) execute function private.fn_drop_allocation();
create trigger trg_agency_packages_check before insert or update on public.agency_packages
  for each row execute function private.fn_check_package();
create trigger trg_workspace_allocations_check before insert or update on public.workspace_allocations
  for each row execute function private.fn_check_allocation();
create trigger trg_agency_packages_touch before update on public.agency_packages
  for each row execute function private.fn_touch_updated_at();
create trigger trg_workspace_allocations_touch before update on public.workspace_allocations
  for each row execute function private.fn_touch_updated_at();
select private.audit_table('public.agency_packages');
select private.audit_table('public.workspace_allocations', 'workspace_id');

alter table public.agency_packages enable row level security;
alter table public.agency_packages force row level security;
alter table public.workspace_allocations enable row level security;
alter table public.workspace_allocations force row level security;
create policy "Members see their packages" on public.agency_packages for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids())));
create policy "Staff see packages" on public.agency_packages for select to platform_staff using ((select private.is_staff()));
create policy "Members and clients see allocations" on public.workspace_allocations for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see allocations" on public.workspace_allocations for select to platform_staff using ((select private.is_staff()));

grant select on public.agency_packages, public.workspace_allocations to authenticated;
alter function private.check_limits_object owner to lapel_definer;
alter function private.fn_check_package owner to lapel_definer;
alter function private.fn_check_allocation owner to lapel_definer;
alter function private.fn_drop_allocation owner to lapel_definer;
alter function private.managed_workspace owner to lapel_definer;
alter function public.save_agency_package owner to lapel_definer;
alter function public.allocate_capacity owner to lapel_definer;
alter function public.release_capacity owner to lapel_definer;
grant execute on function public.save_agency_package, public.allocate_capacity, public.release_capacity to authenticated;
