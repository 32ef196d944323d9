-- How every row knows its tenant: columns, indexes and keys that make crossing over impossible. Each check lists its
-- offenders; exceptions are named here with their reason.

begin;
select plan(12);

create view tests.our_tables as
select c.oid, c.oid::regclass::text as name, n.nspname as schema, c.relname
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'private') and c.relkind in ('r', 'p')
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e');

create view tests.our_columns as
select t.oid, t.name, t.schema, t.relname, a.attname, a.attnum, a.attnotnull
from tests.our_tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped;

-- Foreign keys with the columns on both sides, as sets of names.
create view tests.our_keys as
select c.conrelid, c.conrelid::regclass::text as child, c.confrelid, c.confrelid::regclass::text as parent, c.conname, c.conkey, c.confkey,
  array(select attname::text from pg_attribute where attrelid = c.conrelid and attnum = any (c.conkey)) as columns
from pg_constraint c join tests.our_tables t on t.oid = c.conrelid
where c.contype = 'f' and c.conparentid = 0;

create function tests.leads_an_index(of_table oid, of_column smallint) returns boolean language sql stable as $$
  select exists (select from pg_index i where i.indrelid = of_table and i.indisvalid and i.indkey[0] = of_column
    and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid)
      = format('(%s IS NOT NULL)', (select attname from pg_attribute where attrelid = of_table and attnum = of_column))))
$$;

-- The parent's columns behind each beginning of a child's index that consists of columns of the key.
create view tests.indexed_keys as
select k.conrelid, k.conname, k.confrelid,
  array(select k.confkey[array_position(k.conkey, i.indkey[n])] from generate_series(0, length - 1) n) as parent_columns
from tests.our_keys k join pg_index i on i.indrelid = k.conrelid and i.indisvalid
cross join generate_series(1, i.indnkeyatts) length
where (i.indkey::int2[])[0:length - 1] <@ k.conkey
  and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\(\w+ IS NOT NULL\)$');

create table tests.tenant_free (name text primary key, reason text not null);
insert into tests.tenant_free values
  ('organizations', 'is the tenant'),
  ('audit_logs', 'no organization means the platform''s own chain'),
  ('plans', 'of the platform'),
  ('platform_alerts', 'of the platform'),
  ('platform_settings', 'of the platform'),
  ('plan_limits', 'of the platform'),
  ('plan_features', 'of the platform'),
  ('platform_admins', 'of the platform'),
  ('profiles', 'of a person, who may belong to many tenants'),
  ('user_creation_audit', 'outlives what it names; staff only'),
  ('feature_flags', 'of the platform'),
  ('leads', 'companies, shared by all tenants'),
  ('limit_types', 'of the platform'),
  ('materialized_view_refresh_log', 'of the platform'),
  ('metric_definitions', 'of the platform'),
  ('performance_baseline_audit', 'of the platform'),
  ('permissions', 'of the platform'),
  ('role_permissions', 'built-in roles belong to no tenant'),
  ('roles', 'built-in roles belong to no tenant'),
  ('widget_drafts', 'nobody''s until claimed'),
  ('widget_templates', 'of the platform');

select is_empty($$
  select t.name from tests.our_tables t where t.schema = 'public' and t.relname not in (select name from tests.tenant_free)
    and not exists (select from tests.our_columns c where c.oid = t.oid and c.attnotnull
      and c.attname in ('organization_id', 'workspace_id')) $$,
  'every public table names its tenant, or is known to have none');
select is_empty($$
  select f.name, f.reason from tests.tenant_free f where f.name not in (select relname from tests.our_tables) $$,
  'the list of tables without a tenant is current');
select is_empty($$
  select c.name, c.attname from tests.our_columns c
  where c.schema = 'public' and c.attname in ('organization_id', 'workspace_id') and not c.attnotnull
    and c.relname not in (select name from tests.tenant_free)
    -- No workspace means the whole organization.
    and not (c.attname = 'workspace_id' and c.relname in ('invitations', 'limit_overrides', 'member_roles')) $$,
  'a tenant column is never null');
select is_empty($$
  select c.name from tests.our_columns c where c.schema = 'public' and c.attname = 'workspace_id'
    and c.relname not in (select name from tests.tenant_free)
    and not exists (select from tests.our_columns o where o.oid = c.oid and o.attname = 'organization_id' and o.attnotnull) $$,
  'whatever is in a workspace names its organization too');
select is_empty($$
  select c.name, c.attname from tests.our_columns c
  where c.schema = 'public' and c.relname not in (select name from tests.tenant_free) and not tests.leads_an_index(c.oid, c.attnum)
    and (c.attname = 'workspace_id' or c.attname = 'organization_id' and not exists (
      select from tests.our_columns w where w.oid = c.oid and w.attname = 'workspace_id')) $$,
  'an index starts with what the policies ask for');
