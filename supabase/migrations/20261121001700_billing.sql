-- Billing: who pays for which workspaces, subscriptions and their changes, invoices as recorded by a provider.
-- Nothing is charged here: a billing provider (the manual one, or Stripe behind the same port) records what happened.

create table public.billing_accounts (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  owner_user_id uuid not null references auth.users (id),
  billing_email text check (length(billing_email) <= 254),
  provider text not null default 'manual' check (provider in ('manual', 'stripe')),
  provider_reference text,
  created_at timestamptz not null default now(),
  unique (id, organization_id),
  unique (provider, provider_reference)
);
comment on table public.billing_accounts is 'Who pays: an account of an organization, held by one person.';
create index billing_accounts_organization_idx on public.billing_accounts (organization_id);
create index billing_accounts_owner_idx on public.billing_accounts (owner_user_id);

create table public.billing_account_workspaces (
  billing_account_id uuid not null,
  workspace_id uuid not null,
  organization_id uuid not null,
  primary key (billing_account_id, workspace_id),
  unique (workspace_id),
  foreign key (billing_account_id, organization_id) references public.billing_accounts (id, organization_id) on delete cascade,
  foreign key (workspace_id, organization_id) references public.workspaces (id, organization_id) on delete cascade
);
comment on table public.billing_account_workspaces is 'Which workspaces an account pays for; a workspace has one payer.';
create index billing_account_workspaces_organization_idx on public.billing_account_workspaces (organization_id);

