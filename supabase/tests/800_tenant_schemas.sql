-- Tenant schemas: what a tenant gets, who reaches it, how many sites it may have, what is found wrong and repaired.

begin;
select * from no_plan();

select tests.add_member('northwind', 'edith', 'editor');
update public.organizations set slug = 'north-wind' where id = tests.id('northwind');
update public.organizations set slug = 'globex' where id = tests.id('globex');

-- Provisioning --------------------------------------------------------------------------------------------------------

select is(private.provision_tenant_schema(tests.id('northwind')), 'tenant_north_wind', 'the schema is named after the slug');
select is(private.provision_tenant_schema(tests.id('globex')), 'tenant_globex', 'every tenant gets its own');
select is(private.provision_tenant_schema(tests.id('northwind')), 'tenant_north_wind', 'asking again changes nothing');
select is(private.provision_tenant_schema(gen_random_uuid()), null, 'who does not exist gets nothing');
select tables_are('tenant_north_wind', array['sites', 'pages', 'forms', 'leads', 'media', 'analytics'], 'it holds the core tables');
select is_empty('select * from private.verify_core_tables()', 'and they are as the registry says');
select results_eq($$ select slug, schema_name, present from private.list_tenant_schemas() where schema_name is not null $$,
  $$ values ('globex', 'tenant_globex', true), ('north-wind', 'tenant_north_wind', true) $$, 'the list tells whose schema is whose');
select is((select count(*) from public.audit_logs where entity = 'organizations' and after ->> 'schema_name' is not null), 2::bigint,
  'provisioning is in the audit log');
select is_empty($$ select from pg_roles where rolname ~ '^tenant_' and (rolcanlogin or rolbypassrls or rolsuper) $$,
  'nobody logs in as a tenant''s role');

-- Who reaches it ------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select lives_ok($$ insert into tenant_north_wind.sites (name) values ('Shop') $$, 'the owner adds a site');
select results_eq('select account_id from tenant_north_wind.sites', $$ values (tests.id('northwind')) $$, 'which knows whose it is');
select throws_ok($$ insert into tenant_globex.sites (name) values ('Mine now') $$, '42501', null, 'but none in another tenant''s schema');
select throws_ok($$ insert into tenant_north_wind.sites (name, account_id) values ('Theirs', tests.id('globex')) $$, '42501', null,
  'nor one that says it is another tenant''s');
select tests.as_person('edith');
select lives_ok($$ insert into tenant_north_wind.pages (site_id, title) select id, 'Home' from tenant_north_wind.sites $$, 'an editor adds a page');
select lives_ok($$ insert into tenant_north_wind.forms (site_id, page_id, name) select site_id, id, 'Contact' from tenant_north_wind.pages $$, 'and a form');
select throws_ok($$ update tenant_north_wind.pages set account_id = tests.id('globex') $$, '42501', null, 'and cannot give a page away');
select tests.as_person('vera');
select results_eq('select name from tenant_north_wind.sites', array['Shop'], 'a viewer reads');
select throws_ok($$ insert into tenant_north_wind.sites (name) values ('Blog') $$, '42501', null, 'and does not add');
select lives_ok($$ update tenant_north_wind.sites set name = 'Blog' $$, 'what a viewer changes');
select lives_ok($$ delete from tenant_north_wind.sites $$, 'or deletes');
select results_eq('select name from tenant_north_wind.sites', array['Shop'], 'stays as it is');
select tests.as_person('rex');
select is_empty('select from tenant_north_wind.sites', 'who was removed sees nothing');
select tests.as_person('boris');
select is_empty('select from tenant_north_wind.sites', 'nor does another tenant''s owner');
select tests.as_person('stella');
select is_empty('select from tenant_north_wind.sites', 'nor staff');
select public.start_impersonation(tests.id('northwind'), 'They asked us to look');
select isnt_empty('select from tenant_north_wind.sites', 'unless they look as the tenant does');
select throws_ok($$ insert into tenant_north_wind.sites (name) values ('By staff') $$, '42501', null, 'which is reading only');
select public.end_impersonation();
select tests.as_anonymous();
select throws_ok('select from tenant_north_wind.sites', '42501', null, 'anonymous visitors do not get into the schema');
select tests.as_service();
select isnt_empty('select from tenant_north_wind.sites', 'the server reads');
select throws_ok($$ insert into tenant_north_wind.sites (name) values ('x') $$, '42501', null, 'and does not write directly');
select tests.as_nobody();

