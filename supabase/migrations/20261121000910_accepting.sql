-- Accepting submissions: one call decides a batch of them in one transaction, each with a verdict of its own.
-- A submission is refused and leaves nothing, or is stored with its usage event and its domain event; what looks like spam
-- is stored without using anything, and its receipt looks like any other. Whatever a batch
-- locks is locked in the same order (keys, windows, uploads, workspaces, counters, each sorted), so that batches never wait for
-- each other in a circle. Statements work on the whole batch, and what is rare has statements of its own.

create type private.submission_attempt as (n int, organization_id uuid, workspace_id uuid, widget_id uuid, instance_id uuid,
  about jsonb, keeps_ip boolean, visitor text, key uuid, payload_hash text, submission_id uuid, spam_reasons text[], received_at timestamptz,
  verdict text, refusal text, ip_left int, instance_left int, workspace_left int);
comment on type private.submission_attempt is 'A request of a batch by its position: where it goes, what its event tells of that, who sent it, what makes it happen once, what its receipt would say, what makes it look like spam, its verdict (null: nothing speaks against it so far), what its fields are refused for, and what is left of its rates.';

create function private.find_held(attempts private.submission_attempt[]) returns private.submission_attempt[]
language plpgsql volatile set search_path = '' as $$
declare
  held record;
begin
  for held in
    select a.n, k.submission_id, k.received_at, case when k.payload_hash <> a.payload_hash then 'IDEMPOTENCY_MISMATCH'
      when exists (select from unnest(attempts) f where f.submission_id = k.submission_id) then 'twin' else 'replayed' end as verdict
    from unnest(attempts) a
    join private.submission_keys k on k.widget_instance_id = a.instance_id and k.key = a.key
    where a.verdict = 'held'
  loop
    attempts[held.n].submission_id := held.submission_id;
    attempts[held.n].received_at := held.received_at;
    attempts[held.n].verdict := held.verdict;
  end loop;
  return attempts;
end $$;
comment on function private.find_held is 'Finds the earlier submission that has the key of a request. A twin has the key of another request of its batch.';

create function private.share_windows(attempts private.submission_attempt[], windows private.rate_window[])
returns private.submission_attempt[] language plpgsql volatile set search_path = '' as $$
declare
  told record;
begin
  -- All were counted everywhere. Whom an earlier policy refuses gives the later ones back; nobody saw it, the rows are locked.
  for told in
    with asked as (
      select a.n, a.visitor, a.instance_id, a.workspace_id,
        i.hits - count(*) over (partition by a.visitor) + row_number() over (partition by a.visitor order by a.n) as ip_taken
      from unnest(attempts) a
      left join private.submission_rate_window i on i.scope = 'ip:' || a.visitor and i.window_start = windows[2].starts
      where a.instance_left is not null
    ), after_ip as (
      select a.n, a.workspace_id, w.hits - m.counted + row_number() over (partition by a.instance_id order by a.n) as instance_taken
      from asked a
      join (select instance_id, count(*) as counted from asked group by 1) m on m.instance_id = a.instance_id
      join private.submission_rate_window w on w.scope = 'instance:' || a.instance_id and w.window_start = windows[1].starts
      where coalesce(a.ip_taken <= windows[2].quota, true)
    ), after_instance as (
      select a.n, w.hits - m.counted + row_number() over (partition by a.workspace_id order by a.n) as workspace_taken
      from after_ip a
      join (select workspace_id, count(*) as counted from asked group by 1) m on m.workspace_id = a.workspace_id
      join private.submission_rate_window w on w.scope = 'workspace:' || a.workspace_id and w.window_start = windows[3].starts
      where a.instance_taken <= windows[1].quota
    ), given_back as (
      update private.submission_rate_window w set hits = w.hits - b.places
      from (
        select 'instance:' || a.instance_id as scope, windows[1].starts, count(*) as places from asked a
        where a.n not in (select p.n from after_ip p) group by 1
        union all
        select 'workspace:' || a.workspace_id, windows[3].starts, count(*) from asked a where a.n not in (select p.n from after_instance p) group by 1
      ) b
      where w.scope = b.scope and w.window_start = b.starts
    )
    select a.n, a.ip_taken, i.instance_taken, w.workspace_taken
    from asked a left join after_ip i on i.n = a.n left join after_instance w on w.n = a.n
  loop
    attempts[told.n].ip_left := windows[2].quota - told.ip_taken;
    attempts[told.n].instance_left := windows[1].quota - told.instance_taken;
    attempts[told.n].workspace_left := windows[3].quota - told.workspace_taken;
    attempts[told.n].verdict := case when told.workspace_taken <= windows[3].quota then attempts[told.n].refusal else 'RATE_LIMITED' end;
  end loop;
  return attempts;
