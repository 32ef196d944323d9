-- Privacy: a visitor, a user and a whole tenant ask what is held about them, and to be forgotten.

begin;
select plan(102);

select tests.add_member('northwind', 'edith', 'editor');
create view tests.unregistered as
  select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and c.relname not in (select r.table_name from private.privacy_register r);
select is_empty('select * from tests.unregistered', 'every table is in the register');
create table public.fresh (id int);
select results_eq('select * from tests.unregistered', array['fresh'::name], 'and a new one would be missed');
drop table public.fresh;
select is_empty($$ select r.table_name from private.privacy_register r where to_regclass('public.' || r.table_name) is null $$, 'the register names no table that is gone');
select is_empty($$ select r.table_name from private.privacy_register r join pg_attribute a on a.attrelid = to_regclass('public.' || r.table_name)
  where a.attname = 'organization_id' and r.holds <> 'tenant' and r.table_name not in ('data_exports', 'organization_notes') $$,
  'whatever belongs to a tenant is in its export, but for copies and for what staff note for themselves');
select is_empty($$ select r.table_name, c from private.privacy_register r, unnest(r.free_text) c
  where not exists (select from pg_attribute a where a.attrelid = to_regclass('public.' || r.table_name) and a.attname = c) $$, 'the register names no column that is gone');

-- Addresses among other words --------------------------------------------------------------------------------------------

select is((select array_agg(t order by n) from unnest(array['jane.doe@visitor.example', 'Write to JANE.DOE@visitor.example.', '<jane.doe@visitor.example>', 'https://x.example/?m=jane.doe%40visitor.example&x',
    'https://x.example/?m=1%20jane.doe@visitor.example', '{"a": "line\njane.doe@visitor.example"}', 'mailto:jane.doe@visitor.example', 'mary.jane.doe@visitor.example', 'jane.doe@visitor.example.org',
    'jane-doe@visitor.example', 'janeXdoe@visitor.example', 'jane.doe@visitor.examples', 'x+jane.doe@visitor.example']) with ordinality x (t, n)
  where private.names_address(t, 'jane.doe@visitor.example')),
  array['jane.doe@visitor.example', 'Write to JANE.DOE@visitor.example.', '<jane.doe@visitor.example>', 'https://x.example/?m=jane.doe%40visitor.example&x',
    'https://x.example/?m=1%20jane.doe@visitor.example', '{"a": "line\njane.doe@visitor.example"}', 'mailto:jane.doe@visitor.example'], 'an address is found among words, and not within another address');
select is(private.without_address('{"a": "To Jane.Doe@visitor.example, x"}', 'jane.doe@visitor.example')::jsonb, '{"a": "To ***, x"}', 'and taken out of them');

-- Who may ask ------------------------------------------------------------------------------------------------------------

create function tests.ask(kind text, subject_type text, subject text, organization text default 'northwind') returns text language plpgsql as $$
begin
  return (public.request_privacy(tests.id(organization), kind, subject_type, subject)).id;
exception when others then
  return sqlstate || ' ' || sqlerrm;
