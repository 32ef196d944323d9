-- Quarantine: who may restore and who may mark as spam, what it uses, what is told of it, and what stays as it was.

begin;
select plan(43);

create function tests.submit(widget text, changes jsonb default '{}') returns uuid language sql volatile security definer as $$
  select (tests.accept(tests.submission(submit.widget, changes)) #>> '{receipt,id}')::uuid
$$;
create function tests.row_of(name text) returns public.widget_submissions language sql stable security definer as $$
  select s from public.widget_submissions s where s.id = tests.id(row_of.name)
$$;
create function tests.restore(name text, reason text default null) returns text language sql volatile as $$
  select status from public.restore_submission(tests.id(name), (tests.row_of(name)).ts, reason)
$$;
create function tests.mark(name text, reason text default null) returns text language sql volatile as $$
  select status from public.quarantine_submission(tests.id(name), (tests.row_of(name)).ts, reason)
$$;
create function tests.used(organization text) returns text language sql stable security definer as $$
  select format('usage %s, used %s', (select coalesce(sum(quantity), 0) from public.usage_events where organization_id = tests.id(organization) and event_type = 'submission'),
    (select sum(used) from public.usage_counters where organization_id = tests.id(organization) and limit_type = 'submissions_month'))
$$;
create function tests.told(name text) returns text[] language sql stable security definer as $$
  select array_agg(event_type order by created_at, event_type) from public.events where entity_id = tests.id(name)
$$;
create function tests.audited(name text) returns bigint language sql stable security definer as $$
  select count(*) from public.audit_logs where entity = 'widget_submissions' and entity_id = tests.id(name)::text
$$;
-- The widest of the world's tenants has one accepted submission of its own already.
select tests.remember('held', tests.submit('northwind', '{"spam_reasons": ["trap", "too_fast"]}')),
  tests.remember('good', tests.submit('northwind')), tests.remember('globex/held', tests.submit('globex', '{"spam_reasons": ["captcha"]}')),
  tests.remember('bakery/held', tests.submit('bakery', '{"spam_reasons": ["trap"]}'));
select tests.add_member('northwind', 'susan', 'super_editor'), tests.add_member('northwind', 'edith', 'editor');

-- Who may -------------------------------------------------------------------------------------------------------------

select tests.as_anonymous();
select throws_ok($$ select public.restore_submission(gen_random_uuid(), now()) $$, '42501', null, 'the public key restores nothing');
select throws_ok($$ select public.quarantine_submission(gen_random_uuid(), now()) $$, '42501', null, 'and marks nothing');
select tests.as_person('boris');
select throws_ok($$ select tests.restore('held') $$, 'PT404', 'NOT_FOUND', 'to a stranger there is no such submission');
select throws_ok($$ select tests.mark('good') $$, 'PT404', 'NOT_FOUND', 'whatever they want to do with it');
select tests.as_person('nina');
select throws_ok($$ select tests.restore('held') $$, 'PT404', 'NOT_FOUND', 'nor to who is a member of nothing');
select tests.as_person('rex');
select throws_ok($$ select tests.restore('held') $$, 'PT404', 'NOT_FOUND', 'nor to a removed member');
select tests.as_person('edith');
select throws_ok($$ select tests.restore('held') $$, 'PT403', 'FORBIDDEN', 'an editor reads it and does not restore it');
select throws_ok($$ select tests.mark('good') $$, 'PT403', 'FORBIDDEN', 'nor mark it');
select tests.as_person('cleo');
select throws_ok($$ select tests.restore('bakery/held') $$, 'PT403', 'FORBIDDEN', 'nor does a viewer of the workspace');
select tests.as_person('vito');
select throws_ok($$ select tests.restore('held', 'The tenant asked') $$, 'PT403', 'FORBIDDEN', 'nor staff who only look');
select tests.as_person('sue');
select throws_ok($$ select tests.restore('held') $$, 'PT422', 'REASON_REQUIRED', 'support says why');
select tests.as_person('susan');
select throws_ok($$ select public.restore_submission(tests.id('held'), now() - interval '1 year') $$, 'PT404', 'NOT_FOUND', 'a wrong time names no submission');
select throws_ok($$ select public.restore_submission(null, null) $$, 'PT404', 'NOT_FOUND', 'nor does nothing');
select throws_ok($$ update public.widget_submissions set status = 'accepted' $$, '42501', null, 'and nobody goes around it');
select is(tests.used('northwind'), 'usage 2, used 2', 'all of that used nothing');

-- Restoring -----------------------------------------------------------------------------------------------------------

select is(tests.restore('held'), 'accepted', 'a super editor restores it');
select results_eq($$ select status, spam_reasons from tests.row_of('held') $$, $$ values ('accepted', '{trap,too_fast}'::text[]) $$, 'why it was held stays on record');
select is(tests.used('northwind'), 'usage 3, used 3', 'it takes its place and is recorded as used');
select tests.as_nobody();
select is((select metadata - 'widget_instance_id' from public.usage_events where metadata ->> 'submission_id' = tests.id('held')::text),
  jsonb_build_object('submission_id', tests.id('held')), 'by its own name');
select set_eq($$ select unnest(tests.told('held')) $$, array['submission.quarantined', 'submission.restored'], 'it is told to whoever listens');
select results_eq($$ select actor_id, workspace_id, payload ->> 'widget_instance_id' from public.events where entity_id = tests.id('held') and event_type = 'submission.restored' $$,
  $$ values (tests.id('susan'), tests.id('northwind/main'), tests.id('northwind/instance')::text) $$, 'with who did it and where');
select results_eq($$ select actor_id, entity, action, before, after from public.audit_logs where entity_id = tests.id('held')::text $$,
  $$ values (tests.id('susan'), 'widget_submissions', 'update', '{"status": "spam"}'::jsonb, '{"status": "accepted"}'::jsonb) $$, 'the audit log says what changed, and nothing of what was entered');
select tests.as_person('susan');
select is(tests.restore('held'), 'accepted', 'restoring it again changes nothing');
select tests.as_nobody();
select is(array[tests.used('northwind'), tests.audited('held')::text, cardinality(tests.told('held'))::text], '{"usage 3, used 3",1,2}', 'uses nothing, and tells nothing');

-- Marking -------------------------------------------------------------------------------------------------------------

select tests.as_person('alan');
select is(tests.mark('good', 'They sell chairs'), 'spam', 'an accepted one can be marked as spam');
select is(tests.mark('good'), 'spam', 'again, too');
select results_eq($$ select status, spam_reasons from tests.row_of('good') $$, $$ values ('spam', '{reported}'::text[]) $$, 'it says that a member did');
select is(tests.used('northwind'), 'usage 3, used 3', 'what it used stays used');
select set_eq($$ select unnest(tests.told('good')) $$, array['submission.accepted', 'submission.quarantined'], 'it is told once');
select is((select reason from public.audit_logs where entity_id = tests.id('good')::text), 'They sell chairs', 'the reason is kept, where one is given');
select is(tests.restore('good'), 'accepted', 'it can be restored');
select results_eq($$ select status, spam_reasons from tests.row_of('good') $$, $$ values ('accepted', '{}'::text[]) $$, 'and is as it was');
select is(tests.used('northwind'), 'usage 3, used 3', 'which is counted no second time');
select is(tests.mark('held') || tests.restore('held') || tests.used('northwind'), 'spamacceptedusage 3, used 3', 'nor is one that was restored before');
select is((select valid from public.verify_audit_chain(tests.id('northwind'))), true, 'the audit chain holds');

-- The plan's limit, staff, maintenance --------------------------------------------------------------------------------

select tests.as_nobody();
update public.plan_limits set limit_value = 1, grace_amount = 0, enforcement = 'hard' where plan_id = 'free' and limit_type = 'submissions_month';
select tests.as_person('boris');
select throws_ok($$ select tests.restore('globex/held') $$, 'PT402', 'PLAN_LIMIT_REACHED', 'where no place is left nothing is restored');
select is(array[tests.used('globex'), (tests.row_of('globex/held')).status, cardinality(tests.told('globex/held'))::text], '{"usage 1, used 1",spam,1}', 'and it stays where it was');
select tests.as_nobody();
update public.plan_limits set limit_value = 2 where plan_id = 'free' and limit_type = 'submissions_month';
select private.switch_maintenance(true, 'Moving to another machine');
select tests.as_person('boris');
select throws_ok($$ select tests.restore('globex/held') $$, 'PT503', 'MAINTENANCE', 'nor during maintenance');
select tests.as_person('sue');
select is(tests.restore('globex/held', 'The tenant asked'), 'accepted', 'support restores for a tenant, with a reason');
select is(tests.used('globex'), 'usage 2, used 2', 'from the tenant''s plan');
select tests.as_nobody();
select is_empty($$ select from private.usage_differences(tests.id('globex'), (select t from private.counted_tables t where limit_type = 'submissions_month')) $$,
  'the counter equals the record');
update public.widget_submissions set status = 'deleted' where id = tests.id('good');
select tests.as_person('ada');
select throws_ok($$ select tests.restore('good') $$, 'PT409', 'CONFLICT', 'what was erased does not come back');
select throws_ok($$ select tests.mark('good') $$, 'PT409', 'CONFLICT', 'and is no spam');

select * from finish();
rollback;