set local role tenant_globex;
select throws_ok('select from tenant_north_wind.sites', '42501', null, 'another tenant''s role does not get into the schema');
select lives_ok($$ insert into tenant_globex.sites (name) values ('Globex') $$, 'a tenant''s role writes its own');
select throws_ok($$ update tenant_globex.sites set account_id = gen_random_uuid() $$, '42501', null, 'and stays in its account');
reset role;
grant usage on schema tenant_north_wind to tenant_globex;
grant select on tenant_north_wind.sites to tenant_globex;
set local role tenant_globex;
select is_empty('select from tenant_north_wind.sites', 'even with a stray grant it sees no rows: the second wall');
reset role;
select throws_ok($$ insert into tenant_globex.sites (name, account_id) values ('x', tests.id('northwind')) $$, '23514', null,
  'whoever passes row level security cannot mislabel a row');
select throws_ok($$ insert into tenant_globex.forms (site_id, page_id, name) select s.id, p.id, 'x' from tenant_globex.sites s, tenant_north_wind.pages p $$,
  '23503', null, 'no row refers into another tenant''s schema');

-- Max sites -----------------------------------------------------------------------------------------------------------

select tests.as_person('boris');
select throws_ok($$ insert into tenant_globex.sites (name) values ('Second') $$, 'PT402', 'Max sites reached - upgrade your plan.', 'free means one site');
select lives_ok('delete from tenant_globex.sites', 'removing it');
select lives_ok($$ insert into tenant_globex.sites (name) values ('Another') $$, 'makes room for another');
select tests.as_nobody();
update public.organizations set plan_id = 'team' where id = tests.id('globex');
select lives_ok($$ insert into tenant_globex.sites (name) select 'Site ' || n from generate_series(2, 5) n $$, 'a greater plan allows more at once');
update public.organizations set plan_id = 'free' where id = tests.id('globex');
select throws_ok($$ insert into tenant_globex.sites (name) values ('Sixth') $$, 'PT402', null, 'a smaller plan refuses more');
select is((select count(*) from tenant_globex.sites), 5::bigint, 'and takes nothing away');
update public.organizations set plan_status = 'upgrading' where id = tests.id('globex');
select lives_ok($$ insert into tenant_globex.sites (name) values ('Sixth') $$, 'while upgrading, more are allowed');
update public.organizations set plan_status = 'active' where id = tests.id('globex');
select throws_ok($$ insert into tenant_globex.sites (name) values ('Seventh') $$, 'PT402', null, 'and afterwards no longer');
select throws_ok($$ insert into tenant_north_wind.sites (name) select 'Bulk ' || n from generate_series(1, 50) n $$, 'PT402', null,
  'a bulk insert over the limit is refused');
select is((select count(*) from tenant_north_wind.sites), 1::bigint, 'as a whole');
update public.organizations set plan_id = 'agency' where id = tests.id('northwind');
select lives_ok($$ insert into tenant_north_wind.sites (name) select 'Bulk ' || n from generate_series(1, 50) n $$, 'and goes through within it');
select is((select used from public.usage_counters where scope_id = tests.id('northwind') and limit_type = 'sites'), 51, 'counted once each');
select private.reconcile_usage(tests.id('northwind'));
select is((select used from public.usage_counters where scope_id = tests.id('northwind') and limit_type = 'sites'), 51, 'and counting anew agrees');

-- Audit ---------------------------------------------------------------------------------------------------------------

create function tests.last_entry(entity text) returns public.audit_logs language sql as $$
  select a from public.audit_logs a where a.organization_id = tests.id('northwind') and a.entity = last_entry.entity order by a.seq desc limit 1
