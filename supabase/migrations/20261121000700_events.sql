-- Events: what happened in a workspace, in the words of the domain.
-- Written in the transaction of the act itself; webhooks, feeds and automations read it.

create table public.events (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  workspace_id uuid not null,
  entity_type text not null check (length(entity_type) between 1 and 60),
  entity_id uuid not null,
  event_type text not null check (event_type ~ '^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$'),
  actor_id uuid,
  payload jsonb not null default '{}',
  metadata jsonb not null default '{}',
  idempotency_hash text,
  created_at timestamptz not null default now(),
  primary key (id, organization_id),
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.events is 'Domain events of a workspace, for example submission.accepted.';
comment on column public.events.idempotency_hash is 'Makes an event happen once, however often it is reported; null for what is written with the act itself.';
create unique index events_idempotency_idx on public.events (idempotency_hash) where idempotency_hash is not null;
create index events_workspace_idx on public.events (workspace_id, created_at desc);
create index events_organization_idx on public.events (organization_id, created_at desc);
-- Rows come in the order of time, so this costs a write next to nothing, and finds the oldest.
create index events_created_idx on public.events using brin (created_at) with (autosummarize = on);

create function private.prune_events() returns bigint
language sql volatile security definer set search_path = '' as $$
  with gone as (delete from public.events e where e.created_at < now() - interval '13 months' returning 1) select count(*) from gone
$$;
comment on function private.prune_events is 'Job: deletes events of more than 13 months ago: as long as funnels are kept.';

alter table public.events enable row level security;
alter table public.events force row level security;
create policy "Members see events of their workspaces" on public.events for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Staff see events" on public.events for select to platform_staff using ((select private.is_staff()));
grant select on public.events to authenticated;
alter function private.prune_events owner to lapel_definer;
grant execute on function private.prune_events to service_role;
