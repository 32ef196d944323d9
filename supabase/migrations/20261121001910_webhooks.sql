-- Webhooks: endpoints, their envelopes, attempts and replay.
-- A message is stored once and delivered at least once to every endpoint that wants it, on the schedule of Standard
-- Webhooks, until it arrives or the schedule ends. Secrets are in the vault.

create table public.webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  url text not null check (length(url) <= 2000 and url ~ '^https://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:(443|8443))?([/?]\S*)?$'),
  description text check (length(description) <= 500),
  event_types text[] not null default '{}',
  secret_id uuid,
  previous_secret_id uuid,
  rotated_at timestamptz,
  status text not null default 'active' check (status in ('active', 'disabled')),
  disabled_reason text,
  failing_since timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, workspace_id, organization_id),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.webhook_endpoints is 'Where a workspace wants its events. No event types: all of them. Secrets are in the vault.';
create index webhook_endpoints_workspace_idx on public.webhook_endpoints (workspace_id, status);
create index webhook_endpoints_organization_idx on public.webhook_endpoints (organization_id);

create table public.webhook_messages (
  id uuid primary key default gen_random_uuid(),
  message_id text not null unique default private.random_id('msg_'),
  organization_id uuid not null,
  workspace_id uuid not null,
  event_id uuid unique,
  event_type text not null,
  payload jsonb not null check (pg_column_size(payload) <= 65536),
  created_at timestamptz not null default now(),
  unique (id, workspace_id, organization_id),
  foreign key (event_id, organization_id) references public.events (id, organization_id) on delete set null (event_id),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.webhook_messages is 'The envelope, as every receiver gets it, under one webhook-id.';
create index webhook_messages_workspace_idx on public.webhook_messages (workspace_id, created_at desc);
create index webhook_messages_created_idx on public.webhook_messages (created_at);
create index webhook_messages_organization_idx on public.webhook_messages (organization_id);

create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  endpoint_id uuid not null,
  message_id uuid not null,
  status text not null default 'pending' check (status in ('pending', 'sending', 'delivered', 'failed')),
  attempt int not null default 0,
  next_attempt_at timestamptz default now(),
  leased_until timestamptz,
  response_status int,
  response_excerpt text check (length(response_excerpt) <= 1000),
  error text check (length(error) <= 500),
  duration_ms int,
  delivered_at timestamptz,
  created_at timestamptz not null default now(),
  unique (endpoint_id, message_id),
  foreign key (endpoint_id, workspace_id, organization_id)
    references public.webhook_endpoints (id, workspace_id, organization_id) on delete cascade,
  foreign key (message_id, workspace_id, organization_id)
    references public.webhook_messages (id, workspace_id, organization_id) on delete cascade
);
comment on table public.webhook_deliveries is 'One message on its way to one endpoint, and how its last attempt went.';
create index webhook_deliveries_due_idx on public.webhook_deliveries (endpoint_id, next_attempt_at) where status = 'pending';
create index webhook_deliveries_lease_idx on public.webhook_deliveries (endpoint_id, leased_until) where status = 'sending';
create index webhook_deliveries_failing_idx on public.webhook_deliveries (created_at desc) where status = 'failed' or status = 'pending' and attempt > 0;
create index webhook_deliveries_created_idx on public.webhook_deliveries (created_at desc);
create index webhook_deliveries_workspace_idx on public.webhook_deliveries (workspace_id, created_at desc);
create index webhook_deliveries_organization_idx on public.webhook_deliveries (organization_id, created_at desc);
create index webhook_deliveries_message_idx on public.webhook_deliveries (message_id);

create function private.webhook_delay(attempt int) returns interval
language sql immutable set search_path = '' as $$
  select (array['0 s', '5 s', '5 min', '30 min', '2 h', '5 h', '10 h', '14 h', '20 h', '24 h'])[attempt]::interval
$$;
comment on function private.webhook_delay is 'The wait before an attempt (from 1); null when the schedule is over. Svix''s schedule.';

