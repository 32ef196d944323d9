-- Usage: which limit holds for a workspace, and what soft, hard, grace and upgrading mean for the next use of it.

begin;
select plan(43);

-- Takes an amount and says what became of it: taken or refused, used now, hits above the value so far.
create function tests.take(workspace text, amount int default 1) returns text language plpgsql as $$
declare
  bound record;
  taken boolean := private.take_limit(private.effective_limit(tests.id(workspace), 'submissions_month'), 'submissions_month', amount) = amount;
begin
  select * into bound from private.effective_limit(tests.id(workspace), 'submissions_month');
  return concat_ws(' ', case when taken then 'taken' else 'refused' end,
    (select used from public.usage_counters c where c.scope_id = bound.scope_id and c.limit_type = 'submissions_month'),
    (select string_agg(h.kind || ' ' || h.hits, ' ' order by h.kind) from public.limit_hits h
      where h.scope_id = bound.scope_id and h.limit_type = 'submissions_month' and h.kind <> 'reached'));
end $$;
create function tests.limit_is(plan text, value int, mode text, grace int) returns void language sql as $$
  insert into public.plan_limits (plan_id, limit_type, limit_value, enforcement, grace_amount) values (plan, 'submissions_month', value, mode, grace)
  on conflict (plan_id, limit_type) do update set limit_value = excluded.limit_value, enforcement = excluded.enforcement, grace_amount = excluded.grace_amount
$$;
create function tests.start_over(organization text) returns void language sql as $$
  delete from public.usage_counters where organization_id = tests.id(organization);
  delete from public.limit_hits where organization_id = tests.id(organization)
$$;

-- Which limit ---------------------------------------------------------------------------------------------------------

select results_eq($$ select scope_id, organization_id, limit_value, ceiling from private.effective_limit(tests.id('globex/main'), 'submissions_month') $$,
  $$ values (tests.id('globex'), tests.id('globex'), 250, 275) $$, 'the organization''s plan, up to value and grace');
select results_eq($$ select limit_value, ceiling from private.effective_limit(tests.id('northwind/main'), 'submissions_month') $$,
  $$ values (50000, null::int) $$, 'a soft limit has no ceiling');
select results_eq($$ select scope_id, limit_value, ceiling from private.effective_limit(tests.id('northwind/main'), 'leads_month') $$,
  $$ values (tests.id('northwind'), null::int, null::int) $$, 'a plan without the limit allows any number');
select results_eq($$ select scope_id from private.effective_limit(tests.id('bakery'), 'submissions_month') $$,
  $$ select tests.id('pixel') $$, 'client workspaces use up the agency''s limit together');
update public.workspaces set plan_id = 'free' where id = tests.id('bakery');
select results_eq($$ select scope_id, organization_id, limit_value, ceiling from private.effective_limit(tests.id('bakery'), 'submissions_month') $$,
  $$ values (tests.id('bakery'), tests.id('pixel'), 250, 275) $$, 'a workspace with a plan of its own has its own limit');
select is((private.effective_limit(gen_random_uuid(), 'submissions_month')).scope_id, null, 'no workspace, no limit');
select throws_ok($$ select private.take_limit(private.effective_limit(gen_random_uuid(), 'submissions_month'), 'submissions_month') $$, 'P0002', null, 'and nothing to take from');

-- Hard ----------------------------------------------------------------------------------------------------------------

select tests.start_over('globex'), tests.limit_is('free', 2, 'hard', 0);
select is(tests.take('globex/main'), 'taken 1', 'hard: the first of two');
select is(tests.take('globex/main'), 'taken 2', 'the second: at the value nothing is flagged');
select is(tests.take('globex/main'), 'refused 2 refused 1', 'the third is refused, counted as a hit, and takes nothing');
select is(tests.take('globex/main'), 'refused 2 refused 2', 'each refusal counts');
select tests.start_over('globex');
select is(tests.take('globex/main', 3), 'refused 2 refused 1', 'of an amount that does not fit, what fits is taken');
select is(tests.take('globex/main', 2), 'refused 2 refused 3', 'and then nothing');
select tests.start_over('globex'), tests.limit_is('free', 0, 'hard', 0);
select is(tests.take('globex/main'), 'refused 0 refused 1', 'a hard limit of zero refuses everything');

-- Grace ---------------------------------------------------------------------------------------------------------------

select tests.start_over('globex'), tests.limit_is('free', 1, 'hard', 2);
select is(tests.take('globex/main'), 'taken 1', 'grace: up to the value');
select is(tests.take('globex/main'), 'taken 2 flagged 1', 'above it, taken and flagged');
select is(tests.take('globex/main'), 'taken 3 flagged 2', 'up to value and grace');
select is(tests.take('globex/main'), 'refused 3 flagged 2 refused 1', 'and no further');

