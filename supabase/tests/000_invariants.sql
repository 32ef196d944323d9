-- What holds for everything in the schema, whatever was added last. Each check lists its offenders.
-- Exceptions are named here with their reason.

begin;
select plan(36);

create view tests.our_tables as
select c.oid, c.oid::regclass::text as name, n.nspname as schema, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relowner
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'private') and c.relkind in ('r', 'p')
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e');

create view tests.our_functions as
select p.oid, p.oid::regprocedure::text as name, p.proacl, p.proconfig, p.proowner, p.prosecdef, p.prosrc, p.provolatile
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('public', 'private')
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e');

create view tests.our_columns as
select t.oid, t.name, t.schema, a.attname, a.attnum, a.attnotnull
from tests.our_tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped;

select cmp_ok((select count(*) from tests.our_tables), '>=', 25::bigint, 'the checks below see our tables');
select cmp_ok((select count(*) from tests.our_functions), '>=', 40::bigint, 'the checks below see our functions');

-- Row level security --------------------------------------------------------------------------------------------------

select is_empty($$ select name from tests.our_tables where not relrowsecurity $$, 'every table has row level security');
select is_empty($$ select name from tests.our_tables where schema = 'public' and not relforcerowsecurity $$,
  'row level security binds the owners of public tables too');
select is_empty($$
  select c.oid::regclass from pg_class c where c.relnamespace = 'partitions'::regnamespace and c.relkind in ('r', 'p')
    and not (c.relrowsecurity and c.relforcerowsecurity) $$, 'every partition has row level security, forced');
select is_empty($$ select polrelid::regclass, polname from pg_policy where polrelid::regclass::text ~ '^partitions\.' $$,
  'partitions have no policies: rows are reached through their parents');
select is_empty($$
  select p.polrelid::regclass, p.polname from pg_policy p join tests.our_tables t on t.oid = p.polrelid
  where p.polroles @> array[0::oid] $$, 'every policy names its roles');
select is_empty($$
  select p.polrelid::regclass, p.polname from pg_policy p join tests.our_tables t on t.oid = p.polrelid
  where 'anon'::regrole = any (p.polroles) $$, 'no policy is for anon');
select is_empty($$
  select p.polrelid::regclass, p.polname, p.polcmd from pg_policy p join tests.our_tables t on t.oid = p.polrelid
  where p.polcmd = '*' $$, 'every policy is for one operation');
select is_empty($$
  select p.polrelid::regclass, p.polname from pg_policy p join tests.our_tables t on t.oid = p.polrelid
  where 'true' in (pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    and t.relname not in (
      'limit_types', -- the words for limits, the same for everyone
      'permissions', -- the words for permissions, the same for everyone
      'metric_definitions', -- the words for metrics, the same for everyone
      'leads'        -- companies, shared on purpose; never a person
    ) $$, 'no policy lets everything through');
select is_empty($$
  select p.polrelid::regclass, p.polname from pg_policy p join tests.our_tables t on t.oid = p.polrelid
  where p.polroles @> array['platform_staff'::regrole::oid]
    and coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) !~ 'is_staff|require_staff|staff_role' $$,
  'policies for staff ask the table of staff, not the token');
-- Exactly this form: it is evaluated once per statement, and an index answers it.
select is_empty($$
  select p.polrelid::regclass, p.polname, pg_get_expr(p.polqual, p.polrelid)
  from pg_policy p join tests.our_tables t on t.oid = p.polrelid
  where p.polcmd = 'r' and 'authenticated'::regrole = any (p.polroles)
    and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname in ('organization_id', 'workspace_id')
      or t.relname = 'organizations')
    and pg_get_expr(p.polqual, p.polrelid) !~ format(
      '^\(?\((%s)_id = ANY \(ARRAY\( SELECT private\.(?:my_(?:\w+_)?\1_ids\([^()]*\)|\1s_where_i_can\(''[\w.]+''::text\)) AS \w+\)\)\)( AND \(finished_at IS NOT NULL\))?( AND \(expires_at > now\(\)\)( AND \(id <> ALL \(ARRAY\( SELECT private\.finished_partial_ids\(\) AS \w+\)\)\))?\))?$',
      'organization|workspace')
    -- Built-in roles belong to no tenant.
    and not (t.relname in ('roles', 'role_permissions') and pg_get_expr(p.polqual, p.polrelid)
      = '((organization_id IS NULL) OR (organization_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))))')
    and not (t.relname in ('organizations', 'workspaces') and pg_get_expr(p.polqual, p.polrelid) ~ format(
      '^\(id = ANY \(ARRAY\( SELECT private\.my_%s_ids\(\) AS my_\w+\)\)\)$', left(t.relname, -1))) $$,
  'what members read of a tenant''s table is decided by membership');
