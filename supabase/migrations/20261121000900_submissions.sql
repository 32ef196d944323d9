-- Submissions: what visitors enter, and what makes a submission happen once and keeps its rate.
-- Rows are written by private.accept_submissions alone (the next migration). Addresses are kept as hashes whose salt is
-- forgotten; counters of rates are exact across any number of server processes.

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
  -- Lists as literals: each statement that writes reads its checks anew, and members one by one are more to read.
  status text not null default 'accepted' check (status = any ('{accepted,partial,spam,deleted}')),
  spam_reasons text[] not null default '{}' check (spam_reasons <@ '{trap,too_fast,no_work,captcha,captcha_unavailable,reported}'),
  score real not null default 0,
  meta jsonb not null default '{}' check (pg_column_size(meta) <= 8192),
  primary key (id, ts),
  constraint widget_submissions_spam_check check (status <> 'spam' or spam_reasons <> '{}'),
  foreign key (widget_instance_id, widget_id, workspace_id, organization_id)
    references public.widget_instances (id, widget_id, workspace_id, organization_id) on delete cascade
) partition by range (ts);
comment on table public.widget_submissions is 'What visitors submitted, by month.';
comment on column public.widget_submissions.ip is 'A daily salted hash, unless the instance''s settings keep addresses.';
comment on column public.widget_submissions.spam_reasons is 'What spoke against it when it came; reported: a member said so later. Kept when it is restored.';
comment on column public.widget_submissions.score is 'How many signs spoke against it when it came.';
comment on column public.widget_submissions.meta is 'Where it came from, as the page reported it, never trusted; but for user, the id of the site''s own user, which is here only if its signature held.';
-- With the status, days are counted from these two alone.
create index widget_submissions_workspace_idx on public.widget_submissions (workspace_id, ts desc) include (status);
create index widget_submissions_ts_idx on public.widget_submissions (ts desc) include (status);
create index widget_submissions_organization_idx on public.widget_submissions (organization_id, ts desc);
create index widget_submissions_instance_idx on public.widget_submissions (widget_instance_id, ts desc);
select private.partition_by_month('public.widget_submissions');

create table private.submission_keys (
  widget_instance_id uuid not null,
  key uuid not null,
  payload_hash text not null,
  submission_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (widget_instance_id, key)
);
comment on table private.submission_keys is 'What makes a submission happen once: the client''s id, or for pages without script a hash of the same payload from the same visitor in the same second. Outlives its instance by a few days at most.';
-- Rows come in this order and go in it: a summary per block finds them, at no cost to a submission.
create index submission_keys_received_idx on private.submission_keys using brin (received_at);

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
  ends_at timestamptz not null,
  hits int not null default 1,
  primary key (scope, window_start)
) with (fillfactor = 50);
comment on table private.submission_rate_window is 'Exact counters of the running windows.';
create index submission_rate_window_end_idx on private.submission_rate_window using brin (ends_at);

create table private.daily_salts (
  day date primary key,
  salt bytea not null default extensions.gen_random_bytes(32)
);
comment on table private.daily_salts is 'Salts of address hashes. A day''s salt is deleted two days later, and with it the way back.';

create type private.rate_window as (name text, quota int, seconds int, starts timestamptz, reset int);
comment on type private.rate_window is 'A policy''s current window: when it began, and the seconds until the next one.';

create function private.current_window(policy private.rate_policies) returns private.rate_window
language plpgsql stable set search_path = '' as $$
declare
  begun timestamptz := date_bin(make_interval(secs => policy.window_seconds), now(), timestamptz 'epoch');
begin
  return row(policy.name, policy.quota, policy.window_seconds, begun,
    greatest(1, ceil(date_part('epoch', begun - now()) + policy.window_seconds)))::private.rate_window;
end $$;
comment on function private.current_window is 'The window of a policy that is running now.';

create function private.todays_salt() returns bytea
language plpgsql volatile security definer set search_path = '' as $$
declare
  today date := (now() at time zone 'UTC')::date;
  found_salt bytea := (select s.salt from private.daily_salts s where s.day = today);
begin
  if found_salt is null then
    insert into private.daily_salts (day) values (today) on conflict (day) do nothing;
    select s.salt into strict found_salt from private.daily_salts s where s.day = today;
  end if;
  return found_salt;
end $$;
comment on function private.todays_salt is 'What today''s address hashes are salted with.';

create function private.visitor_hash(ip text, salt bytea default private.todays_salt()) returns text
language plpgsql volatile set search_path = '' as $$
begin
  -- Whoever has one address of a /64 has them all.
  if ip like '%:%' and pg_input_is_valid(ip, 'inet') then
    ip := host(network(set_masklen(ip::inet, 64)));
  end if;
  return encode(sha256(salt || convert_to(ip, 'UTF8')), 'hex');
end $$;
comment on function private.visitor_hash is 'A daily salted hash of an address: tells visitors of one day apart without keeping who they are.';

create function private.take_rate(policy private.rate_policies, scope text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  current private.rate_window := private.current_window(policy);
  taken int;
begin
  insert into private.submission_rate_window as w (scope, window_start, ends_at)
  values (policy.name || ':' || take_rate.scope, current.starts, current.starts + make_interval(secs => current.seconds))
  on conflict on constraint submission_rate_window_pkey do update set hits = w.hits + 1
  returning w.hits into taken;
  return jsonb_build_object('name', current.name, 'quota', current.quota, 'window', current.seconds, 'reset', current.reset,
    'remaining', greatest(current.quota - taken, 0), 'allowed', taken <= current.quota);
end $$;
comment on function private.take_rate is 'Counts one request against a policy''s current window and says what is left.';

create function private.verdict(code text, receipt jsonb default null, limits jsonb default '[]') returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  return jsonb_build_object('verdict', code, 'receipt', receipt,
    'limits', coalesce((select jsonb_agg(l - 'allowed') from jsonb_array_elements(limits) l), '[]'),
    'retry_after', (select max((l ->> 'reset')::int) from jsonb_array_elements(limits) l where not (l ->> 'allowed')::boolean));
end $$;
comment on function private.verdict is 'The shape in which the fate of what a visitor sent is told to the endpoint.';

create function private.prune_rate_windows() returns bigint
language sql security definer set search_path = '' as $$
  with gone as (
    -- A transaction that began in a window may still be counting in it.
    delete from private.submission_rate_window where ends_at < now() - interval '1 minute' returning 1
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
alter function private.todays_salt owner to lapel_definer;
alter function private.take_rate owner to lapel_definer;
alter function private.prune_rate_windows owner to lapel_definer;
alter function private.prune_submission_keys owner to lapel_definer;
grant execute on function private.verdict, private.visitor_hash, private.current_window to lapel_definer;
grant execute on function private.prune_rate_windows, private.prune_submission_keys to service_role;
