-- Billing: who pays, what a change of plan would mean, and what it does.

begin;
select plan(57);

-- Accounts ------------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select lives_ok($$ insert into public.billing_accounts (organization_id, owner_user_id, billing_email) values (tests.id('northwind'), tests.id('ada'), 'bills@example.com') $$,
  'an owner makes a billing account');
select throws_ok($$ insert into public.billing_accounts (organization_id, owner_user_id) values (tests.id('northwind'), tests.id('alan')) $$, '42501', null, 'in one''s own name only');
select throws_ok($$ insert into public.billing_accounts (organization_id, owner_user_id) values (tests.id('globex'), tests.id('ada')) $$, '42501', null, 'and not for another tenant');
select throws_ok($$ update public.billing_accounts set provider_reference = 'cus_1' $$, '42501', null, 'the provider''s part is not the tenant''s to write');
select lives_ok($$ insert into public.billing_account_workspaces (billing_account_id, workspace_id, organization_id)
  select id, tests.id('northwind/main'), organization_id from public.billing_accounts $$, 'an account pays for a workspace');
select throws_ok($$ insert into public.billing_account_workspaces (billing_account_id, workspace_id, organization_id)
  select id, tests.id('globex/main'), organization_id from public.billing_accounts $$, '23503', null, 'of the same organization');
select throws_ok($$ insert into public.billing_account_workspaces (billing_account_id, workspace_id, organization_id)
  select id, tests.id('northwind/main'), organization_id from public.billing_accounts $$, '23505', null, 'which has one payer');
select lives_ok($$ update public.billing_accounts set billing_email = 'other@example.com' $$, 'the address can change');
select tests.as_person('alan');
select is_empty('select from public.billing_accounts', 'an admin without billing.manage sees no account');
select throws_ok($$ insert into public.billing_accounts (organization_id, owner_user_id) values (tests.id('northwind'), tests.id('alan')) $$, '42501', null, 'and makes none');
select tests.as_person('boris');
select is_empty('select from public.billing_account_workspaces', 'a stranger sees nothing of it');
select tests.as_person('vera');
select isnt_empty('select from public.billing_account_workspaces', 'who is in a workspace sees that somebody pays for it');
select is_empty('select from public.billing_accounts', 'and not who, nor how');
select tests.as_nobody();
select is_empty($$ select from public.audit_logs where entity = 'billing_accounts' and coalesce(after, before) ? 'billing_email' $$, 'the audit log keeps no address');

-- Invoices ------------------------------------------------------------------------------------------------------------

select tests.as_service();
select isnt(private.record_invoice(tests.id('northwind'), 'INV-1', 9900, 'EUR', now() - interval '1 month', now(), '[]'), null, 'a provider records an invoice');
select is(private.record_invoice(tests.id('northwind'), 'INV-1', 9900, 'EUR', now() - interval '1 month', now(), '[]'), null, 'once');
select throws_ok($$ select private.record_invoice(tests.id('globex'), 'INV-2', 1, 'EUR', now(), now(), '[]') $$, 'PT404', 'NOT_FOUND', 'never to nobody: without an account it fails aloud');
select tests.as_person('ada');
select results_eq('select number, amount from public.invoices', $$ values ('INV-1', 9900) $$, 'who pays sees invoices');
select tests.as_person('vera');
select is_empty('select from public.invoices', 'a viewer does not');
select tests.as_person('ada');
select throws_ok($$ select private.record_invoice(tests.id('northwind'), 'INV-3', 1, 'EUR', now(), now(), '[]') $$, '42501', null, 'nobody writes their own');

-- A change of plan, tried and done: northwind is on business with 3 users --------------------------------------------

select results_eq($$ select limit_type, used, new_limit, enforcement from public.preview_plan_change(tests.id('northwind'), 'free') $$,
  $$ values ('users', 3, 2, 'hard') $$, 'a dry run names what would be exceeded');
