-- Agencies: what they sell, and that they never hand out more than they have.

begin;
select plan(29);

create function tests.package(name text) returns uuid language sql stable security definer as $$ select p.id from public.agency_packages p where p.name = package.name $$;
-- pixel has room for 10 widgets.
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason) values (tests.id('pixel'), 'widgets', 10, 'fixture');

select tests.as_person('agnes');
select results_eq($$ select name, limits, price, currency::text from public.save_agency_package(tests.id('pixel/main'), 'Small', '{"widgets": 4}', 900) $$,
  $$ values ('Small', '{"widgets": 4}'::jsonb, 900, 'EUR') $$, 'an agency sells packages');
select results_eq($$ select price from public.save_agency_package(tests.id('pixel/main'), 'Small', '{"widgets": 4}', 1000) $$, array[1000], 'and changes them by name');
select is((select count(*) from unnest(array['{"wings": 2}', '{"widgets": -1}', '{"widgets": 1.5}', '{"widgets": "4"}', '[]', '{"widgets": 12345678901}', null]) l
  where tests.message_of(format('select public.save_agency_package(%L, ''Bad'', %L)', tests.id('pixel/main'), l)) is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint,
  'limits are known types with whole numbers');
select throws_ok($$ select public.save_agency_package(tests.id('bakery'), 'Small', '{}') $$, 'PT422', 'VALIDATION_FAILED', 'only an agency''s workspace has packages');

select results_eq($$ select limits, package_id = tests.package('Small') from public.allocate_capacity(tests.id('bakery'), null, tests.package('Small')) $$,
  $$ values ('{"widgets": 4}'::jsonb, true) $$, 'a client gets what its package holds');
select throws_ok($$ select public.allocate_capacity(tests.id('garage'), '{"widgets": 7}') $$, 'PT409', 'ALLOCATION_EXCEEDED', 'all clients together get no more than the agency has');
select lives_ok($$ select public.allocate_capacity(tests.id('garage'), '{"widgets": 6}') $$, 'exactly all is allowed');
select throws_ok($$ select public.allocate_capacity(tests.id('bakery'), '{"widgets": 5}') $$, 'PT409', 'ALLOCATION_EXCEEDED', 'a change counts against the others');
select lives_ok($$ select public.allocate_capacity(tests.id('garage'), '{"widgets": 2}') $$, 'giving less frees the rest');
select lives_ok($$ select public.allocate_capacity(tests.id('bakery'), '{"widgets": 8}') $$, 'for another client');
select throws_ok($$ select public.allocate_capacity(tests.id('bakery'), '{"widgets": 1, "users": 101}') $$, 'PT409', 'ALLOCATION_EXCEEDED', 'every limit is looked at');
select lives_ok($$ select public.allocate_capacity(tests.id('bakery'), '{"widgets": 1, "custom_domains": 1000}') $$, 'what is unlimited can be given freely');
select throws_ok($$ select public.allocate_capacity(tests.id('pixel/main'), '{"widgets": 1}') $$, 'PT422', 'VALIDATION_FAILED', 'an agency gives nothing to itself');
select throws_ok($$ select public.allocate_capacity(tests.id('bakery'), '{}', gen_random_uuid()) $$, 'PT404', 'NOT_FOUND', 'a package is one of the agency''s');
select throws_ok($$ select public.allocate_capacity(tests.id('bakery')) $$, 'PT422', 'VALIDATION_FAILED', 'something is given');

-- What a client got holds.
select lives_ok($$ insert into public.widgets (organization_id, workspace_id, name, type) select tests.id('pixel'), tests.id('garage'), 'g' || n, 'form' from generate_series(1, 2) n $$,
  'a client uses what it got');
select throws_ok($$ insert into public.widgets (organization_id, workspace_id, name, type) values (tests.id('pixel'), tests.id('garage'), 'g3', 'form') $$,
  'PT402', 'Max widgets reached - upgrade your plan.', 'and no more');

-- Who may.
select tests.as_person('cleo');
select throws_ok($$ select public.allocate_capacity(tests.id('bakery'), '{"widgets": 9}') $$, 'PT404', 'NOT_FOUND', 'a client gives itself nothing');
select results_eq('select workspace_id from public.workspace_allocations', $$ values (tests.id('bakery')) $$, 'a client sees its own allocation, not the others''');
select is_empty('select from public.agency_packages', 'and not what the agency sells');
select tests.as_person('boris');
select throws_ok($$ select public.save_agency_package(tests.id('pixel/main'), 'Mine', '{}') $$, 'PT404', 'NOT_FOUND', 'a stranger sells nothing here');
select throws_ok($$ select public.release_capacity(tests.id('bakery')) $$, 'PT404', 'NOT_FOUND', 'and takes nothing away');
select is_empty('select from public.workspace_allocations', 'and sees nothing');

-- Taking back and leaving.
select tests.as_person('agnes');
select lives_ok($$ select public.release_capacity(tests.id('bakery')) $$, 'an agency takes capacity back');
select throws_ok($$ select public.release_capacity(tests.id('bakery')) $$, 'PT404', 'NOT_FOUND', 'once');
select tests.as_nobody();
select is((select source from private.effective_limit(tests.id('bakery'), 'widgets')), 'override', 'the organization''s limit holds again');
update public.workspaces set parent_workspace_id = null where id = tests.id('garage');
select is_empty($$ select from public.workspace_allocations where workspace_id = tests.id('garage') $$, 'a client that leaves its agency leaves the capacity behind');
select throws_ok($$ insert into public.workspace_allocations (workspace_id, organization_id, agency_workspace_id, limits)
  values (tests.id('garage'), tests.id('pixel'), tests.id('pixel/main'), '{"widgets": 1}') $$, 'PT422', 'VALIDATION_FAILED', 'and gets none from it, whoever writes');
select isnt_empty($$ select from public.audit_logs where entity = 'workspace_allocations' and organization_id = tests.id('pixel') and actor_id = tests.id('agnes') $$,
  'who gave what is in the audit log');

select * from finish();
rollback;