$$;
select tests.as_person('ada');
update tenant_north_wind.sites set status = 'published' where name = 'Shop';
select tests.as_nobody();
select results_eq($$ select actor_id, action, entity_id, before, after from tests.last_entry('tenant_north_wind.sites') $$,
  $$ select tests.id('ada'), 'update', s.id::text, '{"status": "draft"}'::jsonb, '{"status": "published"}'::jsonb from tenant_north_wind.sites s where s.name = 'Shop' $$,
  'what a tenant does in its schema is in its audit log');
insert into tenant_north_wind.media (file_name, storage_path, mime_type) values ('a.png', 'a', 'image/png');
delete from tenant_north_wind.media;
select results_eq($$ select action, before ->> 'file_name' from tests.last_entry('tenant_north_wind.media') $$, $$ values ('delete', 'a.png') $$, 'with what is gone');
select results_eq($$ select count(*), count(*) filter (where e.organization_id = tests.id('northwind')) from public.audit_logs e where e.entity ~ '^tenant_north_wind' $$,
  $$ select n, n from (select count(*) as n from public.audit_logs where entity ~ '^tenant_north_wind') x $$, 'and in no other tenant''s');
insert into tenant_north_wind.leads (site_id, name, email, phone, company, payload) select id, 'Zelda', 'z@z.example', '123', 'Zed', '{"z": "Zelda"}' from tenant_north_wind.sites limit 1;
update tenant_north_wind.leads set status = 'won', name = 'Zelda Z.', payload = '{"z": "Zelda Z."}';
select results_eq($$ select before, after from tests.last_entry('tenant_north_wind.leads') $$, $$ values ('{"status": "new"}'::jsonb, '{"status": "won"}'::jsonb) $$,
  'of people it keeps what was done, and no word of theirs');
delete from tenant_north_wind.leads;
select is_empty($$ select from public.audit_logs where concat(before, after) ~* 'zelda|z@z|Zed' $$, 'not when they are deleted either');

-- What is wrong and what becomes of it --------------------------------------------------------------------------------

