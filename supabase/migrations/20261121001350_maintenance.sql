-- Maintenance: settings of the whole platform, and the switch that makes it read-only for tenants.
-- While maintenance_all is on, every statement of a tenant or an endpoint that would change a protected table fails with
-- MAINTENANCE before it starts. Staff, jobs accepted earlier and whoever runs the migrations go on working.

create table public.platform_settings (
  key text primary key check (key ~ '^[a-z]+(_[a-z]+)*$'),
  value jsonb not null,
  description text not null,
  updated_at timestamptz not null default now()
);
comment on table public.platform_settings is 'Settings of the whole platform. Changed by functions only, with a reason.';
insert into public.platform_settings (key, value, description) values
  ('maintenance_all', 'false', 'Tenants read and do not write'),
  ('trusted_headers', '{}', 'Headers that the gateway before PostgREST writes itself: ip and request_id, in lower case, for the audit log'),
  ('limits_enforced', 'true', 'The triggers of the limits users and sites are on');

insert into private.error_codes (code, status) values ('MAINTENANCE', 503);

create function private.in_maintenance() returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return (select s.value = 'true' from public.platform_settings s where s.key = 'maintenance_all');
end $$;
comment on function private.in_maintenance is 'Whether the platform is read-only for tenants.';

create function private.works_in_maintenance() returns boolean
language sql stable set search_path = '' as $$
  -- The settings, not current_user: inside a definer function that is always the function's owner.
  select case current_setting('role') when 'platform_staff' then true
    when 'none' then session_user = 'lapel_worker' or pg_has_role(session_user, 'lapel_definer', 'member') else false end
$$;
comment on function private.works_in_maintenance is 'Whether the session is staff''s or the job worker''s, or belongs to whoever runs the migrations.';

create function private.fn_refuse_in_maintenance() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if private.in_maintenance() and not private.works_in_maintenance() then
    perform private.fail('MAINTENANCE', 'Lapel is being maintained. Nothing is lost: try again in a few minutes.');
  end if;
  return null;
end $$;
comment on function private.fn_refuse_in_maintenance is 'Refuses a tenant''s statement while the platform is in maintenance.';

create function private.pause_in_maintenance(variadic targets regclass[]) returns void
language plpgsql set search_path = '' as $$
declare
  target regclass;
begin
  foreach target in array targets loop
    execute format('create trigger trg_refuse_in_maintenance before insert or update or delete on %s
      for each statement execute function private.fn_refuse_in_maintenance()', target);
  end loop;
end $$;
comment on function private.pause_in_maintenance is 'Makes tables read-only for tenants during maintenance.';

create function private.switch_setting(key text, value jsonb, reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform private.set_reason(reason);
  update public.platform_settings s set value = switch_setting.value
  where s.key = switch_setting.key and s.value <> switch_setting.value;
  return found;
end $$;
comment on function private.switch_setting is 'Changes a setting of the platform; says whether it was another one. The reason goes to the audit log.';

create function private.switch_maintenance("on" boolean, reason text) returns boolean
language sql set search_path = '' as $$
  select private.switch_setting('maintenance_all', to_jsonb(switch_maintenance."on"), reason)
$$;
comment on function private.switch_maintenance is 'Operator: makes the platform read-only for tenants, or ends that. Says whether anything changed.';

create function public.set_maintenance(active boolean, reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_staff('admin');
  if set_maintenance.active then perform private.require_step_up(); end if;
  if set_maintenance.active is null then perform private.fail('VALIDATION_FAILED', 'Say on or off.'); end if;
  return private.switch_maintenance(set_maintenance.active, set_maintenance.reason);
end $$;
comment on function public.set_maintenance is 'Staff admin: makes the platform read-only for tenants, or ends that. The reason goes to the audit log.';

create trigger trg_platform_settings_touch before update on public.platform_settings
  for each row execute function private.fn_touch_updated_at();
select private.audit_table('public.platform_settings', 'key');

alter table public.platform_settings enable row level security;
alter table public.platform_settings force row level security;
create policy "Everyone signed in sees whether Lapel is being maintained" on public.platform_settings for select to authenticated
  using (key = 'maintenance_all');
create policy "Staff see settings" on public.platform_settings for select to platform_staff using ((select private.is_staff()));

grant select on public.platform_settings to authenticated;
alter function private.in_maintenance owner to lapel_definer;
alter function private.fn_refuse_in_maintenance owner to lapel_definer;
alter function private.switch_setting owner to lapel_definer;
alter function public.set_maintenance owner to lapel_definer;
grant execute on function private.works_in_maintenance, private.switch_maintenance to lapel_definer;
grant execute on function private.in_maintenance to service_role;
grant execute on function public.set_maintenance to platform_staff;
