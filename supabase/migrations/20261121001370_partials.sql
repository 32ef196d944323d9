-- Partial submissions: what visitors had entered when they left a form. One row for each visit, replaced as more comes.
-- They are no submissions: nothing of the plan is used, no lead, no usage event and no domain event comes of them, and
-- the submission that finishes one is accepted as if there were none. From then on nobody sees the partial; a job removes it.

create table public.partial_submissions (
  id uuid primary key default gen_random_uuid(),
  ts timestamptz not null default now(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  revision int not null,
  client_submission_id uuid not null,
  payload jsonb not null check (pg_column_size(payload) <= 32768),
  ip text check (length(ip) <= 64),
  ua text check (length(ua) <= 500),
  meta jsonb not null default '{}' check (pg_column_size(meta) <= 8192),
  expires_at timestamptz not null default now() + interval '30 days',
  unique (widget_instance_id, client_submission_id),
  foreign key (widget_instance_id, widget_id, workspace_id, organization_id)
    references public.widget_instances (id, widget_id, workspace_id, organization_id) on delete cascade
);
comment on table public.partial_submissions is 'Forms that visitors have begun and not sent, for thirty days after the last change.';
comment on column public.partial_submissions.ts is 'When the visitor''s last change came.';
comment on column public.partial_submissions.client_submission_id is 'The id that the submission will have which finishes this.';
comment on column public.partial_submissions.ip is 'As in widget_submissions.';
create index partial_submissions_workspace_idx on public.partial_submissions (workspace_id, ts desc);
create index partial_submissions_organization_idx on public.partial_submissions (organization_id, ts desc);
create index partial_submissions_widget_idx on public.partial_submissions (widget_id);
create index partial_submissions_expires_idx on public.partial_submissions (expires_at);

create function private.is_finished(instance_id uuid, client_submission_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from private.submission_keys k
    where k.widget_instance_id = instance_id and k.key = is_finished.client_submission_id)
$$;
comment on function private.is_finished is 'Whether a submission with this id has been stored.';

create function private.accept_partial(request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  home private.live_instances := (select l from private.live_instances l where l.public_id = request ->> 'public_id');
  client_id uuid := (request ->> 'id')::uuid;
  taken jsonb;
  kept public.partial_submissions;
begin
  if private.in_maintenance() then return private.verdict('MAINTENANCE'); end if;
  if home.id is null or (home.visibility = 'private' and not private.opens_instance(home.id, request ->> 'token')) then
    return private.verdict('INSTANCE_NOT_FOUND');
  end if;
  if (request ->> 'origin_allowed')::boolean is not true then return private.verdict('ORIGIN_NOT_ALLOWED'); end if;
  if pg_column_size(request -> 'payload') > 32768 or pg_column_size(request -> 'meta') > 8192 then
    return private.verdict('PAYLOAD_TOO_LARGE');
  end if;
  -- As with submissions: findings about the fields of another revision are worth nothing.
  if (request ->> 'checked_revision')::int <> home.revision then return private.verdict('CHECK_AGAIN'); end if;
  if private.is_finished(home.id, client_id) then return private.verdict('IDEMPOTENCY_MISMATCH'); end if;
  taken := private.take_visitor_rate('partials', 60, 60, request ->> 'ip') || private.take_instance_rate('formpartials', 1200, 60, home.id);
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  if jsonb_array_length(coalesce(request -> 'field_errors', '[]')) > 0 then
    return private.verdict(case when (request ->> 'revision')::int <> home.revision and request -> 'field_errors' @> '[{"code": "unknownField"}]'
      then 'STALE_REVISION' else 'VALIDATION_FAILED' end, null, taken);
  end if;
  insert into public.partial_submissions as p (organization_id, workspace_id, widget_id, widget_instance_id, revision, client_submission_id,
    payload, ip, ua, meta)
  values (home.organization_id, home.workspace_id, home.widget_id, home.id, (request ->> 'revision')::int, client_id, request -> 'payload',
    case when home.settings @> '{"store_ip": true}' then left(request ->> 'ip', 64) else private.visitor_hash(request ->> 'ip') end,
    left(request ->> 'user_agent', 500), coalesce(request -> 'meta', '{}'))
  on conflict (widget_instance_id, client_submission_id) do update set ts = excluded.ts, revision = excluded.revision,
    payload = excluded.payload, ip = excluded.ip, ua = excluded.ua, meta = excluded.meta, expires_at = excluded.expires_at
  returning * into kept;
  return private.verdict('accepted', jsonb_build_object('id', kept.id, 'status', 'partial',
    'received_at', to_char(kept.ts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), taken);
end $$;
comment on function private.accept_partial is 'Keeps what a visitor has entered so far, in place of what came before with the same id; 60 a minute per address, 1200 per instance. Once the submission is there, IDEMPOTENCY_MISMATCH.';

create function private.finished_partial_ids() returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select p.id from public.partial_submissions p
    where (p.workspace_id = any (array(select private.my_workspace_ids())) or (select private.is_staff()))
      and private.is_finished(p.widget_instance_id, p.client_submission_id);
end $$;
comment on function private.finished_partial_ids is 'Partials of the caller''s workspaces whose submission has come, until the job removes them.';

create function private.prune_partials() returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  removed bigint;
begin
  delete from public.partial_submissions d using (
    select p.id, p.expires_at, p.ts, private.is_finished(p.widget_instance_id, p.client_submission_id) as finished,
      row_number() over (partition by p.widget_instance_id order by p.ts desc) as place,
      -- What is said of a widget goes before what is said of its workspace.
      (select r.keep_days from public.retention_policies r where r.workspace_id = p.workspace_id and r.entity = 'submissions'
        and (r.widget_id = p.widget_id or r.widget_id is null) order by r.widget_id is null limit 1) as keep_days
    from public.partial_submissions p
  ) x where d.id = x.id and (x.finished or x.expires_at < now() or x.place > 5000 or x.ts < now() - make_interval(days => x.keep_days));
  get diagnostics removed = row_count;
  return removed;
end $$;
comment on function private.prune_partials is 'Job: removes partials whose submission has come, those that are too old, by their own age or by what their owner keeps of submissions, and all but the newest 5000 of an instance.';

alter table public.partial_submissions enable row level security;
alter table public.partial_submissions force row level security;
create policy "Members see partials" on public.partial_submissions for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())) and expires_at > now()
    and id <> all (array(select private.finished_partial_ids())));
create policy "Staff see partials" on public.partial_submissions for select to platform_staff
  using ((select private.is_staff()) and id <> all (array(select private.finished_partial_ids())));

grant select on public.partial_submissions to authenticated;
alter function private.is_finished owner to lapel_definer;
alter function private.accept_partial owner to lapel_definer;
alter function private.finished_partial_ids owner to lapel_definer;
alter function private.prune_partials owner to lapel_definer;
grant execute on function private.finished_partial_ids to authenticated;
grant execute on function private.accept_partial, private.prune_partials to service_role;