end $$;
select tests.as_person('edith');
select is(tests.ask('export', 'visitor', 'jane.doe@visitor.example'), 'PT403 FORBIDDEN', 'an editor asks for nothing');
select tests.as_person('boris');
select is(tests.ask('export', 'visitor', 'jane.doe@visitor.example'), 'PT404 NOT_FOUND', 'nor does another tenant');
select tests.as_anonymous();
select alike(tests.ask('export', 'visitor', 'jane.doe@visitor.example'), '42501 %', 'nor the anonymous key');
select tests.as_person('alan');
select is((select count(*) from (values ('erase', 'visitor', ''), ('erase', 'visitor', '   '), ('erase', 'visitor', null), ('erase', 'visitor', 'jane'), ('erase', 'visitor', 'a b@c.example'),
    ('erase', 'user', 'vera'), ('erase', 'user', null), ('forget', 'visitor', 'a@b.example'), ('erase', 'pet', 'a@b.example'), (null, 'visitor', 'a@b.example'),
    ('export', 'organization', 'x')) v (kind, type, subject) where tests.ask(kind, type, subject) is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint,
  'a request names who it is about, and never everyone by mistake');
select is(tests.ask('erase', 'organization', null), 'PT403 FORBIDDEN', 'an admin does not close the organization');

-- A visitor is everywhere ------------------------------------------------------------------------------------------------

select tests.as_nobody();
create function tests.plant(organization text, address text) returns void language plpgsql as $$
declare
  org uuid := tests.id(organization);
  home uuid := tests.id(organization || '/main');
  instance uuid := tests.id(organization || '/instance');
  made uuid := gen_random_uuid();
  tag text := left(md5(address), 6);
begin
  perform tests.accept(tests.submission(organization, jsonb_build_object('payload', jsonb_build_object('email', upper(address)), 'user_agent', tag)));
  perform tests.accept(tests.submission(organization, jsonb_build_object('payload', jsonb_build_object('deep', jsonb_build_array(jsonb_build_object('text', E'Hi\n' || address || '.'))))));
  perform tests.accept(tests.submission(organization, jsonb_build_object('meta', jsonb_build_object('page', 'https://x.example/?m=' || replace(address, '@', '%40')), 'payload', '{"answer": ""}')));
  perform private.record_widget_events('w_' || rpad(organization, 24, '0'), jsonb_build_array(jsonb_build_object('type', 'error', 'meta', jsonb_build_object('value', address))));
  perform private.report_fetch_error('w_' || rpad(organization, 24, '0'), 'NETWORK', 'while ' || address, 'https://x.example/' || address, '1');
  insert into public.webhook_endpoints (organization_id, workspace_id, url) values (org, home, 'https://hooks.example/' || tag);
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload, metadata)
  values (org, home, 'note', gen_random_uuid(), 'note.made', jsonb_build_object('to', address), jsonb_build_object('cc', address));
  update public.webhook_deliveries d set response_excerpt = 'thanks, ' || address, error = address where d.organization_id = org and d.response_excerpt is null;
  insert into public.usage_events (organization_id, workspace_id, metadata) values (org, home, jsonb_build_object('by', address));
  insert into public.campaigns (id, organization_id, search_account_id, name, target_leads) select made, org, user_id, tag, 9 from public.organization_members where organization_id = org and role = 'owner';
  insert into public.leads (domain, name) values (tag || '.example', tag) on conflict do nothing;
  insert into public.campaign_leads (organization_id, campaign_id, lead_id, qualification_data, outreach_template)
  select org, made, l.id, jsonb_build_object('who', address), jsonb_build_object('text', 'Dear ' || address) from public.leads l where l.domain = tag || '.example';
  update public.campaign_leads c set status = 'qualified' where c.campaign_id = made;
  insert into public.lead_contacts (organization_id, name, email) values (org, 'Jane ' || address, address);
  insert into public.lead_contacts (organization_id, name, linkedin_url, headline) values (org, 'Jane', 'https://linkedin.example/' || tag, 'Mail me: ' || address);
  insert into public.invitations (organization_id, email, role, token_hash) values (org, address, 'viewer', sha256(address::bytea || organization::bytea));
  insert into public.stores (id, organization_id, workspace_id, name, platform) values (made, org, home, 'Shop', 'csv');
  insert into public.metric_events (recorded_at, organization_id, workspace_id, store_id, metric_key, value, source_id, dimensions)
  values (now(), org, home, made, 'orders.count', 1, 'a', jsonb_build_object('customer', address));
  insert into public.integration_connections (id, organization_id, workspace_id, store_id, adapter) values (made, org, home, made, 'csv_url');
  insert into public.sync_jobs (organization_id, workspace_id, connection_id, cursor, last_error) values (org, home, made, 'after=' || replace(address, '@', '%40'), 'bad row: ' || address);
  perform private.record_consent(home, address, 'news', true, 'I agree');
  insert into public.privacy_requests (organization_id, kind, subject_type, subject) values (org, 'export', 'visitor', address);
  perform private.run_privacy_request((select r.id from public.privacy_requests r where r.organization_id = org and r.subject = address));