create table public.subscriptions (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null unique references public.organizations (id) on delete cascade,
  billing_account_id uuid,
  plan_id text not null references public.plans (plan_id),
  status text not null default 'active' check (status in ('trialing', 'active', 'upgrading', 'past_due', 'canceled')),
  trial_ends_at timestamptz,
  current_period_start timestamptz not null default date_trunc('month', now(), 'UTC'),
  current_period_end timestamptz not null default ((date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC'),
  canceled_at timestamptz,
  provider text not null default 'manual' check (provider in ('manual', 'stripe')),
  provider_reference text check (length(provider_reference) <= 255),
  provider_began_at timestamptz,
  provider_said_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (current_period_end > current_period_start),
  foreign key (billing_account_id, organization_id) references public.billing_accounts (id, organization_id)
);
comment on column public.subscriptions.provider is 'Who said last what it is: staff (manual), or a billing provider.';
comment on column public.subscriptions.provider_reference is 'The provider''s own id of it, also after staff changed it.';
comment on column public.subscriptions.provider_began_at is 'When it began at the provider. What is said of one that began before counts for nothing while this one lives.';
comment on column public.subscriptions.provider_said_at is 'When the provider said the newest of it that was taken over. What it said before is late.';
comment on table public.subscriptions is 'The plan an organization subscribes to; organizations.plan_id and plan_status follow it.';
create index subscriptions_plan_idx on public.subscriptions (plan_id);
create index subscriptions_trials_idx on public.subscriptions (trial_ends_at) where status = 'trialing';
create index subscriptions_billing_account_idx on public.subscriptions (billing_account_id, organization_id);

create table public.invoices (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  billing_account_id uuid not null,
  number text not null unique,
  status text not null default 'open' check (status in ('draft', 'open', 'paid', 'void')),
  amount int not null,
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  period_start timestamptz not null,
  period_end timestamptz not null,
  lines jsonb not null default '[]',
  issued_at timestamptz not null default now(),
  paid_at timestamptz,
  foreign key (billing_account_id, organization_id) references public.billing_accounts (id, organization_id)
);
comment on table public.invoices is 'Invoices as the provider recorded them, in minor units.';
create index invoices_organization_idx on public.invoices (organization_id, issued_at desc);
create index invoices_billing_account_idx on public.invoices (billing_account_id, organization_id);

create function private.fn_hold_organization() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- Before the audit chain, which who changes the organization takes after it.
  perform from public.organizations o where o.id = new.organization_id for no key update;
  return new;
end $$;
comment on function private.fn_hold_organization is 'Keeps others from changing an organization whose subscription changes.';

create function private.fn_follow_subscription() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  update public.organizations o set plan_id = new.plan_id, plan_status = new.status
  where o.id = new.organization_id and (o.plan_id, o.plan_status) is distinct from (new.plan_id, new.status);
  return null;
end $$;
comment on function private.fn_follow_subscription is 'Keeps the organization''s plan equal to its subscription.';

create function private.plan_change_excess(organization_id uuid, plan_id text)
returns table (scope_id uuid, limit_type text, used int, new_limit int, enforcement text, kind text)
language sql stable security definer set search_path = '' as $$
  -- Overrides stay, so a limit that an override sets cannot be exceeded by a change of plan.
  select c.scope_id, c.limit_type, c.used, l.limit_value, l.enforcement, 'used'
  from public.usage_counters c
  join public.plan_limits l on l.plan_id = plan_change_excess.plan_id and l.limit_type = c.limit_type
  where c.organization_id = plan_change_excess.organization_id and c.scope_id = c.organization_id
    and c.period = private.limit_period(c.limit_type) and c.used > l.limit_value
    and (private.organization_limit(c.organization_id, c.limit_type)).source <> 'override'
  union all
  -- What an agency handed out stays handed out; a limit of the agency's workspace itself does not change with the plan.
  select a.agency_workspace_id, l.limit_type, sum((a.limits ->> l.limit_type)::int)::int, l.limit_value, l.enforcement, 'allocated'
  from public.workspace_allocations a
  join public.plan_limits l on l.plan_id = plan_change_excess.plan_id and a.limits ? l.limit_type
  where a.organization_id = plan_change_excess.organization_id
    and (private.workspace_limit(a.agency_workspace_id, l.limit_type)).scope_id is null
    and (private.organization_limit(a.organization_id, l.limit_type)).source <> 'override'
  group by a.agency_workspace_id, l.limit_type, l.limit_value, l.enforcement
  having sum((a.limits ->> l.limit_type)::int) > l.limit_value
  order by 2, 6, 1
$$;
comment on function private.plan_change_excess is 'What an organization uses, or as an agency has allocated to its clients, above the limits of another plan.';

create function public.preview_plan_change(organization_id uuid, plan_id text)
returns table (limit_type text, used int, new_limit int, enforcement text, kind text)
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.is_staff() then perform private.require_permission(preview_plan_change.organization_id, 'billing.manage'); end if;
  if not exists (select from public.plans p where p.plan_id = preview_plan_change.plan_id
    and (p.public or private.is_staff() or p.plan_id in (select private.my_plan_ids()))) then
    perform private.fail('NOT_FOUND', 'No such plan.');
  end if;
  return query select e.limit_type, e.used, e.new_limit, e.enforcement, e.kind
    from private.plan_change_excess(preview_plan_change.organization_id, preview_plan_change.plan_id) e;
end $$;
comment on function public.preview_plan_change is 'Dry run of a plan change: the limits that would be exceeded, by what is used or by what an agency has allocated. Changes nothing.';

create function public.change_plan(organization_id uuid, plan_id text, reason text, status text default 'active',
  canceled_at timestamptz default null, instead_of text default null) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  replaced jsonb;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  -- As fn_hold_organization does: what is read below is what is replaced.
  perform from public.organizations o where o.id = change_plan.organization_id for no key update;
  if not found then perform private.fail('NOT_FOUND', 'No such organization.'); end if;
  select jsonb_build_object('plan_id', o.plan_id, 'status', o.plan_status, 'canceled_at', s.canceled_at) into replaced
  from public.organizations o left join public.subscriptions s on s.organization_id = o.id
  where o.id = change_plan.organization_id;
  if instead_of is not null and (replaced ->> 'plan_id', replaced ->> 'status') is distinct from (instead_of, 'active') then
    perform private.fail('CONFLICT', 'Somebody has changed the plan meanwhile.', 'plan_changed');
  elsif exists (select from public.plans p where p.plan_id = change_plan.plan_id and p.archived) then
    perform private.fail('NOT_FOUND', 'This plan is archived.', 'plan_archived');
  end if;
  insert into public.subscriptions as s (organization_id, plan_id, status, canceled_at)
  values (change_plan.organization_id, change_plan.plan_id, change_plan.status,
    case when change_plan.status = 'canceled' then least(change_plan.canceled_at, now()) end)
  on conflict on constraint subscriptions_organization_id_key do update set plan_id = excluded.plan_id, status = excluded.status,
    canceled_at = excluded.canceled_at, provider = excluded.provider;
  return replaced;
exception
  when foreign_key_violation then
    perform private.fail('NOT_FOUND', 'No such plan.');
    return null;
  when check_violation or not_null_violation then
    perform private.fail('VALIDATION_FAILED', 'No such plan status.');
    return null;
end $$;
comment on function public.change_plan is 'Staff admin: puts an organization on a plan. What it has above the new limits stays; nothing more fits. Answers what it replaced ({plan_id, status, canceled_at}). To take that back, give it with instead_of, the plan that it was replaced by: CONFLICT when the organization no longer has that one, active.';

create function public.extend_trial(organization_id uuid, until timestamptz, reason text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform private.require_staff('support');
  perform private.set_reason(reason);
  if until is null or until not between now() and now() + interval '1 year' then
    perform private.fail('VALIDATION_FAILED', 'A trial ends within a year from now.');
  end if;
  update public.subscriptions s set status = 'trialing', trial_ends_at = until, provider = 'manual' where s.organization_id = extend_trial.organization_id;
  if not found then perform private.fail('NOT_FOUND', 'This organization has no subscription.'); end if;
end $$;
comment on function public.extend_trial is 'Staff: lets a trial run until a date. From then on it is one of staff''s, which the job ends.';

create function private.plan_after_trial(organization_id uuid, plan_id text) returns text
language sql stable security definer set search_path = '' as $$
  -- Nobody is refused anything for a trial that ended. Past due would claim a debt that nobody has made, and a smaller plan
  -- that does not fit would stop forms that are in use: then a person decides, and until then all stays as it is.
  select case
    when (select p.price = 0 from public.plans p where p.plan_id = plan_after_trial.plan_id)
      or exists (select from public.billing_accounts a where a.organization_id = plan_after_trial.organization_id) then plan_after_trial.plan_id
    when not exists (select from private.plan_change_excess(plan_after_trial.organization_id, 'free')) then 'free'
  end
$$;
comment on function private.plan_after_trial is 'The plan that a trial leads to: the same where it is free of charge or somebody pays, else the free one; null where that is too small.';

create function private.end_trials() returns int
language plpgsql security definer set search_path = '' as $$
declare
  trial public.subscriptions;
  next_plan text;
  ended int := 0;
begin
  perform private.set_reason('The trial ended.');
  -- The organization before its audit chain, as whoever changes a plan. What somebody is changing waits for the next run.
  for trial in select s.* from public.subscriptions s join public.organizations o on o.id = s.organization_id and o.status = 'active'
    -- A provider says itself when a trial of its ends.
    where s.status = 'trialing' and s.trial_ends_at <= now() and s.provider = 'manual' order by s.organization_id for no key update of o, s skip locked
  loop
    next_plan := private.plan_after_trial(trial.organization_id, trial.plan_id);
    if next_plan is null then
      perform private.raise_alert('trial_over:' || trial.organization_id, jsonb_build_object('organization_id', trial.organization_id,
        'plan_id', trial.plan_id, 'trial_ends_at', trial.trial_ends_at,
        'exceeds', (select jsonb_agg(distinct e.limit_type) from private.plan_change_excess(trial.organization_id, 'free') e)));
    else
      update public.subscriptions s set plan_id = next_plan, status = 'active' where s.id = trial.id;
      -- Events belong to a workspace: an organization's go to its first.
      insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type, payload)
      select w.organization_id, w.id, 'subscription', trial.id, 'trial.ended', jsonb_build_object('plan_id', next_plan, 'trial_plan_id', trial.plan_id)
      from public.workspaces w where w.organization_id = trial.organization_id order by w.created_at, w.id limit 1;
      ended := ended + 1;
    end if;
  end loop;
  update public.platform_alerts a set resolved_at = now()
  where a.key ^@ 'trial_over:' and a.resolved_at is null and not exists (select from public.subscriptions s
    where s.organization_id = (a.detail ->> 'organization_id')::uuid and s.status = 'trialing' and s.trial_ends_at <= now());
  return ended;
end $$;
comment on function private.end_trials is 'Job: ends trials whose time is over, and tells staff of those whose tenant uses more than the free plan allows. Says how many ended.';

create function private.record_invoice(organization_id uuid, number text, amount int, currency text, period_start timestamptz,
  period_end timestamptz, lines jsonb) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  payer public.billing_accounts;
  recorded uuid;
begin
  select * into payer from public.billing_accounts a where a.organization_id = record_invoice.organization_id
  order by a.created_at, a.id limit 1;
  if payer.id is null then perform private.fail('NOT_FOUND', 'This organization has no billing account.'); end if;
  insert into public.invoices as i (organization_id, billing_account_id, number, amount, currency, period_start, period_end, lines)
  values (payer.organization_id, payer.id, record_invoice.number, record_invoice.amount, record_invoice.currency,
    record_invoice.period_start, record_invoice.period_end, record_invoice.lines)
  on conflict on constraint invoices_number_key do nothing returning i.id into recorded;
  return recorded;
end $$;
comment on function private.record_invoice is 'Billing provider: records an invoice once; null if the number is known already.';

create trigger trg_subscriptions_hold before insert or update of plan_id, status on public.subscriptions
  for each row execute function private.fn_hold_organization();
create trigger trg_subscriptions_follow after insert or update of plan_id, status on public.subscriptions
  for each row execute function private.fn_follow_subscription();
create trigger trg_subscriptions_touch before update on public.subscriptions
  for each row execute function private.fn_touch_updated_at();
select private.audit_table('public.billing_accounts', 'id', 'billing_email');
select private.audit_table('public.billing_account_workspaces', 'billing_account_id,workspace_id');
select private.audit_table('public.subscriptions');
select private.audit_table('public.invoices');

alter table public.billing_accounts enable row level security;
alter table public.billing_accounts force row level security;
alter table public.billing_account_workspaces enable row level security;
alter table public.billing_account_workspaces force row level security;
alter table public.subscriptions enable row level security;
alter table public.subscriptions force row level security;
alter table public.invoices enable row level security;
alter table public.invoices force row level security;
create policy "Payers see their accounts" on public.billing_accounts for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('billing.manage'))));
create policy "Payers make their accounts" on public.billing_accounts for insert to authenticated
  with check (organization_id = any (array(select private.organizations_where_i_can('billing.manage'))) and owner_user_id = (select auth.uid()));
