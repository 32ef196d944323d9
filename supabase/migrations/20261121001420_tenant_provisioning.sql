-- Provisioning: what `lapel tenants` and the operator's rollback call.
-- Everything here is for whoever runs the migrations and executes with the caller's rights; no other role may call it.

create function private.apply_repair(repair text) returns text
language plpgsql set search_path = '' as $$
begin
  if repair is null then return 'needs a person'; end if;
  execute repair;
  return 'repaired';
exception when others then
  -- One table that cannot be repaired keeps no other from being so.
  return 'failed: ' || sqlerrm;
end $$;
comment on function private.apply_repair is 'Runs one repair and says what became of it; a failing one leaves nothing behind.';

create function private.take_schema_lock() returns void
language sql set search_path = '' as $$
  -- Any constant: two operators at once take turns. A table that a tenant holds for long is reported, not waited for.
  select pg_advisory_xact_lock(7003541901), set_config('lock_timeout', '5s', true)
$$;
comment on function private.take_schema_lock is 'Lets one transaction at a time change tenant schemas.';

create function private.refresh_core_tables(organization_ids uuid[] default null, dry_run boolean default false)
returns table (organization_id uuid, schema_name text, object text, problem text, outcome text)
language plpgsql set search_path = '' as $$
declare
  found_one private.core_deviation;
  in_vain jsonb;
  repaired boolean;
begin
  if not dry_run then perform private.take_schema_lock(); end if;
  -- Again after every round that repaired something: a repair may make another one possible, and the last round proves them all.
  for round in 1..4 loop
    in_vain := '[]';
    repaired := false;
    for found_one in select * from private.core_deviations(organization_ids) d order by d.schema_name, d.step, d.object loop
      select found_one.organization_id, found_one.schema_name, found_one.object, found_one.problem,
        case when not dry_run then private.apply_repair(found_one.repair) when found_one.repair is null then 'needs a person' else 'would be repaired' end
        into refresh_core_tables.organization_id, refresh_core_tables.schema_name, object, problem, outcome;
      repaired := repaired or outcome = 'repaired';
      if outcome = 'repaired' then return next;
      else in_vain := in_vain || jsonb_build_array(jsonb_build_array(found_one.organization_id, found_one.schema_name, object, problem, outcome));
      end if;
    end loop;
    exit when not repaired;
  end loop;
  return query select (r ->> 0)::uuid, r ->> 1, r ->> 2, r ->> 3, r ->> 4 from jsonb_array_elements(in_vain) r;
end $$;
comment on function private.refresh_core_tables is 'Adds what tenant schemas (null: all) lack, and says per deviation: repaired, would be repaired, needs a person, or failed and why.';

create function private.verify_core_tables(organization_ids uuid[] default null)
returns table (organization_id uuid, schema_name text, object text, problem text, repairable boolean)
language sql stable set search_path = '' as $$
  select d.organization_id, d.schema_name, d.object, d.problem, d.repair is not null
  from private.core_deviations(organization_ids) d order by d.schema_name, d.step, d.object
$$;
comment on function private.verify_core_tables is 'Every deviation of tenant schemas (null: all), and whether a refresh repairs it.';

create function private.free_schema_name(organization_id uuid, slug text) returns text
language sql stable set search_path = '' as $$
  -- A schema or role of that name without its organization is a former tenant's: it is never handed on.
  select case when length(slug) <= 50 and not exists (select from pg_catalog.pg_namespace n where n.nspname = plain)
      and not exists (select from pg_catalog.pg_roles r where r.rolname = plain)
      and not exists (select from public.organizations o where o.schema_name = plain)
    then plain else left(plain, 48) || '_' || left(md5(organization_id::text), 8) end
  from (select 'tenant_' || replace(slug, '-', '_') as plain) as base
$$;
comment on function private.free_schema_name is 'The name of a new tenant schema, made from the slug.';

create function private.provision_tenant_schemas(organization_ids uuid[])
returns table (organization_id uuid, schema_name text, object text, problem text, outcome text)
language plpgsql set search_path = '' as $$
begin
  perform private.take_schema_lock();
  perform private.set_reason('A schema of its own');
  update public.organizations o set schema_name = private.free_schema_name(o.id, o.slug)
  where o.id = any (organization_ids) and o.schema_name is null;
  return query select * from private.refresh_core_tables(organization_ids);
end $$;
comment on function private.provision_tenant_schemas is 'Gives organizations schemas of their own, complete; finishes those that were begun.';

