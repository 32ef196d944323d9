-- Tenant schemas: what a tenant's own schema holds, as data from which its DDL is computed.
-- Every organization may have a schema tenant_<slug>, owned by a role of that name that nobody logs in as. To give all
-- of them a table, column, index or rule more, a migration adds rows here and `lapel tenants refresh-core-tables` runs.

create table private.core_tables (
  name text primary key check (name ~ '^[a-z][a-z0-9_]{0,40}$'),
  position smallint not null unique,
  purpose text not null,
  visitor_rows text,
  visitor_erasure text
);
comment on table private.core_tables is 'The tables of every tenant schema. A table refers only to tables with a lower position.';
comment on column private.core_tables.visitor_rows is 'Condition that finds the rows of a visitor with the address $1; null where there are none.';
comment on column private.core_tables.visitor_erasure is 'What UPDATE sets in those rows to erase the visitor.';

create table private.core_columns (
  table_name text not null references private.core_tables (name) on delete cascade,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,40}$'),
  position smallint not null,
  type text not null,
  nullable boolean not null default false,
  default_value text,
  primary key (table_name, name),
  unique (table_name, position)
);
comment on table private.core_columns is 'The columns of core tables; types and defaults in the words in which the catalog tells them.';

create table private.core_parts (
  table_name text not null references private.core_tables (name) on delete cascade,
  kind text not null check (kind in ('constraint', 'index', 'trigger', 'policy', 'grant')),
  name text not null,
  definition text not null,
  counts_limit text references public.limit_types (key),
  primary key (table_name, kind, name)
);
comment on table private.core_parts is 'Constraints, indexes, triggers, policies and grants of core tables, in the words in which the catalog tells them.';
comment on column private.core_parts.definition is '{schema} stands for the tenant''s schema and role, {account} for the organization''s id. For a grant: the privileges, and the name is who gets them.';
comment on column private.core_parts.counts_limit is 'The limit that a trigger counts. The operator may switch it off.';
create index core_parts_counts_limit_idx on private.core_parts (counts_limit) where counts_limit is not null;

insert into private.core_tables (name, position, purpose, visitor_rows, visitor_erasure) values
  ('sites', 1, 'Web sites of the tenant.', null, null),
  ('pages', 2, 'Pages of a site.', null, null),
  ('forms', 3, 'Forms on a site.', null, null),
  ('leads', 4, 'People who wrote through a form.', 'lower(email) = lower($1)',
    'email = null, name = ''erased'', phone = null, company = null, payload = ''{}'''),
  ('media', 5, 'Uploaded files of a site, or of all sites.', null, null),
  ('analytics', 6, 'What happened on a site. No visitor is named.', null, null);

