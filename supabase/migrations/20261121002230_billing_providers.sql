-- Billing providers: what Stripe, or another behind the same port, says of subscriptions and invoices.
-- Its notifications come more than once and in any order: each is taken once, and what is older than what is known changes
-- nothing. One about a customer whom nobody has linked yet waits for that.

create table private.billing_events (
  provider text not null check (provider in ('stripe')),
  id text not null check (length(id) between 1 and 255),
  customer text not null check (length(customer) between 1 and 255),
  said_at timestamptz not null,
  content jsonb not null check (pg_column_size(content) <= 65536),
  outcome text not null default 'waiting' check (outcome in ('applied', 'late', 'other', 'unknown_plan', 'conflict', 'waiting')),
  received_at timestamptz not null default now(),
  primary key (provider, id)
);
comment on table private.billing_events is 'What providers said, by their own id of it: a second time changes nothing. Kept for ninety days.';
comment on column private.billing_events.customer is 'The provider''s id of who pays: the provider_reference of a billing account.';
comment on column private.billing_events.said_at is 'When it happened, as the provider tells it.';
comment on column private.billing_events.outcome is 'late: older than what is known; other: of a subscription that is not the organization''s; unknown_plan: of one whose plan there is not, of the organization''s own all but the plan is taken over; conflict: an invoice whose number is somebody else''s; waiting: for its customer or its plan.';
create index billing_events_waiting_idx on private.billing_events (provider, customer, said_at) where outcome in ('waiting', 'unknown_plan');
create index billing_events_ends_idx on private.billing_events (provider, (content ->> 'reference')) where content ->> 'status' = 'canceled';
create index billing_events_received_idx on private.billing_events (received_at);

create function private.is_late(held public.subscriptions, event private.billing_events) returns boolean
language sql stable set search_path = '' as $$
  -- Providers tell seconds, each subscription's own: only what was said of the same one can be older than it. What has ended
  -- stays ended (https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses), whatever comes after its end.
  select coalesce(held.provider_reference = event.content ->> 'reference' and event.said_at < held.provider_said_at, false)
    or event.content ->> 'status' <> 'canceled' and exists (select from private.billing_events e
      where e.provider = event.provider and e.content ->> 'reference' = event.content ->> 'reference'
        and e.content ->> 'status' = 'canceled' and e.customer = event.customer and e.outcome in ('applied', 'other'))
$$;
comment on function private.is_late is 'Whether something newer than this is known of the same subscription: it was said later, or is its end.';

create function private.is_other(held public.subscriptions, event private.billing_events) returns boolean
language sql immutable set search_path = '' as $$
  -- Who changes to another subscription has two for a while. Neither the end nor the last words of the old one are the new one's.
  select coalesce(held.provider_reference <> event.content ->> 'reference', true) and (event.content ->> 'status' = 'canceled'
    or coalesce(held.status <> 'canceled' and (event.content ->> 'began_at')::timestamptz <= held.provider_began_at, false))
$$;
comment on function private.is_other is 'Whether this is about another subscription than the one held, and does not take its place: only one that began later does, or any when the one held has ended.';

create function private.apply_subscription(account public.billing_accounts, event private.billing_events) returns text
language plpgsql security definer set search_path = '' as $$
declare
  said jsonb := event.content;
  held public.subscriptions := (select s from public.subscriptions s where s.organization_id = account.organization_id);
  known_plan text := (select p.plan_id from public.plans p where p.plan_id = said ->> 'plan');
  same boolean := coalesce(held.provider_reference = said ->> 'reference', false);
  lacks_plan boolean := known_plan is null and said ->> 'status' <> 'canceled';
begin
  if private.is_late(held, event) then return 'late'; end if;
  if private.is_other(held, event) then return 'other'; end if;
  if lacks_plan then
    perform private.raise_alert('billing_plan:' || account.organization_id,
      jsonb_build_object('organization_id', account.organization_id, 'plan_id', said ->> 'plan', 'provider', event.provider));
    -- A debt is a debt, whatever for.
    if not same then return 'unknown_plan'; end if;
  end if;
  insert into public.subscriptions as s (organization_id, billing_account_id, plan_id, status, trial_ends_at, current_period_start,
    current_period_end, canceled_at, provider, provider_reference, provider_began_at, provider_said_at)
  values (account.organization_id, account.id, coalesce(known_plan, held.plan_id), said ->> 'status', (said ->> 'trial_ends_at')::timestamptz,
    (said ->> 'period_start')::timestamptz, (said ->> 'period_end')::timestamptz, (said ->> 'canceled_at')::timestamptz,
    event.provider, said ->> 'reference', (said ->> 'began_at')::timestamptz, event.said_at)
  on conflict on constraint subscriptions_organization_id_key do update set billing_account_id = excluded.billing_account_id,
    plan_id = excluded.plan_id, status = excluded.status, trial_ends_at = excluded.trial_ends_at,
    current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end,
    canceled_at = excluded.canceled_at, provider = excluded.provider, provider_reference = excluded.provider_reference,
    provider_began_at = excluded.provider_began_at, provider_said_at = excluded.provider_said_at;
  if lacks_plan then return 'unknown_plan'; end if;
  update public.platform_alerts a set resolved_at = now()
  where a.key = 'billing_plan:' || account.organization_id and a.resolved_at is null;
  return 'applied';
