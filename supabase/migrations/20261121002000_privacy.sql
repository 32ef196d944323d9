-- Privacy: consent, requests to export and erase, retention, and a certificate of what was done.
-- One register says for every table whose data it holds and what export and erasure do there; a test fails when a
-- table is missing. Erasing replaces personal data and leaves the audit chain valid.

create table public.consents (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  subject_hash text not null,
  purpose text not null check (length(purpose) between 1 and 80),
  granted boolean not null,
  wording text check (length(wording) <= 2000),
  submission_id uuid,
  created_at timestamptz not null default now(),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.consents is 'Who agreed to what, in which words, and who took it back. Rows are only added.';
comment on column public.consents.subject_hash is 'SHA-256 of organization and address: finds a person''s consents without keeping the address.';
create index consents_subject_idx on public.consents (organization_id, subject_hash, created_at desc);
create index consents_workspace_idx on public.consents (workspace_id, created_at desc);

create table public.privacy_requests (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  kind text not null check (kind in ('export', 'erase')),
  subject_type text not null check (subject_type in ('visitor', 'site_user', 'user', 'organization')),
  subject text,
  status text not null default 'pending' check (status in ('pending', 'done', 'failed')),
  requested_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  finished_at timestamptz,
  certificate jsonb,
  unique (id, organization_id),
  check (case subject_type when 'organization' then subject is null
    when 'site_user' then coalesce(length(subject) between 1 and 200, false)
    when 'user' then coalesce(subject ~ '^([0-9a-f-]{36}|[0-9a-f]{64})$', false)
    else coalesce(subject ~ '^([^@[:space:]"\\]+@[^@[:space:]"\\]+|[0-9a-f]{64})$', false) end)
);
comment on table public.privacy_requests is 'Requests to export or erase what is held about a visitor, by address or by the id that a site signed (site_user), a user or a whole organization.';
comment on column public.privacy_requests.subject is 'The visitor''s address, the site''s own id of a visitor, or the user''s id; replaced by a pseudonym once erased.';
comment on column public.privacy_requests.certificate is 'What was done, table by table.';
create index privacy_requests_due_idx on public.privacy_requests (next_attempt_at) where status = 'pending';
create index privacy_requests_organization_idx on public.privacy_requests (organization_id, created_at desc);
create index privacy_requests_requested_by_idx on public.privacy_requests (requested_by);

create table public.data_exports (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  privacy_request_id uuid,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz not null default now() + interval '24 hours',
  foreign key (privacy_request_id, organization_id) references public.privacy_requests (id, organization_id) on delete cascade
);
comment on column public.data_exports.finished_at is 'Null while it is being written: nobody sees it then.';
comment on table public.data_exports is 'Exports, deleted 24 hours after they were finished. What they hold is read at addresses that open_export gives.';
create index data_exports_organization_idx on public.data_exports (organization_id);
create index data_exports_request_idx on public.data_exports (privacy_request_id);
create index data_exports_expires_idx on public.data_exports (expires_at);

create table private.data_export_parts (
  export_id uuid not null references public.data_exports (id) on delete cascade,
  number int not null check (number > 0),
  content text not null,
  primary key (export_id, number)
);
comment on table private.data_export_parts is 'What exports hold, as JSON lines of a table''s name and a row, some hundred of them together.';

create table private.data_export_progress (
  export_id uuid primary key references public.data_exports (id) on delete cascade,
  place text,
  after jsonb,
  counts jsonb not null default '{}'
);
comment on table private.data_export_progress is 'How far exports are that are being written: each piece goes on where the one before ended.';
comment on column private.data_export_progress.place is 'The table that was being written; null before the first.';
comment on column private.data_export_progress.after is 'The primary key of its last row that is written.';
comment on column private.data_export_progress.counts is 'Rows by table so far.';

create table private.export_downloads (
  secret_hash bytea primary key,
  export_id uuid not null references public.data_exports (id) on delete cascade
);
comment on table private.export_downloads is 'Addresses at which exports are fetched as long as there are any, by the hash of their secret.';
create index export_downloads_export_idx on private.export_downloads (export_id);

create table public.retention_policies (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid,
  entity text not null check (entity in ('submissions', 'widget_events')),
  keep_days int not null check (keep_days between 1 and 3650),
  created_at timestamptz not null default now(),
  unique nulls not distinct (workspace_id, widget_id, entity),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade,
  foreign key (widget_id, workspace_id, organization_id) references public.widgets (id, workspace_id, organization_id) on delete cascade
);
comment on table public.retention_policies is 'How long a workspace, or one widget of it, keeps what visitors entered.';
create index retention_policies_organization_idx on public.retention_policies (organization_id);
create index retention_policies_widget_idx on public.retention_policies (widget_id);

create table private.privacy_register (
  table_name text primary key,
  holds text not null check (holds in ('tenant', 'platform')),
  visitor_rows text,
  visitor_erasure text,
  user_rows text,
  user_erasure text,
  note text not null,
  scope text not null default 'organization_id = $1',
  unexported_rows text,
  free_text text[] not null default '{}',
  site_user_rows text,
  site_user_erasure text
);
comment on column private.privacy_register.unexported_rows is 'How the rows are found that an erasure of a visitor changes and no export holds.';
comment on column private.privacy_register.free_text is 'Columns in which a visitor''s address may stand among other words: it is replaced there.';
comment on column private.privacy_register.site_user_rows is 'As visitor_rows, for whom a site signed as its user $2.';
comment on table private.privacy_register is 'For every table: whether an organization''s export holds its rows, and how a visitor''s ($2 address) or user''s ($2 id) rows in organization $1 are found and erased.';

insert into private.privacy_register (table_name, holds, visitor_rows, visitor_erasure, user_rows, user_erasure, note) values
  ('agency_packages', 'tenant', null, null, null, null, 'No personal data.'),
  ('api_keys', 'tenant', null, null, 'created_by::text = $2', null, 'Keys by hash; the maker''s id is a pseudonym once the profile is erased.'),
  ('audit_logs', 'tenant', null, null, 'actor_id::text = $2', null, 'Append-only; ids become pseudonyms once the profile is erased.'),
  ('billing_account_workspaces', 'tenant', null, null, null, null, 'No personal data.'),
  ('billing_accounts', 'tenant', null, null, 'owner_user_id::text = $2',
    'update public.billing_accounts set billing_email = null where organization_id = $1 and owner_user_id::text = $2', 'Who pays.'),
  ('campaign_leads', 'tenant', null, null, null, null, 'Companies, not people.'),
  ('campaigns', 'tenant', null, null, 'search_account_id::text = $2', null, 'The searcher''s id is a pseudonym once the profile is erased.'),
  ('consents', 'tenant', 'subject_hash = private.subject_hash($1, $2)', null, null, null, 'Proof of consent is kept by hash.'),
  ('custom_domains', 'tenant', null, null, null, null, 'No personal data.'),
  ('data_exports', 'platform', null,
    'delete from public.data_exports x where organization_id = $1
      and exists (select from private.data_export_parts p where p.export_id = x.id and private.names_address(p.content, $2))',
    null, 'delete from public.data_exports x where organization_id = $1 and (privacy_request_id in (select r.id from public.privacy_requests r where r.subject = $2)
      or exists (select from private.data_export_parts p where p.export_id = x.id and strpos(p.content, $2) > 0))',
    'Copies, which are not copied again and go when what they hold is erased.'),
  ('embed_tokens', 'tenant', null, null, 'created_by::text = $2', null, 'Tokens by hash.'),
  ('events', 'tenant', null, null, 'actor_id::text = $2', null, 'Ids only.'),
  ('feature_flags', 'platform', null, null, null, null, 'No personal data.'),
  ('identity_secrets', 'tenant', null, null, null, null, 'Secrets are in the vault.'),
  ('impersonation_sessions', 'tenant', null, null, null, null, 'Acts of staff; kept as evidence.'),
  ('integration_connections', 'tenant', null, null, null, null, 'Credentials are in the vault.'),
  ('invitations', 'tenant', 'lower(email) = lower($2)',
    'update public.invitations set email = ''erased@invalid.example'', revoked_at = case when accepted_at is null then coalesce(revoked_at, now()) end
      where organization_id = $1 and email = lower($2)', 'accepted_by::text = $2',
    'update public.invitations set email = ''erased@invalid.example'' where organization_id = $1 and accepted_by::text = $2', 'Addresses of invited people.'),
  ('invoices', 'tenant', null, null, null, null, 'Kept by law.'),
  ('lead_contacts', 'tenant', 'private.names_address(to_jsonb(t)::text, $2)',
    'delete from public.lead_contacts t where organization_id = $1 and private.names_address(to_jsonb(t)::text, $2)', 'claimed_by_id::text = $2', null,
    'People a tenant is in touch with.'),
  ('leads', 'platform', null, null, null, null, 'Companies, not people.'),
  ('limit_hits', 'tenant', null, null, null, null, 'No personal data.'),
  ('limit_overrides', 'tenant', null, null, null, null, 'No personal data.'),
  ('limit_types', 'platform', null, null, null, null, 'No personal data.'),
  ('materialized_view_refresh_log', 'platform', null, null, null, null, 'No personal data.'),
  ('member_roles', 'tenant', null, null, 'user_id::text = $2', 'delete from public.member_roles where organization_id = $1 and user_id::text = $2', 'Memberships.'),
  ('metric_definitions', 'platform', null, null, null, null, 'No personal data.'),
  ('metric_events', 'tenant', null, null, null, null, 'Numbers.'),
  ('organization_members', 'tenant', null, null, 'user_id::text = $2',
    'update public.organization_members m set status = ''removed'' where m.organization_id = $1 and m.user_id::text = $2 and (m.role <> ''owner''
      or exists (select from public.organization_members o where o.organization_id = $1 and o.role = ''owner'' and o.status = ''active'' and o.id <> m.id))', 'Memberships; the last owner stays.'),
  ('organization_notes', 'platform', null,
    'update public.organization_notes set body = private.without_address(body, $2) where organization_id = $1 and private.names_address(body, $2)',
    null, null, 'What staff note for themselves; in nobody''s export.'),
  ('organizations', 'tenant', null, null, null, null, 'The tenant itself.'),
  ('partial_submissions', 'tenant', 'private.names_address(to_jsonb(t)::text, $2)',
    'delete from public.partial_submissions t where organization_id = $1 and private.names_address(to_jsonb(t)::text, $2)', null, null,
    'What visitors had entered when they left a form.'),
  ('performance_baseline_audit', 'platform', null, null, null, null, 'No personal data.'),
  ('permissions', 'platform', null, null, null, null, 'No personal data.'),
  ('plan_features', 'platform', null, null, null, null, 'No personal data.'),
  ('plan_limits', 'platform', null, null, null, null, 'No personal data.'),
  ('plans', 'platform', null, null, null, null, 'No personal data.'),
  ('platform_alerts', 'platform', null, null, null, null, 'No personal data.'),
  ('platform_settings', 'platform', null, null, null, null, 'No personal data.'),
  ('platform_admins', 'platform', null, null, null, null, 'Staff, outside of tenants.'),
  ('plugin_artifacts', 'tenant', null, null, 'created_by::text = $2', null, 'Code.'),
  -- A request of another type that is still to be carried out has to find its subject.
  ('privacy_requests', 'tenant', 'subject = $2', 'update public.privacy_requests set subject = private.subject_hash($1, $2)
      where organization_id = $1 and subject = $2 and (subject_type = ''visitor'' or status <> ''pending'')',
    'subject = $2', 'update public.privacy_requests set subject = private.subject_hash($1, $2)
      where organization_id = $1 and subject = $2 and (subject_type = ''user'' or status <> ''pending'')', 'The requests themselves.'),
  ('profiles', 'tenant', null, null, 'user_id::text = $2',
    'update public.profiles set name = null, company = null, email = null where user_id::text = $2
      and exists (select from public.organization_members m where m.organization_id = $1 and m.user_id = profiles.user_id)
      and not exists (select from public.organization_members m where m.user_id = profiles.user_id and m.status <> ''removed'')
      and not exists (select from public.workspace_members w where w.user_id = profiles.user_id and w.status <> ''removed'')',
    'Names and addresses of users; kept while they are anybody''s member.'),
  ('retention_policies', 'tenant', null, null, null, null, 'No personal data.'),
  ('role_permissions', 'tenant', null, null, null, null, 'No personal data.'),
  ('roles', 'tenant', null, null, null, null, 'No personal data.'),
  ('stores', 'tenant', null, null, null, null, 'No personal data.'),
  ('subscriptions', 'tenant', null, null, null, null, 'No personal data.'),
  ('sync_jobs', 'tenant', null, null, null, null, 'No personal data.'),
  ('usage_counters', 'tenant', null, null, null, null, 'Numbers.'),
  ('usage_events', 'tenant', null, null, null, null, 'Ids and numbers.'),
  ('user_creation_audit', 'tenant', null, null, 'user_id::text = $2',
    'update public.user_creation_audit set created_ip = null, created_user_agent = null where organization_id = $1 and user_id::text = $2',
    'Ids; for ninety days the network and browser of a sign-up.'),
  ('webhook_deliveries', 'tenant', null, null, null, null, 'What receivers answered.'),
  ('webhook_endpoints', 'tenant', null, null, null, null, 'Addresses of systems.'),
  ('webhook_messages', 'tenant', null, null, null, null, 'Ids only; receivers ask for the data.'),
  ('widget_claim_audit', 'tenant', null, null, 'claimed_by::text = $2', null, 'Ids only.'),
  ('widget_drafts', 'platform', null, null, null, null, 'Nobody''s until claimed.'),
  ('widget_events', 'tenant', null, null, null, null, 'No visitor is named.'),
  ('widget_fetch_errors', 'tenant', 'private.names_address(to_jsonb(t)::text, $2)',
    'delete from public.widget_fetch_errors t where organization_id = $1 and private.names_address(to_jsonb(t)::text, $2)', null, null, 'What browsers reported.'),
  ('widget_instances', 'tenant', null, null, null, null, 'No personal data.'),
  ('widget_revisions', 'tenant', null, null, 'author_id::text = $2', null, 'Ids only.'),
  ('widget_submissions', 'tenant', 'private.names_address(to_jsonb(t)::text, $2)',
    'with gone as (update public.widget_submissions t set payload = ''{}'', payload_hash = '''', ip = null, ua = null, meta = ''{}'', status = ''deleted''
      where organization_id = $1 and private.names_address(to_jsonb(t)::text, $2) returning id),
      keys as (delete from private.submission_keys where submission_id in (select id from gone))
      select from gone', null, null, 'What visitors entered.'),
  ('widget_templates', 'platform', null, null, null, null, 'No personal data.'),
  ('widget_uploads', 'tenant', 'private.names_address(t.name, $2) or exists (select from public.widget_submissions s
      where s.id = t.submission_id and s.organization_id = $1 and private.names_address(to_jsonb(s)::text, $2))',
    -- Erased after the submissions, in the order of the names.
    'update public.widget_uploads t set status = ''deleted'' where organization_id = $1 and status <> ''deleted''
      and (private.names_address(t.name, $2) or exists (select from public.widget_submissions s
        where s.id = t.submission_id and s.organization_id = $1 and s.status = ''deleted''))',
    null, null, 'Files that visitors sent. Their content is queued for removal with the row.'),
  ('widgets', 'tenant', null, null, 'created_by::text = $2', null, 'Ids only.'),
  ('workspace_allocations', 'tenant', null, null, null, null, 'Numbers.'),
  ('workspace_members', 'tenant', null, null, 'user_id::text = $2',
    'update public.workspace_members set status = ''removed'' where organization_id = $1 and user_id::text = $2', 'Memberships.'),
  ('workspaces', 'tenant', null, null, null, null, 'No personal data.');

update private.privacy_register r set free_text = t.columns
from (values ('campaign_leads', '{qualification_data,outreach_template}'::text[]), ('events', '{payload,metadata}'), ('metric_events', '{dimensions}'),
  ('sync_jobs', '{cursor,last_error}'), ('usage_events', '{metadata}'), ('webhook_deliveries', '{response_excerpt,error}'),
  ('webhook_messages', '{payload}'), ('widget_events', '{meta}')) t (name, columns)
where r.table_name = t.name;
-- The same rows, found by the id alone.
update private.privacy_register r set site_user_rows = replace(r.visitor_rows, t.by_address, t.by_id), site_user_erasure = replace(r.visitor_erasure, t.by_address, t.by_id)
from (values ('widget_submissions', 'private.names_address(to_jsonb(t)::text, $2)', 't.meta ->> ''user'' = $2'),
  ('widget_uploads', 'private.names_address(t.name, $2) or ', ''), ('privacy_requests', '''visitor''', '''site_user'''),
  ('data_exports', 'private.names_address(p.content, $2)', 'strpos(p.content, to_json($2)::text) > 0')) t (name, by_address, by_id)
where r.table_name = t.name;
update private.privacy_register r set site_user_rows = replace(r.site_user_rows, 'private.names_address(to_jsonb(s)::text, $2)', 's.meta ->> ''user'' = $2')
where r.table_name = 'widget_uploads';
-- What came of those submissions, or before them: erased before them, in the order of the names, for they alone name the user.
update private.privacy_register r set site_user_rows = found.by_submission,
  site_user_erasure = format('delete from public.%I t where organization_id = $1 and (%s)', r.table_name, found.by_submission)
from (values
  -- Of a contact also those that found it: an earlier one, which nobody had signed, may have made it. Each list is read once.
  ('lead_contacts', 't.source_submission_id in (select s.id %1$s) or t.email in (select private.lead_address(s) %1$s)'),
  -- It may name the user itself.
  ('partial_submissions', 't.meta ->> ''user'' = $2 or exists (select %1$s and s.widget_instance_id = t.widget_instance_id and s.client_submission_id = t.client_submission_id)')) t (name, link)
cross join lateral format(t.link, 'from public.widget_submissions s where s.organization_id = $1 and s.meta ->> ''user'' = $2') found (by_submission)
where r.table_name = t.name;
update private.privacy_register set unexported_rows = 'private.names_address(body, $2)' where table_name = 'organization_notes';
update private.privacy_register set scope = 'id = $1' where table_name = 'organizations';
update private.privacy_register set scope = 'user_id in (select m.user_id from public.organization_members m where m.organization_id = $1)'
where table_name = 'profiles';

create function private.subject_hash(organization_id uuid, subject text) returns text
language sql immutable set search_path = '' as $$
  select encode(sha256(convert_to(organization_id::text || ':' || lower(subject), 'UTF8')), 'hex')
$$;
comment on function private.subject_hash is 'A person''s pseudonym within one organization.';

create function private.address_pattern(address text) returns text
language sql immutable set search_path = '' as $$
  -- Not within a longer address. What comes before may be an escape of a URL or of JSON, and the @ may be one.
  select '(?:(?<=%[0-9a-f]{2}|\\[bfnrt])|(?<![[:alnum:]._+-]))'
    || replace(regexp_replace(address, '([^[:alnum:]])', '\\\1', 'g'), '\@', '(?:@|%40)') || '(?![[:alnum:]-]|\.[[:alnum:]])'
$$;
comment on function private.address_pattern is 'Finds an address among other words, in text, JSON or a URL.';

create function private.names_address(content text, address text) returns boolean
language sql immutable set search_path = '' as $$
  select content ~* private.address_pattern(address)
$$;
comment on function private.names_address is 'Whether an address stands anywhere in a text or in a JSON document''s text.';

create function private.without_address(content text, address text) returns text
language sql immutable set search_path = '' as $$
  select regexp_replace(content, private.address_pattern(address), '***', 'gi')
$$;
comment on function private.without_address is 'A text, or the text of a JSON document, without an address.';

create function private.subject_rows(entry private.privacy_register, subject_type text) returns text
language sql immutable set search_path = '' as $$
  select case subject_type
    when 'visitor' then coalesce(entry.visitor_rows, case when entry.free_text <> '{}'
      then format('private.names_address(concat_ws('' '', %s), $2)', array_to_string(entry.free_text, ', ')) end)
    when 'site_user' then entry.site_user_rows
    when 'user' then entry.user_rows
    else case when entry.holds = 'tenant' then 'true' end end
$$;
comment on function private.subject_rows is 'The condition that finds a subject''s rows in a table; null where it has none.';

create function private.erasures(entry private.privacy_register, subject_type text) returns setof text
language sql stable set search_path = '' as $$
  select erasure from unnest(array[
    case subject_type when 'visitor' then entry.visitor_erasure when 'site_user' then entry.site_user_erasure else entry.user_erasure end,
    case when subject_type = 'visitor' and entry.free_text <> '{}' then (
      select format('update public.%I t set %s where %s and %s', entry.table_name,
        string_agg(format('%1$I = private.without_address(%1$I::text, $2)::%2$s', a.attname, pg_catalog.format_type(a.atttypid, null)), ', '),
        entry.scope, private.subject_rows(entry, 'visitor'))
      from pg_catalog.pg_attribute a
      where a.attrelid = format('public.%I', entry.table_name)::regclass and a.attname = any (entry.free_text)) end]) erasure
  where erasure is not null
$$;
comment on function private.erasures is 'The statements that erase a subject from a table.';

create function private.audited_tables() returns setof regclass
language sql stable set search_path = '' as $$
  -- Members first, as everyone who takes a member's belongings takes the member before; and stores before what fetches for them.
  select c.oid::regclass from pg_catalog.pg_class c join pg_catalog.pg_trigger t on t.tgrelid = c.oid and t.tgname = 'trg_audit'
  where c.relnamespace = 'public'::regnamespace
    and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id')
  order by array_position(array['organization_members', 'stores']::name[], c.relname), c.relname
$$;
comment on function private.audited_tables is 'Tables of tenants whose changes take the audit chain, in the order in which many of their rows are locked.';

create function private.hold_rows(of_table regclass, condition text, organization_id uuid, subject text default null) returns void
language plpgsql set search_path = '' as $$
begin
  execute format('select from %s t where (%s) and ($2 is null or true) order by %s for update', of_table, condition, (
    select string_agg(format('t.%I', a.attname), ', ' order by a.attnum) from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indrelid = of_table and i.indisprimary))
  using organization_id, subject;
end $$;
comment on function private.hold_rows is 'Locks rows of one table in the order of their key. The condition names the organization $1 and the subject $2.';

create function private.hold_subject(request public.privacy_requests) returns void
language plpgsql security definer set search_path = '' as $$
declare
  held record;
begin
  -- All that takes the audit chain, before the first of it does: who changes one of these rows takes the row before the chain.
  for held in select t as place, r.scope, coalesce(private.subject_rows(r, request.subject_type), r.unexported_rows) as rows
    from private.audited_tables() with ordinality a (t, place)
    join private.privacy_register r on format('public.%I', r.table_name)::regclass = t
    where exists (select from private.erasures(r, request.subject_type)) order by a.place
  loop
    perform private.hold_rows(held.place, format('%s and (%s)', held.scope, held.rows), request.organization_id, request.subject);
  end loop;
  perform from public.organizations o where o.id = request.organization_id for no key update;
  perform private.hold_audit_chain(request.organization_id);
end $$;
comment on function private.hold_subject is 'Locks what an erasure will change, in the order in which everyone locks, so that it and they wait for each other in no circle.';

create function private.hold_tenant(organization_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  held regclass;
begin
  for held in select t from private.audited_tables() t where t <> 'public.workspaces'::regclass loop
    perform private.hold_rows(held, 't.organization_id = $1', hold_tenant.organization_id);
  end loop;
  perform from public.organizations o where o.id = hold_tenant.organization_id for update;
  perform private.hold_rows('public.workspaces'::regclass, 't.organization_id = $1', hold_tenant.organization_id);
  perform private.hold_audit_chain(hold_tenant.organization_id);
end $$;
comment on function private.hold_tenant is 'Locks all of an organization that takes its audit chain, in the order in which everyone locks.';

create function private.hold_copies(of_what text, exclusively boolean) returns void
language plpgsql set search_path = '' as $$
begin
  if exclusively then perform pg_advisory_xact_lock(870, hashtext(of_what)); else perform pg_advisory_xact_lock_shared(870, hashtext(of_what)); end if;
end $$;
comment on function private.hold_copies is 'Until the end of the transaction: exports of something, which are written side by side, or one erasure, which finds every copy finished or not begun.';

create function private.erase_subject(request public.privacy_requests) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  entry private.privacy_register;
  statement text;
  done jsonb := jsonb '{}';
  touched int;
begin
  perform private.hold_subject(request);
  perform private.forget_in_exports(request);
  for entry in select * from private.privacy_register order by table_name = 'privacy_requests', table_name loop
    for statement in select * from private.erasures(entry, request.subject_type) loop
      execute statement using request.organization_id, request.subject;
      get diagnostics touched = row_count;
      done := done || jsonb_build_object(entry.table_name, touched);
    end loop;
  end loop;
  if request.subject_type = 'user' then
    touched := private.delete_account(request.organization_id, request.subject);
    return done || jsonb_build_object('auth.users', touched);
  end if;
  if request.subject_type = 'site_user' then return done; end if;
  return done || private.erase_in_tenant_schema(request.organization_id, request.subject);
end $$;
comment on function private.erase_subject is 'Erases what is held about a visitor or user; how many rows per table.';

create function private.forget_in_exports(request public.privacy_requests) returns void
language plpgsql security definer set search_path = '' as $$
declare
  -- Before it is erased.
  address text := case request.subject_type when 'visitor' then request.subject
    when 'user' then (select p.email from public.profiles p where p.user_id::text = request.subject) end;
  quoted text := to_json(request.subject)::text;
  -- Between quotes: a cell, or within one a value of JSON.
  id_as_written text := '"' || replace(substr(quoted, 2, length(quoted) - 2), '"', '""') || '"';
  holding uuid[] := array(select distinct p.request_id from private.export_parts p join private.export_requests x on x.id = p.request_id
    where coalesce((x.filters ->> 'organization_id')::uuid, request.organization_id) = request.organization_id
      and (private.names_address(p.content, address) or request.subject_type = 'user' and strpos(p.content, request.subject) > 0
        or request.subject_type = 'site_user' and strpos(p.content, id_as_written) > 0));
begin
  delete from private.export_parts p using private.export_requests x
  where x.id = p.request_id and x.id = any (holding) and x.status = 'pending';
  update private.export_requests x set rows = 0, after_at = null, after_id = null where x.id = any (holding) and x.status = 'pending';
  delete from private.export_requests x where x.id = any (holding) and x.status <> 'pending';
end $$;
comment on function private.forget_in_exports is 'Deletes the exports of staff that hold a subject; one that is still being written begins anew.';

create function private.run_privacy_request(request_id uuid) returns text
language plpgsql security definer set search_path = '' as $$
declare
  request public.privacy_requests;
  result jsonb;
begin
  -- Before the request itself: an erasure takes all requests about its subject.
  select * into request from public.privacy_requests r where r.id = request_id and r.status = 'pending';
  if request.kind = 'erase' and request.subject_type <> 'organization' then
    perform private.hold_copies(request.organization_id::text, true);
    perform private.hold_copies('everything', true);
  elsif request.kind = 'export' then
    perform private.hold_copies(request.organization_id::text, false);
  end if;
  -- What another worker has under way is none of ours.
  select * into request from public.privacy_requests r where r.id = request_id and r.status = 'pending' for update skip locked;
  if request.id is null then return 'done'; end if;
  perform set_config('lapel.reason', 'Privacy request ' || request.id, true);
  if request.kind = 'export' then
    result := private.continue_data_export(request);
    if result is null then return 'more'; end if;
  elsif request.subject_type = 'organization' then
    update public.organizations o set status = 'deleting' where o.id = request.organization_id and o.status <> 'deleting';
    result := jsonb_build_object('organizations', 1);
  else
    result := private.erase_subject(request);
  end if;
  update public.privacy_requests r set status = 'done', finished_at = now(),
    certificate = jsonb_build_object('kind', request.kind, 'subject_type', request.subject_type, 'tables', result, 'finished_at', now())
  where r.id = request.id;
  return 'done';
end $$;
comment on function private.run_privacy_request is 'Worker: carries a privacy request out and keeps its certificate; of an export one piece at a time, and says more until the last. An organization is closed at once and deleted by a job.';

create function private.due_privacy_requests() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select r.id from public.privacy_requests r where r.status = 'pending' and r.next_attempt_at <= now() order by r.created_at limit 100
$$;
comment on function private.due_privacy_requests is 'Worker: requests to be carried out, the oldest first.';

create function private.fail_privacy_request(request_id uuid) returns text
language sql security definer set search_path = '' as $$
  -- Five minutes, ten, twenty, up to ten hours: for a day in all.
  with tried as (update public.privacy_requests r set attempts = r.attempts + 1, next_attempt_at = now() + interval '5 minutes' * 2 ^ r.attempts,
    status = case when r.attempts >= 7 then 'failed' else 'pending' end, finished_at = case when r.attempts >= 7 then now() end
  where r.id = request_id and r.status = 'pending' returning r.id, r.status
  ), unfinished as (
    delete from public.data_exports x using tried t where t.status = 'failed' and x.privacy_request_id = t.id and x.finished_at is null
  ) select status from tried
$$;
comment on function private.fail_privacy_request is 'Worker: notes that a request could not be carried out. It is tried eight times; then nothing of an export is left.';

create function public.open_export(export_id uuid) returns text
language plpgsql security definer set search_path = '' as $$
declare
  secret text := encode(extensions.gen_random_bytes(32), 'hex');
  home uuid := (select x.organization_id from public.data_exports x where x.id = open_export.export_id and x.finished_at is not null and x.expires_at > now());
begin
  if home is null or home not in (select private.organizations_where_i_can('privacy.manage')) then
    perform private.fail('NOT_FOUND', 'No such export.');
  end if;
  insert into private.export_downloads (secret_hash, export_id) values (sha256(convert_to(secret, 'UTF8')), open_export.export_id);
  perform private.audit_operation(home, 'data_exports', open_export.export_id::text, '{"opened": true}');
  return '/privacy/exports/' || open_export.export_id || '?token=' || secret;
end $$;
comment on function public.open_export is 'Where an export is fetched until it expires: a path of the endpoints. Whoever has it needs nothing else; the audit log says who asked for it.';

create function private.read_export_part(export_id uuid, secret text, number int) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('content', case read_export_part.number when 0 then jsonb_build_object('certificate', r.certificate)::text || E'\n' else p.content end,
    'last', not exists (select from private.data_export_parts n where n.export_id = x.id and n.number > read_export_part.number))
  from private.export_downloads d
  join public.data_exports x on x.id = d.export_id and x.expires_at > now()
  join public.privacy_requests r on r.id = x.privacy_request_id
  left join private.data_export_parts p on p.export_id = x.id and p.number = read_export_part.number
  where d.secret_hash = sha256(convert_to(secret, 'UTF8')) and d.export_id = read_export_part.export_id
$$;
comment on function private.read_export_part is 'A part of an export for whoever holds an address of it: the certificate is part 0. Null when the address does not hold, or not any more.';

create function public.request_privacy(organization_id uuid, kind text, subject_type text, subject text default null, reason text default null)
returns public.privacy_requests language plpgsql security definer set search_path = '' as $$
declare
  made public.privacy_requests;
  as_staff boolean;
begin
  -- On its own: as a part of the condition below it would not be asked where the rest of it is known.
  as_staff := private.require_permission_or_staff(request_privacy.organization_id,
    case when subject_type = 'organization' and kind = 'erase' then 'organization.delete' else 'privacy.manage' end,
    case kind when 'export' then 'support' else 'admin' end);
  if kind = 'erase' then perform private.require_step_up(); end if;
  if as_staff or trim(reason) <> '' then perform private.set_reason(reason); end if;
  insert into public.privacy_requests (organization_id, kind, subject_type, subject, requested_by)
  values (request_privacy.organization_id, request_privacy.kind, request_privacy.subject_type,
    nullif(case subject_type when 'site_user' then request_privacy.subject else lower(trim(request_privacy.subject)) end, ''), auth.uid())
  returning * into made;
  return made;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'Say what to do (export, erase) for whom (visitor, site_user, user, organization).');
  return null;
end $$;
comment on function public.request_privacy is 'Asks for an export or an erasure; a job carries it out. Staff of support may ask for an export, staff admins for an erasure, with a reason; only the tenant gets what was exported.';

create function private.record_consent(workspace_id uuid, subject text, purpose text, granted boolean, wording text default null,
  submission_id uuid default null) returns uuid
language sql volatile security definer set search_path = '' as $$
  insert into public.consents (organization_id, workspace_id, subject_hash, purpose, granted, wording, submission_id)
  select w.organization_id, w.id, private.subject_hash(w.organization_id, record_consent.subject), record_consent.purpose,
    record_consent.granted, record_consent.wording, record_consent.submission_id
  from public.workspaces w where w.id = record_consent.workspace_id
  returning id
$$;
comment on function private.record_consent is 'Service role: notes that a person agreed, or took it back. Null for an unknown workspace.';

create function private.apply_retention() returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  policy public.retention_policies;
  removed bigint := 0;
  touched bigint;
begin
  for policy in select * from public.retention_policies order by id loop
    -- What is said of a widget goes before what is said of its workspace.
    execute format('delete from public.%I r where r.workspace_id = $1 and r.ts < now() - make_interval(days => $2)
      and case when $3 is null then r.widget_id not in (select p.widget_id from public.retention_policies p
        where p.workspace_id = $1 and p.entity = $4 and p.widget_id is not null) else r.widget_id = $3 end',
      case policy.entity when 'submissions' then 'widget_submissions' else 'widget_events' end)
      using policy.workspace_id, policy.keep_days, policy.widget_id, policy.entity;
    get diagnostics touched = row_count;
    removed := removed + touched;
  end loop;
  return removed;
end $$;
comment on function private.apply_retention is 'Job: deletes what its owner no longer keeps.';

create function private.prune_exports() returns bigint
language sql volatile security definer set search_path = '' as $$
  with gone as (delete from public.data_exports x where x.expires_at <= now() returning 1) select count(*) from gone
$$;
comment on function private.prune_exports is 'Job: deletes exports older than a day.';

create function private.delete_closed_organizations() returns int
language plpgsql security definer set search_path = '' as $$
declare
  closed uuid;
  removed int := 0;
begin
  for closed in select o.id from public.organizations o where o.status = 'deleting' and o.deleted_at < now() - interval '7 days' order by o.id loop
    begin
      perform private.hold_tenant(closed);
      -- Asked again: the deletion may have been called off meanwhile.
      delete from public.organizations o where o.id = closed and o.status = 'deleting';
      if found then removed := removed + 1; end if;
    exception when others then
      -- One that cannot be deleted keeps no other from being so.
      raise warning 'organization % was not deleted: %', closed, sqlerrm;
    end;
  end loop;
  return removed;
end $$;
comment on function private.delete_closed_organizations is 'Job: deletes organizations a week after they were closed; their audit chain stays.';

create trigger trg_consents_refuse_change before update or delete on public.consents
  for each row when (pg_trigger_depth() = 0) execute function private.fn_refuse_change();
create trigger trg_consents_refuse_truncate before truncate on public.consents
  for each statement execute function private.fn_refuse_change();
select private.audit_table('public.privacy_requests', 'id', 'subject');
select private.audit_table('public.retention_policies');

alter table public.consents enable row level security;
alter table public.consents force row level security;
alter table public.privacy_requests enable row level security;
alter table public.privacy_requests force row level security;
alter table public.data_exports enable row level security;
alter table public.data_exports force row level security;
alter table public.retention_policies enable row level security;
alter table public.retention_policies force row level security;
alter table private.privacy_register enable row level security;
alter table private.data_export_progress enable row level security;
alter table private.data_export_parts enable row level security;
alter table private.export_downloads enable row level security;
create policy "Privacy managers see consents" on public.consents for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('privacy.manage'))));
create policy "Staff see consents" on public.consents for select to platform_staff using ((select private.is_staff()));
create policy "Privacy managers see requests" on public.privacy_requests for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('privacy.manage'))));
create policy "Staff see requests" on public.privacy_requests for select to platform_staff using ((select private.is_staff()));
create policy "Privacy managers see exports" on public.data_exports for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('privacy.manage'))) and finished_at is not null and expires_at > now());
create policy "Members see retention" on public.retention_policies for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Privacy managers set retention" on public.retention_policies for insert to authenticated
  with check (workspace_id = any (array(select private.workspaces_where_i_can('privacy.manage'))));
create policy "Privacy managers change retention" on public.retention_policies for update to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('privacy.manage'))))
  with check (workspace_id = any (array(select private.workspaces_where_i_can('privacy.manage'))));
create policy "Privacy managers end retention" on public.retention_policies for delete to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('privacy.manage'))));
create policy "Staff see retention" on public.retention_policies for select to platform_staff using ((select private.is_staff()));

grant select on public.consents, public.privacy_requests, public.data_exports, public.retention_policies to authenticated;
grant insert (organization_id, workspace_id, widget_id, entity, keep_days), update (keep_days), delete on public.retention_policies to authenticated;
alter function private.due_privacy_requests owner to lapel_definer;
alter function private.fail_privacy_request owner to lapel_definer;
alter function public.open_export owner to lapel_definer;
alter function private.read_export_part owner to lapel_definer;
alter function private.hold_subject owner to lapel_definer;
alter function private.hold_tenant owner to lapel_definer;
alter function private.erase_subject owner to lapel_definer;
alter function private.forget_in_exports owner to lapel_definer;
alter function private.run_privacy_request owner to lapel_definer;
alter function public.request_privacy owner to lapel_definer;
alter function private.apply_retention owner to lapel_definer;
alter function private.prune_exports owner to lapel_definer;
alter function private.delete_closed_organizations owner to lapel_definer;
alter function private.record_consent owner to lapel_definer;
grant execute on function private.subject_hash, private.address_pattern, private.names_address, private.without_address,
  private.subject_rows, private.erasures, private.audited_tables, private.hold_rows, private.hold_copies to lapel_definer;
grant execute on function private.due_privacy_requests, private.run_privacy_request, private.fail_privacy_request,
  private.read_export_part, private.record_consent, private.apply_retention, private.prune_exports, private.delete_closed_organizations to service_role;
grant execute on function public.request_privacy, public.open_export to authenticated;
