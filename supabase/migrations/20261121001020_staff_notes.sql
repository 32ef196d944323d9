-- Staff notes: what staff tell each other about a tenant. No tenant reads them, in no export and in no audit log of its own.
-- Nothing is overwritten: another wording is another row, and what is withdrawn stays to be restored.

create table public.organization_notes (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  author_id uuid references auth.users (id) on delete set null,
  body text not null check (length(trim(body)) between 1 and 4000),
  replaces uuid,
  replaced_at timestamptz,
  withdrawn_at timestamptz,
  written_at timestamptz not null default now(),
  created_at timestamptz not null default clock_timestamp(),
  unique (id, organization_id),
  unique (replaces, organization_id),
  foreign key (replaces, organization_id) references public.organization_notes (id, organization_id) on delete cascade
);
comment on table public.organization_notes is 'What staff note about a tenant, for staff alone.';
comment on column public.organization_notes.replaces is 'The earlier wording of the same note.';
comment on column public.organization_notes.replaced_at is 'Since when a later wording holds.';
comment on column public.organization_notes.withdrawn_at is 'Since when the note is not shown; null again once it is restored.';
comment on column public.organization_notes.written_at is 'When the first wording was written.';
create index organization_notes_organization_idx on public.organization_notes (organization_id, created_at desc);
create index organization_notes_author_idx on public.organization_notes (author_id);

create function private.fn_audit_note() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  -- The words stay in the table, where an erasure finds them.
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - 'body' end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - 'body' end;
  entry public.audit_logs;
begin
  entry.before := private.changed_columns(old_row, new_row);
  entry.after := private.changed_columns(new_row, old_row);
  if entry.before is null and entry.after is null then return null; end if;
  entry.actor_id := auth.uid();
  entry.actor_role := coalesce(private.held_staff_role(), nullif(auth.role(), ''), session_user);
  entry.action := lower(tg_op);
  entry.entity := tg_table_name;
  entry.entity_id := coalesce(new_row, old_row) ->> 'id';
  perform private.append_audit(entry);
  return null;
end $$;
comment on function private.fn_audit_note is 'Audits a note in the platform''s chain, which no tenant reads, and without its words.';

create function private.note_to_change(note_id uuid) returns public.organization_notes
language plpgsql security definer set search_path = '' as $$
declare
  note public.organization_notes;
begin
  perform private.require_staff('support');
  select * into note from public.organization_notes n where n.id = note_id for update;
  if note.id is null then perform private.fail('NOT_FOUND', 'No such note.'); end if;
  if note.replaced_at is not null then perform private.fail('CONFLICT', 'Somebody has changed this note meanwhile.'); end if;
  if note.author_id is distinct from auth.uid() then perform private.require_staff('admin'); end if;
  return note;
end $$;
comment on function private.note_to_change is 'A note, locked, for its author or a staff admin.';

create function public.add_organization_note(organization_id uuid, body text) returns public.organization_notes
language plpgsql security definer set search_path = '' as $$
declare
  added public.organization_notes;
begin
  perform private.require_staff('support');
  insert into public.organization_notes (organization_id, author_id, body)
  values (add_organization_note.organization_id, auth.uid(), trim(add_organization_note.body)) returning * into added;
  return added;
exception
  when foreign_key_violation then
    perform private.fail('NOT_FOUND', 'No such organization.');
    return null;
  when check_violation or not_null_violation then
    perform private.fail('VALIDATION_FAILED', 'A note has 1 to 4000 characters.');
    return null;
end $$;
comment on function public.add_organization_note is 'Staff of support: notes something about a tenant.';

create function public.edit_organization_note(note_id uuid, body text) returns public.organization_notes
language plpgsql security definer set search_path = '' as $$
declare
  note public.organization_notes := private.note_to_change(note_id);
  changed public.organization_notes;
begin
  if note.withdrawn_at is not null then perform private.fail('CONFLICT', 'The note is withdrawn. Restore it first.'); end if;
  update public.organization_notes n set replaced_at = now() where n.id = note.id;
  insert into public.organization_notes (organization_id, author_id, body, replaces, written_at)
  values (note.organization_id, auth.uid(), trim(edit_organization_note.body), note.id, note.written_at) returning * into changed;
  return changed;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'A note has 1 to 4000 characters.');
  return null;
end $$;
comment on function public.edit_organization_note is 'Staff: words a note anew, one''s own or, as an admin, anybody''s. The earlier wording is kept. CONFLICT when it is not the last one.';

create function public.withdraw_organization_note(note_id uuid, withdrawn boolean default true) returns public.organization_notes
language plpgsql security definer set search_path = '' as $$
declare
  note public.organization_notes := private.note_to_change(note_id);
begin
  update public.organization_notes n set withdrawn_at = case when withdrawn then coalesce(n.withdrawn_at, now()) end
  where n.id = note.id returning n.* into note;
  return note;
end $$;
comment on function public.withdraw_organization_note is 'Staff: takes a note out of sight, or back into it.';

create trigger trg_audit after insert or update or delete on public.organization_notes
  for each row execute function private.fn_audit_note();

alter table public.organization_notes enable row level security;
alter table public.organization_notes force row level security;
create policy "Staff see notes" on public.organization_notes for select to platform_staff using ((select private.is_staff()));

grant select on public.organization_notes to platform_staff;
alter function private.fn_audit_note owner to lapel_definer;
alter function private.note_to_change owner to lapel_definer;
alter function public.add_organization_note owner to lapel_definer;
alter function public.edit_organization_note owner to lapel_definer;
alter function public.withdraw_organization_note owner to lapel_definer;
grant execute on function public.add_organization_note, public.edit_organization_note, public.withdraw_organization_note to platform_staff;