select is_empty($$
  select p.polrelid::regclass, p.polname from pg_policy p join tests.our_tables t on t.oid = p.polrelid
  cross join lateral (select concat(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as expression) e
  where regexp_replace(e.expression, '\( SELECT (private|auth)\.\w+\(', '', 'g') ~ '(private|auth)\.\w+\(' $$,
  'policies call functions once per statement, not once per row');

-- Privileges ----------------------------------------------------------------------------------------------------------

select is_empty($$
  select r.role, t.name from tests.our_tables t cross join (values ('anon'), ('authenticator')) r (role)
  where has_table_privilege(r.role, t.oid, 'select, insert, update, delete, truncate, references, trigger')
    or has_any_column_privilege(r.role, t.oid, 'select, insert, update, references') $$,
  'anon holds no privilege on any table');
select is_empty($$
  select c.oid::regclass from pg_class c where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'partitions'::regnamespace)
    and ((c.relkind = 'S' and has_sequence_privilege('anon', c.oid, 'usage, select, update'))
      or (c.relkind in ('v', 'm') and has_table_privilege('anon', c.oid, 'select, insert, update, delete'))) $$,
  'anon holds no privilege on any sequence or view');
select is_empty($$ select name from tests.our_functions f where has_function_privilege('anon', f.oid, 'execute') $$,
  'anon executes no function');
select is_empty($$
  select f.name from tests.our_functions f
  where f.proacl is null or exists (select from aclexplode(f.proacl) a where a.grantee = 0) $$,
  'PUBLIC executes no function');
select is_empty($$
  select t.name from tests.our_tables t join pg_class c on c.oid = t.oid
  where exists (select from aclexplode(c.relacl) a where a.grantee = 0) $$, 'PUBLIC holds no privilege on a table');
-- What is checked above of public and private would have to be checked of any other schema that is opened.
select is_empty($$
  select r.role, n.nspname from pg_namespace n cross join (values ('anon'), ('authenticated'), ('platform_staff')) r (role)
  where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'tap', 'tests') -- of Postgres, and of these stories
    and (has_schema_privilege(r.role, n.oid, 'create')
      or n.nspname not in ('public', 'auth') and has_schema_privilege(r.role, n.oid, 'usage')) $$,
  'people look into no other schema, and make nothing in any');
select is_empty($$
  select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'tap', 'tests') and has_schema_privilege('anon', n.oid, 'usage')
    and has_function_privilege('anon', p.oid, 'execute')
    and p.oid::regprocedure::text not in (
      -- These read the caller's own token.
      'auth.uid()', 'auth.role()', 'auth.email()', 'auth.jwt()') $$,
  'elsewhere anon executes what reads its own token');
select is_empty($$
  select r.role, c.oid::regclass from pg_class c cross join (values ('anon'), ('authenticated'), ('platform_staff'), ('service_role')) r (role)
  where c.relnamespace = 'partitions'::regnamespace and c.relkind in ('r', 'p')
    and has_table_privilege(r.role, c.oid, 'select, insert, update, delete, truncate') $$,
  'nobody reads or writes a partition directly');
select is_empty($$
  select t.name from tests.our_tables t cross join (values ('authenticated'), ('platform_staff')) r (role)
  where t.schema = 'private' and has_table_privilege(r.role, t.oid, 'select, insert, update, delete, truncate') $$,
  'people reach no private table');
select is_empty($$
  select r.role, t.name, x.privilege from tests.our_tables t
  cross join (values ('authenticated'), ('platform_staff')) r (role)
  cross join (values ('insert'), ('update'), ('delete'), ('truncate'), ('trigger')) x (privilege)
  where has_table_privilege(r.role, t.oid, x.privilege)
    and not (x.privilege in ('insert', 'delete') and t.relname in (
      -- Plain rows of a tenant's own that policies by permission guard; everything with consequences goes through functions.
      'billing_account_workspaces', 'campaign_leads', 'campaigns', 'integration_connections', 'lead_contacts', 'retention_policies',
      'stores', 'webhook_endpoints', 'widget_instances', 'widgets')) $$,
  'people change rows through functions, or under a permission of their own tenant');
