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
  primary key (id, organization_id)
);
comment on table public.events is 'Domain events of a workspace, for example submission.accepted.';
comment on column public.events.idempotency_hash is 'Makes an event happen once, however often it is reported; null for what is written with the act itself.';
create unique index events_idempotency_idx on public.events (idempotency_hash) where idempotency_hash is not null;
create index events_workspace_idx on public.events (workspace_id, created_at desc);
create index events_organization_idx on public.events (organization_id, created_at desc);
-- Rows come in the order of time, so this costs a write next to nothing, and finds the oldest.
create index events_created_idx on public.events using brin (created_at) with (autosummarize = on);

create function private.fn_tie_events() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (
    select from (select distinct a.workspace_id, a.organization_id from added a) a
    left join lateral (select true as found from public.workspaces w where w.id = a.workspace_id and w.organization_id = a.organization_id for key share) w on true
    where w.found is null)
  then
    raise foreign_key_violation using message = 'Events belong to a workspace and its organization.';
  end if;
  return null;
end $$;
comment on function private.fn_tie_events is 'Ties events to their workspace and its organization as a foreign key would, once for all that are written together: a key asks for each.';

create function private.fn_keep_records() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- Arguments: the table of the records, and its column that names the row which goes or moves.
  has_records boolean;
begin
  if tg_op = 'DELETE' then
    execute format('delete from public.%I where %I = $1', tg_argv[0], tg_argv[1]) using old.id;
    return null;
  end if;
  execute format('select exists (select from public.%I where %I = $1)', tg_argv[0], tg_argv[1]) into has_records using old.id;
  if has_records then raise foreign_key_violation using message = format('%s belong to it as it is.', tg_argv[0]); end if;
  return null;
end $$;
comment on function private.fn_keep_records is 'The other side of a key that is not asked for each row: records go with what they belong to, which keeps its tenant while it has any.';

create trigger trg_events_tie after insert on public.events referencing new table as added
  for each statement execute function private.fn_tie_events();
create trigger trg_workspaces_keep_events after delete on public.workspaces
  for each row execute function private.fn_keep_records('events', 'workspace_id');
create trigger trg_workspaces_stay after update of id, organization_id on public.workspaces
  for each row when ((old.id, old.organization_id) <> (new.id, new.organization_id)) execute function private.fn_keep_records('events', 'workspace_id');

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
alter function private.fn_tie_events owner to lapel_definer;
alter function private.fn_keep_records owner to lapel_definer;
alter function private.prune_events owner to lapel_definer;
grant execute on function private.prune_events to service_role;
