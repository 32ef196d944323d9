-- Uploads: files that visitors send for file fields. A row is announced first, its bytes come over an address that works
-- once, and one submission uses it. The bytes lie where the host keeps files; here is only what is known of them.
-- Storage counts in megabytes, each file rounded up, from the announcement until the row goes or is deleted.

create table public.widget_uploads (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  widget_id uuid not null,
  widget_instance_id uuid not null,
  field text not null check (field ~ '^[a-z][a-z0-9_]{0,39}$'),
  secret_hash bytea,
  name text check (length(name) between 1 and 200),
  content_type text not null check (content_type ~ '^[a-z]+/[a-z0-9.+-]{1,80}$'),
  declared_bytes int not null check (declared_bytes between 1 and 10485760),
  stored_bytes int check (stored_bytes between 1 and declared_bytes),
  megabytes int generated always as ((declared_bytes + 1048575) / 1048576) stored,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  status text not null default 'pending' check (status in ('pending', 'stored', 'used', 'deleted')),
  submission_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '15 minutes',
  check (status not in ('stored', 'used') or (stored_bytes is not null and sha256 is not null)),
  check ((status = 'used') <= (submission_id is not null)),
  foreign key (widget_instance_id, widget_id, workspace_id, organization_id)
    references public.widget_instances (id, widget_id, workspace_id, organization_id) on delete cascade
);
comment on table public.widget_uploads is 'Files that visitors sent, or have announced.';
comment on column public.widget_uploads.secret_hash is 'SHA-256 of the secret in the upload''s address; null once somebody has used it.';
comment on column public.widget_uploads.name is 'What the visitor''s file was called. Never part of a path.';
comment on column public.widget_uploads.megabytes is 'What counts against storage_mb.';
comment on column public.widget_uploads.expires_at is 'Until when the bytes may be sent.';
create index widget_uploads_instance_idx on public.widget_uploads (widget_instance_id, widget_id, workspace_id, organization_id);
create index widget_uploads_widget_idx on public.widget_uploads (widget_id);
create index widget_uploads_workspace_idx on public.widget_uploads (workspace_id, created_at desc);
create index widget_uploads_organization_idx on public.widget_uploads (organization_id);
create index widget_uploads_unused_idx on public.widget_uploads (created_at) where status in ('pending', 'stored');
create index widget_uploads_submission_idx on public.widget_uploads (submission_id);

create table private.upload_removals (
  upload_id uuid primary key,
  queued_at timestamptz not null default now()
);
comment on table private.upload_removals is 'Uploads whose bytes the host still has to remove.';

create table private.upload_downloads (
  secret_hash bytea primary key,
  upload_id uuid not null,
  expires_at timestamptz not null default now() + interval '5 minutes'
);
comment on table private.upload_downloads is 'Addresses at which members fetch a file, by the hash of their secret.';
create index upload_downloads_expires_idx on private.upload_downloads (expires_at);

create function private.fn_follow_upload() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if private.take_limit(private.limit_of_row(to_jsonb(new), 'storage_mb'), 'storage_mb', new.megabytes) < new.megabytes then
      perform private.refuse_limit('storage_mb');
    end if;
  elsif old.status <> 'deleted' and (tg_op = 'DELETE' or new.status = 'deleted') then
    perform private.give_back(private.limit_of_row(to_jsonb(old), 'storage_mb'), 'storage_mb', old.megabytes);
    insert into private.upload_removals (upload_id) values (old.id) on conflict do nothing;
  end if;
  return null;
end $$;
comment on function private.fn_follow_upload is 'Takes storage for an upload as it is announced; gives it back, and queues the bytes for removal, as it goes.';

create function private.fn_strip_deleted_upload() returns trigger
language plpgsql set search_path = '' as $$
begin
  if old.status = 'deleted' then raise exception 'a deleted upload never changes' using errcode = '42501'; end if;
  if new.status = 'deleted' then
    new.name := null;
    new.sha256 := null;
    new.secret_hash := null;
  end if;
  return new;
end $$;
comment on function private.fn_strip_deleted_upload is 'Of a deleted upload nothing stays that says what it was.';

create function private.open_upload(request jsonb, secret_hash bytea) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  home private.live_instances := (select l from private.live_instances l where l.public_id = request ->> 'public_id');
  taken jsonb;
  made public.widget_uploads;
