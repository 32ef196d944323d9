-- Limits: what a tenant may still do, decided with the write: hard, grace, soft, from which source, and counted where.

begin;
select plan(66);

create function tests.widgets(workspace text, amount int, prefix text default 'w') returns void language sql as $$
  insert into public.widgets (organization_id, workspace_id, name, type)
  select w.organization_id, w.id, prefix || n, 'form' from public.workspaces w, generate_series(1, amount) n where w.id = tests.id(workspace)
$$;
create function tests.used(scope text, limit_type text) returns int language sql stable security definer as $$
  select coalesce((select c.used from public.usage_counters c where c.scope_id = tests.id(scope) and c.limit_type = used.limit_type
    and c.period = private.limit_period(used.limit_type)), 0)
$$;
create table tests.spare as select tests.sign_up_without_tenant('spare' || n) as id from generate_series(1, 8) n;
create function tests.join_users(organization text, amount int) returns void language sql as $$
  insert into public.organization_members (organization_id, user_id, role)
  select tests.id(organization), u.id, 'viewer' from tests.spare u where not exists (
    select from public.organization_members m where m.user_id = u.id) order by u.id limit amount
$$;

-- Hard: globex is on the free plan: 2 users, 3 widgets, 1 workspace, 275 submissions a month with grace ---------------

select is(tests.used('globex', 'users'), 1, 'an organization starts with its owner counted');
select lives_ok($$ select tests.join_users('globex', 1) $$, 'the last place can be taken');
select throws_ok($$ select tests.join_users('globex', 1) $$, 'PT402', 'Max users reached - upgrade your plan.', 'above a hard limit the write is refused');
select results_eq($$ select hits, kind from public.limit_hits where scope_id = tests.id('globex') and limit_type = 'users' $$, $$ values (1, 'reached') $$,
  'staff see who has reached a limit');
select throws_ok($$ insert into public.workspaces (organization_id, name, slug) values (tests.id('globex'), 'Two', 'two') $$, 'PT402',
  'Max workspaces reached - upgrade your plan.', 'workspaces have a limit');
select throws_ok($$ select tests.widgets('globex/main', 3) $$, 'PT402', 'Max widgets reached - upgrade your plan.', 'three more widgets are one too many');
select is((select count(*) from public.widgets where organization_id = tests.id('globex')), 1::bigint, 'a bulk insert over the limit leaves no row');
select is(tests.used('globex', 'widgets'), 1, 'and takes no place');
select lives_ok($$ select tests.widgets('globex/main', 2) $$, 'a bulk insert that fits is taken whole');
select throws_ok($$ with a as (update public.widgets set status = 'archived' where id = tests.id('globex/widget') returning 1)
  insert into public.widgets (organization_id, workspace_id, name, type) select tests.id('globex'), tests.id('globex/main'), 'x' || n, 'form' from generate_series(1, 2) n $$,
  'PT402', null, 'a statement that frees one place and takes two is refused');
select lives_ok($$ update public.widgets set status = 'archived' where id = tests.id('globex/widget') $$, 'archiving frees a place');
select lives_ok($$ select tests.widgets('globex/main', 1, 'new') $$, 'for another one');
select throws_ok($$ update public.widgets set status = 'active' where id = tests.id('globex/widget') $$, 'PT402', null, 'and taking it up again needs a place');
select lives_ok($$ delete from public.widgets where organization_id = tests.id('globex') and name = 'new1' $$, 'deleting frees one, too');
select is(tests.used('globex', 'published_instances'), 1, 'published instances are counted');
update public.widget_instances set status = 'inactive' where id = tests.id('globex/instance');
select is(tests.used('globex', 'published_instances'), 0, 'until they go offline');
update public.widget_instances set status = 'published' where id = tests.id('globex/instance');
select tests.as_person('boris');
select throws_ok($$ insert into public.widgets (organization_id, workspace_id, name, type) select tests.id('globex'), tests.id('globex/main'), 'b' || n, 'form'
  from generate_series(1, 3) n $$, 'PT402', 'Max widgets reached - upgrade your plan.', 'people hear it as well as the server does');
