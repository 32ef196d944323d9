-- Billing providers: what is taken over of what they say, in whichever order it comes.

begin;
select plan(56);

insert into public.billing_accounts (organization_id, owner_user_id) values (tests.id('northwind'), tests.id('ada')), (tests.id('globex'), tests.id('boris'));
select tests.remember('account', (select id from public.billing_accounts where organization_id = tests.id('northwind')));
select tests.remember('theirs', (select id from public.billing_accounts where organization_id = tests.id('globex')));
create function tests.told(id text, seconds int, content jsonb, customer text default 'cus_1') returns text language sql as $$
  select private.take_billing_event('stripe', jsonb_build_object('id', id, 'customer', customer, 'said_at', timestamptz '2026-11-01' + make_interval(secs => seconds)) || content) ->> 'outcome'
$$;
create function tests.subscribed(plan text, status text default 'active', reference text default 'sub_1') returns jsonb language sql as $$
  select jsonb_build_object('kind', 'subscription', 'reference', reference, 'began_at', timestamptz '2026-11-01' + make_interval(secs => right(reference, 1)::int), 'plan', plan, 'status', status, 'trial_ends_at', case status when 'trialing' then now() - interval '1 hour' end,
    'period_start', now(), 'period_end', now() + interval '1 month', 'canceled_at', case status when 'canceled' then now() end)
$$;
-- Subscriptions began in the order of their numbers.
create function tests.billed(number text, status text) returns jsonb language sql as $$
  select jsonb_build_object('kind', 'invoice', 'number', number, 'status', status, 'amount', 2900, 'currency', 'EUR', 'period_start', now(), 'period_end', now() + interval '1 month',
    'issued_at', now(), 'paid_at', case status when 'paid' then now() end, 'lines', '[]'::jsonb)
$$;
create function tests.plan_of(organization text) returns text language sql security definer as $$
  select plan_id || ' ' || plan_status from public.organizations where id = tests.id(organization)
$$;
create function tests.link(account text, provider text, reference text) returns text language plpgsql as $$
begin
  return public.link_billing_account(tests.id(account), provider, reference, 'A test');
exception when others then
  return sqlstate || ' ' || sqlerrm;
end $$;

-- Who may -----------------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select is(tests.message_of($$ select tests.told('evt_x', 0, tests.subscribed('agency')) $$), '42501 permission denied for schema private', 'a tenant tells nothing of its plan');
select is(tests.message_of(format('select public.link_billing_account(%L, ''stripe'', ''cus_1'', ''Because'')', tests.id('account'))),
  '42501 permission denied for function link_billing_account', 'nor which customer it is');
select tests.as_person('sue');
select is(tests.link('account', 'stripe', 'cus_1'), 'PT403 FORBIDDEN', 'nor does support');

-- Before anybody has linked the customer --------------------------------------------------------------------------------

select tests.as_service();
select is(tests.told('evt_3', 3, tests.subscribed('team')), 'waiting', 'what is said of an unknown customer waits');
select is(tests.told('evt_1', 1, tests.subscribed('agency', 'trialing')), 'waiting', 'all of it');
select is(tests.told('evt_4', 4, tests.billed('LP-1', 'open')), 'waiting', 'invoices too');
select tests.as_nobody();
select isnt_empty($$ select from public.platform_alerts where key = 'billing_customer:cus_1' and resolved_at is null $$, 'staff are told');
select is(tests.plan_of('northwind'), 'business active', 'and nothing has changed');
select tests.as_person('stella');
select is(tests.link('account', 'stripe', null), 'PT422 VALIDATION_FAILED', 'a link names the customer');
select is(tests.link('account', 'paypal', 'x'), 'PT422 VALIDATION_FAILED', 'of a provider that there is');
select is(tests.link('account', null, 'cus_1'), 'PT422 VALIDATION_FAILED', 'none is none');
select is(tests.link('account', 'stripe', 'cus_1'), '3', 'a staff admin links the customer, and what waited is taken over');
select is(tests.link('theirs', 'stripe', 'cus_1'), 'PT409 CONFLICT', 'nobody else is that customer');
select tests.as_nobody();
select is(tests.plan_of('northwind'), 'team active', 'in the order in which it happened');
select is_empty($$ select from public.platform_alerts where key = 'billing_customer:cus_1' and resolved_at is null $$, 'the alert is over');
select results_eq($$ select number, status, amount from public.invoices where organization_id = tests.id('northwind') $$, $$ values ('LP-1', 'open', 2900) $$, 'and the invoice is there');

-- Orders ------------------------------------------------------------------------------------------------------------------

select tests.as_service();
select is(tests.told('evt_3', 9, tests.subscribed('agency')), 'repeated', 'an id is heard once, whatever it says then');
select is(tests.told('evt_2', 2, tests.subscribed('business')), 'late', 'what is older than what is known is late');
select is(tests.told('evt_5', 5, tests.subscribed('nothing')), 'unknown_plan', 'a plan that there is not');
select is(tests.plan_of('northwind'), 'team active', 'leaves the one there is');
select is(tests.told('evt_6', 6, tests.subscribed('agency', 'active', 'sub_2')), 'applied', 'another subscription takes the place of the first');
select is(tests.told('evt_7', 7, tests.subscribed('business', 'past_due', 'sub_1')), 'other', 'whose debts are not its debts');
select is(tests.told('evt_8', 8, tests.subscribed('team', 'active', 'sub_1')), 'other', 'nor is anything else that is said of it while it runs out');
select is(tests.told('evt_8a', 9, tests.subscribed('business', 'canceled', 'sub_1')), 'other', 'nor is its end');
select is(tests.plan_of('northwind'), 'agency active', 'the plan stays');
select is(tests.told('evt_9', 8, tests.billed('LP-1', 'paid')) || tests.told('evt_10', 9, tests.billed('LP-1', 'open')), 'appliedlate', 'a paid invoice stays paid');