begin
  if private.in_maintenance() then return private.verdict('MAINTENANCE'); end if;
  if home.id is null or (home.visibility = 'private' and not private.opens_instance(home.id, request ->> 'token')) then
    return private.verdict('INSTANCE_NOT_FOUND');
  end if;
  taken := private.take_visitor_rate('uploads', 30, 60, request ->> 'ip') || private.take_instance_rate('formuploads', 300, 60, home.id);
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  -- A block of its own: a refusal takes back the announcement and not the count of the address.
  begin
    insert into public.widget_uploads (organization_id, workspace_id, widget_id, widget_instance_id, field, secret_hash, name,
      content_type, declared_bytes)
    values (home.organization_id, home.workspace_id, home.widget_id, home.id, request ->> 'field', open_upload.secret_hash,
      request ->> 'name', request ->> 'type', (request ->> 'bytes')::int)
    returning * into made;
  exception when sqlstate 'PT402' then
    return private.verdict('PLAN_LIMIT_REACHED', null, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('id', made.id,
    'expires_at', to_char(made.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), taken);
end $$;
comment on function private.open_upload is 'Announces a file for a live instance, 30 a minute per address and 300 per instance. The endpoint has checked the field''s rules.';

create function private.begin_upload(upload_id uuid, secret text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  opened jsonb;
begin
  update public.widget_uploads u set secret_hash = null
  where u.id = upload_id and u.secret_hash = sha256(convert_to(secret, 'UTF8')) and u.status = 'pending' and u.expires_at > now()
  returning jsonb_build_object('bytes', u.declared_bytes, 'type', u.content_type) into opened;
  return opened;
end $$;
comment on function private.begin_upload is 'Spends the secret of an announced upload and says what may be sent; null when it does not hold, or not any more.';

create function private.finish_upload(upload_id uuid, bytes int, sha256 text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.widget_uploads u set status = 'stored', stored_bytes = bytes, sha256 = finish_upload.sha256
  where u.id = upload_id and u.status = 'pending' and u.secret_hash is null;
  return found;
end $$;
comment on function private.finish_upload is 'Notes that the bytes have come. False when the upload was dropped meanwhile.';

create function private.drop_upload(upload_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.widget_uploads u where u.id = upload_id and u.status = 'pending' and u.secret_hash is null;
end $$;
comment on function private.drop_upload is 'Forgets an upload whose bytes did not come, or were not what was announced.';

create function private.pending_uploads(upload_ids jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'bytes', u.declared_bytes, 'type', u.content_type)), '[]')
  from public.widget_uploads u
  where u.id = any (array(select x::uuid from jsonb_array_elements_text(upload_ids) x)) and u.status = 'pending'
$$;
comment on function private.pending_uploads is 'What was announced of uploads whose bytes nobody has looked at, where pages send them to a storage that does not.';

create function private.settle_upload(upload_id uuid, bytes int, sha256 text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if bytes is null then
    delete from public.widget_uploads u where u.id = upload_id and u.status = 'pending';
    return false;
  end if;
  update public.widget_uploads u set status = 'stored', stored_bytes = bytes, sha256 = settle_upload.sha256, secret_hash = null
  where u.id = upload_id and u.status = 'pending';
  return found;
end $$;
comment on function private.settle_upload is 'Notes that the bytes in a storage are what was announced; without a length, that they are not, and forgets the upload.';

create function public.open_download(upload_id uuid) returns text
language plpgsql security definer set search_path = '' as $$
declare
  secret text := encode(extensions.gen_random_bytes(32), 'hex');
begin
  if not exists (select from public.widget_uploads u where u.id = open_download.upload_id and u.status in ('stored', 'used')
    and u.workspace_id in (select private.my_workspace_ids())) then
    perform private.fail('NOT_FOUND', 'No such file.');
  end if;
  insert into private.upload_downloads (secret_hash, upload_id) values (sha256(convert_to(secret, 'UTF8')), open_download.upload_id);
  return '/uploads/' || open_download.upload_id || '?token=' || secret;
end $$;
comment on function public.open_download is 'Where a member of the workspace fetches a file, for five minutes: a path on the server that keeps files.';

create function private.begin_download(upload_id uuid, secret text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('name', u.name, 'type', u.content_type)
  from private.upload_downloads d join public.widget_uploads u on u.id = d.upload_id and u.status in ('stored', 'used')
  where d.secret_hash = sha256(convert_to(secret, 'UTF8')) and d.upload_id = begin_download.upload_id and d.expires_at > now()
$$;
comment on function private.begin_download is 'What a file is called and is, for whoever holds an address of it; null when that does not hold, or the file is gone.';

create function private.claim_uploads(attempts private.submission_attempt[], requests jsonb) returns private.submission_attempt[]
language plpgsql volatile set search_path = '' as $$
declare
  wanted record;
  claimed uuid[] := array[]::uuid[];
begin
  perform from public.widget_uploads u where u.id = any (array(
    select (x ->> 'id')::uuid from unnest(attempts) a cross join jsonb_array_elements(requests -> (a.n - 1) -> 'uploads') x
    where a.verdict is null)) order by u.id for update;
  for wanted in
    select a.n, array_agg((x ->> 'id')::uuid) as ids, bool_and(u.id is not null) as ready
    from unnest(attempts) a
    cross join jsonb_array_elements(requests -> (a.n - 1) -> 'uploads') x
    left join public.widget_uploads u on u.id = (x ->> 'id')::uuid and u.widget_instance_id = a.instance_id and u.field = x ->> 'field'
      and u.status = 'stored' and u.created_at > now() - interval '1 day'
    where a.verdict is null group by a.n order by a.n
  loop
    if wanted.ready and not wanted.ids && claimed then
      claimed := claimed || wanted.ids;
    else
      attempts[wanted.n].verdict := 'VALIDATION_FAILED';
    end if;
  end loop;
  return attempts;
end $$;
comment on function private.claim_uploads is 'Locks the uploads that a batch names, and refuses each request that names one of another instance or field, one that has not come, one that is too old, or one that is taken.';

create function private.use_uploads(attempts private.submission_attempt[], requests jsonb) returns void
language plpgsql volatile set search_path = '' as $$
begin
  update public.widget_uploads u set status = 'used', submission_id = a.submission_id
  from unnest(attempts) a cross join jsonb_array_elements(requests -> (a.n - 1) -> 'uploads') x
  where a.verdict is null and u.id = (x ->> 'id')::uuid;
end $$;
comment on function private.use_uploads is 'Gives claimed uploads to the submissions that nothing refused.';

create function private.prune_uploads() returns bigint
language sql security definer set search_path = '' as $$
  with addresses as (
    delete from private.upload_downloads where expires_at < now()
  ), gone as (
    delete from public.widget_uploads where (status = 'pending' and created_at < now() - interval '1 hour')
      or (status = 'stored' and created_at < now() - interval '1 day') returning 1
  ) select count(*) from gone
$$;
comment on function private.prune_uploads is 'Job: deletes addresses that are over, announced uploads an hour later, and those that no submission has used a day later.';

create function private.prune_used_uploads() returns bigint
language sql security definer set search_path = '' as $$
  with gone as (
    delete from public.widget_uploads u where u.status = 'deleted' or (u.status = 'used' and not exists (
      select from public.widget_submissions s where s.id = u.submission_id and s.status <> 'deleted')) returning 1
  ) select count(*) from gone
$$;
comment on function private.prune_used_uploads is 'Job: deletes the uploads of submissions that are gone, and what is left of deleted ones.';

create function private.queued_removals(most int) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select r.upload_id from private.upload_removals r order by r.queued_at limit most
$$;
comment on function private.queued_removals is 'Job: uploads whose bytes are to be removed, the oldest first.';

create function private.forget_removals(upload_ids uuid[], waited interval default '0') returns void
language sql security definer set search_path = '' as $$
  delete from private.upload_removals r where r.upload_id = any (upload_ids) and r.queued_at <= now() - waited
$$;
comment on function private.forget_removals is 'Job: the bytes of these uploads are removed. Those queued less than `waited` ago stay, to be removed again: somebody may still hold an address to send them to.';

insert into private.counted_tables (limit_type, query) values
  ('storage_mb', $$select workspace_id, sum(megabytes) from public.widget_uploads where organization_id = $1
    and status <> 'deleted' group by 1$$);
create trigger trg_widget_uploads_follow after insert or delete or update of status on public.widget_uploads
  for each row execute function private.fn_follow_upload();
create trigger trg_widget_uploads_strip before update on public.widget_uploads
  for each row execute function private.fn_strip_deleted_upload();

alter table public.widget_uploads enable row level security;
alter table public.widget_uploads force row level security;
alter table private.upload_removals enable row level security;
alter table private.upload_downloads enable row level security;
create policy "Members see uploads" on public.widget_uploads for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see uploads" on public.widget_uploads for select to platform_staff using ((select private.is_staff()));

grant select (id, organization_id, workspace_id, widget_id, widget_instance_id, field, name, content_type, declared_bytes,
  stored_bytes, megabytes, sha256, status, submission_id, created_at, expires_at) on public.widget_uploads to authenticated;
alter function private.fn_follow_upload owner to lapel_definer;
alter function private.open_upload owner to lapel_definer;
alter function private.begin_upload owner to lapel_definer;
alter function private.finish_upload owner to lapel_definer;
alter function private.pending_uploads owner to lapel_definer;
alter function private.settle_upload owner to lapel_definer;
alter function private.drop_upload owner to lapel_definer;
alter function public.open_download owner to lapel_definer;
alter function private.begin_download owner to lapel_definer;
alter function private.prune_uploads owner to lapel_definer;
alter function private.prune_used_uploads owner to lapel_definer;
alter function private.queued_removals owner to lapel_definer;
alter function private.forget_removals owner to lapel_definer;
grant execute on function private.claim_uploads, private.use_uploads, private.fn_strip_deleted_upload to lapel_definer;
grant execute on function private.open_upload, private.begin_upload, private.finish_upload, private.drop_upload, private.pending_uploads, private.settle_upload,
  private.begin_download, private.prune_uploads, private.prune_used_uploads, private.queued_removals, private.forget_removals to service_role;
grant execute on function public.open_download to authenticated;