select throws_ok($$ update public.usage_counters set used = 0 $$, '42501', null, 'and move no counter themselves');
select tests.as_nobody();

-- Guests of one workspace take a seat, and members none twice.
insert into public.workspace_members (organization_id, workspace_id, user_id, role) values (tests.id('globex'), tests.id('globex/main'), tests.id('boris'), 'owner');
select is(tests.used('globex', 'users'), 2, 'a member with a role in a workspace is one user');
select throws_ok($$ insert into public.workspace_members (organization_id, workspace_id, user_id, role) values (tests.id('globex'), tests.id('globex/main'), tests.id('nina'), 'viewer') $$,
  'PT402', 'Max users reached - upgrade your plan.', 'a guest of one workspace is a user');
delete from public.organization_members where organization_id = tests.id('globex') and role = 'viewer';
insert into public.workspace_members (organization_id, workspace_id, user_id, role) values (tests.id('globex'), tests.id('globex/main'), tests.id('nina'), 'viewer');
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason) values (tests.id('globex'), 'users', 3, 'room');
insert into public.organization_members (organization_id, user_id, role) values (tests.id('globex'), tests.id('nina'), 'viewer');
select is(tests.used('globex', 'users'), 2, 'a guest who becomes a member is still one user');
delete from public.limit_overrides where organization_id = tests.id('globex');

-- Grace and soft ------------------------------------------------------------------------------------------------------

select tests.as_person('stella');
select public.set_plan_limit('free', 'widgets', 2, 'hard', 1, 'Grace'), public.set_plan_limit('free', 'users', 1, 'soft', 0, 'Soft');
select tests.as_nobody();
delete from public.widgets where organization_id = tests.id('globex') and id <> tests.id('globex/widget');
update public.widgets set status = 'active' where id = tests.id('globex/widget');
select lives_ok($$ select tests.widgets('globex/main', 2) $$, 'grace lets one more in');
select results_eq($$ select kind from public.limit_hits where scope_id = tests.id('globex') and limit_type = 'widgets' and kind = 'flagged' $$, array['flagged'], 'and flags it');
select throws_ok($$ select tests.widgets('globex/main', 1) $$, 'PT402', null, 'but not two');
select lives_ok($$ select tests.join_users('globex', 3) $$, 'a soft limit refuses nobody');
select is((select sum(hits) from public.limit_hits where scope_id = tests.id('globex') and limit_type = 'users' and kind = 'flagged'), 3::bigint, 'and counts how often it was passed');
select is((select count(*) from public.events where organization_id = tests.id('globex') and event_type = 'limit.exceeded' and payload ->> 'limit_type' = 'users'), 1::bigint,
  'with one event a period');

-- Submissions are refused with a verdict, and the refusal is kept.
select is(tests.accept(tests.submission('globex')) ->> 'verdict', 'accepted', 'a submission takes from this month''s limit');
update public.usage_counters set used = 274 where scope_id = tests.id('globex') and limit_type = 'submissions_month';
select is(tests.accept(tests.submission('globex', '{"payload": {"n": 1}}')) ->> 'verdict', 'accepted', 'up to value and grace');
select is(tests.accept(tests.submission('globex', '{"payload": {"n": 2}}')) ->> 'verdict', 'PLAN_LIMIT_REACHED', 'and no further');
select results_eq($$ select kind, hits from public.limit_hits where scope_id = tests.id('globex') and limit_type = 'submissions_month' order by kind $$,
  $$ values ('flagged', 1), ('refused', 1) $$, 'both are counted');
update public.usage_counters set period = (period - interval '1 month')::date where scope_id = tests.id('globex') and limit_type = 'submissions_month';
select is(tests.accept(tests.submission('globex', '{"payload": {"n": 3}}')) ->> 'verdict', 'accepted', 'a new month starts from nothing');

-- Changing plans ------------------------------------------------------------------------------------------------------