select is_empty($$
  select t.name, x.privilege from tests.our_tables t
  cross join (values ('insert'), ('update'), ('delete'), ('truncate'), ('trigger'), ('references')) x (privilege)
  where has_table_privilege('service_role', t.oid, x.privilege) $$,
  'so does the server''s role');

-- Functions -----------------------------------------------------------------------------------------------------------

select is_empty($$
  select name from tests.our_functions where not coalesce(proconfig @> array['search_path=""'], false) $$,
  'every function has an empty search_path');
-- Migrations compile a body when they make it; later ones may have taken away what it names.
create function tests.body_fault(of_function oid) returns text language plpgsql set search_path = '' as $$
begin
  execute (select format('select %s(%s)', l.lanvalidator::regproc, p.oid)
    from pg_catalog.pg_proc p join pg_catalog.pg_language l on l.oid = p.prolang where p.oid = of_function);
  return null;
exception when others then
  return sqlerrm;
end $$;
select is_empty($$ select name, fault from tests.our_functions, tests.body_fault(oid) fault where fault is not null $$,
  'every body compiles against the schema as it is now');
select is_empty($$ select name from tests.our_functions where prosecdef and proowner <> 'lapel_definer'::regrole
    and name not in ('private.fn_stamp_token_role()', 'private.delete_account(uuid,text)') -- on hosted Supabase lapel_definer cannot be given auth.users to write
  $$, 'every SECURITY DEFINER function is owned by lapel_definer');
select is_empty($$
  select name from tests.our_functions where prosecdef and provolatile <> 'v' and prosrc ~* '\m(insert into|update|delete from)\M' $$,
  'functions that write are volatile');
select is_empty($$
  select c.oid::regclass from pg_class c where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'v'
    and not coalesce(c.reloptions @> array['security_invoker=true'] or c.reloptions @> array['security_invoker=on'], false) $$,
  'every view is security_invoker');
select is_empty($$
  select rolname from pg_roles where rolname in ('lapel_definer', 'platform_staff', 'anon', 'authenticated', 'service_role')
    and (rolcanlogin or rolsuper or rolcreaterole or rolcreatedb) $$, 'no role of ours logs in or holds the keys');

-- Comments ------------------------------------------------------------------------------------------------------------

select is_empty($$ select name from tests.our_tables where obj_description(oid, 'pg_class') is null
  union all select name from tests.our_functions where obj_description(oid, 'pg_proc') is null
  union all select c.oid::regclass::text from pg_class c where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
    and c.relkind in ('v', 'm') and obj_description(c.oid, 'pg_class') is null $$,
  'every table, view and function says what it is for');

select is_empty($$ select f.name, a from pg_proc p join tests.our_functions f on f.oid = p.oid, unnest(p.proargnames) a
  where p.pronamespace = 'public'::regnamespace and quote_ident(a) <> a $$, 'no argument of the API needs quotes: not every data API writes them');

-- Logins --------------------------------------------------------------------------------------------------------------

select is_empty($$
  select r.rolname, s.classid::regclass, s.objid from pg_roles r join pg_shdepend s on s.refobjid = r.oid and s.deptype = 'o'
  where r.rolcanlogin and r.rolname in ('lapel_api', 'lapel_server') $$, 'logins of the API and of the server own nothing');
select is_empty($$
  select r.rolname from pg_roles r where r.rolname ~ '^lapel_(api|server|worker)$'
    and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or pg_has_role(r.oid, 'lapel_definer', 'usage')) $$,
  'logins hold no key to what definer functions may do');

-- Errors --------------------------------------------------------------------------------------------------------------

select is_empty($$
  select f.name, m.found[1] as code from tests.our_functions f
  cross join lateral regexp_matches(f.prosrc, 'private\.fail\(''(\w+)''', 'g') m (found)
  where m.found[1] not in (select code from private.error_codes) $$, 'functions fail with known codes only');
select isnt_empty($$ select from tests.our_functions where prosrc ~ 'private\.fail\(''' $$, 'and the check above sees them');

select * from finish();
rollback;