end $$;
comment on function private.share_windows is 'Of windows that do not hold a whole batch, the first in line get the places. A request counts against a policy only if those before it let it through.';

create function private.read_submissions(requests jsonb, windows private.rate_window[]) returns private.submission_attempt[]
language plpgsql volatile set search_path = '' as $$
declare
  salt bytea := private.todays_salt();
  attempts private.submission_attempt[];
  any_held boolean;
  least_left int;
begin
  with asked as materialized (
    select r.*, case when r.ip like '%:%' then private.visitor_hash(r.ip, salt) else encode(sha256(salt || convert_to(r.ip, 'UTF8')), 'hex') end as visitor,
      encode(sha256(convert_to(r.payload::text, 'UTF8')), 'hex') as payload_hash
    from rows from (jsonb_to_recordset(requests) as (public_id text, token text, id uuid, ip text, user_agent text, origin_allowed boolean,
      revision int, checked_revision int, payload jsonb, meta jsonb, field_errors jsonb, spam_reasons text[],
      submission_id uuid)) with ordinality r(public_id, token, id, ip, user_agent, origin_allowed, revision, checked_revision, payload, meta, field_errors, spam_reasons,
        submission_id, n)
  -- By their ids first: a join with the requests, whose number nobody knows beforehand, may read every instance there is.
  ), live as materialized (
    select l.id, l.public_id, l.visibility, l.organization_id, l.workspace_id, l.widget_id, l.revision,
      l.settings @> '{"store_ip": true}' as keeps_ip, jsonb_build_object('widget_id', l.widget_id, 'widget_instance_id', l.id) as about
    from private.live_instances l where l.public_id = any (array(select a.public_id from asked a))
  ), judged as materialized (
    select a.n, i.organization_id, i.workspace_id, i.widget_id, i.id as instance_id, i.about, i.keeps_ip, a.visitor,
      coalesce(a.id, encode(substring(sha256(convert_to(concat_ws('|', a.payload_hash, a.ip, a.user_agent, date_trunc('second', now())),
        'UTF8')) for 16), 'hex')::uuid) as key,
      a.payload_hash, coalesce(a.submission_id, gen_random_uuid()) as submission_id, coalesce(a.spam_reasons, '{}') as spam_reasons,
      case when (select s.value = 'true' from public.platform_settings s where s.key = 'maintenance_all') then 'MAINTENANCE'
        when i.id is null or (i.visibility = 'private' and not private.opens_instance(i.id, a.token)) then 'INSTANCE_NOT_FOUND'
        when a.origin_allowed is not true then 'ORIGIN_NOT_ALLOWED'
        when pg_column_size(a.payload) > 32768 or pg_column_size(a.meta) > 8192 then 'PAYLOAD_TOO_LARGE'
        -- The caller may remember an older revision for a few seconds: its findings about the fields are then worth nothing.
        when a.checked_revision <> i.revision then 'CHECK_AGAIN' end as verdict,
      case when coalesce(a.field_errors, '[]') = '[]' then null
        when a.revision <> i.revision and a.field_errors @> '[{"code": "unknownField"}]' then 'STALE_REVISION'
        else 'VALIDATION_FAILED' end as refusal
    from asked a left join live i on i.public_id = a.public_id
  ), claimed as (
    -- A concurrent twin waits here for the first one's outcome.
    insert into private.submission_keys (widget_instance_id, key, payload_hash, submission_id)
    select distinct on (j.instance_id, j.key) j.instance_id, j.key, j.payload_hash, j.submission_id
    from judged j where j.verdict is null order by j.instance_id, j.key, j.n
    on conflict on constraint submission_keys_pkey do nothing returning submission_id
  ), counted as (
    insert into private.submission_rate_window as w (scope, window_start, ends_at, hits)
    select s.scope, windows[s.policy].starts, windows[s.policy].starts + make_interval(secs => windows[s.policy].seconds), count(*)
    from judged j
    cross join lateral (values (1, 'instance:' || j.instance_id), (2, 'ip:' || j.visitor), (3, 'workspace:' || j.workspace_id)) s(policy, scope)
    where j.submission_id in (select c.submission_id from claimed c) and s.scope is not null
    group by s.scope, s.policy order by s.scope
    on conflict on constraint submission_rate_window_pkey do update set hits = w.hits + excluded.hits returning w.scope, w.hits
  ), taken as materialized (
    select jsonb_object_agg(c.scope, c.hits) as hits from counted c
  )
  select array_agg(row(j.n, j.organization_id, j.workspace_id, j.widget_id, j.instance_id, j.about, j.keeps_ip, j.visitor, j.key, j.payload_hash,
      j.submission_id, j.spam_reasons, now(), case when j.verdict is null and l.instance is null then 'held' else coalesce(j.verdict, j.refusal) end,
      j.refusal, l.ip, l.instance, l.workspace)::private.submission_attempt order by j.n),
    bool_or(j.verdict is null and l.instance is null), min(least(l.ip, l.instance, l.workspace))
  into attempts, any_held, least_left
  from judged j
  left join lateral (select windows[2].quota - ((select t.hits from taken t) ->> ('ip:' || j.visitor))::int as ip,
    windows[1].quota - ((select t.hits from taken t) ->> ('instance:' || j.instance_id))::int as instance,
    windows[3].quota - ((select t.hits from taken t) ->> ('workspace:' || j.workspace_id))::int as workspace offset 0) l
    on j.submission_id in (select c.submission_id from claimed c);
  if any_held then attempts := private.find_held(attempts); end if;
  return case when least_left < 0 then private.share_windows(attempts, windows) else attempts end;