create table tests.damages (id serial, damage text, problem text, outcome text);
insert into tests.damages (damage, problem, outcome) values
  ('drop schema tenant_x cascade', 'schema is missing', 'repaired'),
  ('alter role tenant_x login', 'schema its role may log in or has rights beyond the schema', 'needs a person'),
  ('alter schema tenant_x owner to platform_staff', 'schema belongs to another role', 'repaired'),
  ('revoke usage on schema tenant_x from authenticated', 'schema authenticated may not use it', 'repaired'),
  ('drop table tenant_x.analytics', 'analytics is missing', 'repaired'),
  ('drop table tenant_x.media; create view tenant_x.media as select 1 as id', 'media is not a table', 'needs a person'),
  ('alter table tenant_x.leads owner to lapel_definer; grant tenant_x to lapel_definer', 'leads belongs to another role', 'repaired'),
  ('alter table tenant_x.leads disable row level security', 'leads has no row level security', 'repaired'),
  ('alter table tenant_x.leads no force row level security', 'leads does not force row level security', 'repaired'),
  ('revoke insert on tenant_x.pages from authenticated', 'pages authenticated lacks insert', 'repaired'),
  ('alter table tenant_x.pages drop column published_at', 'pages.published_at is missing', 'repaired'),
  ('alter table tenant_x.pages alter column sort type bigint', 'pages.sort has the type bigint instead of integer', 'needs a person'),
  ('alter table tenant_x.pages alter column sort set default 7', 'pages.sort has the default 7 instead of 0', 'repaired'),
  ('alter table tenant_x.pages alter column sort drop default', 'pages.sort has the default none instead of 0', 'repaired'),
  ('alter table tenant_x.pages alter column title set default ''x''', 'pages.title has the default ''x''::text instead of none', 'repaired'),
  ('alter table tenant_x.pages alter column status drop not null', 'pages.status may be null', 'repaired'),
  ('alter table tenant_x.media alter column width set not null', 'media.width may not be null', 'needs a person'),
  ('alter table tenant_x.leads drop constraint leads_site_id_fkey', 'leads.leads_site_id_fkey constraint is missing', 'repaired'),
  ('alter table tenant_x.leads drop constraint leads_site_id_fkey, add constraint leads_site_id_fkey foreign key (site_id) references tenant_x.sites (id)',
    'leads.leads_site_id_fkey constraint is another one: FOREIGN KEY (site_id) REFERENCES tenant_x.sites(id)', 'needs a person'),
  ('alter table tenant_x.leads drop constraint leads_site_id_fkey, add constraint leads_site_id_fkey foreign key (site_id) references tenant_x.sites (id) on delete cascade not valid',
    'leads.leads_site_id_fkey constraint is not validated', 'repaired'),
  ('alter table tenant_x.sites drop constraint sites_domain_key', 'sites.sites_domain_key constraint is missing', 'repaired'),
  ('drop index tenant_x.leads_email_idx', 'leads.leads_email_idx index is missing', 'repaired'),
  ('drop index tenant_x.leads_email_idx; create index leads_email_idx on tenant_x.leads (email)',
    'leads.leads_email_idx index is another one: CREATE INDEX leads_email_idx ON tenant_x.leads USING btree (email)', 'needs a person'),
  ('drop trigger trg_sites_enforce_max_sites on tenant_x.sites', 'sites.trg_sites_enforce_max_sites trigger is missing', 'repaired'),
  ('alter table tenant_x.sites disable trigger trg_sites_enforce_max_sites', 'sites.trg_sites_enforce_max_sites trigger is off', 'repaired'),
  ('drop trigger trg_sites_touch on tenant_x.sites; create trigger trg_sites_touch after insert on tenant_x.sites for each row execute function private.fn_touch_updated_at()',
    'sites.trg_sites_touch trigger is another one: CREATE TRIGGER trg_sites_touch AFTER INSERT ON tenant_x.sites FOR EACH ROW EXECUTE FUNCTION private.fn_touch_updated_at()', 'repaired'),
  ('drop policy "Members see" on tenant_x.sites', 'sites.Members see policy is missing', 'repaired'),
  ('alter policy "Members see" on tenant_x.sites using (true)', 'sites.Members see policy is another one: FOR SELECT TO authenticated USING (true)', 'repaired'),
  ('alter policy "Members see" on tenant_x.sites to public',
    'sites.Members see policy is another one: FOR SELECT TO public USING ((account_id = ANY (ARRAY( SELECT private.my_organization_ids() AS my_organization_ids))))', 'repaired');

-- Damages a schema, refreshes it, verifies it again, and forgets it all: what was found, what became of it, what is left.
create function tests.damage_and_repair(damage text) returns text language plpgsql as $$
declare
  result text;
begin
  execute damage;
  select string_agg(r.object || ' ' || r.problem || ' -> ' || r.outcome, '; ') into result from private.refresh_core_tables() r;
  result := concat(result, ' / ', (select string_agg(v.object || ' ' || v.problem, '; ') from private.verify_core_tables() v));
  raise exception using errcode = 'TEST1', message = result;
exception when sqlstate 'TEST1' then
  return sqlerrm;
end $$;
update public.organizations set slug = 'x00' where id = tests.id('globex');
update public.organizations set schema_name = 'tenant_x' where id = tests.id('globex');
select is((select count(distinct r.outcome) || min(r.outcome) from private.refresh_core_tables() r), '1repaired', 'a schema that is named and missing is made');
select is(tests.damage_and_repair(d.damage), format('%s -> %s / %s', d.problem, d.outcome, case d.outcome when 'needs a person' then d.problem end),
  left(d.damage, 100)) from tests.damages d order by d.id;
select is(tests.damage_and_repair('drop table tenant_x.sites cascade'), (select string_agg(p || ' -> repaired', '; ') || ' / ' from unnest(array['sites is missing',
  'analytics.analytics_site_id_fkey constraint is missing', 'forms.forms_site_id_fkey constraint is missing', 'leads.leads_site_id_fkey constraint is missing',
  'media.media_site_id_fkey constraint is missing', 'pages.pages_site_id_fkey constraint is missing']) p), 'a table that others refer to');