end $$;
comment on function private.apply_subscription is 'Makes an organization''s subscription what its provider says. What it has above a smaller plan''s limits stays, and so does its plan where the provider''s price names none.';

create function private.apply_invoice(account public.billing_accounts, event private.billing_events) returns text
language plpgsql security definer set search_path = '' as $$
declare
  said jsonb := event.content;
  held public.invoices;
begin
  insert into public.invoices as i (organization_id, billing_account_id, number, status, amount, currency, period_start, period_end, lines, issued_at, paid_at)
  values (account.organization_id, account.id, said ->> 'number', said ->> 'status', (said ->> 'amount')::int, said ->> 'currency',
    (said ->> 'period_start')::timestamptz, (said ->> 'period_end')::timestamptz, said -> 'lines', (said ->> 'issued_at')::timestamptz,
    (said ->> 'paid_at')::timestamptz)
  on conflict on constraint invoices_number_key do nothing;
  if found then return 'applied'; end if;
  select * into strict held from public.invoices i where i.number = said ->> 'number' for update;
  if held.billing_account_id <> account.id then
    perform private.raise_alert(left('billing_invoice:' || event.id, 120), jsonb_build_object('organization_id', account.organization_id,
      'number', held.number, 'provider', event.provider));
    return 'conflict';
  end if;
  -- An invoice goes from open to paid or void and never back.
  if held.status in ('paid', 'void') or held.status = said ->> 'status' then return 'late'; end if;
  update public.invoices i set status = said ->> 'status', paid_at = (said ->> 'paid_at')::timestamptz where i.id = held.id;
  return 'applied';
end $$;
comment on function private.apply_invoice is 'Records an invoice, or that it was paid or voided.';

create function private.apply_billing_event(event private.billing_events) returns text
language plpgsql security definer set search_path = '' as $$
declare
  account public.billing_accounts := (select a from public.billing_accounts a
    where a.provider = event.provider and a.provider_reference = event.customer);
begin
  if account.id is null then
    perform private.raise_alert(left('billing_customer:' || event.customer, 120), jsonb_build_object('provider', event.provider, 'customer', event.customer));
    return 'waiting';
  end if;
  -- As fn_hold_organization does, before anything is read of the subscription.
  perform from public.organizations o where o.id = account.organization_id for no key update;
  perform private.set_reason(format('%s said so: %s', event.provider, event.id));
  return case event.content ->> 'kind' when 'subscription' then private.apply_subscription(account, event) else private.apply_invoice(account, event) end;
end $$;
comment on function private.apply_billing_event is 'Takes over what a provider said, and says what became of it.';

create function private.hold_customer(provider text, customer text) returns void
language sql volatile set search_path = '' as $$
  select pg_advisory_xact_lock(871, hashtext(provider || ':' || customer))
$$;
comment on function private.hold_customer is 'Until the end of the transaction, before all other locks: who links a customer sees everything that was said of it, and who is told something sees the link.';

create function private.take_billing_event(provider text, event jsonb) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  taken private.billing_events;
begin
  -- Kept, it would be in the way of whoever links the customer.
  if event ->> 'kind' = 'subscription' and ((event ->> 'began_at')::timestamptz is null
    or ((event ->> 'period_start')::timestamptz < (event ->> 'period_end')::timestamptz) is not true) then
    perform private.fail('VALIDATION_FAILED', 'A subscription has a beginning, and its period an end after its start.');
  end if;
  perform private.hold_customer(provider, event ->> 'customer');
  -- A twin that comes at the same time waits here for the first one's end.
  insert into private.billing_events as e (provider, id, customer, said_at, content)
  values (take_billing_event.provider, event ->> 'id', event ->> 'customer', (event ->> 'said_at')::timestamptz, event - '{id,customer,said_at}'::text[])
  on conflict on constraint billing_events_pkey do nothing returning * into taken;
  if taken.id is null then return jsonb_build_object('outcome', 'repeated'); end if;
  taken.outcome := private.apply_billing_event(taken);
  update private.billing_events e set outcome = taken.outcome where e.provider = taken.provider and e.id = taken.id;
  return jsonb_build_object('outcome', taken.outcome);