end $$;
comment on function private.read_submissions is 'Finds the instance of each request and decides what needs no lock; claims the keys of the others, and counts whoever got theirs against the rates of instance, address and workspace, one row for each.';

create function private.take_places(attempts private.submission_attempt[]) returns private.submission_attempt[]
language plpgsql volatile set search_path = '' as $$
declare
  home record;
  given int;
begin
  -- Keeps the scopes from changing before this is written; all of them before the first counter.
  perform from public.workspaces w where w.id = any (array(select a.workspace_id from unnest(attempts) a where a.verdict is null))
    order by w.id for key share;
  for home in
    select w.bound, w.asking from (
      select private.effective_limit(a.workspace_id, 'submissions_month') as bound, array_agg(a.n order by a.n) as asking
      from unnest(attempts) a where a.verdict is null and a.spam_reasons = '{}' group by a.workspace_id offset 0
    ) w order by (w.bound).scope_id
  loop
    given := private.take_limit(home.bound, 'submissions_month', cardinality(home.asking));
    for place in given + 1 .. cardinality(home.asking) loop
      attempts[home.asking[place]].verdict := 'PLAN_LIMIT_REACHED';
    end loop;
  end loop;
  return attempts;
end $$;
comment on function private.take_places is 'Takes the undecided requests from their plans'' limits, first come first served, and refuses those beyond. What is quarantined takes no place.';

create function private.store_submissions(attempts private.submission_attempt[], requests jsonb) returns int
language plpgsql volatile set search_path = '' as $$
declare
  second timestamptz := date_trunc('second', now());
  stored int;