-- Soft ----------------------------------------------------------------------------------------------------------------

select tests.start_over('globex'), tests.limit_is('free', 1, 'soft', 0);
select is(tests.take('globex/main'), 'taken 1', 'soft: up to the value');
select is(tests.take('globex/main', 100), 'taken 101 flagged 100', 'above it, taken and flagged');
select is(tests.take('globex/main'), 'taken 102 flagged 101', 'for ever');

-- Unlimited -----------------------------------------------------------------------------------------------------------

select tests.start_over('globex');
delete from public.plan_limits where plan_id = 'free' and limit_type = 'submissions_month';
select is(tests.take('globex/main', 1000000), 'taken 1000000', 'no limit: taken, counted, never flagged');
select tests.start_over('globex'), tests.limit_is('free', 2147483647, 'hard', 0);
select is(tests.take('globex/main', 2147483647), 'taken 2147483647', 'the largest limit can be used up');
update public.usage_counters set used = 2147483646 where scope_id = tests.id('globex');
select is(tests.take('globex/main'), 'taken 2147483647', 'to the last one');

-- Upgrading -----------------------------------------------------------------------------------------------------------

select tests.start_over('globex'), tests.limit_is('free', 1, 'hard', 0);
select is(tests.take('globex/main'), 'taken 1', 'before upgrading: at the limit');
update public.organizations set plan_status = 'upgrading' where id = tests.id('globex');
select is(tests.take('globex/main'), 'taken 2 flagged 1', 'while upgrading hard limits wait, and flag');
update public.organizations set plan_status = 'active' where id = tests.id('globex');
select is(tests.take('globex/main'), 'refused 2 flagged 1 refused 1', 'afterwards they hold again');
update public.organizations set plan_id = 'team' where id = tests.id('globex');
select is(tests.take('globex/main'), 'taken 3 flagged 1 refused 1', 'a better plan counts from what was used');

-- Scopes and months ---------------------------------------------------------------------------------------------------

update public.workspaces set plan_id = null where id = tests.id('bakery');
select tests.start_over('pixel'), tests.limit_is('agency', 2, 'hard', 0);
select is(tests.take('bakery'), 'taken 1', 'one client takes');
select is(tests.take('garage'), 'taken 2', 'another takes from the same');
select is(tests.take('pixel/main'), 'refused 2 refused 1', 'and nothing is left for the agency');
update public.usage_counters set period = period - interval '1 month' where organization_id = tests.id('pixel');
update public.limit_hits set period = period - interval '1 month' where organization_id = tests.id('pixel');
select is(private.take_limit(private.effective_limit(tests.id('pixel/main'), 'submissions_month'), 'submissions_month'), 1, 'a new month begins at zero');
select is((select count(distinct period) from public.usage_counters where organization_id = tests.id('pixel')), 2::bigint, 'and the old one is kept');
select is((select max(period) from public.usage_counters), date_trunc('month', now() at time zone 'UTC')::date, 'months are those of UTC');

-- Who sees it ---------------------------------------------------------------------------------------------------------

select tests.as_person('boris');
select set_eq('select distinct organization_id from public.usage_counters', array[tests.id('globex')], 'members see their counters alone');
select set_eq($$ select distinct organization_id from public.limit_hits where limit_type = 'submissions_month' and kind <> 'reached' $$, array[tests.id('globex')], 'and their limit hits alone');
select set_eq('select distinct workspace_id from public.usage_events', array[tests.id('globex/main')], 'and their usage alone');
select throws_ok('update public.usage_counters set used = 0', '42501', null, 'and reset nothing');
select throws_ok($$ select private.take_limit(private.organization_limit(tests.id('northwind'), 'submissions_month'), 'submissions_month') $$, '42501', null, 'nor use up a neighbour''s limit');
select tests.as_person('rex');
select is_empty('select from public.usage_counters', 'a removed member sees no counter');
select tests.as_person('cleo');
select set_eq('select workspace_id from public.usage_events', array[tests.id('bakery')], 'a client sees the usage of the own workspace');
select tests.as_person('vito');
select set_eq($$ select distinct organization_id from public.limit_hits where kind <> 'reached' $$, array[tests.id('globex'), tests.id('pixel')], 'staff see who ran into limits');
select tests.as_anonymous();
select throws_ok('select from public.usage_events', '42501', null, 'the anonymous key sees no usage');

select * from finish();
rollback;