update public.organizations set plan_status = 'upgrading' where id = tests.id('globex');
select lives_ok($$ select tests.widgets('globex/main', 2, 'up') $$, 'while upgrading, hard limits are suspended');
update public.organizations set plan_status = 'active' where id = tests.id('globex');
select throws_ok($$ select tests.widgets('globex/main', 1, 'down') $$, 'PT402', null, 'and hold again after');
update public.organizations set plan_id = 'team' where id = tests.id('globex');
select lives_ok($$ select tests.widgets('globex/main', 5, 'team') $$, 'a bigger plan holds at once');
update public.organizations set plan_id = 'free' where id = tests.id('globex');
select is((select count(*) from public.widgets where organization_id = tests.id('globex') and status = 'active'), 10::bigint, 'a downgrade below use takes nothing away');
select throws_ok($$ select tests.widgets('globex/main', 1, 'no') $$, 'PT402', null, 'but lets nothing more in');
delete from public.widgets where organization_id = tests.id('globex') and name ~ '^team';
select throws_ok($$ select tests.widgets('globex/main', 1, 'no') $$, 'PT402', null, 'until use is below again');
delete from public.widgets where organization_id = tests.id('globex') and name ~ '^(up|w)';
select lives_ok($$ select tests.widgets('globex/main', 1, 'yes') $$, 'then it does');
select lives_ok($$ update public.workspaces set name = 'Renamed' where id = tests.id('globex/main') $$, 'what counts already changes freely');

-- Which limit holds: override > allocation > workspace plan > organization plan ---------------------------------------

create function tests.source(workspace text) returns text language sql volatile as $$
  select l.source || ' ' || coalesce(l.limit_value::text, 'any') from private.effective_limit(tests.id(workspace), 'widgets') l
$$;
select is(tests.source('bakery'), 'unlimited any', 'the agency plan does not limit widgets');
select tests.as_person('stella');
select public.set_plan_limit('agency', 'widgets', 50, 'hard', 0, 'Now it does');
select tests.as_nobody();
select is(tests.source('bakery'), 'plan 50', 'the organization''s plan holds for its workspaces');
select is(tests.used('pixel', 'widgets'), 1, 'which are counted together');
update public.workspaces set plan_id = 'team' where id = tests.id('bakery');
select results_eq($$ select tests.source('bakery'), tests.used('bakery', 'widgets'), tests.used('pixel', 'widgets') $$, $$ values ('workspace plan 25', 1, 0) $$,
  'a workspace''s own plan is nearer, and its use moves there');
insert into public.workspace_allocations (workspace_id, organization_id, agency_workspace_id, limits)
values (tests.id('bakery'), tests.id('pixel'), tests.id('pixel/main'), '{"widgets": 5}');
select is(tests.source('bakery'), 'allocation 5', 'an allocation is nearer still');
select tests.as_person('stella');
select lives_ok($$ select public.set_limit_override(tests.id('pixel'), 'widgets', 2, 'Fair use', now() + interval '1 day', tests.id('bakery')) $$, 'staff grant an override');
select tests.as_nobody();
select is(tests.source('bakery'), 'override 2', 'which is the nearest');
select throws_ok($$ select tests.widgets('bakery', 2) $$, 'PT402', 'Max widgets reached - upgrade your plan.', 'and holds');
update public.limit_overrides set expires_at = now() - interval '1 second' where organization_id = tests.id('pixel');
select is(tests.source('bakery'), 'allocation 5', 'until it expires');
select is(private.expire_limit_overrides(), 1::bigint, 'the job clears what is over');
delete from public.workspace_allocations where workspace_id = tests.id('bakery');
update public.workspaces set plan_id = null where id = tests.id('bakery');
select results_eq($$ select tests.source('bakery'), tests.used('bakery', 'widgets'), tests.used('pixel', 'widgets') $$, $$ values ('plan 50', 0, 1) $$,
  'use comes back to the organization with the last own limit');