begin
  with kept as materialized (
    select a.*, requests -> (a.n - 1) as request from unnest(attempts) a where a.verdict is null
  ), submissions as (
    insert into public.widget_submissions (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, revision,
      client_submission_id, payload, payload_hash, ts_second, ip, ua, status, spam_reasons, score, meta)
    select k.submission_id, k.received_at, k.organization_id, k.workspace_id, k.widget_id, k.instance_id,
      (k.request ->> 'revision')::int, (k.request ->> 'id')::uuid, k.request -> 'payload', k.payload_hash,
      second, case when k.keeps_ip then left(k.request ->> 'ip', 64) else k.visitor end,
      left(k.request ->> 'user_agent', 500), case k.spam_reasons when '{}' then 'accepted' else 'spam' end, k.spam_reasons,
      cardinality(k.spam_reasons), coalesce(k.request -> 'meta', '{}')
    from kept k
  ), used as (
    insert into public.usage_events (organization_id, workspace_id, event_type, quantity)
    select k.organization_id, k.workspace_id, 'submission', count(*) from kept k where k.spam_reasons = '{}' group by 1, 2
  )
  -- A submission's first event has its id.
  insert into public.events (id, organization_id, workspace_id, entity_type, entity_id, event_type, payload)
  select k.submission_id, k.organization_id, k.workspace_id, 'widget_submission', k.submission_id,
    case k.spam_reasons when '{}' then 'submission.accepted' else 'submission.quarantined' end, k.about
  from kept k;
  get diagnostics stored = row_count;
  return stored;
end $$;
comment on function private.store_submissions is 'Writes the submissions that nothing refused with their domain events, and what each workspace used as one usage event; says how many.';

create function private.tell_verdicts(attempts private.submission_attempt[], windows private.rate_window[]) returns json
language plpgsql stable set search_path = '' as $$
begin
  -- Nobody is told that they look like spam. A twin shares the fate of the first: its receipt, or its refusal.
  return json_build_object('policies', to_json(windows), 'now', now(), 'verdicts', (
    select json_agg(json_build_array(
      case when a.verdict = 'twin' then coalesce((select f.verdict from unnest(attempts) f
        where f.submission_id = a.submission_id and f.verdict is distinct from 'twin'), 'replayed') else coalesce(a.verdict, 'accepted') end,
      a.submission_id, nullif(a.received_at, now()), a.ip_left, a.instance_left, a.workspace_left))
    from unnest(attempts) a));
end $$;
comment on function private.tell_verdicts is 'The policies, and for each request in its order: verdict, id of the submission, when it was received if not now, what is left of its rates.';

create function private.accept_submissions(requests jsonb) returns json
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  -- In the order of their names: instance, ip, workspace.
  windows private.rate_window[] := array(select private.current_window(p) from private.rate_policies p order by p.name);
  attempts private.submission_attempt[] := private.read_submissions(requests, windows);
  names_uploads boolean := requests @? '$[*].uploads[*]';
begin
  if names_uploads then attempts := private.claim_uploads(attempts, requests); end if;
  attempts := private.take_places(attempts);
  if names_uploads then perform private.use_uploads(attempts, requests); end if;
  -- What was refused may be sent again.
  if private.store_submissions(attempts, requests) < cardinality(attempts) then
    delete from private.submission_keys k using unnest(attempts) a
    where k.widget_instance_id = a.instance_id and k.key = a.key and k.submission_id = a.submission_id
      and a.verdict in ('RATE_LIMITED', 'VALIDATION_FAILED', 'STALE_REVISION', 'PLAN_LIMIT_REACHED');
  end if;
  return private.tell_verdicts(attempts, windows);
end $$;
comment on function private.accept_submissions is 'Decides a batch of submissions and stores each of them or nothing of it. Answers with verdicts in the order of the requests, never with an exception for what a visitor did.';

alter function private.accept_submissions owner to lapel_definer;
grant execute on function private.read_submissions, private.find_held, private.share_windows,
  private.take_places, private.store_submissions, private.tell_verdicts to lapel_definer;
grant execute on function private.accept_submissions to service_role;