-- Trials of a provider, and tenants among themselves --------------------------------------------------------------------

select is(tests.told('evt_11', 10, tests.subscribed('team', 'trialing', 'sub_2')), 'applied', 'a trial of the provider''s');
select is(private.end_trials(), 0, 'is not ours to end');
select tests.as_person('stella');
select is(tests.link('theirs', 'stripe', 'cus_2'), '0', 'another tenant is another customer');
select tests.as_service();
select is(tests.told('evt_12', 11, tests.billed('LP-1', 'void'), 'cus_2'), 'conflict', 'whose invoice cannot be that of the first');
select is(tests.told('evt_13', 12, tests.subscribed('team', 'canceled', 'sub_9'), 'cus_2'), 'other', 'and whose end of nothing ends nothing');

-- Another after the end ---------------------------------------------------------------------------------------------------

select is(tests.told('evt_20', 20, tests.subscribed('team', 'canceled', 'sub_2')), 'applied', 'the end of the one there is ends the plan');
select is(tests.told('evt_21', 19, tests.subscribed('business', 'active', 'sub_3')), 'applied', 'another begins, even if it was told of before that end');
select is(tests.told('evt_22', 20, tests.subscribed('agency', 'active', 'sub_2')), 'late', 'the first stays ended');
select is(tests.told('evt_23', 18, tests.subscribed('team', 'active', 'sub_3')), 'late', 'and of the second too the newest counts');
select is(tests.told('evt_24', 22, tests.subscribed('business', 'canceled', 'sub_3')), 'applied', 'when all have ended');
select is(tests.told('evt_25', 30, tests.subscribed('team', 'active', 'sub_1')), 'late', 'none comes back, not even one that was not the organization''s when it ended');
select is(tests.plan_of('northwind'), 'business canceled', 'they are over');
select is(tests.told('evt_26', 23, tests.subscribed('team', 'active', 'sub_0')), 'applied', 'but one that lives is taken, however long ago it began');

-- A price without a plan --------------------------------------------------------------------------------------------------

select is(tests.told('evt_30', 31, tests.subscribed(null, 'past_due', 'sub_0')), 'unknown_plan', 'a debt for a price that names no plan');
select is(tests.plan_of('northwind'), 'team past_due', 'is a debt, and the plan is the one there was');
select is(tests.told('evt_31', 30, tests.subscribed('agency', 'active', 'sub_0')), 'late', 'what was said before it is late');
select tests.as_nobody();
select isnt_empty($$ select from public.platform_alerts where key = 'billing_plan:' || tests.id('northwind') and resolved_at is null $$, 'staff are told');
select tests.as_service();
select is(tests.told('evt_32', 32, tests.subscribed('team', 'active', 'sub_0')), 'applied', 'until the price names one');

-- What staff decide -------------------------------------------------------------------------------------------------------

select tests.as_person('stella');
select public.change_plan(tests.id('northwind'), 'business', 'A favour');
select is((select provider from public.subscriptions where organization_id = tests.id('northwind')), 'manual', 'staff said last what it is');
select tests.as_service();
select is(tests.told('evt_40', 40, tests.subscribed('team', 'canceled', 'sub_0')), 'applied', 'until the provider says of it that it ended');
select tests.as_person('stella');
select public.extend_trial(tests.id('northwind'), now() + interval '1 hour', 'Please stay');
select tests.as_nobody();
update public.subscriptions set trial_ends_at = now() - interval '40 days' where organization_id = tests.id('northwind');
select tests.as_service();
select is(private.end_trials(), 1, 'a trial that staff give after that ends');
select is(tests.told('evt_41', 41, tests.subscribed('team', 'active', 'sub_5')), 'applied', 'a customer comes back');
select tests.as_person('stella');
select is(tests.link('account', 'manual', null), '0', 'and is linked no more');
select results_eq($$ select provider, provider_reference, provider_said_at from public.subscriptions where organization_id = tests.id('northwind') $$,
  $$ values ('manual', null::text, null::timestamptz) $$, 'the subscription is staff''s then');
select tests.as_service();
select is(tests.told('evt_42', 5, tests.subscribed('agency', 'active', 'sub_4'), 'cus_3'), 'waiting', 'what is said of another customer');
select tests.as_person('stella');
select is(tests.link('account', 'stripe', 'cus_3'), '1', 'counts when it is linked, though it is older');

-- What nobody could take over ---------------------------------------------------------------------------------------------

select tests.as_service();
select is(tests.message_of($$ select tests.told('evt_50', 50, tests.subscribed('team') || jsonb_build_object('period_end', now()), 'cus_4') $$),
  'PT422 VALIDATION_FAILED', 'a subscription without a period is refused, not kept');
select tests.as_nobody();
insert into private.billing_events (provider, id, customer, said_at, content) values ('stripe', 'evt_51', 'cus_5', now(), tests.subscribed('team', 'active', 'sub_6') || jsonb_build_object('period_end', now()));
select tests.as_person('stella');
select alike(tests.link('account', 'stripe', 'cus_5'), '23514 %', 'what breaks a constraint is not taken for an unknown provider');
select tests.as_nobody();
update private.billing_events set received_at = now() - interval '91 days' where id in ('evt_1', 'evt_2');
select is(private.prune_billing_events(), 2::bigint, 'what was said is forgotten after ninety days');
select results_eq($$ select distinct actor_role, reason from public.audit_logs where entity = 'invoices' and action = 'update' $$, $$ values ('service_role', 'stripe said so: evt_9') $$, 'the audit log says who said so');

select * from finish();
rollback;
