-- Refreshing tenant schemas: what is missing or different is read from the catalog once for all of them, and what can be
-- added is added. Safe to interrupt anywhere and to run again; a second run changes nothing. Whoever runs the migrations
-- runs this, in transactions of about 50 schemas: one for all would need more locks than Postgres has by default.

-- DDL from the registry -----------------------------------------------------------------------------------------------

create function private.limits_enforced() returns boolean
language sql stable security definer set search_path = '' as $$
  select s.value = 'true' from public.platform_settings s where s.key = 'limits_enforced'
$$;
comment on function private.limits_enforced is 'Whether the triggers of the limits users and sites should be on.';

create function private.fill_in(template text, schema_name text, organization_id uuid) returns text
language sql immutable set search_path = '' as $$
  select replace(replace(template, '{schema}', quote_ident(schema_name)), '{account}', organization_id::text)
$$;
comment on function private.fill_in is 'Makes one tenant''s DDL, or the definition expected in its catalog, of a template.';

create function private.core_column_ddl(part private.core_columns) returns text
language sql immutable set search_path = '' as $$
  select concat(quote_ident(part.name), ' ', part.type, ' default ' || part.default_value, case when not part.nullable then ' not null' end)
$$;
comment on function private.core_column_ddl is 'A column as it stands in CREATE TABLE.';

create function private.core_part_ddl(part private.core_parts) returns text
language sql stable set search_path = '' as $$
  select case part.kind
    when 'constraint' then format('alter table {schema}.%I add constraint %I %s', part.table_name, part.name, part.definition)
    when 'policy' then format('create policy %I on {schema}.%I %s', part.name, part.table_name, part.definition)
    when 'grant' then format('grant %s on {schema}.%I to %I', part.definition, part.table_name, part.name)
    when 'trigger' then case when part.counts_limit is null then part.definition
      -- What is there already counts from now on: the lock that CREATE TRIGGER takes keeps others from adding meanwhile.
      when private.limits_enforced() then format('%s; select private.recount_limit(%L, %L)', part.definition, part.counts_limit, '{account}')
      else format('%s; alter table {schema}.%I disable trigger %I', part.definition, part.table_name, part.name) end
    else part.definition end
$$;
comment on function private.core_part_ddl is 'The statement that adds one part to a core table.';

create function private.core_table_ddl(of_table text) returns text
language sql stable set search_path = '' as $$
  select concat_ws(E';\n',
    format(E'create table {schema}.%I (\n  %s\n)', of_table, (
      select string_agg(line, E',\n  ' order by rank, position, line) from (
        select 1, c.position, private.core_column_ddl(c) from private.core_columns c where c.table_name = of_table
        union all
        select case when p.definition like 'FOREIGN KEY %' then 3 else 2 end, 0, format('constraint %I %s', p.name, p.definition)
        from private.core_parts p where p.table_name = of_table and p.kind = 'constraint'
      ) as lines (rank, position, line))),
    format('alter table {schema}.%I owner to {schema}, enable row level security, force row level security', of_table),
    (select string_agg(private.core_part_ddl(p), E';\n' order by p.kind, p.name)
      from private.core_parts p where p.table_name = of_table and p.kind <> 'constraint'))
$$;
comment on function private.core_table_ddl is 'Everything that makes one core table, as a template.';

create function private.core_schema_ddl() returns text
language sql stable set search_path = '' as $$
  select concat_ws(E';\n', 'create schema {schema} authorization {schema}',
    'grant usage on schema {schema} to authenticated, service_role, lapel_definer',
    string_agg(private.core_table_ddl(t.name), E';\n' order by t.position))
  from private.core_tables t
$$;
comment on function private.core_schema_ddl is 'Everything that makes a tenant''s schema, as a template.';

-- What the catalog says -----------------------------------------------------------------------------------------------

create type private.core_deviation as (organization_id uuid, schema_name text, step int, object text, problem text, repair text);
comment on type private.core_deviation is 'One difference between a tenant''s schema and the registry. No repair: adding alone does not help, a person decides.';

create view private.tenant_core_tables with (security_invoker = true) as
  select o.id as organization_id, o.schema_name, n.oid as schema_id, t.name as table_name, c.oid as table_id, c.relkind,
    c.relowner, c.relrowsecurity, c.relforcerowsecurity
  from public.organizations o
  join pg_catalog.pg_namespace n on n.nspname = o.schema_name
  cross join private.core_tables t
  left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.name;
comment on view private.tenant_core_tables is 'Every core table of every tenant schema, with what the catalog knows of it.';

