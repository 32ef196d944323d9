-- Embed endpoints: the calls that the public endpoints make for private instances, reports, drafts, claims and code.
-- One call decides one request. What a visitor did is answered with a verdict, never with an exception.

create function private.private_instance(public_id text, token text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select private.shown_instance(i) from private.live_instances i
    where i.public_id = private_instance.public_id and private.opens_instance(i.id, token));
end $$;
comment on function private.private_instance is 'The published revision that an embed token opens; null when the token does not hold or nothing is published.';

create function private.open_instance(public_id text, token text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(private.private_instance(open_instance.public_id, token), private.preview_instance(open_instance.public_id, token))
$$;
comment on function private.open_instance is 'What a token opens: a private instance as published, or a draft. Null for anything else.';

create table private.widget_event_keys (
  public_id text not null,
  id uuid not null,
  received_at timestamptz not null default now(),
  primary key (public_id, id)
);
comment on table private.widget_event_keys is 'Ids that pages gave to events, for a day: an event that is sent again is stored once. Apart from the events, so that those without an id cost nothing.';
-- Rows come in this order and go in it.
create index widget_event_keys_received_idx on private.widget_event_keys using brin (received_at);
alter table private.widget_event_keys enable row level security;

create function private.unseen_events(public_id text, events jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  claimed uuid[];
begin
  if not events @? '$[*].id' then return events; end if;
  -- In one order, so that batches never wait for each other in a circle. A concurrent twin waits for the first one's outcome.
  with claims as (
    insert into private.widget_event_keys (public_id, id)
    select distinct unseen_events.public_id, (e ->> 'id')::uuid from jsonb_array_elements(events) e where e ? 'id' order by 2
    on conflict on constraint widget_event_keys_pkey do nothing returning widget_event_keys.id
  ) select coalesce(array_agg(id), '{}') into claimed from claims;
  return (
    select coalesce(jsonb_agg(x.e order by x.n), '[]') from (
      select e, n, row_number() over (partition by e ->> 'id' order by n) as place from jsonb_array_elements(events) with ordinality u(e, n)
    ) x where not x.e ? 'id' or (x.place = 1 and (x.e ->> 'id')::uuid = any (claimed)));
end $$;
comment on function private.unseen_events is 'The events of a batch without those whose id the instance has had within a day, which it remembers from now on. Those without an id are always new.';

create function private.prune_event_keys() returns bigint
language sql security definer set search_path = '' as $$
  with gone as (delete from private.widget_event_keys where received_at < now() - interval '1 day' returning 1) select count(*) from gone
$$;
comment on function private.prune_event_keys is 'Job: forgets the ids of events after a day.';

create function private.accept_widget_events(request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  taken jsonb := private.take_visitor_rate('events', 120, 60, request ->> 'ip');
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  return private.verdict('accepted', jsonb_build_object('stored',
    private.record_widget_events(request ->> 'public_id', private.unseen_events(request ->> 'public_id', request -> 'events'))), taken);
end $$;
comment on function private.accept_widget_events is 'Stores a batch of funnel events, each id once, 120 batches a minute per address.';

create function private.accept_fetch_error(request jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  taken jsonb := private.take_visitor_rate('errors', 30, 60, request ->> 'ip');
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  perform private.report_fetch_error(request ->> 'public_id', request ->> 'code', request ->> 'detail', request ->> 'page',
    request ->> 'sdk_version');
  return private.verdict('accepted', '{}', taken);
end $$;
comment on function private.accept_fetch_error is 'Counts a reported failure, 30 reports a minute per address.';

create function private.act_as(user_id uuid) returns void
language plpgsql volatile set search_path = '' as $$
begin
  -- auth.uid() reads the one or the other, depending on who installed it.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', user_id, 'role', 'authenticated', 'aal', 'aal2')::text, true);
  perform set_config('request.jwt.claim.sub', user_id::text, true);
end $$;
comment on function private.act_as is 'Until the transaction ends, the caller is this user, whose access token the endpoint has had verified, with the second factor where the account has one.';

create function private.refusal_verdict(state text, message text, detail text, limits jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  -- A plan limit speaks in a sentence, everything else in a code.
  select private.verdict(case state when 'PT402' then 'PLAN_LIMIT_REACHED' else message end, null, limits)
    || jsonb_build_object('detail', case state when 'PT402' then message else nullif(detail, '') end)
$$;
comment on function private.refusal_verdict is 'A rule violation that private.fail raised, as a verdict.';

create function private.take_account_rates(name text, user_id uuid, ip text) returns jsonb
language sql security definer set search_path = '' as $$
  select private.take_visitor_rate(name, 60, 60, ip)
    || jsonb_build_array(private.take_rate(row('user' || name, 10, 60)::private.rate_policies, user_id::text))
$$;
comment on function private.take_account_rates is 'Counts one request of a signed-in user: 60 a minute per address, 10 per user.';

create function private.claim_draft_as(user_id uuid, draft_token text, workspace_id uuid, name text, ip text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  taken jsonb := private.take_account_rates('claims', user_id, ip);
  claimed uuid;
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  -- A block of its own: a refusal takes back what it did and not the counts.
  begin
    perform private.act_as(user_id);
    claimed := public.claim_draft(draft_token, workspace_id, name);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', (select jsonb_build_object('instance_id', i.id, 'widget_id', i.widget_id, 'public_id', i.public_id)
    from public.widget_instances i where i.id = claimed), taken);
end $$;
comment on function private.claim_draft_as is 'public.claim_draft for a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates.';

create function private.accept_invitation_as(user_id uuid, token text, ip text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  taken jsonb := private.take_account_rates('invitations', user_id, ip);
  joined uuid;
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  begin
    perform private.act_as(user_id);
    joined := public.accept_invitation(token);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('organization_id', joined), taken);
end $$;
comment on function private.accept_invitation_as is 'public.accept_invitation for a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates.';

create function private.take_instance_rate(name text, quota int, window_seconds int, instance_id uuid) returns jsonb
language sql security definer set search_path = '' as $$
  select jsonb_build_array(private.take_rate(row(name, quota, window_seconds)::private.rate_policies, instance_id::text))
$$;
comment on function private.take_instance_rate is 'Counts one request to an instance against a rate of its own.';

create function private.approved_artifact(sha256 text) returns bytea
language sql stable security definer set search_path = '' as $$
  select a.content from public.plugin_artifacts a
  join public.organizations o on o.id = a.organization_id and o.status = 'active'
  where a.sha256 = approved_artifact.sha256 and a.approved_at is not null limit 1
$$;
comment on function private.approved_artifact is 'Custom code by its hash, once it is approved; null before, and for what is unknown.';

alter function private.private_instance owner to lapel_definer;
alter function private.open_instance owner to lapel_definer;
alter function private.unseen_events owner to lapel_definer;
alter function private.prune_event_keys owner to lapel_definer;
alter function private.accept_widget_events owner to lapel_definer;
alter function private.accept_fetch_error owner to lapel_definer;
alter function private.take_account_rates owner to lapel_definer;
alter function private.take_instance_rate owner to lapel_definer;
alter function private.claim_draft_as owner to lapel_definer;
alter function private.accept_invitation_as owner to lapel_definer;
alter function private.approved_artifact owner to lapel_definer;
grant execute on function private.act_as, private.refusal_verdict to lapel_definer;
grant execute on function private.open_instance, private.accept_widget_events, private.accept_fetch_error, private.claim_draft_as,
  private.prune_event_keys,  private.accept_invitation_as, private.approved_artifact, private.private_instance to service_role;