select is_empty($$ select from public.preview_plan_change(tests.id('northwind'), 'team') $$, 'and nothing where all fits');
select is((select plan_id from public.organizations where id = tests.id('northwind')), 'business', 'it changes nothing');
select throws_ok($$ select public.preview_plan_change(tests.id('northwind'), 'none') $$, 'PT404', 'NOT_FOUND', 'of a plan that is there');
select throws_ok($$ select public.preview_plan_change(tests.id('globex'), 'team') $$, 'PT404', 'NOT_FOUND', 'of one''s own organization');
select throws_ok($$ select public.change_plan(tests.id('northwind'), 'free', 'cheaper') $$, '42501', null, 'a tenant changes no plan directly');
select tests.as_person('alan');
select throws_ok($$ select public.preview_plan_change(tests.id('northwind'), 'team') $$, 'PT403', 'FORBIDDEN', 'who may not pay may not try');
select tests.as_nobody();
insert into public.plans (plan_id, name, public, archived) values ('secret', 'Secret', false, false), ('old', 'Old', true, true);
select tests.as_person('ada');
select throws_ok($$ select public.preview_plan_change(tests.id('northwind'), 'secret') $$, 'PT404', 'NOT_FOUND', 'a plan made for others is not tried either');
-- pixel gave its clients 80 widgets of an unlimited number, and 30 sites of 100.
select tests.as_person('agnes');
select public.allocate_capacity(tests.id('bakery'), '{"widgets": 50, "sites": 30}'), public.allocate_capacity(tests.id('garage'), '{"widgets": 30}');
select results_eq($$ select limit_type, used, new_limit, kind from public.preview_plan_change(tests.id('pixel'), 'team') $$,
  $$ values ('sites', 30, 5, 'allocated'), ('widgets', 80, 25, 'allocated') $$, 'an agency is told what it has handed out above the new limits');
select tests.as_nobody();
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason) values (tests.id('pixel'), 'sites', 40, 'fixture');
select tests.as_person('agnes');
select results_eq($$ select limit_type, used, new_limit, kind from public.preview_plan_change(tests.id('pixel'), 'team') $$,
  $$ values ('widgets', 80, 25, 'allocated') $$, 'unless an override goes on holding');
select is_empty($$ select from public.preview_plan_change(tests.id('pixel'), 'agency') $$, 'and nothing where all fits');
select tests.as_person('stella');
select results_eq($$ select plan_id, status from public.change_plan(tests.id('northwind'), 'free', 'Downgrade') $$, $$ values ('free', 'active') $$, 'a staff admin changes the plan');
select results_eq($$ select plan_id, plan_status from public.organizations where id = tests.id('northwind') $$, $$ values ('free', 'active') $$, 'the organization follows its subscription');
select is((select count(*) from public.organization_members where organization_id = tests.id('northwind') and status = 'active'), 3::bigint, 'nobody is thrown out');
select tests.as_nobody();
select throws_ok($$ update public.organization_members set status = 'active' where user_id = tests.id('rex') $$, 'PT402', 'Max users reached - upgrade your plan.', 'but nobody comes in');
select tests.as_person('stella');
select results_eq($$ select (select canceled_at is not null from public.change_plan(tests.id('northwind'), 'team', 'Left', 'canceled')),
  (select canceled_at is null from public.change_plan(tests.id('northwind'), 'team', 'Came back')) $$, $$ values (true, true) $$, 'a cancellation is dated, and undone');
select is((select count(*) from (values ('none', 'active', 'because', 'PT404 NOT_FOUND'), ('old', 'active', 'because', 'PT404 NOT_FOUND'),
    ('team', 'sleeping', 'because', 'PT422 VALIDATION_FAILED'), ('team', 'active', ' ', 'PT422 REASON_REQUIRED')) v (p, s, r, e)
  where tests.message_of(format('select public.change_plan(%L, %L, %L, %L)', tests.id('northwind'), p, r, s)) is distinct from e), 0::bigint, 'every wrong change is refused');