create function private.core_schema_deviations(organization_ids uuid[]) returns setof private.core_deviation
language sql stable set search_path = '' as $$
  with core as materialized (
    select private.core_schema_ddl() as ddl, s.rolsuper from pg_catalog.pg_roles s where s.rolname = current_user
  )
  select o.id, o.schema_name, found.step, 'schema', found.problem, private.fill_in(found.repair, o.schema_name, o.id)
  from public.organizations o
  left join pg_catalog.pg_namespace n on n.nspname = o.schema_name
  left join pg_catalog.pg_roles r on r.rolname = o.schema_name
  cross join core
  cross join lateral (
    select 0, 'its role is missing', 'create role {schema} nologin' || case when core.rolsuper then '' else '; grant {schema} to current_user' end
    where r.oid is null
    union all
    select 0, 'its role may log in or has rights beyond the schema', null
    where r.rolcanlogin or r.rolsuper or r.rolbypassrls or r.rolcreaterole
    union all
    select 1, 'is missing', core.ddl where n.oid is null
    union all
    select 1, 'belongs to another role', 'alter schema {schema} owner to {schema}' where n.oid is not null and n.nspowner is distinct from r.oid
    union all
    select 1, format('%s may not use it', g.grantee), format('grant usage on schema {schema} to %I', g.grantee)
    from unnest(array['authenticated', 'service_role', 'lapel_definer']) as g (grantee)
    where not has_schema_privilege(g.grantee, n.oid, 'usage')
  ) as found (step, problem, repair)
  where o.schema_name is not null and (organization_ids is null or o.id = any (organization_ids))
$$;
comment on function private.core_schema_deviations is 'What is wrong with tenant schemas and their roles as such.';

create function private.core_table_deviations(organization_ids uuid[]) returns setof private.core_deviation
language sql stable set search_path = '' as $$
  with core as materialized (
    select c.name, c.position, private.core_table_ddl(c.name) as ddl from private.core_tables c
  )
  select t.organization_id, t.schema_name, found.step, t.table_name, found.problem, private.fill_in(found.repair, t.schema_name, t.organization_id)
  from private.tenant_core_tables t
  join core on core.name = t.table_name
  left join pg_catalog.pg_roles r on r.rolname = t.schema_name
  cross join lateral (
    select 10 + core.position, 'is missing', core.ddl where t.table_id is null
    union all
    select 10, 'is not a table', null where t.relkind <> 'r'
    union all
    select 28, 'belongs to another role', format('alter table {schema}.%I owner to {schema}', t.table_name)
    where t.relkind = 'r' and t.relowner is distinct from r.oid
    union all
    select 29, 'has no row level security', format('alter table {schema}.%I enable row level security', t.table_name)
    where t.relkind = 'r' and not t.relrowsecurity
    union all
    select 29, 'does not force row level security', format('alter table {schema}.%I force row level security', t.table_name)
    where t.relkind = 'r' and not t.relforcerowsecurity
    union all
    select 30, format('%s lacks %s', p.name, lower(privilege)), private.core_part_ddl(p)
    from private.core_parts p cross join lateral string_to_table(p.definition, ', ') as privilege
    where t.relkind = 'r' and p.table_name = t.table_name and p.kind = 'grant' and not has_table_privilege(p.name, t.table_id, privilege)
  ) as found (step, problem, repair)
  where organization_ids is null or t.organization_id = any (organization_ids)
$$;
comment on function private.core_table_deviations is 'Which core tables are missing, and what is wrong with those that are there as such.';

create function private.core_column_deviations(organization_ids uuid[]) returns setof private.core_deviation
language sql stable set search_path = '' as $$
  with tables as materialized (
    select t.* from private.tenant_core_tables t
    where t.relkind = 'r' and (organization_ids is null or t.organization_id = any (organization_ids))
  ), actual as materialized (
    select a.attrelid, a.attname, a.attnotnull, format_type(a.atttypid, a.atttypmod) as type, pg_get_expr(d.adbin, 0) as default_value
    from tables t
    join pg_catalog.pg_attribute a on a.attrelid = t.table_id and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_attrdef d on d.adrelid = t.table_id and d.adnum = a.attnum and a.attgenerated = ''
  ), compared as materialized (
    select t.organization_id, t.schema_name, t.table_name, k as col, k.name, k.type, k.nullable, k.default_value,
      replace(k.default_value, '{account}', t.organization_id::text) as wanted, a.attnotnull,
      a.type as actual_type, a.default_value as actual
    from tables t
    join private.core_columns k on k.table_name = t.table_name
    left join actual a on a.attrelid = t.table_id and a.attname = k.name
  )
  select c.organization_id, c.schema_name, found.step, c.table_name || '.' || c.name, found.problem,
    private.fill_in(found.backfill || format('alter table {schema}.%I ', c.table_name) || found.repair, c.schema_name, c.organization_id)
  from compared c
  cross join lateral (
    select 20, 'is missing', 'add column ' || private.core_column_ddl(c.col), '' where c.attnotnull is null
    union all
    select 21, format('has the type %s instead of %s', c.actual_type, c.type), null, '' where c.actual_type <> c.type
    union all
    select 22, format('has the default %s instead of %s', coalesce(c.actual, 'none'), coalesce(c.wanted, 'none')),
      format('alter column %I ', c.name) || coalesce('set default ' || c.default_value, 'drop default'), ''
    where c.attnotnull is not null and c.actual is distinct from c.wanted
    union all
    select 23, 'may be null', format('alter column %I set not null', c.name),
      case c.name when 'account_id' then format('update {schema}.%I set account_id = %L where account_id is null; ', c.table_name, '{account}') else '' end
    where not c.attnotnull and not c.nullable
    union all
    select 23, 'may not be null', null, '' where c.attnotnull and c.nullable
  ) as found (step, problem, repair, backfill)
  -- Almost every row is as it should be: only the others are looked at closely.
  where c.actual_type is distinct from c.type or c.actual is distinct from c.wanted or c.attnotnull = c.nullable
