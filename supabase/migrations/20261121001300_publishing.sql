-- Publishing: who changes widgets and instances, and what pages show.
-- A publication freezes the widget's config as a revision; going back shows an earlier one. Widgets and published instances
-- count against the plan.

create function private.writable_instance(instance_id uuid, permission text) returns public.widget_instances
language plpgsql security definer set search_path = '' as $$
declare
  found_instance public.widget_instances;
begin
  -- Its key stays free: visitors submit while somebody publishes.
  select * into found_instance from public.widget_instances i where i.id = instance_id for no key update;
  if found_instance.id is null or found_instance.workspace_id not in (select private.my_workspace_ids()) then
    perform private.fail('NOT_FOUND', 'No such instance.');
  elsif not private.has_permission(found_instance.workspace_id, permission) then
    perform private.fail('FORBIDDEN', format('This needs the permission %s.', permission));
  end if;
  -- Before the audit chain, which who changes the workspace or its limits takes after it.
  perform from public.workspaces w where w.id = found_instance.workspace_id for share;
  return found_instance;
end $$;
comment on function private.writable_instance is 'Locks an instance for a change the caller may make; strangers learn nothing.';

create function private.add_revision(widget_id uuid, note text) returns public.widget_revisions
language plpgsql security definer set search_path = '' as $$
declare
  source public.widgets;
  made public.widget_revisions;
begin
  select * into strict source from public.widgets w where w.id = add_revision.widget_id for update;
  select * into made from public.widget_revisions r where r.widget_id = source.id order by r.number desc limit 1;
  if made.config is not distinct from source.config then return made; end if;
  perform private.refuse_config(private.config_problems(source.type, source.config)
    || private.approval_problems(source.organization_id, source.type, source.config));
  insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config, note, author_id)
  values (source.organization_id, source.workspace_id, source.id, coalesce(made.number, 0) + 1, source.config,
    left(add_revision.note, 500), auth.uid())
  returning * into made;
  return made;
end $$;
comment on function private.add_revision is 'Freezes a widget''s config as its next revision; the newest one if nothing changed. Refuses a config that breaks a rule of its type, or runs code that nobody approved.';

create function public.publish_instance(instance_id uuid, note text default null) returns public.widget_revisions
language plpgsql security definer set search_path = '' as $$
declare
  target public.widget_instances := private.writable_instance(instance_id, 'widgets.publish');
  made public.widget_revisions := private.add_revision(target.widget_id, note);
begin
  update public.widget_instances i set status = 'published', published_revision_id = made.id where i.id = target.id;
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, actor_id, payload)
  values (target.organization_id, target.workspace_id, 'widget_instance', target.id, 'instance.published', auth.uid(),
    jsonb_build_object('public_id', target.public_id, 'revision', made.number));
  return made;
end $$;
comment on function public.publish_instance is 'Freezes the widget''s config as a revision and shows it on every page that loads the instance.';

create function public.rollback_instance(instance_id uuid, revision int) returns public.widget_revisions
language plpgsql security definer set search_path = '' as $$
declare
  target public.widget_instances := private.writable_instance(instance_id, 'widgets.publish');
  earlier public.widget_revisions;
begin
  select * into earlier from public.widget_revisions r where r.widget_id = target.widget_id and r.number = rollback_instance.revision;
  if earlier.id is null then perform private.fail('NOT_FOUND', 'No such revision.'); end if;
  update public.widget_instances i set status = 'published', published_revision_id = earlier.id where i.id = target.id;
  insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, actor_id, payload)
  values (target.organization_id, target.workspace_id, 'widget_instance', target.id, 'instance.rolled_back', auth.uid(),
    jsonb_build_object('public_id', target.public_id, 'revision', earlier.number));
  return earlier;
end $$;
comment on function public.rollback_instance is 'Shows an earlier revision again. The draft stays as it is.';

create trigger trg_widgets_enforce_max_widgets after insert or delete or update of status, workspace_id, organization_id
  on public.widgets for each row execute function private.fn_count_limit('widgets', 'status', 'active');
create trigger trg_widget_instances_enforce_max_published after insert or delete or update of status, workspace_id, organization_id
  on public.widget_instances for each row execute function private.fn_count_limit('published_instances', 'status', 'published');
insert into private.counted_tables (limit_type, query) values
  ('widgets', $$select workspace_id, count(*) from public.widgets where organization_id = $1 and status = 'active' group by 1$$),
  ('published_instances', $$select workspace_id, count(*) from public.widget_instances where organization_id = $1
    and status = 'published' group by 1$$);

create policy "Editors make widgets" on public.widgets for insert to authenticated
  with check (workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))));
create policy "Editors change widgets" on public.widgets for update to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))))
  with check (workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))));
create policy "Publishers delete widgets" on public.widgets for delete to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('widgets.publish'))));
create policy "Editors make draft instances" on public.widget_instances for insert to authenticated
  with check (status = 'draft' and workspace_id = any (array(select private.workspaces_where_i_can('widgets.write'))));
create policy "Publishers change instances" on public.widget_instances for update to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('widgets.publish'))))
  with check (workspace_id = any (array(select private.workspaces_where_i_can('widgets.publish'))));
create policy "Publishers delete instances" on public.widget_instances for delete to authenticated
  using (workspace_id = any (array(select private.workspaces_where_i_can('widgets.publish'))));

grant insert (organization_id, workspace_id, name, type, config), update (name, config, status), delete on public.widgets to authenticated;
grant insert (organization_id, workspace_id, widget_id, name, visibility, allowed_origins, settings, variant_weights, expires_at),
  update (name, visibility, allowed_origins, settings, variant_weights, expires_at, status), delete on public.widget_instances to authenticated;
alter function private.writable_instance owner to lapel_definer;
alter function private.add_revision owner to lapel_definer;
alter function public.publish_instance owner to lapel_definer;
alter function public.rollback_instance owner to lapel_definer;
grant execute on function public.publish_instance, public.rollback_instance to authenticated;