insert into private.core_columns (table_name, position, name, type, nullable, default_value)
select t.name, c.position, c.name, c.type, false, c.default_value
from private.core_tables t cross join (values
  (1, 'id', 'uuid', 'gen_random_uuid()'),
  (2, 'account_id', 'uuid', '''{account}''::uuid'),
  (90, 'created_at', 'timestamp with time zone', 'now()'),
  (91, 'updated_at', 'timestamp with time zone', 'now()')
) as c (position, name, type, default_value)
where c.name <> 'updated_at' or t.name <> 'analytics';

insert into private.core_columns (table_name, position, name, type, nullable, default_value) values
  ('sites', 10, 'name', 'text', false, null),
  ('sites', 11, 'subdomain', 'text', true, null),
  ('sites', 12, 'domain', 'text', true, null),
  ('sites', 13, 'status', 'text', false, '''draft''::text'),
  ('sites', 14, 'settings', 'jsonb', false, '''{}''::jsonb'),
  ('pages', 10, 'site_id', 'uuid', false, null),
  ('pages', 11, 'title', 'text', false, null),
  ('pages', 12, 'path', 'text', false, '''/''::text'),
  ('pages', 13, 'content', 'jsonb', false, '''{}''::jsonb'),
  ('pages', 14, 'status', 'text', false, '''draft''::text'),
  ('pages', 15, 'sort', 'integer', false, '0'),
  ('pages', 16, 'published_at', 'timestamp with time zone', true, null),
  ('forms', 10, 'site_id', 'uuid', false, null),
  ('forms', 11, 'page_id', 'uuid', true, null),
  ('forms', 12, 'name', 'text', false, null),
  ('forms', 13, 'fields', 'jsonb', false, '''[]''::jsonb'),
  ('forms', 14, 'settings', 'jsonb', false, '''{}''::jsonb'),
  ('forms', 15, 'status', 'text', false, '''draft''::text'),
  ('leads', 10, 'site_id', 'uuid', false, null),
  ('leads', 11, 'form_id', 'uuid', true, null),
  ('leads', 12, 'name', 'text', true, null),
  ('leads', 13, 'email', 'text', true, null),
  ('leads', 14, 'phone', 'text', true, null),
  ('leads', 15, 'company', 'text', true, null),
  ('leads', 16, 'payload', 'jsonb', false, '''{}''::jsonb'),
  ('leads', 17, 'source', 'text', false, '''form''::text'),
  ('leads', 18, 'status', 'text', false, '''new''::text'),
  ('media', 10, 'site_id', 'uuid', true, null),
  ('media', 11, 'file_name', 'text', false, null),
  ('media', 12, 'storage_path', 'text', false, null),
  ('media', 13, 'mime_type', 'text', false, null),
  ('media', 14, 'size_bytes', 'bigint', false, '0'),
  ('media', 15, 'width', 'integer', true, null),
  ('media', 16, 'height', 'integer', true, null),
  ('media', 17, 'alt_text', 'text', false, '''''::text'),
  ('analytics', 10, 'site_id', 'uuid', false, null),
  ('analytics', 11, 'page_id', 'uuid', true, null),
  ('analytics', 12, 'event_type', 'text', false, '''view''::text'),
  ('analytics', 13, 'visitor_hash', 'text', true, null),
  ('analytics', 14, 'referrer', 'text', true, null),
  ('analytics', 15, 'metadata', 'jsonb', false, '''{}''::jsonb'),
  ('analytics', 16, 'occurred_at', 'timestamp with time zone', false, 'now()');

-- What every table has. The check is the wall that binds even roles which row level security lets pass.
insert into private.core_parts (table_name, kind, name, definition)
select t.name, p.kind, replace(p.name, '{table}', t.name), replace(p.definition, '{table}', t.name)
from private.core_tables t cross join (values
  ('constraint', '{table}_pkey', 'PRIMARY KEY (id)'),
  ('constraint', '{table}_account_check', 'CHECK ((account_id = ''{account}''::uuid))'),
  ('trigger', 'trg_refuse_in_maintenance', 'CREATE TRIGGER trg_refuse_in_maintenance BEFORE INSERT OR DELETE OR UPDATE'
    || ' ON {schema}.{table} FOR EACH STATEMENT EXECUTE FUNCTION private.fn_refuse_in_maintenance()'),
  ('trigger', 'trg_{table}_touch', 'CREATE TRIGGER trg_{table}_touch BEFORE UPDATE ON {schema}.{table}'
    || ' FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at()'),
  ('policy', 'The tenant''s role stays in its account',
    'FOR ALL TO {schema} USING ((account_id = ''{account}''::uuid))'),
  ('policy', 'Members see', 'FOR SELECT TO authenticated'
    || ' USING ((account_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))))'),
  ('policy', 'Editors add', 'FOR INSERT TO authenticated WITH CHECK ((account_id = ANY (ARRAY('
    || ' SELECT private.organizations_where_i_can(''sites.write''::text) AS organizations_where_i_can))))'),
  ('policy', 'Editors change', 'FOR UPDATE TO authenticated USING ((account_id = ANY (ARRAY('
    || ' SELECT private.organizations_where_i_can(''sites.write''::text) AS organizations_where_i_can))))'),
  ('policy', 'Editors remove', 'FOR DELETE TO authenticated USING ((account_id = ANY (ARRAY('
    || ' SELECT private.organizations_where_i_can(''sites.write''::text) AS organizations_where_i_can))))'),
  ('grant', 'authenticated', 'SELECT, INSERT, UPDATE, DELETE'),
  ('grant', 'service_role', 'SELECT'),
  ('grant', 'lapel_definer', 'SELECT, UPDATE, DELETE')
) as p (kind, name, definition)
where p.name <> 'trg_{table}_touch' or t.name <> 'analytics';

insert into private.core_parts (table_name, kind, name, definition) values
  ('sites', 'constraint', 'sites_name_key', 'UNIQUE (name)'),
  ('sites', 'constraint', 'sites_subdomain_key', 'UNIQUE (subdomain)'),
  ('sites', 'constraint', 'sites_domain_key', 'UNIQUE (domain)'),
  ('sites', 'constraint', 'sites_name_check', 'CHECK (((length(name) >= 1) AND (length(name) <= 120)))'),
  ('sites', 'constraint', 'sites_subdomain_check', 'CHECK ((subdomain ~ ''^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$''::text))'),
  ('sites', 'constraint', 'sites_domain_check', 'CHECK (((domain = lower(domain)) AND (length(domain) <= 253)))'),
  ('sites', 'constraint', 'sites_status_check', 'CHECK ((status = ANY (ARRAY[''draft''::text, ''published''::text, ''archived''::text])))'),
  ('pages', 'constraint', 'pages_site_id_path_key', 'UNIQUE (site_id, path)'),
  ('pages', 'constraint', 'pages_id_site_id_key', 'UNIQUE (id, site_id)'),
  ('pages', 'constraint', 'pages_site_id_fkey', 'FOREIGN KEY (site_id) REFERENCES {schema}.sites(id) ON DELETE CASCADE'),
  ('pages', 'constraint', 'pages_title_check', 'CHECK (((length(title) >= 1) AND (length(title) <= 200)))'),
  ('pages', 'constraint', 'pages_path_check', 'CHECK (((path ~ ''^/''::text) AND (length(path) <= 500)))'),
  ('pages', 'constraint', 'pages_status_check', 'CHECK ((status = ANY (ARRAY[''draft''::text, ''published''::text, ''archived''::text])))'),
  ('forms', 'constraint', 'forms_site_id_name_key', 'UNIQUE (site_id, name)'),
  ('forms', 'constraint', 'forms_id_site_id_key', 'UNIQUE (id, site_id)'),
  ('forms', 'constraint', 'forms_site_id_fkey', 'FOREIGN KEY (site_id) REFERENCES {schema}.sites(id) ON DELETE CASCADE'),
  ('forms', 'constraint', 'forms_page_id_fkey',
    'FOREIGN KEY (page_id, site_id) REFERENCES {schema}.pages(id, site_id) ON DELETE SET NULL (page_id)'),
  ('forms', 'index', 'forms_page_idx', 'CREATE INDEX forms_page_idx ON {schema}.forms USING btree (page_id, site_id)'),
  ('forms', 'constraint', 'forms_name_check', 'CHECK (((length(name) >= 1) AND (length(name) <= 120)))'),
  ('forms', 'constraint', 'forms_status_check', 'CHECK ((status = ANY (ARRAY[''draft''::text, ''published''::text, ''archived''::text])))'),
  ('leads', 'constraint', 'leads_site_id_fkey', 'FOREIGN KEY (site_id) REFERENCES {schema}.sites(id) ON DELETE CASCADE'),
  ('leads', 'constraint', 'leads_form_id_fkey',
    'FOREIGN KEY (form_id, site_id) REFERENCES {schema}.forms(id, site_id) ON DELETE SET NULL (form_id)'),
  ('leads', 'constraint', 'leads_payload_check', 'CHECK ((pg_column_size(payload) <= 32768))'),
  ('leads', 'constraint', 'leads_status_check',
    'CHECK ((status = ANY (ARRAY[''new''::text, ''contacted''::text, ''qualified''::text, ''won''::text, ''lost''::text])))'),
  ('leads', 'index', 'leads_site_idx', 'CREATE INDEX leads_site_idx ON {schema}.leads USING btree (site_id, created_at DESC)'),
  ('leads', 'index', 'leads_form_idx', 'CREATE INDEX leads_form_idx ON {schema}.leads USING btree (form_id, site_id)'),
  ('leads', 'index', 'leads_email_idx', 'CREATE INDEX leads_email_idx ON {schema}.leads USING btree (lower(email))'),
  ('media', 'constraint', 'media_storage_path_key', 'UNIQUE (storage_path)'),
  ('media', 'constraint', 'media_site_id_fkey', 'FOREIGN KEY (site_id) REFERENCES {schema}.sites(id) ON DELETE CASCADE'),
  ('media', 'constraint', 'media_size_bytes_check', 'CHECK ((size_bytes >= 0))'),
  ('media', 'index', 'media_site_idx', 'CREATE INDEX media_site_idx ON {schema}.media USING btree (site_id, created_at DESC)'),
  ('analytics', 'constraint', 'analytics_site_id_fkey', 'FOREIGN KEY (site_id) REFERENCES {schema}.sites(id) ON DELETE CASCADE'),
  ('analytics', 'constraint', 'analytics_page_id_fkey',
    'FOREIGN KEY (page_id, site_id) REFERENCES {schema}.pages(id, site_id) ON DELETE SET NULL (page_id)'),
  ('analytics', 'index', 'analytics_site_idx', 'CREATE INDEX analytics_site_idx ON {schema}.analytics USING btree (site_id, occurred_at DESC)'),
  ('analytics', 'index', 'analytics_page_idx', 'CREATE INDEX analytics_page_idx ON {schema}.analytics USING btree (page_id, site_id)');
-- What people administer is audited. Of people who wrote through a form the log keeps no word, and not that they came;
-- what browsers measured has no author.
insert into private.core_parts (table_name, kind, name, definition)
select t.name, 'trigger', 'trg_audit', format('CREATE TRIGGER trg_audit AFTER %s ON {schema}.%s FOR EACH ROW EXECUTE FUNCTION private.fn_audit(%s)',
  case t.name when 'leads' then 'DELETE OR UPDATE' else 'INSERT OR DELETE OR UPDATE' end, t.name,
  case t.name when 'leads' then '''id'', ''name'', ''email'', ''phone'', ''company'', ''payload''' else '''id''' end)
from private.core_tables t where t.name <> 'analytics';
insert into private.core_parts (table_name, kind, name, definition, counts_limit) values
  ('sites', 'trigger', 'trg_sites_enforce_max_sites', 'CREATE TRIGGER trg_sites_enforce_max_sites AFTER INSERT OR DELETE'
    || ' ON {schema}.sites FOR EACH ROW EXECUTE FUNCTION private.fn_count_sites()', 'sites');

-- Rules of the tables -------------------------------------------------------------------------------------------------

create function private.fn_count_sites() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    perform private.give_back(private.organization_limit(old.account_id, 'sites'), 'sites');
  elsif private.take_limit(private.organization_limit(new.account_id, 'sites'), 'sites') = 0 then
    perform private.refuse_limit('sites');
  end if;
  return null;
end $$;
comment on function private.fn_count_sites is 'Counts a tenant''s sites against its plan, exact under concurrency: the counter''s row is locked, nothing is counted.';

create function private.count_sites(organization_id uuid) returns bigint
language plpgsql stable security definer set search_path = '' as $$
declare
  sites regclass := (select to_regclass(o.schema_name || '.sites') from public.organizations o where o.id = count_sites.organization_id);
  counted bigint;
begin
  if sites is null then return 0; end if;
  execute format('select count(*) from %s', sites) into counted;
  return counted;
end $$;
comment on function private.count_sites is 'Counts the sites in an organization''s schema, none without one. For reconciling; limits never count.';
insert into private.counted_tables (limit_type, query) values ('sites', 'select null::uuid, private.count_sites($1)');

insert into public.permissions (key, description) values ('sites.write', 'Change sites, pages, forms, leads and media of the own schema');
insert into public.role_permissions (role_id, permission_key)
select r.id, 'sites.write' from public.roles r
where r.organization_id is null and r.key in ('owner', 'admin', 'super_editor', 'editor');

alter table private.core_tables enable row level security;
alter table private.core_columns enable row level security;
alter table private.core_parts enable row level security;
alter function private.fn_count_sites owner to lapel_definer;
alter function private.count_sites owner to lapel_definer;