create function private.provision_tenant_schema(organization_id uuid) returns text
language plpgsql set search_path = '' as $$
declare
  failure text := (select min(p.object || ' ' || p.problem || ': ' || p.outcome)
    from private.provision_tenant_schemas(array[provision_tenant_schema.organization_id]) p where p.outcome <> 'repaired');
begin
  if failure is not null then perform private.fail('CONFLICT', failure); end if;
  return (select o.schema_name from public.organizations o where o.id = provision_tenant_schema.organization_id);
end $$;
comment on function private.provision_tenant_schema is 'Gives an organization a schema of its own and says its name; null when there is no such organization. Safe to repeat.';

create function private.list_tenant_schemas(slug text default null)
returns table (organization_id uuid, slug text, status text, schema_name text, present boolean)
language sql stable set search_path = '' as $$
  select o.id, o.slug, o.status, o.schema_name, n.oid is not null
  from public.organizations o left join pg_catalog.pg_namespace n on n.nspname = o.schema_name
  where list_tenant_schemas.slug is null or o.slug = list_tenant_schemas.slug
  order by o.slug
$$;
comment on function private.list_tenant_schemas is 'Organizations and their schemas: no name before one is provisioned; not present when it is missing.';

-- Rollback of the limits ----------------------------------------------------------------------------------------------

create function private.recount_limit(limit_type text, organization_id uuid) returns int
language plpgsql security definer set search_path = '' as $$
declare
  changed int;
begin
  execute format($q$
    insert into public.usage_counters as c (scope_id, organization_id, limit_type, period, used)
    select o.id, o.id, $1, $2, coalesce(sum(t.used), 0)::int
    from public.organizations o left join lateral (%s) as t (workspace_id, used) on true
    where $3 is null or o.id = $3
    group by o.id
    having coalesce(sum(t.used), 0) > 0 or exists (select from public.usage_counters k where k.scope_id = o.id and k.limit_type = $1)
    order by o.id
    on conflict (scope_id, limit_type, period) do update set used = excluded.used where c.used <> excluded.used
  $q$, (select replace(k.query, '$1', 'o.id') from private.counted_tables k where k.limit_type = recount_limit.limit_type))
  using recount_limit.limit_type, private.limit_period(recount_limit.limit_type), recount_limit.organization_id;
  get diagnostics changed = row_count;
  return changed;
end $$;
comment on function private.recount_limit is 'Makes the counter of a limit that counts per organization equal to what exists, of one organization or (null) of all; says how many differed.';

create function private.set_limit_triggers(enabled boolean, organization_ids uuid[] default null,
  reason text default 'Limits switched by the operator', dry_run boolean default false) returns int
language plpgsql set search_path = '' as $$
declare
  counting record;
  switched int := 0;
begin
  if not dry_run then
    perform private.take_schema_lock();
    perform private.switch_setting('limits_enforced', to_jsonb(enabled), reason);
  end if;
  for counting in
    select null::uuid as organization_id, 'public.organization_members'::regclass as target, 'trg_organization_members_enforce_max_users' as name, 'users' as limit_type
    where coalesce(cardinality(set_limit_triggers.organization_ids), 0) = 0
    union all
    select t.organization_id, t.table_id, p.name, p.counts_limit
    from private.tenant_core_tables t join private.core_parts p on p.table_name = t.table_name and p.counts_limit is not null
    where set_limit_triggers.organization_ids is null or t.organization_id = any (set_limit_triggers.organization_ids)
  loop
    continue when not exists (select from pg_catalog.pg_trigger g
      where g.tgrelid = counting.target and g.tgname = counting.name and (g.tgenabled <> 'D') <> enabled);
    switched := switched + 1;
    continue when dry_run;
    execute format('alter table %s %s trigger %I', counting.target, case when enabled then 'enable' else 'disable' end, counting.name);
    -- The table is locked until the end of the transaction: nothing slips in between the trigger and the recount.
    if enabled then perform private.recount_limit(counting.limit_type, counting.organization_id); end if;
  end loop;
  return switched;
end $$;
comment on function private.set_limit_triggers is 'Operator: switches the triggers of the limits users and sites off or on, in public and in tenant schemas (null: all of them; none: public only). Recounts what it switches on. Says how many it switched, or would switch.';

alter function private.limits_enforced owner to lapel_definer;
alter function private.recount_limit owner to lapel_definer;
grant execute on function private.verify_core_tables, private.core_deviations, private.core_schema_deviations, private.core_table_deviations,
  private.core_column_deviations, private.core_part_deviations, private.catalog_parts, private.fill_in, private.core_column_ddl,
  private.core_part_ddl, private.core_table_ddl, private.core_schema_ddl to lapel_definer;