$$;
comment on function private.core_column_deviations is 'Which columns of core tables are missing or of another type, default or nullability.';

create function private.catalog_parts(table_ids oid[]) returns table (table_id oid, kind text, name name, definition text, sound boolean)
language sql stable set search_path = '' as $$
  select c.conrelid, 'constraint', c.conname,
    case when c.convalidated then pg_get_constraintdef(c.oid) else regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', '') end, c.convalidated
  from pg_catalog.pg_constraint c where c.conrelid = any (table_ids)
  union all
  select i.indrelid, 'index', c.relname, pg_get_indexdef(c.oid), i.indisvalid
  from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
  where i.indrelid = any (table_ids) and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype <> 'f')
  union all
  select t.tgrelid, 'trigger', t.tgname, pg_get_triggerdef(t.oid), t.tgenabled in ('O', 'A')
  from pg_catalog.pg_trigger t where t.tgrelid = any (table_ids) and not t.tgisinternal
  union all
  select p.polrelid, 'policy', p.polname, concat('FOR ',
    case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end, ' TO ',
    (select string_agg(case r.role when 0 then 'public' else quote_ident(pg_get_userbyid(r.role)) end, ', ') from unnest(p.polroles) r (role)),
    ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'),
    p.polpermissive
  from pg_catalog.pg_policy p where p.polrelid = any (table_ids)
$$;
comment on function private.catalog_parts is 'The parts that tables have, in the words of the catalog; not sound: not validated, not valid, disabled or restrictive.';

create function private.core_part_deviations(organization_ids uuid[]) returns setof private.core_deviation
language sql stable set search_path = '' as $$
  with tables as materialized (
    select t.* from private.tenant_core_tables t
    where t.relkind = 'r' and (organization_ids is null or t.organization_id = any (organization_ids))
  ), parts as materialized (
    select p as part, p.table_name, p.kind, p.name, p.definition, private.core_part_ddl(p) as ddl,
      -- A trigger that counts a limit should be as the operator switched it.
      p.counts_limit is null or private.limits_enforced() as sound
    from private.core_parts p where p.kind <> 'grant'
  ), compared as materialized (
    select t.organization_id, t.schema_name, p.*, a.definition as actual, a.sound as actually_sound,
      replace(replace(p.definition, '{schema}', t.schema_name), '{account}', t.organization_id::text) as wanted
    from tables t
    join parts p on p.table_name = t.table_name
    left join private.catalog_parts(array(select table_id from tables)) a
      on a.table_id = t.table_id and a.kind = p.kind and a.name = p.name
  )
  select c.organization_id, c.schema_name,
    case c.kind when 'constraint' then case when c.wanted like 'FOREIGN KEY %' then 41 else 40 end
      when 'index' then 42 when 'trigger' then 43 else 44 end,
    c.table_name || '.' || c.name, c.kind || ' ' || found.problem,
    private.fill_in(found.repair, c.schema_name, c.organization_id)
  from compared c
  cross join lateral (
    select 'is missing', c.ddl where c.actual is null
    union all
    select 'is another one: ' || c.actual, case c.kind
      when 'trigger' then replace(c.ddl, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER')
      when 'policy' then format('drop policy %I on {schema}.%I; ', c.name, c.table_name) || c.ddl end
    where c.actual <> c.wanted
    union all
    select case c.kind when 'constraint' then 'is not validated' when 'trigger' then case when c.sound then 'is off' else 'is on' end
      else 'is not valid' end, case c.kind
      when 'constraint' then format('alter table {schema}.%I validate constraint %I', c.table_name, c.name)
      when 'trigger' then replace(c.ddl, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER')
      when 'index' then format('reindex index {schema}.%I', c.name)
      else format('drop policy %I on {schema}.%I; ', c.name, c.table_name) || c.ddl end
    where c.actual = c.wanted and c.actually_sound <> c.sound
  ) as found (problem, repair)
  where c.actual is distinct from c.wanted or c.actually_sound <> c.sound
$$;
comment on function private.core_part_deviations is 'Which parts of existing core tables are missing, different or out of action.';

create function private.core_deviations(organization_ids uuid[] default null) returns setof private.core_deviation
language sql stable set search_path = '' as $$
  select * from private.core_schema_deviations(organization_ids)
  union all select * from private.core_table_deviations(organization_ids)
  union all select * from private.core_column_deviations(organization_ids)
  union all select * from private.core_part_deviations(organization_ids)
$$;
comment on function private.core_deviations is 'Every difference between tenant schemas (null: all) and the registry. What a schema has beyond it does not count.';