create policy "Payers change their accounts" on public.billing_accounts for update to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('billing.manage'))))
  with check (organization_id = any (array(select private.organizations_where_i_can('billing.manage'))));
create policy "Staff see billing accounts" on public.billing_accounts for select to platform_staff using ((select private.is_staff()));
create policy "Members see who pays for their workspaces" on public.billing_account_workspaces for select to authenticated
  using (workspace_id = any (array(select private.my_workspace_ids())));
create policy "Payers choose what they pay for" on public.billing_account_workspaces for insert to authenticated
  with check (organization_id = any (array(select private.organizations_where_i_can('billing.manage'))));
create policy "Payers stop paying" on public.billing_account_workspaces for delete to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('billing.manage'))));
create policy "Staff see who pays" on public.billing_account_workspaces for select to platform_staff using ((select private.is_staff()));
create policy "Members see their subscription" on public.subscriptions for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids())));
create policy "Staff see subscriptions" on public.subscriptions for select to platform_staff using ((select private.is_staff()));
create policy "Payers see invoices" on public.invoices for select to authenticated
  using (organization_id = any (array(select private.organizations_where_i_can('billing.manage'))));
create policy "Staff see invoices" on public.invoices for select to platform_staff using ((select private.is_staff()));

grant select on public.billing_accounts, public.billing_account_workspaces, public.subscriptions, public.invoices to authenticated;
grant insert (organization_id, owner_user_id, billing_email), update (billing_email) on public.billing_accounts to authenticated;
grant insert, delete on public.billing_account_workspaces to authenticated;
alter function private.fn_hold_organization owner to lapel_definer;
alter function private.fn_follow_subscription owner to lapel_definer;
alter function private.plan_change_excess owner to lapel_definer;
alter function public.preview_plan_change owner to lapel_definer;
alter function public.change_plan owner to lapel_definer;
alter function public.extend_trial owner to lapel_definer;
alter function private.plan_after_trial owner to lapel_definer;
alter function private.end_trials owner to lapel_definer;
alter function private.record_invoice owner to lapel_definer;
grant execute on function private.record_invoice, private.end_trials to service_role;
grant execute on function public.preview_plan_change to authenticated;
grant execute on function public.change_plan, public.extend_trial to platform_staff;
