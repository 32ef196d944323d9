-- Plans: what tenants buy, and the limits and features that come with it.
-- plan_limits is the one source of limits; plans.max_users and plans.max_sites mirror it for readers that
-- expect them there. Nobody writes these tables directly: staff use the functions below, with a reason.

create table public.plans (
  plan_id text primary key check (plan_id ~ '^[a-z][a-z0-9_]{0,39}$'),
  name text not null check (length(name) between 1 and 80),
  max_users int check (max_users >= 0),
  max_sites int check (max_sites >= 0),
  price int not null default 0 check (price >= 0),
  currency char(3) not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  "interval" text not null default 'month' check ("interval" in ('month', 'year')),
  sort int not null default 0,
  public boolean not null default true,
  archived boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.plans is 'The plans. Archived plans stay with the tenants that have them.';
comment on column public.plans.price is 'Per interval, in minor units of the currency.';
comment on column public.plans.max_users is 'Mirror of the plan''s users limit; null is unlimited.';
comment on column public.plans.max_sites is 'Mirror of the plan''s sites limit; null is unlimited.';

create table public.limit_types (
  key text primary key check (key ~ '^[a-z]+(_[a-z]+)*$'),
  description text not null
);
comment on table public.limit_types is 'Everything that plans limit; a test keeps it equal to contract/src/limits.ts.';

create table public.plan_limits (
  plan_id text not null references public.plans (plan_id) on delete cascade,
  limit_type text not null references public.limit_types (key),
  limit_value int not null check (limit_value >= 0),
  enforcement text not null default 'soft' check (enforcement in ('soft', 'hard')),
  grace_amount int not null default 0 check (grace_amount >= 0),
  updated_at timestamptz not null default now(),
  primary key (plan_id, limit_type),
  check (limit_value::bigint + grace_amount <= 2147483647)
);
create index plan_limits_type_idx on public.plan_limits (limit_type);
comment on table public.plan_limits is 'What a plan allows. No row means unlimited.';
comment on column public.plan_limits.enforcement is 'hard refuses above limit_value + grace_amount; soft never refuses. Both flag use above limit_value.';

create table public.plan_features (
  plan_id text not null references public.plans (plan_id) on delete cascade,
  feature_key text not null check (feature_key ~ '^[a-z][a-z0-9_]{0,59}$'),
  limit_value int check (limit_value >= 0),
  enabled boolean not null default true,
  metadata jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (plan_id, feature_key)
);
comment on table public.plan_features is 'Features that a plan turns on, some with a value of their own.';

alter table public.limit_types enable row level security;
alter table public.limit_types force row level security;
alter table public.plans enable row level security;
alter table public.plans force row level security;
alter table public.plan_limits enable row level security;
alter table public.plan_limits force row level security;
alter table public.plan_features enable row level security;
alter table public.plan_features force row level security;

-- The list of limit types says nothing about any tenant.
create policy "Everyone signed in reads limit types" on public.limit_types for select to authenticated using (true);
create policy "Staff read plans" on public.plans for select to platform_staff using ((select private.is_staff()));
create policy "Limits of readable plans" on public.plan_limits for select to authenticated
  using (plan_id in (select p.plan_id from public.plans p));
create policy "Features of readable plans" on public.plan_features for select to authenticated
  using (plan_id in (select p.plan_id from public.plans p));

-- Its term is what the table calls interval: that word is not allowed as the name of an argument without quotes, which not
-- every data API writes.
create function public.save_plan(plan_id text, name text, price int, currency text, term text, sort int, public boolean,
  archived boolean, reason text) returns public.plans
language plpgsql security definer set search_path = '' as $$
declare
  saved public.plans;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  insert into public.plans as p (plan_id, name, price, currency, "interval", sort, public, archived)
  values (save_plan.plan_id, save_plan.name, save_plan.price, save_plan.currency, save_plan.term, save_plan.sort,
    save_plan.public, save_plan.archived)
  on conflict on constraint plans_pkey do update set name = excluded.name, price = excluded.price, currency = excluded.currency,
    "interval" = excluded."interval", sort = excluded.sort, public = excluded.public, archived = excluded.archived
  returning p.* into saved;
  return saved;
exception when check_violation or not_null_violation or string_data_right_truncation then
  perform private.fail('VALIDATION_FAILED', 'The plan''s id, name, price, currency or interval is not allowed.');
  return null;
end $$;
comment on function public.save_plan is 'Staff admin: makes or changes a plan. An archived one stays with the tenants that have it. The reason goes to the audit log.';

create function public.set_plan_limit(plan_id text, limit_type text, limit_value int, enforcement text, grace_amount int, reason text)
returns public.plan_limits language plpgsql security definer set search_path = '' as $$
declare
  changed public.plan_limits;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if not exists (select from public.plans p where p.plan_id = set_plan_limit.plan_id) then
    perform private.fail('NOT_FOUND', 'No such plan.');
  end if;
  insert into public.plan_limits as l (plan_id, limit_type, limit_value, enforcement, grace_amount)
  values (set_plan_limit.plan_id, set_plan_limit.limit_type, set_plan_limit.limit_value, set_plan_limit.enforcement,
    set_plan_limit.grace_amount)
  on conflict on constraint plan_limits_pkey do update
    set limit_value = excluded.limit_value, enforcement = excluded.enforcement, grace_amount = excluded.grace_amount
  returning l.* into changed;
  return changed;
exception when check_violation or not_null_violation or foreign_key_violation then
  perform private.fail('VALIDATION_FAILED', 'The limit type, value, enforcement or grace amount is not allowed.');
  return null;
end $$;
comment on function public.set_plan_limit is 'Staff admin: sets one limit of a plan. The reason goes to the audit log.';

create function public.remove_plan_limit(plan_id text, limit_type text, reason text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  delete from public.plan_limits l
  where l.plan_id = remove_plan_limit.plan_id and l.limit_type = remove_plan_limit.limit_type;
  if not found then perform private.fail('NOT_FOUND', 'The plan has no such limit.'); end if;
end $$;
comment on function public.remove_plan_limit is 'Staff admin: makes one limit of a plan unlimited. The reason goes to the audit log.';

create function public.set_plan_feature(plan_id text, feature_key text, enabled boolean, limit_value int, reason text)
returns public.plan_features language plpgsql security definer set search_path = '' as $$
declare
  changed public.plan_features;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if not exists (select from public.plans p where p.plan_id = set_plan_feature.plan_id) then
    perform private.fail('NOT_FOUND', 'No such plan.');
  end if;
  insert into public.plan_features as f (plan_id, feature_key, enabled, limit_value)
  values (set_plan_feature.plan_id, set_plan_feature.feature_key, set_plan_feature.enabled, set_plan_feature.limit_value)
  on conflict on constraint plan_features_pkey do update
    set enabled = excluded.enabled, limit_value = excluded.limit_value
  returning f.* into changed;
  return changed;
exception when check_violation or not_null_violation then
  perform private.fail('VALIDATION_FAILED', 'The feature key or value is not allowed.');
  return null;
end $$;
comment on function public.set_plan_feature is 'Staff admin: switches one feature of a plan. The reason goes to the audit log.';

create function private.fn_mirror_plan_limit() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changed public.plan_limits := coalesce(new, old);
  value int := case when tg_op <> 'DELETE' then new.limit_value end;
begin
  update public.plans p set
    max_users = case when changed.limit_type = 'users' then value else p.max_users end,
    max_sites = case when changed.limit_type = 'sites' then value else p.max_sites end
  where p.plan_id = changed.plan_id;
  return null;
end $$;
comment on function private.fn_mirror_plan_limit is 'Keeps plans.max_users and plans.max_sites equal to the limits.';

create trigger trg_plan_limits_mirror_users after insert or update on public.plan_limits
  for each row when (new.limit_type in ('users', 'sites')) execute function private.fn_mirror_plan_limit();
create trigger trg_plan_limits_mirror_removed after delete on public.plan_limits
  for each row when (old.limit_type in ('users', 'sites')) execute function private.fn_mirror_plan_limit();
create trigger trg_plans_touch before update on public.plans
  for each row execute function private.fn_touch_updated_at();
create trigger trg_plan_limits_touch before update on public.plan_limits
  for each row execute function private.fn_touch_updated_at();
create trigger trg_plan_features_touch before update on public.plan_features
  for each row execute function private.fn_touch_updated_at();

grant select on public.limit_types, public.plans, public.plan_limits, public.plan_features to authenticated;
alter function public.save_plan owner to lapel_definer;
alter function public.set_plan_limit owner to lapel_definer;
alter function public.remove_plan_limit owner to lapel_definer;
alter function public.set_plan_feature owner to lapel_definer;
alter function private.fn_mirror_plan_limit owner to lapel_definer;
grant execute on function public.save_plan, public.set_plan_limit, public.remove_plan_limit, public.set_plan_feature to platform_staff;

insert into public.limit_types (key, description) values
  ('users', 'Active members of the organization'),
  ('sites', 'Sites in the organization''s own schema'),
  ('workspaces', 'Workspaces of the organization'),
  ('widgets', 'Active widgets'),
  ('published_instances', 'Published instances'),
  ('submissions_month', 'Submissions a month'),
  ('leads_month', 'Leads a month'),
  ('metric_events_month', 'Measurements stored a month'),
  ('storage_mb', 'Megabytes of uploaded files'),
  ('api_requests_minute', 'API requests a minute'),
  ('webhook_endpoints', 'Webhook endpoints'),
  ('custom_domains', 'Verified custom domains');

-- The plans that every installation starts with; staff change them in the console.
insert into public.plans (plan_id, name, price, currency, "interval", sort) values
  ('free', 'Free', 0, 'EUR', 'month', 10),
  ('team', 'Team', 2900, 'EUR', 'month', 20),
  ('business', 'Business', 9900, 'EUR', 'month', 30),
  ('agency', 'Agency', 24900, 'EUR', 'month', 40);
insert into public.plan_limits (plan_id, limit_type, limit_value, enforcement, grace_amount) values
  ('free', 'users', 2, 'hard', 0), ('free', 'sites', 1, 'hard', 0), ('free', 'workspaces', 1, 'hard', 0),
  ('free', 'widgets', 3, 'hard', 0), ('free', 'published_instances', 3, 'hard', 0),
  ('free', 'submissions_month', 250, 'hard', 25), ('free', 'storage_mb', 100, 'hard', 0),
  ('free', 'metric_events_month', 10000, 'hard', 0),
  ('team', 'users', 10, 'hard', 0), ('team', 'sites', 5, 'hard', 0), ('team', 'workspaces', 3, 'hard', 0),
  ('team', 'widgets', 25, 'hard', 0), ('team', 'published_instances', 50, 'hard', 0),
  ('team', 'submissions_month', 5000, 'hard', 500), ('team', 'storage_mb', 2000, 'hard', 0),
  ('team', 'metric_events_month', 250000, 'hard', 25000), ('team', 'webhook_endpoints', 3, 'hard', 0),
  ('business', 'users', 50, 'hard', 0), ('business', 'sites', 25, 'hard', 0), ('business', 'workspaces', 10, 'hard', 0),
  ('business', 'widgets', 200, 'hard', 0), ('business', 'submissions_month', 50000, 'soft', 0),
  ('business', 'storage_mb', 20000, 'soft', 0), ('business', 'metric_events_month', 2500000, 'soft', 0),
  ('business', 'webhook_endpoints', 25, 'hard', 0),
  ('agency', 'users', 100, 'hard', 0), ('agency', 'sites', 100, 'hard', 0), ('agency', 'workspaces', 50, 'hard', 0),
  ('agency', 'submissions_month', 100000, 'soft', 0), ('agency', 'storage_mb', 50000, 'soft', 0),
  ('agency', 'metric_events_month', 10000000, 'soft', 0), ('agency', 'webhook_endpoints', 100, 'hard', 0);
insert into public.plan_features (plan_id, feature_key, enabled, limit_value) values
  ('free', 'white_label', false, null), ('free', 'webhooks', false, null), ('free', 'audit_log', false, null),
  ('team', 'white_label', false, null), ('team', 'webhooks', true, null), ('team', 'audit_log', true, 90),
  ('business', 'white_label', true, null), ('business', 'webhooks', true, null), ('business', 'audit_log', true, 365),
  ('agency', 'white_label', true, null), ('agency', 'webhooks', true, null), ('agency', 'audit_log', true, 365),
  ('agency', 'client_workspaces', true, 50);