end $$;

-- Every table, partition and stored view that holds a text, leaving out the rows of one tenant.
create function tests.grep(pattern text, except_tenant text) returns setof text language plpgsql as $$
declare
  place regclass;
  hits bigint;
begin
  for place in select c.oid from pg_class c where c.relkind in ('r', 'm') and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'partitions'::regnamespace) loop
    execute format('select count(*) from %s t where t::text ~* %L and t::text !~ %L', place, pattern, tests.id(except_tenant)) into hits;
    if hits > 0 then return next place || ': ' || hits; end if;
  end loop;
end $$;

select tests.as_nobody();
update public.widget_instances set settings = '{"store_ip": true}' where id = tests.id('northwind/instance');
select tests.plant('northwind', 'jane.doe@visitor.example'), tests.plant('northwind', 'mary.jane.doe@visitor.example'), tests.plant('globex', 'jane.doe@visitor.example');
select private.refresh_rollups();
create function tests.jane() returns text language sql as $$ select '(^|[^a-z.])jane[.]doe(@|%40)visitor[.]example' $$;
select cmp_ok((select count(*) from tests.grep(tests.jane(), 'globex')), '>=', 14::bigint, 'Jane is in fourteen tables at least');
select set_has($$ select split_part(g, ':', 1) from tests.grep(tests.jane(), 'globex') g $$,
  $$ values ('events'), ('webhook_messages'), ('webhook_deliveries'), ('lead_contacts'), ('campaign_leads'), ('invitations'), ('sync_jobs'), ('private.data_export_parts'), ('privacy_requests'), ('widget_fetch_errors') $$,
  'wherever she can be');

-- An export as one document: the rows by table.
create function tests.exported(request text) returns jsonb language sql security definer as $$
  select jsonb_object_agg(t, r) from (
    select line ->> 'table' as t, jsonb_agg(line -> 'row') as r
    from public.data_exports x join private.data_export_parts p on p.export_id = x.id
    cross join lateral (select l::jsonb as line from regexp_split_to_table(rtrim(p.content, E'\n'), E'\n') l) y
    where x.privacy_request_id = tests.id(request) group by 1) z
$$;

-- Exporting --------------------------------------------------------------------------------------------------------------

select tests.as_person('alan');
select isnt(tests.remember('export', tests.ask('export', 'visitor', ' Jane.Doe@visitor.example ')::uuid), null, 'an admin asks for what is held about Jane');
select throws_ok(format('select private.run_privacy_request(%L)', tests.id('export')), '42501', null, 'and does not carry it out');
select tests.as_service();
select is(private.run_privacy_request(tests.id('export')), 'done', 'the job does');
select tests.as_person('alan');
select set_eq($$ select jsonb_object_keys(tests.exported('export')) $$,
  array['campaign_leads', 'consents', 'events', 'invitations', 'lead_contacts', 'metric_events', 'privacy_requests', 'sync_jobs', 'usage_events', 'webhook_deliveries',
    'webhook_messages', 'widget_events', 'widget_fetch_errors', 'widget_submissions'], 'it finds her in every table');
select is(jsonb_array_length(tests.exported('export') -> 'widget_submissions'), 3, 'with all that she entered');
select is_empty($$ select from tests.exported('export') content where content::text ~ 'mary' or content::text ~ tests.id('globex')::text $$,
  'and nothing of others');
select is_empty($$ select from tests.exported('export') content where content::text ~ '"token_hash"' $$, 'nor anything that opens something');
select is((select certificate -> 'tables' ->> 'widget_submissions' from public.privacy_requests where id = tests.id('export')), '3', 'the certificate counts');
select tests.as_nobody();
select tests.remember('everyone', gen_random_uuid()), tests.remember('file', (select id from public.data_exports where privacy_request_id = tests.id('export')));
create table tests.address (token text);
grant all on tests.address to public;
select tests.as_person('alan');
insert into tests.address select split_part(public.open_export(tests.id('file')), '?token=', 2);
select results_eq($$ select actor_id, organization_id from public.audit_logs where entity = 'data_exports' and entity_id = tests.id('file')::text and "after" @> '{"opened": true}' $$,
  $$ values (tests.id('alan'), tests.id('northwind')) $$, 'that an address was given out is in the audit log');