select is_empty($$
  select k.child, k.conname from tests.our_keys k
  where k.parent <> 'organizations' and not k.columns && array['organization_id', 'workspace_id']
    and exists (select from tests.our_columns c where c.oid = k.conrelid and c.attname in ('organization_id', 'workspace_id'))
    and exists (select from tests.our_columns p where p.name = k.parent and p.attname in ('organization_id', 'workspace_id') and p.attnotnull)
    -- A parent that is itself tied to the tenant by another key of the child counts.
    and not exists (select from tests.our_keys o where o.conrelid = k.conrelid and o.conname <> k.conname
      and o.columns && array['organization_id', 'workspace_id'] and o.columns && k.columns) $$,
  'a child cannot point into another tenant');
select is_empty($$
  select c.name from tests.our_columns c where c.schema = 'public' and c.attname = 'organization_id' and c.attnotnull
    and not exists (select from tests.our_keys k where k.conrelid = c.oid and 'organization_id' = any (k.columns)) $$,
  'organization_id is always kept true by a key');
select is_empty($$
  select c.name from tests.our_columns c where c.schema = 'public' and c.attname = 'workspace_id' and c.attnotnull
    and not exists (select from tests.our_keys k where k.conrelid = c.oid and k.columns @> array['workspace_id', 'organization_id']) $$,
  'workspace_id is always tied to its organization by a key');
select is_empty($$
  select k.child, k.conname, k.columns from tests.our_keys k
  where not exists (select from tests.indexed_keys x join pg_index u on u.indrelid = x.confrelid and u.indisunique and u.indpred is null
    where (x.conrelid, x.conname) = (k.conrelid, k.conname) and (u.indkey::int2[])[0:u.indnkeyatts - 1] <@ x.parent_columns)
    -- Or one that holds no two children of the same columns.
    and not exists (select from pg_index u where u.indrelid = k.conrelid and u.indisunique and u.indpred is null
      and (u.indkey::int2[])[0:u.indnkeyatts - 1] <@ k.conkey) $$,
  'an index finds the children of any one parent, by columns that no other parent has');

-- Audit and partitions ------------------------------------------------------------------------------------------------

create table tests.not_audited (name text primary key, reason text not null);
insert into tests.not_audited values
  ('audit_logs', 'is the audit'),
  ('events', 'is a record itself'),
  ('limit_hits', 'counted by functions'),
  ('profiles', 'of the person, who administers it alone'),
  ('usage_counters', 'counted by functions'),
  ('usage_events', 'is a record itself'),
  ('user_creation_audit', 'is a record itself'),
  ('partial_submissions', 'written by visitors'),
  ('widget_submissions', 'written by visitors'),
  ('widget_uploads', 'written by visitors'),
  ('consents', 'is a record itself'),
  ('data_exports', 'made and removed by jobs; the request is audited'),
  ('leads', 'a cache of what anyone could look up'),
  ('limit_types', 'changes with the code'),
  ('materialized_view_refresh_log', 'is a record itself'),
  ('metric_events', 'written by imports'),
  ('performance_baseline_audit', 'is a record itself'),
  ('platform_alerts', 'raised and ended by jobs'),
  ('sync_jobs', 'moved by workers; the connection is audited'),
  ('webhook_deliveries', 'moved by workers'),
  ('webhook_messages', 'made by events'),
  ('widget_claim_audit', 'is a record itself'),
  ('widget_drafts', 'made by anybody; the claim is recorded'),
  ('widget_events', 'written by browsers'),
  ('widget_fetch_errors', 'written by browsers');
select is_empty($$
  select t.name from tests.our_tables t where t.schema = 'public' and t.relname not in (select name from tests.not_audited)
    and not exists (select from pg_trigger g where g.tgrelid = t.oid and g.tgname = 'trg_audit' and g.tgenabled = 'O'
      and g.tgtype & 28 = 28 and g.tgfoid = any (array['private.fn_audit', 'private.fn_audit_note']::regproc[])) $$,
  'every table that people administer is audited: insert, update and delete');
select is_empty($$
  select p.parent, to_char(m, 'YYYY_MM') from private.partitioned_tables p
  cross join generate_series(date_trunc('month', now()), date_trunc('month', now()) + interval '3 months', interval '1 month') m
  where to_regclass(format('partitions.%I', (select relname from pg_class where oid = p.parent) || to_char(m, '_YYYY_MM'))) is null
  union all
  select p.parent, 'default' from private.partitioned_tables p
  where not exists (select from pg_partitioned_table t where t.partrelid = p.parent and t.partdefid <> 0) $$,
  'partitions are there for this month, three more, and strays');
select set_eq($$ select oid::regclass from pg_class where relkind = 'p' and relnamespace = 'public'::regnamespace $$,
  $$ select parent from private.partitioned_tables $$, 'every partitioned table is registered for maintenance');

select * from finish();
rollback;