select throws_ok($$ select public.change_plan(gen_random_uuid(), 'team', 'because') $$, 'PT404', 'NOT_FOUND', 'also of an organization that is not there');
select throws_ok($$ select public.extend_trial(tests.id('northwind'), now() + interval '2 years', 'because') $$, 'PT422', 'VALIDATION_FAILED', 'a trial ends within a year');
select tests.as_person('sue');
select lives_ok($$ select public.extend_trial(tests.id('northwind'), now() + interval '14 days', 'A good customer') $$, 'support extends a trial');
select is((select plan_status from public.organizations where id = tests.id('northwind')), 'trialing', 'which the organization shows');
select throws_ok($$ select public.change_plan(tests.id('northwind'), 'team', 'because') $$, 'PT403', 'FORBIDDEN', 'support changes no plan');

-- The end of a trial: northwind has a payer, globex and pixel have none -------------------------------------------------------

select tests.as_nobody();
insert into public.subscriptions (organization_id, plan_id, status, trial_ends_at)
select tests.id(t.slug), t.plan_id, 'trialing', now() + interval '1 hour' from (values ('globex', 'team'), ('pixel', 'agency')) t (slug, plan_id);
create function tests.plan_of(slug text) returns text language sql as $$
  select plan_id || ' ' || plan_status from public.organizations where id = tests.id(plan_of.slug)
$$;
select tests.as_service();
select is(private.end_trials(), 0, 'a trial that runs goes on');
select tests.as_nobody();
update public.subscriptions set trial_ends_at = now();
select tests.as_service();
select is(private.end_trials(), 2, 'trials end');
select tests.as_nobody();
select is(tests.plan_of('northwind'), 'team active', 'who has somebody who pays keeps the plan');
select is(tests.plan_of('globex'), 'free active', 'who has nobody goes back to the free plan');
select is(tests.plan_of('pixel'), 'agency trialing', 'unless that is too small');
select results_eq($$ select payload ->> 'trial_plan_id', payload ->> 'plan_id' from public.events
    where event_type = 'trial.ended' and organization_id = tests.id('globex') and entity_type = 'subscription' $$,
  $$ values ('team', 'free') $$, 'the tenant''s events tell');
select results_eq($$ select after ->> 'status', reason from public.audit_logs where entity = 'subscriptions' and organization_id = tests.id('globex')
    and action = 'update' order by seq desc limit 1 $$, $$ values ('active', 'The trial ended.') $$, 'and so does the audit log');
select results_eq($$ select key, detail -> 'exceeds' ? 'widgets', resolved_at from public.platform_alerts $$,
  $$ values ('trial_over:' || tests.id('pixel'), true, null::timestamptz) $$, 'staff hear of the one that has to be decided');
select tests.as_service();
select is(private.end_trials(), 0, 'nothing ends twice');
select tests.as_person('stella');
select public.change_plan(tests.id('pixel'), 'agency', 'They pay by invoice');
select tests.as_service();
select is(private.end_trials(), 0, 'nor does what staff decided');
select tests.as_nobody();
select results_eq($$ select times, resolved_at is not null from public.platform_alerts $$, $$ values (2, true) $$, 'which ends the alert');

-- The status in profiles -----------------------------------------------------------------------------------------------------

create function tests.status_of(name text) returns text language sql as $$
  select p.subscription_status from public.profiles p where p.user_id = tests.id(status_of.name)
$$;
select tests.as_person('stella');
select public.change_plan(tests.id('northwind'), 'team', 'Did not pay', 'past_due');
select is(tests.status_of('ada'), 'past_due', 'a profile has the plan status of its organization');
select tests.as_nobody();
insert into public.organization_members (organization_id, user_id, role, status, accepted_at) values (tests.id('globex'), tests.id('ada'), 'viewer', 'active', now());
select tests.as_person('ada');
select public.switch_organization(tests.id('globex'));
select is(tests.status_of('ada'), 'active', 'of the one that was chosen');
select tests.as_person('vera');
select is(tests.status_of('ada'), 'past_due', 'but colleagues learn nothing of another organization');
select tests.as_person('agnes');
select is(tests.status_of('ada'), null, 'and strangers nothing at all');

select * from finish();
rollback;