select tests.as_service();
select is(private.read_export_part(tests.id('file'), (select token from tests.address), 0) -> 'last', 'false', 'she gets an address of it');
select is((private.read_export_part(tests.id('file'), (select token from tests.address), 0) ->> 'content')::jsonb #>> '{certificate,tables,widget_submissions}', '3', 'that begins with the certificate');
select is(private.read_export_part(tests.id('file'), (select token from tests.address), 1) -> 'content' is null, false, 'and goes on with the rows');
select is(private.read_export_part(tests.id('file'), repeat('0', 64), 0), null, 'another secret opens nothing');
select is(private.read_export_part(tests.id('everyone'), (select token from tests.address), 0), null, 'nor does it open another export');
select tests.as_person('edith');
select is(tests.message_of(format('select public.open_export(%L)', tests.id('file'))), 'PT404 NOT_FOUND', 'an editor gets no address');
select is_empty('select from public.data_exports', 'an editor reads no export');
select is_empty('select from public.privacy_requests', 'nor who asked');
select tests.as_person('boris');
select is_empty($$ select from public.data_exports where organization_id <> tests.id('globex') $$, 'nor does another tenant');
select tests.as_person('stella');
select is_empty('select from public.data_exports', 'nor do staff');
select tests.as_nobody();
update public.data_exports set expires_at = now() where privacy_request_id = tests.id('export');
select tests.as_person('alan');
select is_empty($$ select from public.data_exports where privacy_request_id = tests.id('export') $$, 'an export can be read for a day');
select is(tests.message_of(format('select public.open_export(%L)', tests.id('file'))), 'PT404 NOT_FOUND', 'and got an address of');
select tests.as_service();
select is(private.read_export_part(tests.id('file'), (select token from tests.address), 0), null, 'those that were given out hold no longer');
select tests.as_person('alan');

select isnt(tests.remember('everything', tests.ask('export', 'organization', null)::uuid), null, 'an admin asks for everything that the organization has');
select tests.as_service();
select private.run_privacy_request(tests.id('everything'));
select tests.as_person('alan');
select set_has($$ select jsonb_object_keys(tests.exported('everything')) $$,
  $$ select unnest(array['organizations', 'workspaces', 'organization_members', 'profiles', 'widgets', 'widget_revisions', 'widget_instances', 'widget_submissions', 'usage_events',
    'audit_logs', 'campaigns']) $$,
  'and gets it, the audit log included');
select is_empty($$ select from tests.exported('everything') content
  where content::text ~ '"(hash|token_hash|secret_id|vault_secret_id|verification_token)"' or content::text ~ tests.id('globex')::text or content ? 'data_exports' $$,
  'without keys, other tenants, and exports of before');

-- Failing ----------------------------------------------------------------------------------------------------------------

select isnt(tests.remember('late', tests.ask('export', 'visitor', 'someone@visitor.example')::uuid), null, 'an admin asks for something that goes wrong');
select tests.as_service();
select results_eq('select private.due_privacy_requests()', $$ values (tests.id('late')) $$, 'what is asked for is due');
create temporary table ends as select n, private.fail_privacy_request(tests.id('late')) as status from generate_series(1, 9) n;
select is((select array_agg(status order by n) from ends), array['pending', 'pending', 'pending', 'pending', 'pending', 'pending', 'pending', 'failed', null], 'and tried eight times');
select tests.as_person('alan');

-- Erasing ----------------------------------------------------------------------------------------------------------------

select isnt(tests.remember('erase', tests.ask('erase', 'visitor', 'jane.doe@visitor.example')::uuid), null, 'an admin asks to forget Jane');
select tests.as_service();
select is(private.run_privacy_request(tests.id('erase')), 'done', 'the job forgets her');
select tests.as_nobody();
select private.refresh_rollups();
select is_empty($$ select * from tests.grep(tests.jane(), 'globex') $$, 'nothing in the whole database names her any more');
select is_empty($$ select from public.widget_submissions s where s.status = 'deleted' and (s.ip is not null or s.ua is not null or s.payload <> '{}' or s.meta <> '{}' or s.payload_hash <> '') $$,
  'of what she entered only the fact is left');
select is((select count(*) from public.widget_submissions where organization_id = tests.id('northwind') and status = 'deleted'), 3::bigint, 'three times');
select is((select count(*) from public.consents where subject_hash = private.subject_hash(tests.id('northwind'), 'Jane.Doe@visitor.example')), 1::bigint, 'her consent stays provable by hash');
select is((select count(*) from public.consents c where c.subject_hash = private.subject_hash(tests.id('globex'), 'jane.doe@visitor.example')), 1::bigint, 'the hash of another tenant is another');
select cmp_ok((select count(*) from tests.grep('mary[.]jane[.]doe(@|%40)visitor', 'globex')), '>=', 14::bigint, 'Mary stays everywhere');
select cmp_ok((select count(*) from tests.grep(tests.jane(), 'northwind')), '>=', 14::bigint, 'and the other tenant''s Jane');
select results_eq($$ select status, subject = private.subject_hash(organization_id, 'jane.doe@visitor.example'), certificate ->> 'kind', (certificate -> 'tables' ->> 'lead_contacts')::int,
    (certificate -> 'tables' ->> 'widget_submissions')::int from public.privacy_requests where id = tests.id('erase') $$,
  $$ values ('done', true, 'erase', 2, 3) $$, 'the certificate says what was done, under a pseudonym');
select is(private.run_privacy_request(tests.id('erase')), 'done', 'carrying it out again is no error');
select tests.as_person('ada');
select results_eq($$ select valid from public.verify_audit_chain(tests.id('northwind')) $$, array[true], 'the audit chain holds');
select isnt_empty($$ select from public.audit_logs where entity = 'lead_contacts' and action = 'delete' and reason = 'Privacy request ' || tests.id('erase') $$, 'and says why the contact went');

-- One subject of several types -------------------------------------------------------------------------------------------

select tests.as_nobody();
create function tests.asked(kind text, subject_type text, subject text) returns uuid language sql as $$
  insert into public.privacy_requests (organization_id, kind, subject_type, subject) values (tests.id('northwind'), asked.kind, asked.subject_type, asked.subject) returning id
$$;
-- How many submissions the second of two erasures finds, both asked for before the first.
create function tests.erase_both(first_type text, second_type text, subject text) returns text language plpgsql as $$
declare
  first_one uuid := tests.asked('erase', first_type, subject);
  second_one uuid := tests.asked('erase', second_type, subject);
begin
  perform private.run_privacy_request(first_one);
  perform tests.accept(tests.submission('northwind', jsonb_build_object('meta', jsonb_build_object('user', subject))));
  perform private.run_privacy_request(second_one);
  return (select certificate #>> '{tables,widget_submissions}' from public.privacy_requests where id = second_one);
end $$;
select private.run_privacy_request(tests.asked('export', 'site_user', 'sam@visitor.example'));
select is(tests.erase_both('site_user', 'visitor', 'sam@visitor.example'), '1', 'an erasure by the site''s id leaves the one by the same address its subject');
select is(tests.erase_both('visitor', 'site_user', 'tom@visitor.example'), '1', 'and that by the address the one by the id');
select is(tests.erase_both('user', 'site_user', 'dddddddd-0000-4000-8000-000000000001'), '1', 'and a user''s the one of a visitor with the same id');
select is_empty($$ select from public.privacy_requests where subject ~ '^(sam|tom)@|^dddddddd-' $$, 'in the end no request names them, finished ones of another type included');

-- What comes of a signed-in visitor's submission -------------------------------------------------------------------------

update public.campaigns set widget_instance_id = tests.id('northwind/instance') where name = left(md5('jane.doe@visitor.example'), 6) and organization_id = tests.id('northwind');
-- A form left, then sent: the job that removes the partial has not run yet.
create function tests.leave_and_send(site_user text) returns void language plpgsql as $$
declare
  request jsonb := tests.submission('northwind', jsonb_build_object('checked_revision', 1, 'payload', jsonb_build_object('name', site_user, 'email', lower(site_user) || '@gmail.com', 'phone', '1')));
  stored uuid;
begin
  perform private.accept_partial(request);
  -- And another that was never sent, by the same visitor.
  perform private.accept_partial(request || jsonb_build_object('id', gen_random_uuid(), 'meta', jsonb_build_object('user', site_user)));
  stored := tests.accept(request || jsonb_build_object('meta', jsonb_build_object('user', site_user))) #>> '{receipt,id}';
  perform private.lead_from_submission(stored, (select ts from public.widget_submissions where id = stored));
end $$;
select tests.leave_and_send('Pat-7'), tests.leave_and_send('Pat-77');
create view tests.pats as
  select 'contact' as place, name from public.lead_contacts union all select 'partial', payload ->> 'name' from public.partial_submissions;
select set_has('select * from tests.pats', $$ values ('contact', 'Pat-7'), ('contact', 'Pat-77'), ('partial', 'Pat-7'), ('partial', 'Pat-77') $$, 'a submission leaves a contact and partials');
select tests.remember('about pat', tests.asked('export', 'site_user', 'Pat-7'));
select private.run_privacy_request(tests.id('about pat'));
select results_eq($$ select tests.exported('about pat') #>> '{lead_contacts,0,phone}', tests.exported('about pat') #>> '{partial_submissions,0,payload,email}' $$,
  $$ values ('1', 'pat-7@gmail.com') $$, 'an export by the site''s id has both');
select is_empty($$ select where tests.exported('about pat')::text ~ 'Pat-77' $$, 'and nobody else''s');
select private.run_privacy_request(tests.asked('erase', 'site_user', 'Pat-7'));
select bag_eq($$ select * from tests.pats where name ~ '^Pat' $$, $$ values ('contact', 'Pat-77'), ('partial', 'Pat-77'), ('partial', 'Pat-77') $$, 'an erasure takes all, and nobody else''s');
select is_empty($$ select * from tests.grep('pat-7@', 'globex') $$, 'nothing in the whole database names that address any more');

create function tests.send_as(address text, site_user text) returns void language plpgsql as $$
declare
  stored uuid := tests.accept(tests.submission('northwind', jsonb_build_object('payload', jsonb_build_object('name', coalesce(site_user, 'Nobody'), 'email', address),
    'meta', case when site_user is null then '{}' else jsonb_build_object('user', site_user) end))) #>> '{receipt,id}';
begin
  perform private.lead_from_submission(stored, (select ts from public.widget_submissions where id = stored));
end $$;
select tests.send_as('Quinn@gmail.com', null), tests.send_as('quinn@gmail.com', 'Quinn-1'), tests.send_as('other@gmail.com', null);
select tests.remember('about quinn', tests.asked('export', 'site_user', 'Quinn-1'));
select private.run_privacy_request(tests.id('about quinn'));
select is(tests.exported('about quinn') -> 'lead_contacts' ->> 0 is not null, true, 'a contact that an anonymous submission made is theirs once they submit under the same address');
select private.run_privacy_request(tests.asked('erase', 'site_user', 'Quinn-1'));
select bag_eq($$ select email from public.lead_contacts where email in ('quinn@gmail.com', 'other@gmail.com') $$, array['other@gmail.com'], 'and is erased with them');

-- Exports that are not whole ----------------------------------------------------------------------------------------------

insert into public.data_exports (organization_id, privacy_request_id) values (tests.id('northwind'), tests.id('about quinn'));
select tests.remember('unfinished', (select id from public.data_exports where finished_at is null));
select tests.as_person('alan');
select is_empty('select from public.data_exports where id = tests.id(''unfinished'')', 'an export that is being written is not shown');
select is(tests.message_of(format('select public.open_export(%L)', tests.id('unfinished'))), 'PT404 NOT_FOUND', 'nor opened');
select tests.as_nobody();
delete from public.data_exports where id = tests.id('unfinished');

-- Users ------------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
insert into public.organization_members (organization_id, user_id, role, accepted_at) values (tests.id('northwind'), tests.id('cleo'), 'viewer', now());
create function tests.forget(name text) returns text language plpgsql as $$
declare
  asked uuid;
begin
  perform tests.as_person('alan');
  asked := tests.ask('erase', 'user', tests.id(name)::text)::uuid;
  perform tests.as_nobody();
  return private.run_privacy_request(asked);
end $$;
insert into public.campaigns (organization_id, search_account_id, name, target_leads) values (tests.id('northwind'), tests.id('vera'), 'Her search', 5);
insert into public.billing_accounts (organization_id, owner_user_id, billing_email) values (tests.id('northwind'), tests.id('vera'), 'vera@example.com');
insert into public.organization_members (organization_id, user_id, role) values (tests.id('northwind'), tests.id('sue'), 'viewer');
select tests.as_person('alan');
select tests.remember('all of it', tests.ask('export', 'organization', null)::uuid);
select tests.as_nobody();
select private.run_privacy_request(tests.id('all of it'));
select isnt_empty($$ select from public.data_exports where privacy_request_id = tests.id('all of it') $$, 'there is an export of all');
select is(tests.forget('vera'), 'done', 'a user is forgotten');
select is_empty($$ select from public.data_exports where privacy_request_id = tests.id('all of it') $$, 'and the export goes, which names them');
select is_empty($$ select from auth.users where id = tests.id('vera') $$, 'whose account is deleted, for nobody else has it as a member');
select is_empty($$ select from public.profiles where user_id = tests.id('vera') $$, 'without name and address');
select is_empty($$ select from public.organization_members where user_id = tests.id('vera') $$, 'and without access');
select results_eq($$ select c.search_account_id, b.owner_user_id, b.billing_email from public.campaigns c, public.billing_accounts b
  where c.name = 'Her search' and b.organization_id = tests.id('northwind') $$,
  $$ values (tests.id('ada'), tests.id('ada'), null::text) $$, 'what that person held for the organization passes to its owner');
select is((select certificate #>> '{tables,auth.users}' from public.privacy_requests where subject = private.subject_hash(tests.id('northwind'), tests.id('vera')::text)), '1',
  'the certificate says so');
select tests.forget('sue');
insert into public.organization_members (organization_id, user_id, role, status) values
  (tests.id('northwind'), tests.id('vito'), 'viewer', 'active'), (tests.id('globex'), tests.id('vito'), 'viewer', 'invited');
delete from public.platform_admins where user_id = tests.id('vito');
select tests.forget('vito');
select isnt_empty($$ select from auth.users u join public.profiles p on p.user_id = u.id and p.email is not null where u.id = tests.id('vito') $$,
  'nor that of somebody who is still to join another tenant');
select isnt_empty($$ select from auth.users where id = tests.id('sue') $$, 'nobody deletes the account of platform staff');
select tests.forget('boris');
select isnt((select name from public.profiles where user_id = tests.id('boris')), null, 'nobody forgets a user of another tenant');
select is((select status from public.organization_members where user_id = tests.id('boris')), 'active', 'who stays a member there');
select tests.forget('nina');
select is((select email from public.profiles where user_id = tests.id('nina')), 'nina@example.com', 'nor one who never was a member');
select tests.forget('cleo');
select is((select status from public.organization_members where user_id = tests.id('cleo') and organization_id = tests.id('northwind')), 'removed', 'who is in two tenants leaves one');
select isnt((select email from public.profiles where user_id = tests.id('cleo')), null, 'and keeps the profile for the other');
select is(tests.forget('ada'), 'done', 'forgetting the last owner');
select is((select status from public.organization_members where user_id = tests.id('ada')), 'active', 'leaves the organization its owner');

-- Consents ---------------------------------------------------------------------------------------------------------------

select throws_ok('update public.consents set granted = false', '42501', null, 'nobody rewrites a consent, the owner included');
select throws_ok('delete from public.consents', '42501', null, 'nor deletes one');
select throws_ok('truncate public.consents', '42501', null, 'nor all');
select is(private.record_consent(gen_random_uuid(), 'x@y.example', 'news', true), null, 'an unknown workspace has none');
select tests.as_person('ada');
select throws_ok($$ insert into public.consents (organization_id, workspace_id, subject_hash, purpose, granted) values (tests.id('northwind'), tests.id('northwind/main'), 'x', 'news', true) $$,
  '42501', null, 'people record none by hand');

-- Retention --------------------------------------------------------------------------------------------------------------

select lives_ok($$ insert into public.retention_policies (organization_id, workspace_id, entity, keep_days) values (tests.id('northwind'), tests.id('northwind/main'), 'submissions', 30),
  (tests.id('northwind'), tests.id('northwind/main'), 'widget_events', 30) $$, 'the owner decides how long submissions are kept');
select tests.as_person('edith');
select throws_ok($$ insert into public.retention_policies (organization_id, workspace_id, entity, keep_days) values (tests.id('northwind'), tests.id('northwind/main'), 'submissions', 1) $$, '42501', null,
  'an editor does not');
select tests.as_nobody();
delete from public.widget_submissions;
delete from public.widget_events;
create function tests.age(days int, widget text) returns void language sql as $$
  insert into public.widget_submissions (ts, organization_id, workspace_id, widget_id, widget_instance_id, revision, payload, payload_hash, ts_second)
  values (now() - make_interval(days => days), tests.id(widget), tests.id(widget || '/main'), tests.id(widget || '/widget'), tests.id(widget || '/instance'), 1, '{}', '', now());
  insert into public.widget_events (ts, organization_id, workspace_id, widget_id, widget_instance_id, type)
  values (now() - make_interval(days => days), tests.id(widget), tests.id(widget || '/main'), tests.id(widget || '/widget'), tests.id(widget || '/instance'), 'view')
$$;
select tests.age(29, 'northwind'), tests.age(31, 'northwind'), tests.age(31, 'globex');
select is(private.apply_retention(), 2::bigint, 'the job deletes what is older');
select results_eq($$ select organization_id = tests.id('northwind'), (now() - ts)::text from public.widget_submissions order by ts desc $$, $$ values (true, '29 days'), (false, '31 days') $$,
  'of that tenant only');
insert into public.data_exports (organization_id, expires_at) values (tests.id('northwind'), now()), (tests.id('globex'), now() + interval '1 second');
select is(private.prune_exports(), 1::bigint, 'another job deletes exports of yesterday');
insert into public.retention_policies (organization_id, workspace_id, widget_id, entity, keep_days) values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 'submissions', 365);
select tests.age(31, 'northwind');
select is(private.apply_retention(), 1::bigint, 'a widget''s own policy goes before its workspace''s');

-- Closing ----------------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select isnt(tests.remember('close', tests.ask('erase', 'organization', null)::uuid), null, 'the owner closes the organization');
select tests.as_nobody();
select private.run_privacy_request(tests.id('close'));
select is((select status from public.organizations where id = tests.id('northwind')), 'deleting', 'it is closed at once');
update public.organizations set deleted_at = now() - interval '6 days 23 hours' where id = tests.id('northwind');
select is(private.delete_closed_organizations(), 0, 'kept for a week');
update public.organizations set deleted_at = now() - interval '7 days 1 hour' where id = tests.id('northwind');
select is(private.delete_closed_organizations(), 1, 'and then deleted');
create view tests.remains as
  select g as place from tests.grep(tests.id('northwind')::text, 'globex') g where g !~ '^(partitions\.)?(audit_logs|private\.audit_chains|user_creation_audit)|workspace_usage_daily|widget_funnel_daily';
select is_empty('select place from tests.remains', 'nothing of it is left but the record of what happened, consents included');
select tests.as_person('stella');
select results_eq($$ select valid, entries > 20 from public.verify_audit_chain(tests.id('northwind')) $$, $$ values (true, true) $$, 'whose chain holds');

select * from finish();
rollback;
