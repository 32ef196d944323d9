-- Tenant data: what happens to the rows in a tenant's schema when somebody asks for them, or when the tenant goes.
-- Privacy requests reach the schema through the two functions below; deleting an organization empties its schema. The
-- empty schema and its role stay until an operator drops them, and no other tenant ever gets their name.

create function private.present_core_tables(organization_id uuid) returns table (core private.core_tables, target regclass)
language sql stable security definer set search_path = '' as $$
  select c, t.table_id::regclass
  from private.tenant_core_tables t join private.core_tables c on c.name = t.table_name
  where t.organization_id = present_core_tables.organization_id and t.relkind = 'r'
  order by c.position
$$;
comment on function private.present_core_tables is 'The core tables that an organization''s schema has.';

create function private.erase_in_tenant_schema(organization_id uuid, address text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  present record;
  done jsonb := jsonb '{}';
  touched int;
begin
  for present in select p.target, p.core from private.present_core_tables(erase_in_tenant_schema.organization_id) p loop
    continue when (present.core).visitor_erasure is null;
    execute format('update %s set %s where %s', present.target, (present.core).visitor_erasure, (present.core).visitor_rows) using address;
    get diagnostics touched = row_count;
    done := done || jsonb_build_object(present.target::text, touched);
  end loop;
  return done;
end $$;
comment on function private.erase_in_tenant_schema is 'Erases a visitor from an organization''s schema; how many rows per table.';

create function private.fn_empty_tenant_schema() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  target regclass;
begin
  for target in
    select c.oid from private.core_tables t
    join pg_catalog.pg_class c on c.relname = t.name and c.relkind = 'r'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = old.schema_name
    order by t.position desc
  loop
    execute format('delete from %s', target);
  end loop;
  return null;
end $$;
comment on function private.fn_empty_tenant_schema is 'Deletes what a deleted organization had in its schema.';

create trigger trg_organizations_empty_schema after delete on public.organizations
  for each row when (old.schema_name is not null) execute function private.fn_empty_tenant_schema();

alter function private.present_core_tables owner to lapel_definer;
alter function private.erase_in_tenant_schema owner to lapel_definer;
alter function private.fn_empty_tenant_schema owner to lapel_definer;