end $$;
comment on function private.take_billing_event is 'Endpoint: a notification whose signature the endpoint has verified. Once for each id, whatever it led to.';

create function private.refuse_notification(ip text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  taken jsonb := private.take_visitor_rate('notifications', 30, 60, ip);
begin
  return private.verdict(case when taken @> '[{"allowed": false}]' then 'RATE_LIMITED' else 'UNAUTHENTICATED' end, null, taken);
end $$;
comment on function private.refuse_notification is 'Endpoint: counts a notification that nobody we know has signed, thirty a minute per address.';

create function private.apply_waiting_billing_events(provider text, customer text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  waiting private.billing_events;
  applied int := 0;
  became text;
begin
  for waiting in select * from private.billing_events e where e.provider = apply_waiting_billing_events.provider
    and e.customer = apply_waiting_billing_events.customer and e.outcome in ('waiting', 'unknown_plan') order by e.said_at, e.received_at for update
  loop
    became := private.apply_billing_event(waiting);
    update private.billing_events e set outcome = became where e.provider = waiting.provider and e.id = waiting.id;
    applied := applied + (became = 'applied')::int;
  end loop;
  return applied;
end $$;
comment on function private.apply_waiting_billing_events is 'Takes over what a provider said of a customer before it could be, the oldest first; how much of it.';

create function public.link_billing_account(billing_account_id uuid, provider text, reference text, reason text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  home uuid := (select a.organization_id from public.billing_accounts a where a.id = link_billing_account.billing_account_id);
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  if home is null then perform private.fail('NOT_FOUND', 'No such billing account.'); end if;
  if (provider in ('manual', 'stripe')) is not true then perform private.fail('VALIDATION_FAILED', 'No such provider.'); end if;
  if (provider = 'manual') <> (reference is null) or length(reference) not between 1 and 255 then
    perform private.fail('VALIDATION_FAILED', 'A provider''s account has the provider''s id of the customer, the manual one has none.');
  end if;
  perform private.hold_customer(provider, reference);
  perform from public.organizations o where o.id = home for no key update;
  -- What was said of one customer is no measure for what is said of another, and staff's own where there is none.
  update public.subscriptions s set provider = 'manual', provider_reference = null, provider_began_at = null, provider_said_at = null
  from public.billing_accounts a where a.id = link_billing_account.billing_account_id and s.billing_account_id = a.id
    and (a.provider, a.provider_reference) is distinct from (link_billing_account.provider, link_billing_account.reference);
  update public.billing_accounts a set provider = link_billing_account.provider, provider_reference = link_billing_account.reference
  where a.id = link_billing_account.billing_account_id;
  update public.platform_alerts a set resolved_at = now() where a.key = left('billing_customer:' || link_billing_account.reference, 120) and a.resolved_at is null;
  return private.apply_waiting_billing_events(link_billing_account.provider, link_billing_account.reference);
exception
  when unique_violation then
    perform private.fail('CONFLICT', 'This customer is linked to another billing account.');
    return null;
end $$;
comment on function public.link_billing_account is 'Staff admin: says which customer of a billing provider a billing account is, and takes over what the provider has said of it; how much. What another customer had is from then on staff''s own. The reason goes to the audit log.';

create function private.prune_billing_events() returns bigint
language sql volatile security definer set search_path = '' as $$
  with gone as (delete from private.billing_events e where e.received_at < now() - interval '90 days' returning 1) select count(*) from gone
$$;
comment on function private.prune_billing_events is 'Job: forgets what providers said more than ninety days ago.';

alter table private.billing_events enable row level security;
alter function private.apply_subscription owner to lapel_definer;
alter function private.apply_invoice owner to lapel_definer;
alter function private.apply_billing_event owner to lapel_definer;
alter function private.take_billing_event owner to lapel_definer;
alter function private.refuse_notification owner to lapel_definer;
alter function private.apply_waiting_billing_events owner to lapel_definer;
alter function public.link_billing_account owner to lapel_definer;
alter function private.prune_billing_events owner to lapel_definer;
grant execute on function private.is_late, private.is_other, private.hold_customer to lapel_definer;
grant execute on function private.take_billing_event, private.refuse_notification, private.prune_billing_events to service_role;
grant execute on function public.link_billing_account to platform_staff;
