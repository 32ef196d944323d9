-- Quarantine: what looked like spam and was none comes back; what was accepted and is spam goes there.
-- A quarantined submission has used nothing: restoring it takes its place in the plan's limit of now. One that a member
-- put there was counted when it came, so it returns for free. Both are audited and told as domain events.

create function private.submission_to_manage(submission_id uuid, received_at timestamptz, reason text) returns public.widget_submissions
language plpgsql volatile security definer set search_path = '' as $$
declare
  home uuid := (select s.workspace_id from public.widget_submissions s where s.id = submission_id and s.ts = received_at);
  found_row public.widget_submissions;
begin
  if private.has_permission(home, 'submissions.manage') then
    if trim(reason) <> '' then perform private.set_reason(reason); end if;
  elsif private.is_staff() then
    perform private.require_staff('support');
    perform private.set_reason(reason);
  elsif home = any (array(select private.my_workspace_ids())) then
    perform private.fail('FORBIDDEN', 'This needs the permission submissions.manage.');
  else
    home := null;
  end if;
  select * into found_row from public.widget_submissions s
  where s.id = submission_id and s.ts = received_at and s.workspace_id = home for update;
  if found_row.id is null then perform private.fail('NOT_FOUND', 'No such submission.'); end if;
  -- Keeps the scopes of its limits from changing; before the audit chain, which who changes them takes after the workspace.
  perform from public.workspaces w where w.id = home for key share;
  return found_row;
end $$;
comment on function private.submission_to_manage is 'The submission, locked, for a caller who may manage it: a member with submissions.manage, or staff of support with a reason. Strangers learn nothing.';

create function private.use_submission(used public.widget_submissions) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.take_limit(private.effective_limit(used.workspace_id, 'submissions_month'), 'submissions_month') = 0 then
    perform private.fail('PLAN_LIMIT_REACHED', 'Max submissions month reached - upgrade your plan.', 'submissions_month');
  end if;
  insert into public.usage_events (organization_id, workspace_id, event_type, metadata)
  values (used.organization_id, used.workspace_id, 'submission',
    jsonb_build_object('submission_id', used.id, 'widget_instance_id', used.widget_instance_id));
end $$;
comment on function private.use_submission is 'Counts a submission that was not counted when it came. Fails with PLAN_LIMIT_REACHED when no place is left.';

create function private.tell_of_submission(about public.widget_submissions, event_type text) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, actor_id, payload)
  values (about.organization_id, about.workspace_id, 'widget_submission', about.id, tell_of_submission.event_type, auth.uid(),
    jsonb_build_object('widget_id', about.widget_id, 'widget_instance_id', about.widget_instance_id, 'received_at', about.ts))
$$;
comment on function private.tell_of_submission is 'Writes the domain event of what a person decided about a submission.';

create function public.restore_submission(submission_id uuid, received_at timestamptz, reason text default null)
returns public.widget_submissions language plpgsql security definer set search_path = '' as $$
declare
  held public.widget_submissions := private.submission_to_manage(submission_id, received_at, reason);
  counts boolean;
begin
  if held.status = 'accepted' then return held; end if;
  if held.status <> 'spam' then perform private.fail('CONFLICT', 'Only a quarantined submission can be restored.'); end if;
  counts := not 'reported' = any (held.spam_reasons);
  update public.widget_submissions s set status = 'accepted', spam_reasons = array_remove(s.spam_reasons, 'reported')
  where s.id = held.id and s.ts = held.ts returning s.* into held;
  -- After the audit chain, like every counter.
  if counts then perform private.use_submission(held); end if;
  perform private.tell_of_submission(held, 'submission.restored');
  return held;
end $$;
comment on function public.restore_submission is 'Takes a submission out of quarantine, as if it had been accepted now; one that is accepted stays so. Needs submissions.manage, or staff of support and a reason.';

create function public.quarantine_submission(submission_id uuid, received_at timestamptz, reason text default null)
returns public.widget_submissions language plpgsql security definer set search_path = '' as $$
declare
  marked public.widget_submissions := private.submission_to_manage(submission_id, received_at, reason);
begin
  if marked.status = 'spam' then return marked; end if;
  if marked.status <> 'accepted' then perform private.fail('CONFLICT', 'Only an accepted submission can be quarantined.'); end if;
  update public.widget_submissions s set status = 'spam', spam_reasons = array_append(s.spam_reasons, 'reported')
  where s.id = marked.id and s.ts = marked.ts returning s.* into marked;
  perform private.tell_of_submission(marked, 'submission.quarantined');
  return marked;
end $$;
comment on function public.quarantine_submission is 'Marks an accepted submission as spam. What it used stays used. Needs submissions.manage, or staff of support and a reason.';

-- An erasure has a certificate of its own; what visitors entered is never recorded.
create trigger trg_audit after update of status on public.widget_submissions for each row
  when (old.status <> new.status and new.status <> 'deleted')
  execute function private.fn_audit('id', 'payload', 'payload_hash', 'meta', 'ip', 'ua');

alter function private.submission_to_manage owner to lapel_definer;
alter function private.use_submission owner to lapel_definer;
alter function private.tell_of_submission owner to lapel_definer;
alter function public.restore_submission owner to lapel_definer;
alter function public.quarantine_submission owner to lapel_definer;
grant execute on function public.restore_submission, public.quarantine_submission to authenticated;