create function private.fn_queue_webhooks() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- Most workspaces have no endpoint: the whole statement costs more to begin than this.
  if not exists (select from added a join public.webhook_endpoints e on e.workspace_id = a.workspace_id and e.status = 'active') then
    return null;
  end if;
  with wanted as materialized (
    select a.id as event_id, e.id as endpoint_id from added a
    join public.webhook_endpoints e on e.workspace_id = a.workspace_id and e.status = 'active'
      and (e.event_types = '{}' or a.event_type = any (e.event_types))
  ), messages as (
    insert into public.webhook_messages (organization_id, workspace_id, event_id, event_type, payload)
    select a.organization_id, a.workspace_id, a.id, a.event_type, jsonb_build_object('type', a.event_type,
      'timestamp', to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'data', a.payload || jsonb_build_object('entity_type', a.entity_type, 'entity_id', a.entity_id))
    from added a where a.id in (select w.event_id from wanted w)
    returning id, event_id, organization_id, workspace_id
  )
  insert into public.webhook_deliveries (organization_id, workspace_id, endpoint_id, message_id)
  select m.organization_id, m.workspace_id, w.endpoint_id, m.id from messages m join wanted w on w.event_id = m.event_id;
  return null;
end $$;
comment on function private.fn_queue_webhooks is 'Puts events into the outbox of every endpoint that wants them, in the events'' own transaction.';

create function private.expire_claims() returns int
language plpgsql security definer set search_path = '' as $$
declare
  expired int;
begin
  with dead as (
    select d.id, e.status = 'active' as wanted, private.webhook_delay(d.attempt + 1) as wait
    from public.webhook_deliveries d join public.webhook_endpoints e on e.id = d.endpoint_id
    where d.status = 'sending' and d.leased_until < now() for update of d skip locked
  )
  update public.webhook_deliveries d set leased_until = null, error = 'The worker did not come back.',
    status = case when dead.wanted and dead.wait is not null then 'pending' else 'failed' end,
    next_attempt_at = case when dead.wanted then now() + dead.wait end
  from dead where d.id = dead.id;
  get diagnostics expired = row_count;
  return expired;
end $$;
comment on function private.expire_claims is 'Takes deliveries back from workers that died with them: such an attempt has failed like any other, and the tenth is the last.';

create function private.claim_deliveries(batch int) returns table (delivery_id uuid, attempt int, url text, message_id text, payload jsonb,
  secret text, previous_secret text)
language sql volatile security definer set search_path = '' as $$
  -- One claim at a time: what an endpoint has under way is counted while nobody adds to it.
  select pg_advisory_xact_lock(hashtextextended('private.claim_deliveries', 0));
  select private.expire_claims();
  -- From endpoint to endpoint in the index, past all that waits for each.
  with recursive waiting as (
    (select d.endpoint_id from public.webhook_deliveries d where d.status = 'pending' order by d.endpoint_id limit 1)
    union all
    select (select d.endpoint_id from public.webhook_deliveries d where d.status = 'pending' and d.endpoint_id > w.endpoint_id
      order by d.endpoint_id limit 1)
    from waiting w where w.endpoint_id is not null
  ), due as (
    select next.id from waiting w join public.webhook_endpoints e on e.id = w.endpoint_id and e.status = 'active'
    cross join lateral (
      select d.id, d.next_attempt_at from public.webhook_deliveries d
      where d.endpoint_id = e.id and d.status = 'pending' and d.next_attempt_at <= now()
      order by d.next_attempt_at for update skip locked
      limit greatest(0, 4 - (select count(*) from public.webhook_deliveries s where s.endpoint_id = e.id and s.status = 'sending'))
    ) next
    order by next.next_attempt_at limit batch
  ), claimed as (
    update public.webhook_deliveries d set status = 'sending', attempt = d.attempt + 1, leased_until = now() + interval '60 seconds'
    from due where d.id = due.id returning d.*
  )
  select c.id, c.attempt, e.url, m.message_id, m.payload, s.decrypted_secret, p.decrypted_secret
  from claimed c
  join public.webhook_endpoints e on e.id = c.endpoint_id
  join public.webhook_messages m on m.id = c.message_id
  left join vault.decrypted_secrets s on s.id = e.secret_id
  left join vault.decrypted_secrets p on p.id = e.previous_secret_id and e.rotated_at > now() - interval '24 hours'
$$;
comment on function private.claim_deliveries is 'Worker: takes due deliveries for 60 seconds, with what is needed to sign them. Four of an endpoint are under way at most, so that none that is slow holds up the others.';