select is(tests.damage_and_repair('alter table tenant_x.sites add column mood text; create table tenant_x.notes (); create index on tenant_x.sites (status);
  alter table tenant_x.sites add check (name <> ''''); grant select on tenant_x.sites to platform_staff'), ' / ', 'what a schema has beyond the registry does not count');

-- A tenant that kept tables before there was a registry: account_id is added and filled in, rows stay.
create schema tenant_old;
create table tenant_old.sites (id uuid primary key default gen_random_uuid(), name text not null);
insert into tenant_old.sites (name) values ('One'), ('Two');
create table tenant_old.pages (id uuid primary key default gen_random_uuid(), account_id uuid, site_id uuid not null, title text not null);
insert into tenant_old.pages (site_id, title) select id, 'Home' from tenant_old.sites;
update public.organizations set schema_name = 'tenant_old' where id = tests.id('pixel');
select is_empty($$ select * from private.refresh_core_tables() r where r.outcome <> 'repaired' $$, 'tables from before are completed');
select results_eq('select account_id, count(*) from tenant_old.sites group by 1', $$ values (tests.id('pixel'), 2::bigint) $$, 'an added account_id names the tenant in old rows');
select results_eq('select account_id, count(*) from tenant_old.pages group by 1', $$ values (tests.id('pixel'), 2::bigint) $$, 'an empty one is filled in');
select is((select used from public.usage_counters where scope_id = tests.id('pixel') and limit_type = 'sites'), 2, 'and what is there counts');
select is_empty('select * from private.verify_core_tables()', 'after which nothing is wrong');
alter table tenant_old.media drop constraint media_account_check;
insert into tenant_old.media (file_name, storage_path, mime_type, account_id) values ('a', 'a', 'image/png', gen_random_uuid());
drop index tenant_old.leads_email_idx;
select results_eq($$ select r.object, r.outcome from private.refresh_core_tables() r $$,
  $$ values ('leads.leads_email_idx', 'repaired'),
    ('media.media_account_check', 'failed: check constraint "media_account_check" of relation "media" is violated by some row') $$, 'what cannot be repaired is reported and keeps nothing else from being so');
delete from tenant_old.media;
select results_eq($$ select r.problem, r.outcome from private.refresh_core_tables(dry_run => true) r $$,
  $$ values ('constraint is missing', 'would be repaired') $$, 'a dry run says what would be done');
select isnt_empty('select from private.verify_core_tables()', 'and does not do it');
select is_empty(format('select * from private.refresh_core_tables(array[%L::uuid])', tests.id('northwind')), 'a refresh of some leaves the others alone');
select isnt_empty('select from private.refresh_core_tables()', 'a refresh of all does not');
create schema tenant_gone;
update public.organizations set schema_name = null, slug = 'gone' where id = tests.id('pixel');
select matches(private.provision_tenant_schema(tests.id('pixel')), '^tenant_gone_[0-9a-f]{8}$', 'a schema without a tenant is never handed on');

-- The operator's way back ---------------------------------------------------------------------------------------------

select is(private.set_limit_triggers(false), 4, 'limits go off: members, and three tenants'' sites');
select is(private.set_limit_triggers(false), 0, 'once');
select is_empty('select * from private.verify_core_tables()', 'which is as it should be');
select lives_ok($$ insert into tenant_x.sites (name) select 'Free ' || n from generate_series(1, 9) n $$, 'then nothing stops sites');
select lives_ok($$ select tests.add_member('globex', 'one', 'viewer'), tests.add_member('globex', 'two', 'viewer') $$, 'nor members');
select is(private.set_limit_triggers(true, '{}', 'The bug is gone'), 1, 'limits go on: members first');
select results_eq($$ select used from public.usage_counters where scope_id = tests.id('globex') and limit_type = 'users' $$, array[3], 'recounted');
select is(private.set_limit_triggers(true), 3, 'then the tenants');
select results_eq($$ select used from public.usage_counters where scope_id = tests.id('globex') and limit_type = 'sites' $$, array[9], 'recounted too');
select throws_ok($$ insert into tenant_x.sites (name) values ('More') $$, 'PT402', null, 'sites are refused again');
select throws_ok($$ select tests.add_member('globex', 'three', 'viewer') $$, 'PT402', 'Max users reached - upgrade your plan.', 'so are members');
select results_eq($$ select after ->> 'value', reason from public.audit_logs where entity = 'platform_settings' order by seq $$,
  $$ values ('false', 'Limits switched by the operator'), ('true', 'The bug is gone') $$, 'from when to when is in the audit log');
select private.set_limit_triggers(false);
drop trigger trg_sites_enforce_max_sites on tenant_x.sites;
select lives_ok('select private.refresh_core_tables()', 'a refresh while limits are off');
select is((select tgenabled from pg_trigger where tgname = 'trg_sites_enforce_max_sites' and tgrelid = 'tenant_x.sites'::regclass), 'D', 'leaves them off');
select private.set_limit_triggers(true);

insert into public.widget_templates (key, name, description, type, config) values ('blank', 'Blank', 'Nothing yet', 'form', '{}');

-- Maintenance ---------------------------------------------------------------------------------------------------------

select is_empty($$
  select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and (has_any_column_privilege('authenticated', c.oid, 'insert, update') or has_table_privilege('authenticated', c.oid, 'delete'))
    and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'trg_refuse_in_maintenance') $$,
  'every table that tenants write pauses in maintenance');
select tests.as_person('alan');
select throws_ok($$ select public.set_maintenance(true, 'Let me') $$, '42501', null, 'tenants do not switch maintenance on');
select tests.as_person('sue');
select throws_ok($$ select public.set_maintenance(true, 'Let me') $$, 'PT403', 'FORBIDDEN', 'nor does support');
select tests.as_person('stella');
select throws_ok($$ select public.set_maintenance(true, '') $$, 'PT422', 'REASON_REQUIRED', 'an admin says why');
select is(public.set_maintenance(true, 'Moving house'), true, 'an admin switches it on');
select is(public.set_maintenance(true, 'Moving house'), false, 'once');
select lives_ok($$ select public.set_limit_override(tests.id('globex'), 'sites', 30, 'They asked') $$, 'staff go on working');
select tests.as_person('ada');
select results_eq('select key, value from public.platform_settings', $$ values ('maintenance_all', 'true'::jsonb) $$, 'everyone signed in sees that');
select throws_ok($$ insert into tenant_north_wind.sites (name) values ('Now') $$, 'PT503', 'MAINTENANCE', 'tenants do not add');
select throws_ok($$ update tenant_north_wind.pages set title = 'Now' $$, 'PT503', 'MAINTENANCE', 'nor change');
select throws_ok($$ delete from tenant_north_wind.sites $$, 'PT503', 'MAINTENANCE', 'nor delete in their schema');
select throws_ok($$ update public.widgets set name = 'Now' $$, 'PT503', 'MAINTENANCE', 'nor in public tables');
select throws_ok($$ select public.invite_member(tests.id('northwind'), 'new@example.com', 'viewer') $$, 'PT503', 'MAINTENANCE', 'nor through functions');
select isnt_empty('select from tenant_north_wind.sites', 'they read');
select throws_ok($$ select tests.sign_up('late') $$, 'PT503', 'MAINTENANCE', 'nobody signs up');
select tests.as_service();
select throws_ok($$ select private.create_draft('blank', 'somebody') $$, 'PT503', 'MAINTENANCE', 'the endpoints write nothing for them');
select tests.as_nobody();
set local role tenant_north_wind;
select throws_ok($$ insert into tenant_north_wind.sites (name) values ('Now') $$, 'PT503', 'MAINTENANCE', 'nor do tenants'' roles');
reset role;
drop table tenant_north_wind.analytics;
select lives_ok('select private.refresh_core_tables()', 'the operator repairs schemas meanwhile');
select is(private.switch_maintenance(false, 'Moved'), true, 'and switches it off');
select tests.as_person('ada');
select lives_ok($$ insert into tenant_north_wind.sites (name) values ('Now') $$, 'tenants write again');

-- Asking for what is held, and leaving ---------------------------------------------------------------------------------

select lives_ok($$ insert into tenant_north_wind.leads (site_id, name, email, payload)
  select id, 'Vic', 'Vic@visitor.example', '{"message": "Hello"}' from tenant_north_wind.sites limit 1 $$, 'a visitor leaves an address');
select tests.as_nobody();
create function tests.exported(subject_type text, subject text) returns jsonb language sql as $$
  insert into public.privacy_requests (organization_id, kind, subject_type, subject) values (tests.id('northwind'), 'export', exported.subject_type, exported.subject);
  select private.run_privacy_request(r.id) from public.privacy_requests r where r.status = 'pending';
  select jsonb_object_agg(c.key, c.value) filter (where c.key ^@ 'tenant_') from public.privacy_requests r, jsonb_each(r.certificate -> 'tables') c
  where r.subject_type = exported.subject_type;
$$;
select is(tests.exported('visitor', 'vic@visitor.example'), '{"tenant_north_wind.leads": 1}', 'an export finds it');
select ok(exists (select from private.data_export_parts p where p.content like '%{"table": "tenant_north_wind.leads", "row": %Vic@visitor.example%'), 'and holds it');
select is(tests.exported('user', tests.id('ada')::text), null, 'members have nothing personal there');
select ok(tests.exported('organization', null) ?& array['tenant_north_wind.sites', 'tenant_north_wind.leads'], 'a tenant''s export holds all');
select is(private.erase_in_tenant_schema(tests.id('northwind'), 'vic@visitor.example'), '{"tenant_north_wind.leads": 1}', 'erasing says what it did');
select results_eq('select name, email, payload from tenant_north_wind.leads', $$ values ('erased', null::text, '{}'::jsonb) $$, 'and leaves nothing of the person');
delete from public.organizations where id = tests.id('northwind');
select is((select count(*) from tenant_north_wind.sites), 0::bigint, 'a deleted tenant leaves an empty schema');
delete from private.given_up_slugs;
update public.organizations set schema_name = null, slug = 'north-wind' where id = tests.id('globex');
select isnt(private.provision_tenant_schema(tests.id('globex')), 'tenant_north_wind', 'which nobody else gets');

-- Clearing away what is left -------------------------------------------------------------------------------------------

create schema tenant_stranger;
select set_eq('select schema_name from private.former_schemas()', array['tenant_globex', 'tenant_north_wind', 'tenant_old', 'tenant_x'],
  'schemas without an organization are found; one that no tenant''s role owns is none');
select set_eq('select schema_name, outcome from private.drop_former_schemas(dry_run => true)',
  $$ values ('tenant_north_wind', 'would be dropped'), ('tenant_globex', 'needs a person: it holds rows'), ('tenant_x', 'needs a person: it holds rows'), ('tenant_old', 'needs a person: it holds rows') $$, 'a dry run says what would become of them');
select has_schema('tenant_north_wind', 'and drops nothing');
select is_empty($$ select * from private.drop_former_schemas(array[(select schema_name from public.organizations where schema_name is not null limit 1), 'public', 'private', 'tenant_stranger']) $$,
  'a tenant''s schema, and what is none, is not dropped by name either');
select results_eq($$ select * from private.drop_former_schemas(array['tenant_north_wind', 'tenant_x']) $$,
  $$ values ('tenant_north_wind', 'dropped'), ('tenant_x', 'needs a person: it holds rows') $$, 'an empty one is dropped, one with rows is left for a person');
select hasnt_schema('tenant_north_wind', 'with all that was in it');
select hasnt_role('tenant_north_wind', 'and its role');
select isnt_empty('select from tenant_x.sites', 'whose rows are there');
select is_empty('select * from private.verify_core_tables()', 'the schemas of tenants are as they should be');
select tests.as_service();
select throws_ok('select * from private.drop_former_schemas()', '42501', null, 'the server drops nothing');
select tests.as_nobody();

select * from finish();
rollback;
