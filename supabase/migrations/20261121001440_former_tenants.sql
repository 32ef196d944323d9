-- Former tenants: the schemas and roles that deleted organizations leave behind, and their removal by an operator.
-- Deleting an organization empties its schema. What is dropped here is therefore empty; a schema that still holds rows is
-- left for a person. The names are never handed on, dropped or not: no backup can bring rows back to somebody else.

create function private.former_schemas(wanted text[] default null) returns table (schema_name text, holds_rows boolean)
language plpgsql stable set search_path = '' as $$
declare
  target regclass;
  filled boolean;
begin
  for schema_name in
    -- Owned by the role of its name: a schema that only looks like a tenant's is none.
    select n.nspname from pg_catalog.pg_namespace n join pg_catalog.pg_roles r on r.oid = n.nspowner and r.rolname = n.nspname
    where n.nspname ~ '^tenant_[a-z0-9_]{1,50}$' and (wanted is null or n.nspname = any (wanted))
      and not exists (select from public.organizations o where o.schema_name = n.nspname)
    order by 1
  loop
    holds_rows := false;
    for target in
      select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = former_schemas.schema_name and c.relkind in ('r', 'm', 'f') order by c.relname
    loop
      execute format('select exists (select from %s)', target) into filled;
      holds_rows := holds_rows or filled;
    end loop;
    return next;
  end loop;
end $$;
comment on function private.former_schemas is 'Schemas whose organization is gone (null: all of them), and whether one still holds a row.';

create function private.drop_former_schema(schema_name text) returns text
language plpgsql set search_path = '' as $$
begin
  execute format('drop schema %I cascade', schema_name);
  begin
    execute format('drop role %I', schema_name);
  exception when dependent_objects_still_exist then
    -- Roles belong to the cluster: another database of it has a tenant of this name.
    return 'dropped, the role is in use elsewhere';
  end;
  return 'dropped';
exception when others then
  return 'failed: ' || sqlerrm;
end $$;
comment on function private.drop_former_schema is 'Drops one former tenant''s schema and role and says what became of them; a failure leaves both.';

create function private.drop_former_schemas(wanted text[] default null, dry_run boolean default false)
returns table (schema_name text, outcome text)
language plpgsql set search_path = '' as $$
declare
  former record;
begin
  if not dry_run then perform private.take_schema_lock(); end if;
  for former in select * from private.former_schemas(wanted) loop
    schema_name := former.schema_name;
    outcome := case when former.holds_rows then 'needs a person: it holds rows'
      when dry_run then 'would be dropped' else private.drop_former_schema(former.schema_name) end;
    return next;
  end loop;
end $$;
comment on function private.drop_former_schemas is 'Operator: drops the empty schemas and roles of former tenants (null: all of them) and says per schema what became of it.';