create function private.release_delivery(delivery_id uuid, attempt int) returns void
language sql volatile security definer set search_path = '' as $$
  update public.webhook_deliveries d set leased_until = null, attempt = d.attempt - 1,
    status = case e.status when 'active' then 'pending' else 'failed' end, next_attempt_at = case e.status when 'active' then now() end
  from public.webhook_endpoints e
  where e.id = d.endpoint_id and d.id = release_delivery.delivery_id and d.attempt = release_delivery.attempt and d.status = 'sending'
$$;
comment on function private.release_delivery is 'Worker: gives back an attempt that it does not finish because it stops. It does not count, and is due at once.';

create function private.settle_delivery(delivery_id uuid, attempt int, response_status int, response_excerpt text, error text,
  duration_ms int, retry_after int default null) returns text
language plpgsql security definer set search_path = '' as $$
declare
  settled public.webhook_deliveries;
  -- No status at all: nobody answered.
  arrived boolean := coalesce(response_status between 200 and 299, false);
  over boolean;
  wait interval := private.webhook_delay(settle_delivery.attempt + 1) * (0.8 + random() * 0.4);
begin
  over := arrived or wait is null or settle_delivery.response_status is not distinct from 410;
  update public.webhook_deliveries d set response_status = settle_delivery.response_status, leased_until = null,
    response_excerpt = left(settle_delivery.response_excerpt, 1000), error = left(settle_delivery.error, 500),
    duration_ms = settle_delivery.duration_ms, delivered_at = case when arrived then now() end,
    status = case when arrived then 'delivered' when over then 'failed' else 'pending' end,
    next_attempt_at = case when over then null
      else now() + greatest(wait, make_interval(secs => least(coalesce(settle_delivery.retry_after, 0), 86400))) end
  where d.id = settle_delivery.delivery_id and d.attempt = settle_delivery.attempt and d.status = 'sending'
  returning * into settled;
  if settled.id is null then return 'lost'; end if;
  update public.webhook_endpoints e set
    failing_since = case when arrived then null else coalesce(e.failing_since, now()) end,
    status = case when arrived then e.status
      when settle_delivery.response_status = 410 or e.failing_since < now() - interval '5 days' then 'disabled' else e.status end,
    disabled_reason = case when arrived then null when settle_delivery.response_status = 410 then 'The receiver answered 410 Gone.'
      when e.failing_since < now() - interval '5 days' then 'Nothing arrived for five days.' else e.disabled_reason end
  where e.id = settled.endpoint_id;
  -- Switched off while this attempt was on its way: there is no next one.
  update public.webhook_deliveries d set status = 'failed', next_attempt_at = null
  from public.webhook_endpoints e
  where d.id = settled.id and d.status = 'pending' and e.id = settled.endpoint_id and e.status = 'disabled';
  return (select d.status from public.webhook_deliveries d where d.id = settled.id);
end $$;
comment on function private.settle_delivery is 'Worker: keeps how an attempt went and when the next is due. 410, or five days without success, switches the endpoint off.';

create function private.writable_endpoint(endpoint_id uuid) returns public.webhook_endpoints
language plpgsql security definer set search_path = '' as $$
declare
  held public.webhook_endpoints := (select e from public.webhook_endpoints e where e.id = endpoint_id
    and e.workspace_id in (select private.workspaces_where_i_can('webhooks.manage')));
begin
  if held.id is null then perform private.fail('NOT_FOUND', 'No such endpoint.'); end if;
  return held;
end $$;
comment on function private.writable_endpoint is 'An endpoint of a workspace whose webhooks the caller manages.';

create function public.replay_webhook(endpoint_id uuid, since timestamptz default null, delivery_id uuid default null) returns int
language plpgsql security definer set search_path = '' as $$
declare
  target public.webhook_endpoints := private.writable_endpoint(endpoint_id);
  queued int;
begin
  if target.status <> 'active' then perform private.fail('CONFLICT', 'The endpoint is switched off.'); end if;
  update public.webhook_deliveries d set status = 'pending', attempt = 0, next_attempt_at = now(), leased_until = null
  where d.endpoint_id = target.id and d.status in ('failed', 'delivered')
    and (d.id = replay_webhook.delivery_id or (replay_webhook.delivery_id is null and d.status = 'failed' and d.created_at >= replay_webhook.since));
  get diagnostics queued = row_count;
  return queued;