insert into public.plans (plan_id, name, public) values ('own', 'Own', false);
update public.workspaces set plan_id = 'own' where id = tests.id('bakery');
select tests.as_person('stella');
select public.set_plan_limit('own', 'widgets', 4, 'hard', 0, 'From now on');
select tests.as_nobody();
select results_eq($$ select tests.used('bakery', 'widgets'), tests.used('pixel', 'widgets') $$, $$ values (1, 0) $$, 'use moves when a plan starts to limit, too');
delete from public.plan_limits where plan_id = 'own';
select results_eq($$ select tests.used('bakery', 'widgets'), tests.used('pixel', 'widgets') $$, $$ values (0, 1) $$, 'and back when it stops');

-- Staff grant with reasons.
select tests.as_person('stella');
select throws_ok($$ select public.set_limit_override(tests.id('pixel'), 'widgets', 2, '') $$, 'PT422', 'REASON_REQUIRED', 'an override needs a reason');
select is((select count(*) from (values ('nonsense', 1, null::timestamptz, 'hard', 0), ('widgets', -1, null, 'hard', 0), ('widgets', 1, now() - interval '1 day', 'hard', 0),
    ('widgets', 1, null, 'firm', 0), ('widgets', 2147483647, null, 'hard', 1)) v (t, n, e, f, g)
  where tests.message_of(format('select public.set_limit_override(%L, %L, %L, ''because'', %L, null, %L, %L)', tests.id('pixel'), t, n, e, f, g))
    is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint, 'and values that a limit can have');
select throws_ok($$ select public.set_limit_override(tests.id('globex'), 'widgets', 2, 'because', null, tests.id('bakery')) $$, 'PT404', 'NOT_FOUND', 'and a workspace of that organization');
select throws_ok($$ select public.remove_limit_override(gen_random_uuid(), 'because') $$, 'PT404', 'NOT_FOUND', 'only what is there is taken back');
select tests.as_person('sue');
select throws_ok($$ select public.set_limit_override(tests.id('pixel'), 'widgets', 2, 'because') $$, 'PT403', 'FORBIDDEN', 'support grants none');
select tests.as_person('boris');
select throws_ok($$ select public.set_limit_override(tests.id('globex'), 'widgets', 2, 'because') $$, '42501', null, 'nor does a tenant');

-- Moving --------------------------------------------------------------------------------------------------------------

select tests.as_person('stella');
select public.set_plan_limit('free', 'users', 1, 'hard', 0, 'Full');
select tests.as_nobody();
select throws_ok($$ update public.organization_members set organization_id = tests.id('globex') where user_id = tests.id('vera') $$, 'PT402',
  'Max users reached - upgrade your plan.', 'a member does not move into a full organization');
select is(tests.used('northwind', 'users'), 3, 'and stays counted');
update public.organization_members set organization_id = tests.id('pixel') where user_id = tests.id('vera');
select results_eq($$ select tests.used('northwind', 'users'), tests.used('pixel', 'users') $$, $$ values (2, 3) $$, 'one who moves is counted where they went');

-- Going and repairing -------------------------------------------------------------------------------------------------

select tests.publish('garage', 'pixel', 'garage');
delete from public.workspaces where id = tests.id('garage');
select results_eq($$ select tests.used('pixel', 'widgets'), tests.used('pixel', 'published_instances'), tests.used('pixel', 'workspaces') $$, $$ values (1, 1, 2) $$,
  'a workspace that goes gives back what was in it');
update public.usage_counters set used = used + 7 where scope_id = tests.id('pixel') and limit_type in ('widgets', 'users');
select is(private.reconcile_usage(tests.id('pixel')), 2, 'a wrong counter is found');
select is(private.reconcile_usage(tests.id('pixel')), 0, 'and right after the repair');
delete from public.organizations where id in (tests.id('pixel'), tests.id('globex'));
select is_empty($$ select from public.usage_counters where organization_id in (tests.id('pixel'), tests.id('globex')) $$, 'with a tenant go its counters');

select * from finish();
rollback;
