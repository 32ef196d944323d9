-- Submissions: what visitors enter, decided and stored by one function call in one transaction.
-- A submission is refused with a verdict and leaves nothing, or is stored with its usage event and its domain
-- event. The same client id always gets the same receipt. Limits hold across any number of server processes.

create table public.widget_submissions (
  id uuid not null default gen_random_uuid(),
  ts timestamptz not null default now(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  revision int not null,
  client_submission_id uuid,
  payload jsonb not null check (pg_column_size(payload) <= 32768),
  payload_hash text not null,
  ts_second timestamptz not null,
  ip text check (length(ip) <= 64),
  ua text check (length(ua) <= 500),
  status text not null default 'accepted' check (status in ('accepted', 'partial', 'spam', 'deleted')),
  score real,
  meta jsonb not null default '{}' check (pg_column_size(meta) <= 8192),
  primary key (id, ts),
  foreign key (widget_instance_id, widget_id, workspace_id, organization_id)
    references public.widget_instances (id, widget_id, workspace_id, organization_id) on delete cascade
) partition by range (ts);
comment on table public.widget_submissions is 'What visitors submitted, by month.';
comment on column public.widget_submissions.ip is 'A daily salted hash, unless the instance''s settings keep addresses.';
comment on column public.widget_submissions.meta is 'Where it came from, as the page reported it. Never trusted.';
create index widget_submissions_workspace_idx on public.widget_submissions (workspace_id, ts desc);
create index widget_submissions_organization_idx on public.widget_submissions (organization_id, ts desc);
create index widget_submissions_instance_idx on public.widget_submissions (widget_instance_id, ts desc);
create index widget_submissions_ts_idx on public.widget_submissions (ts desc);
select private.partition_by_month('public.widget_submissions');

create table private.submission_keys (
  widget_instance_id uuid not null references public.widget_instances (id) on delete cascade,
  key text not null,
  payload_hash text not null,
  submission_id uuid not null,
  status text not null,
  received_at timestamptz not null default now(),
  primary key (widget_instance_id, key)
);
comment on table private.submission_keys is 'What makes a submission happen once: the client''s id, or for pages without script the same payload from the same visitor in the same second.';
create index submission_keys_received_idx on private.submission_keys (received_at);

create table private.rate_policies (
  name text primary key check (name in ('ip', 'instance', 'workspace')),
  quota int not null check (quota > 0),
  window_seconds int not null check (window_seconds between 1 and 86400)
);
comment on table private.rate_policies is 'How many submissions one address, one instance and one workspace may send per fixed window.';
insert into private.rate_policies (name, quota, window_seconds) values ('ip', 60, 60), ('instance', 1200, 60), ('workspace', 6000, 60);

create table private.submission_rate_window (
  scope text not null,
  window_start timestamptz not null,
  hits int not null default 1,
  primary key (scope, window_start)
);
comment on table private.submission_rate_window is 'Exact counters of the running windows.';
create index submission_rate_window_start_idx on private.submission_rate_window (window_start);

create table private.daily_salts (
  day date primary key,
  salt bytea not null default extensions.gen_random_bytes(32)
);
comment on table private.daily_salts is 'Salts of address hashes. A day''s salt is deleted two days later, and with it the way back.';

create function private.visitor_hash(ip text) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  today date := (now() at time zone 'UTC')::date;
  found_salt bytea := (select s.salt from private.daily_salts s where s.day = today);
begin
  if ip is null then return null; end if;
  if found_salt is null then
    insert into private.daily_salts (day) values (today) on conflict (day) do nothing;
    select s.salt into strict found_salt from private.daily_salts s where s.day = today;
  end if;
  return encode(sha256(found_salt || convert_to(ip, 'UTF8')), 'hex');
end $$;
comment on function private.visitor_hash is 'A daily salted hash of an address: tells visitors of one day apart without keeping who they are.';

create function private.take_rate(policy private.rate_policies, scope text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  starts timestamptz := to_timestamp(floor(extract(epoch from now()) / policy.window_seconds) * policy.window_seconds);
  taken int;
begin
  insert into private.submission_rate_window as w (scope, window_start)
  values (policy.name || ':' || take_rate.scope, starts)
  on conflict on constraint submission_rate_window_pkey do update set hits = w.hits + 1
  returning w.hits into taken;
  return jsonb_build_object('name', policy.name, 'quota', policy.quota, 'window', policy.window_seconds,
    'remaining', greatest(policy.quota - taken, 0), 'allowed', taken <= policy.quota,
    'reset', greatest(1, ceil(policy.window_seconds - extract(epoch from now() - starts))::int));
end $$;
comment on function private.take_rate is 'Counts one request against a policy''s current window and says what is left.';

create function private.take_rates(ip_scope text, instance_id uuid, workspace_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  policy private.rate_policies;
  taken jsonb;
  answer jsonb := '[]';
begin
  -- Always in this order, so that two requests never wait for each other; stops at the first refusal.
  for policy in select * from private.rate_policies order by array_position(array['ip', 'instance', 'workspace'], name) loop
    continue when policy.name = 'ip' and ip_scope is null;
    taken := private.take_rate(policy, case policy.name when 'ip' then ip_scope
      when 'instance' then instance_id::text else workspace_id::text end);
    answer := answer || taken;
    exit when not (taken ->> 'allowed')::boolean;
  end loop;
  return answer;
end $$;
comment on function private.take_rates is 'Counts one request against every rate policy.';

create function private.verdict(code text, receipt jsonb default null, limits jsonb default '[]', detail text default null)
returns jsonb language sql immutable set search_path = '' as $$
  select jsonb_build_object('verdict', code, 'receipt', receipt, 'detail', detail,
    'limits', coalesce((select jsonb_agg(l - 'allowed') from jsonb_array_elements(limits) l), '[]'),
    'retry_after', (select max((l ->> 'reset')::int) from jsonb_array_elements(limits) l where not (l ->> 'allowed')::boolean))
$$;
comment on function private.verdict is 'The shape in which a submission''s fate is told to the endpoint.';

create function private.receipt(key private.submission_keys) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('id', key.submission_id, 'status', key.status,
    'received_at', to_char(key.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
$$;
comment on function private.receipt is 'What the visitor''s browser keeps of a stored submission.';

create function private.refusal(request jsonb, instance public.widget_instances, live_revision int) returns text
language plpgsql stable set search_path = '' as $$
declare
  problems jsonb := coalesce(request -> 'field_errors', '[]');
begin
  if jsonb_array_length(problems) = 0 then return null; end if;
  if (request ->> 'revision')::int <> live_revision and problems @> '[{"code": "unknownField"}]' then
    return 'STALE_REVISION';
  end if;
  return 'VALIDATION_FAILED';
end $$;
comment on function private.refusal is 'Whether the field rules refuse a submission, and why.';

create function private.store_submission(request jsonb, instance public.widget_instances, key private.submission_keys)
returns void language plpgsql volatile security definer set search_path = '' as $$
declare
  keeps_ip boolean := instance.settings @> '{"store_ip": true}';
begin
  insert into public.widget_submissions (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, revision,
    client_submission_id, payload, payload_hash, ts_second, ip, ua, status, meta)
  values (key.submission_id, key.received_at, instance.organization_id, instance.workspace_id, instance.widget_id, instance.id,
    (request ->> 'revision')::int, (request ->> 'id')::uuid, request -> 'payload', key.payload_hash,
    date_trunc('second', key.received_at),
    case when keeps_ip then left(request ->> 'ip', 64) else private.visitor_hash(request ->> 'ip') end,
    left(request ->> 'user_agent', 500), key.status, coalesce(request -> 'meta', '{}'));
  insert into public.usage_events (organization_id, workspace_id, event_type, metadata)
  values (instance.organization_id, instance.workspace_id, 'submission',
    jsonb_build_object('submission_id', key.submission_id, 'widget_instance_id', instance.id));
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload, idempotency_hash)
  values (instance.organization_id, instance.workspace_id, 'widget_submission', key.submission_id,
    case key.status when 'spam' then 'submission.quarantined' else 'submission.accepted' end,
    jsonb_build_object('widget_id', instance.widget_id, 'widget_instance_id', instance.id), 'submission:' || key.submission_id);
end $$;
comment on function private.store_submission is 'Writes an accepted submission, its usage event and its domain event.';

create function private.claim_key(request jsonb, instance_id uuid, out key private.submission_keys, out replayed boolean)
language plpgsql volatile security definer set search_path = '' as $$
declare
  content_hash text := encode(sha256(convert_to((request -> 'payload')::text, 'UTF8')), 'hex');
  name text := coalesce('id:' || (request ->> 'id')::uuid, 'hash:' || encode(sha256(convert_to(concat_ws('|', content_hash,
    request ->> 'ip', request ->> 'user_agent', date_trunc('second', now())), 'UTF8')), 'hex'));
begin
  -- A concurrent twin waits here for the first one's outcome.
  insert into private.submission_keys (widget_instance_id, key, payload_hash, submission_id, status)
  values (instance_id, name, content_hash, gen_random_uuid(),
    case when (request ->> 'spam')::boolean then 'spam' else 'accepted' end)
  on conflict on constraint submission_keys_pkey do nothing
  returning * into key;
  replayed := key.submission_id is null;
  if replayed then
    select * into strict key from private.submission_keys k where k.widget_instance_id = instance_id and k.key = name;
    if key.payload_hash <> content_hash then key.submission_id := null; end if;
  end if;
end $$;
comment on function private.claim_key is 'Claims a submission''s key, or finds the earlier submission that has it; a null id says that one differed.';

create function private.accept_submission(request jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  live jsonb := private.embed_instance(request ->> 'public_id');
  instance public.widget_instances;
  claim record;
  limits jsonb;
  refusal text;
begin
  if live is null then return private.verdict('INSTANCE_NOT_FOUND'); end if;
  if (request ->> 'origin_allowed')::boolean is not true then return private.verdict('ORIGIN_NOT_ALLOWED'); end if;
  if pg_column_size(request -> 'payload') > 32768 or pg_column_size(request -> 'meta') > 8192 then
    return private.verdict('PAYLOAD_TOO_LARGE');
  end if;
  -- The caller may remember an older revision for a few seconds: its findings about the fields are then worth nothing.
  if (request ->> 'checked_revision')::int <> (live ->> 'revision')::int then return private.verdict('CHECK_AGAIN'); end if;
  select * into strict instance from public.widget_instances i where i.id = (live ->> 'instance_id')::uuid;

  claim := private.claim_key(request, instance.id);
  if (claim.key).submission_id is null then return private.verdict('IDEMPOTENCY_MISMATCH'); end if;
  if claim.replayed then return private.verdict('replayed', private.receipt(claim.key)); end if;

  limits := private.take_rates(private.visitor_hash(request ->> 'ip'), instance.id, instance.workspace_id);
  refusal := case when limits @> '[{"allowed": false}]' then 'RATE_LIMITED'
    else private.refusal(request, instance, (live ->> 'revision')::int) end;
  if refusal is null and not private.consume_limit(instance.workspace_id, 'submissions_month', 1) then
    refusal := 'PLAN_LIMIT_REACHED';
  end if;
  if refusal is not null then
    delete from private.submission_keys k where k.widget_instance_id = instance.id and k.key = (claim.key).key;
    return private.verdict(refusal, null, limits);
  end if;

  perform private.store_submission(request, instance, claim.key);
  return private.verdict('accepted', private.receipt(claim.key), limits);
end $$;
comment on function private.accept_submission is 'Decides one submission and stores it, or nothing, in one transaction. Answers with a verdict, never with an exception for what a visitor did.';

create function private.prune_rate_windows() returns bigint
language sql security definer set search_path = '' as $$
  with gone as (
    delete from private.submission_rate_window
    where window_start < now() - make_interval(secs => (select 2 * max(window_seconds) from private.rate_policies)) returning 1
  ) select count(*) from gone
$$;
comment on function private.prune_rate_windows is 'Job: deletes counters of windows that are over.';

create function private.prune_submission_keys() returns bigint
language sql security definer set search_path = '' as $$
  with salts as (
    delete from private.daily_salts where day < (now() at time zone 'UTC')::date - 1
  ), gone as (
    delete from private.submission_keys where received_at < now() - interval '8 days' returning 1
  ) select count(*) from gone
$$;
comment on function private.prune_submission_keys is 'Job: forgets keys that no client retries any more, and salts of past days.';

alter table public.widget_submissions enable row level security;
alter table public.widget_submissions force row level security;
alter table private.submission_keys enable row level security;
alter table private.rate_policies enable row level security;
alter table private.submission_rate_window enable row level security;
alter table private.daily_salts enable row level security;
create policy "Members see submissions" on public.widget_submissions for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see submissions" on public.widget_submissions for select to platform_staff
  using ((select private.is_staff()));

grant select on public.widget_submissions to authenticated;
alter function private.visitor_hash owner to lapel_definer;
alter function private.take_rate owner to lapel_definer;
alter function private.take_rates owner to lapel_definer;
alter function private.store_submission owner to lapel_definer;
alter function private.claim_key owner to lapel_definer;
alter function private.accept_submission owner to lapel_definer;
alter function private.prune_rate_windows owner to lapel_definer;
alter function private.prune_submission_keys owner to lapel_definer;
grant execute on function private.verdict, private.receipt, private.refusal to lapel_definer;
grant execute on function private.accept_submission, private.prune_rate_windows, private.prune_submission_keys to service_role;