end $$;
comment on function public.replay_webhook is 'Sends one delivery again, or everything that failed since a time. Signed with the current secret.';

create function private.set_webhook_secret(endpoint_id uuid, secret text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  target public.webhook_endpoints;
begin
  select * into strict target from public.webhook_endpoints e where e.id = set_webhook_secret.endpoint_id for update;
  if target.previous_secret_id is not null then delete from vault.secrets s where s.id = target.previous_secret_id; end if;
  update public.webhook_endpoints e set previous_secret_id = e.secret_id, rotated_at = now(),
    secret_id = vault.create_secret(set_webhook_secret.secret, 'webhook:' || private.random_id(''), 'Signing secret of a webhook endpoint')
  where e.id = target.id;
end $$;
comment on function private.set_webhook_secret is 'Service role: sets or rotates a signing secret; the one before signs along for 24 hours.';

create function private.rotate_webhook_secret_as(user_id uuid, endpoint_id uuid, ip text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  taken jsonb := private.take_account_rates('webhooksecrets', user_id, ip);
  secret text := 'whsec_' || encode(extensions.gen_random_bytes(24), 'base64');
  said text;
begin
  if taken @> '[{"allowed": false}]' then return private.verdict('RATE_LIMITED', null, taken); end if;
  begin
    perform private.act_as(user_id);
    perform private.set_webhook_secret((private.writable_endpoint(endpoint_id)).id, secret);
  exception when others then
    if sqlstate !~ '^PT' then raise; end if;
    get stacked diagnostics said = pg_exception_detail;
    return private.refusal_verdict(sqlstate, sqlerrm, said, taken);
  end;
  return private.verdict('accepted', jsonb_build_object('secret', secret), taken);
end $$;
comment on function private.rotate_webhook_secret_as is 'A new signing secret for an endpoint of a user whom the endpoint has verified, answered with a verdict, at the rates of take_account_rates. It is told this once.';

create function private.forget_rotated_secrets() returns int
language plpgsql security definer set search_path = '' as $$
declare
  rotated record;
  forgotten int := 0;
begin
  for rotated in select e.id, e.previous_secret_id from public.webhook_endpoints e
    where e.previous_secret_id is not null and e.rotated_at < now() - interval '24 hours' for update skip locked
  loop
    update public.webhook_endpoints e set previous_secret_id = null where e.id = rotated.id;
    delete from vault.secrets s where s.id = rotated.previous_secret_id;
    forgotten := forgotten + 1;
  end loop;
  return forgotten + private.forget_rotated_identity_secrets();
end $$;
comment on function private.forget_rotated_secrets is 'Job: deletes signing secrets, of webhooks and of identities, that were replaced more than 24 hours ago.';

create function private.prune_webhooks() returns bigint
language sql volatile security definer set search_path = '' as $$
  -- Their deliveries go with them. The schedule ends after four days, so nothing this old is still on its way by itself.
  with gone as (
    delete from public.webhook_messages m where m.created_at < now() - interval '30 days'
      and not exists (select from public.webhook_deliveries d where d.message_id = m.id and d.status in ('pending', 'sending'))
    returning 1
  ) select count(*) from gone
$$;
comment on function private.prune_webhooks is 'Job: deletes messages of more than 30 days ago and the log of their deliveries, but for what is being sent again.';

create function private.fn_restart_endpoint() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.failing_since := null;
  new.disabled_reason := null;
  return new;
end $$;
comment on function private.fn_restart_endpoint is 'An endpoint that is switched on again starts with a clean record.';

create function private.fn_stop_deliveries() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.webhook_deliveries d set status = 'failed', next_attempt_at = null, leased_until = null, error = 'The endpoint is switched off.'
  where d.endpoint_id = new.id and d.status = 'pending';
  return null;
end $$;
comment on function private.fn_stop_deliveries is 'What waits for an endpoint that is switched off has failed, and may be replayed later.';

create function private.fn_forget_webhook_secrets() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from vault.secrets s where s.id in (old.secret_id, old.previous_secret_id);
  return null;
end $$;
comment on function private.fn_forget_webhook_secrets is 'Secrets go with their endpoint.';

create trigger trg_events_queue_webhooks after insert on public.events referencing new table as added
  for each statement execute function private.fn_queue_webhooks();
create trigger trg_webhook_endpoints_forget after delete on public.webhook_endpoints
  for each row execute function private.fn_forget_webhook_secrets();
create trigger trg_webhook_endpoints_restart before update of status on public.webhook_endpoints
  for each row when (old.status = 'disabled' and new.status = 'active') execute function private.fn_restart_endpoint();
create trigger trg_webhook_endpoints_stop after update of status on public.webhook_endpoints
  for each row when (old.status = 'active' and new.status = 'disabled') execute function private.fn_stop_deliveries();
create trigger trg_webhook_endpoints_touch before update on public.webhook_endpoints
  for each row execute function private.fn_touch_updated_at();
create trigger trg_webhook_endpoints_enforce_max_endpoints after insert or delete or update of workspace_id, organization_id
  on public.webhook_endpoints for each row execute function private.fn_count_limit('webhook_endpoints');
create trigger trg_webhook_endpoints_need_feature after insert on public.webhook_endpoints
  for each row execute function private.fn_need_feature('webhooks');
insert into private.counted_tables (limit_type, query) values
  ('webhook_endpoints', $$select workspace_id, count(*) from public.webhook_endpoints where organization_id = $1 group by 1$$);
select private.audit_table('public.webhook_endpoints', 'id', 'secret_id', 'previous_secret_id');

alter table public.webhook_endpoints enable row level security;
alter table public.webhook_endpoints force row level security;
alter table public.webhook_messages enable row level security;
alter table public.webhook_messages force row level security;
alter table public.webhook_deliveries enable row level security;
alter table public.webhook_deliveries force row level security;
create policy "Webhook managers see endpoints" on public.webhook_endpoints for select to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('webhooks.manage'))));
create policy "Webhook managers make endpoints" on public.webhook_endpoints for insert to authenticated
  with check (workspace_id = any (array(select private.workspaces_where_i_can('webhooks.manage'))));
create policy "Webhook managers change endpoints" on public.webhook_endpoints for update to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('webhooks.manage'))))
  with check (workspace_id = any (array(select private.workspaces_where_i_can('webhooks.manage'))));
create policy "Webhook managers delete endpoints" on public.webhook_endpoints for delete to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('webhooks.manage'))));
create policy "Staff see endpoints" on public.webhook_endpoints for select to platform_staff using ((select private.is_staff()));
create policy "Webhook managers see messages" on public.webhook_messages for select to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('webhooks.manage'))));
create policy "Staff see messages" on public.webhook_messages for select to platform_staff using ((select private.is_staff()));
create policy "Webhook managers see deliveries" on public.webhook_deliveries for select to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('webhooks.manage'))));
create policy "Staff see deliveries" on public.webhook_deliveries for select to platform_staff using ((select private.is_staff()));

grant select (id, organization_id, workspace_id, url, description, event_types, rotated_at, status, disabled_reason, failing_since,
  created_at, updated_at), insert (organization_id, workspace_id, url, description, event_types),
  update (url, description, event_types, status), delete on public.webhook_endpoints to authenticated;
grant select on public.webhook_messages, public.webhook_deliveries to authenticated;
alter function private.fn_queue_webhooks owner to lapel_definer;
alter function private.expire_claims owner to lapel_definer;
alter function private.forget_rotated_secrets owner to lapel_definer;
alter function private.prune_webhooks owner to lapel_definer;
alter function private.claim_deliveries owner to lapel_definer;
alter function private.release_delivery owner to lapel_definer;
alter function private.settle_delivery owner to lapel_definer;
alter function private.writable_endpoint owner to lapel_definer;
alter function public.replay_webhook owner to lapel_definer;
alter function private.set_webhook_secret owner to lapel_definer;
alter function private.rotate_webhook_secret_as owner to lapel_definer;
alter function private.fn_stop_deliveries owner to lapel_definer;
alter function private.fn_forget_webhook_secrets owner to lapel_definer;
grant execute on function private.webhook_delay to lapel_definer;
grant execute on function private.fn_restart_endpoint to authenticated, lapel_definer;
grant execute on function private.claim_deliveries, private.release_delivery, private.settle_delivery, private.set_webhook_secret,
  private.rotate_webhook_secret_as, private.forget_rotated_secrets,
  private.prune_webhooks to service_role;
grant execute on function public.replay_webhook to authenticated;
