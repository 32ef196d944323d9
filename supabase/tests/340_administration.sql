-- Administration: what owners and admins change of their organization and its workspaces, how a tenant closes and comes
-- back, and what staff do to many tenants at once.

begin;
select plan(83);

select tests.add_member('northwind', 'edith', 'editor');
create function tests.on_plan(organization text, plan text) returns void language sql security definer as $$
  update public.organizations set plan_id = plan where id = tests.id(organization)
$$;
create function tests.workspace(slug text) returns public.workspaces language sql stable security definer as $$
  select w from public.workspaces w where w.slug = workspace.slug
$$;
create function tests.status_of(organization text) returns text language sql stable security definer as $$
  select concat_ws(' ', o.status, case when o.suspended_at is not null then 'held' end, case when o.deleted_at is not null then 'going' end)
  from public.organizations o where o.id = tests.id(status_of.organization)
$$;
create function tests.used(limit_type text) returns int language sql stable security definer as $$
  select c.used from public.usage_counters c where c.scope_id = tests.id('northwind') and c.limit_type = used.limit_type
$$;

-- The organization ----------------------------------------------------------------------------------------------------

select tests.as_person('alan');
select results_eq($$ select name, slug, settings from public.update_organization(tests.id('northwind'), '  Northwind Ltd ', 'North-Wind', '{"locale": "de"}') $$,
  $$ values ('Northwind Ltd', 'north-wind', '{"locale": "de"}'::jsonb) $$, 'an admin names the organization and sets it up');
select results_eq($$ select name, slug, settings from public.update_organization(tests.id('northwind'), name => 'Northwind') $$,
  $$ values ('Northwind', 'north-wind', '{"locale": "de"}'::jsonb) $$, 'what is not given stays');
select results_eq($$ select before, after, actor_id from public.audit_logs where entity = 'organizations' order by seq desc limit 1 $$,
  $$ values ('{"name": "Northwind Ltd"}'::jsonb, '{"name": "Northwind"}'::jsonb, tests.id('alan')) $$, 'the audit log says who changed what');
select is((select count(*) from unnest(array[$$ name => '' $$, $$ name => repeat('x', 121) $$, $$ slug => 'a b' $$, $$ slug => '-x-' $$, $$ settings => '[]' $$,
    $$ settings => jsonb_build_object('x', (select string_agg(md5(n::text), '') from generate_series(1, 3000) n)) $$]) change
  where tests.message_of(format('select public.update_organization(%L, %s)', tests.id('northwind'), change)) is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint,
  'names, short names and settings have their form and size');
select tests.as_nobody();
update public.organizations set slug = 'globex-inc' where id = tests.id('globex');
create function tests.told(wanted text) returns text language plpgsql as $$
declare
  detail text;
begin
  perform public.update_organization(tests.id('northwind'), slug => wanted);
  return 'taken';
exception when others then
  get stacked diagnostics detail = pg_exception_detail;
  return sqlstate || ' ' || sqlerrm || ' ' || detail;
end $$;
select tests.as_person('alan');
select is(tests.told('globex-inc'), tests.told('admin'), 'a short name that another tenant has is answered like a reserved word');
select is(tests.told('admin'), 'PT409 CONFLICT This short name is not available.', 'as not available');
select is(tests.told('northwind-two'), 'taken', 'a free one is taken');
select tests.as_person('boris');
select throws_ok($$ select public.update_organization(tests.id('globex'), slug => 'north-wind') $$, 'PT409', 'CONFLICT', 'one that a tenant gave up is not another''s at once');
select tests.as_person('alan');
select is(tests.told('north-wind'), 'taken', 'that tenant may have it back');
select is(tests.told('northwind-two'), 'taken', 'and change its mind again');
select tests.as_nobody();
select is((select held_until from private.given_up_slugs where slug = 'north-wind'), now() + interval '90 days', 'it is held for ninety days');
update private.given_up_slugs set held_until = now() - interval '1 second';
select tests.as_person('boris');
select lives_ok($$ select public.update_organization(tests.id('globex'), slug => 'north-wind') $$, 'and then free');
select tests.as_nobody();
insert into public.organizations (name, slug) values ('Short-lived', 'short-lived');
delete from public.organizations where slug = 'short-lived';
select throws_ok($$ insert into public.organizations (name, slug) values ('Heir', 'short-lived') $$, '23505', null, 'so is that of a tenant who is gone');
select tests.as_person('alan');

select results_eq($$ select public.set_branding(tests.id('northwind'), '{"logo": "https://northwind.example/logo.svg"}') $$,
  $$ values ('{"logo": "https://northwind.example/logo.svg"}'::jsonb) $$, 'a plan with white label carries the tenant''s own branding');
select throws_ok($$ select public.set_branding(tests.id('northwind'), '[]') $$, 'PT422', 'VALIDATION_FAILED', 'which is an object');
select throws_ok($$ select public.set_branding(tests.id('northwind'), null) $$, 'PT422', 'VALIDATION_FAILED', 'and something');
select tests.as_person('boris');
select throws_ok($$ select public.set_branding(tests.id('globex'), '{"logo": "x"}') $$, 'PT403', 'FORBIDDEN', 'a plan without it does not');
select lives_ok($$ select public.set_branding(tests.id('globex'), '{}') $$, 'but lets it go');

-- Who may -------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
create table tests.acts as select unnest(array[
  format('select public.update_organization(%L, %L)', tests.id('northwind'), 'Mine'),
  format('select public.set_branding(%L, %L)', tests.id('northwind'), '{}'),
  format('select public.create_workspace(%L, %L)', tests.id('northwind'), 'Mine'),
  format('select public.update_workspace(%L, %L)', tests.id('northwind/main'), 'Mine'),
  format('select public.archive_workspace(%L, %L)', tests.id('northwind/main'), 'because'),
  format('select public.restore_workspace(%L)', tests.id('northwind/main')),
  format('select public.request_organization_deletion(%L, %L)', tests.id('northwind'), 'because'),
  format('select public.cancel_organization_deletion(%L, %L)', tests.id('northwind'), 'because')]) act;
grant select on tests.acts to public;
select tests.as_person('edith');
select is_empty($$ select act from tests.acts where tests.message_of(act) is distinct from 'PT403 FORBIDDEN' $$, 'an editor does none of this');
select tests.as_person('boris');
select is_empty($$ select act from tests.acts where tests.message_of(act) is distinct from 'PT404 NOT_FOUND' $$, 'another tenant''s owner is told of nothing');
select tests.as_person('rex');
select is_empty($$ select act from tests.acts where tests.message_of(act) is distinct from 'PT404 NOT_FOUND' $$, 'nor is a removed member');
select tests.as_anonymous();
select is_empty($$ select act from tests.acts where tests.message_of(act) !~ '^42501' $$, 'nor the public key');
select tests.as_person('alan');
select throws_ok($$ select public.request_organization_deletion(tests.id('northwind'), 'because') $$, 'PT403', 'FORBIDDEN', 'an admin does not delete the organization');

-- Workspaces ----------------------------------------------------------------------------------------------------------

select results_eq($$ select name, slug, kind, status, organization_id from public.create_workspace(tests.id('northwind'), ' Shop ', 'Shop') $$,
  $$ values ('Shop', 'shop', 'business', 'active', tests.id('northwind')) $$, 'an admin adds a workspace');
select matches((select slug from public.create_workspace(tests.id('northwind'), 'Größe & Co')), '^gr-e-co-[0-9a-f]{6}$', 'without a short name one is made');
select throws_ok($$ select public.create_workspace(tests.id('northwind'), 'Again', 'shop') $$, 'PT409', 'CONFLICT', 'short names are unique in an organization');
select lives_ok($$ select public.create_workspace(tests.id('northwind'), 'Main', 'main-two') $$, 'names are not');
select throws_ok($$ select public.create_workspace(tests.id('northwind'), '') $$, 'PT422', 'VALIDATION_FAILED', 'a workspace has a name');
select throws_ok($$ select public.create_workspace(tests.id('northwind'), 'X', kind => 'castle') $$, 'PT422', 'VALIDATION_FAILED', 'and a known kind');
select throws_ok($$ select public.create_workspace(tests.id('northwind'), 'Agency', kind => 'agency') $$, 'PT403', 'FORBIDDEN', 'agencies need a plan that has clients');
select tests.as_person('agnes');
select results_eq($$ select parent_workspace_id, kind from public.create_workspace(tests.id('pixel'), 'Florist', 'florist', parent_workspace_id => tests.id('pixel/main')) $$,
  $$ values (tests.id('pixel/main'), 'business') $$, 'an agency adds a client');
select throws_ok($$ select public.create_workspace(tests.id('pixel'), 'X', 'x', parent_workspace_id => tests.id('northwind/main')) $$, 'PT422', 'VALIDATION_FAILED',
  'not under another tenant''s workspace');
select throws_ok($$ select public.create_workspace(tests.id('pixel'), 'X', 'x', parent_workspace_id => gen_random_uuid()) $$, 'PT422', 'VALIDATION_FAILED',
  'which is answered like one that does not exist');
select throws_ok($$ select public.archive_workspace(tests.id('pixel/main'), 'because') $$, 'PT409', 'CONFLICT', 'an agency with clients is not archived');
select tests.as_person('boris');
select throws_ok($$ select public.create_workspace(tests.id('globex'), 'Second') $$, 'PT402', 'Max workspaces reached - upgrade your plan.', 'the plan''s limit holds');
select throws_ok($$ select public.archive_workspace(tests.id('globex/main'), 'because') $$, 'PT409', 'CONFLICT', 'the last workspace stays');

select tests.as_person('alan');
select results_eq($$ select name, slug, settings from public.update_workspace((tests.workspace('shop')).id, 'Web shop', settings => '{"tone": "calm"}') $$,
  $$ values ('Web shop', 'shop', '{"tone": "calm"}'::jsonb) $$, 'a workspace is renamed');
select throws_ok($$ select public.update_workspace((tests.workspace('shop')).id, slug => 'main-two') $$, 'PT409', 'CONFLICT', 'not to another''s short name');
select throws_ok($$ select public.update_workspace((tests.workspace('shop')).id, settings => '7') $$, 'PT422', 'VALIDATION_FAILED', 'settings are an object');
select throws_ok($$ select public.archive_workspace(tests.id('northwind/main'), ' ') $$, 'PT422', 'REASON_REQUIRED', 'archiving has a reason');
create temporary table places as select tests.used('workspaces') as before, tests.used('published_instances') as shown;
select lives_ok($$ select public.archive_workspace(tests.id('northwind/main'), 'Season over') $$, 'a workspace is archived');
select results_eq($$ select status, archived_at = now() from public.workspaces where id = tests.id('northwind/main') $$, $$ values ('archived', true) $$, 'and says since when');
select results_eq($$ select reason, actor_id from public.audit_logs where entity = 'workspaces' and entity_id = tests.id('northwind/main')::text order by seq desc limit 1 $$,
  $$ values ('Season over', tests.id('alan')) $$, 'by whom and why');
select results_eq($$ select tests.used('workspaces'), tests.used('published_instances') from places $$, $$ select before - 1, shown - 1 from places $$,
  'it frees its place under the plan, and that of what it published');
select results_eq($$ select status from public.widget_instances where id = tests.id('northwind/instance') $$, $$ values ('inactive') $$, 'which is offline');
select isnt_empty($$ select from public.widget_submissions where workspace_id = tests.id('northwind/main') $$, 'what it holds is still read');
select is((select w ->> 'status' from jsonb_array_elements(public.my_access() -> 'workspaces') w where w ->> 'id' = tests.id('northwind/main')::text), 'archived', 'my_access says that it is archived');
select alike(tests.message_of(format('insert into public.widgets (organization_id, workspace_id, name, type) values (%L, %L, %L, %L)', tests.id('northwind'), tests.id('northwind/main'), 'x', 'form')),
  '42501 %', 'but nothing is made there');
select is_empty($$ update public.widgets set name = 'x' where workspace_id = tests.id('northwind/main') returning id $$, 'nor changed');
select throws_ok($$ select public.publish_instance(tests.id('northwind/instance')) $$, 'PT403', 'FORBIDDEN', 'nor published');
select throws_ok($$ select public.update_workspace(tests.id('northwind/main'), 'New') $$, 'PT409', 'CONFLICT', 'nor is it renamed');
select tests.as_nobody();
select throws_ok($$ update public.widget_instances set status = 'published' where id = tests.id('northwind/instance') $$, 'PT409', 'CONFLICT',
  'whoever asks: who was on the way to publishing comes too late');
select tests.as_person('alan');
select throws_ok($$ select public.archive_workspace(tests.id('northwind/main'), 'again') $$, 'PT409', 'CONFLICT', 'once is enough');
select results_eq($$ select status, archived_at from public.restore_workspace(tests.id('northwind/main')) $$, $$ values ('active', null::timestamptz) $$, 'it comes back');
select is(tests.used('workspaces'), (select before from places), 'into a place under the plan');
select lives_ok($$ select public.publish_instance(tests.id('northwind/instance')) $$, 'and publishes again');
select throws_ok($$ select public.restore_workspace(tests.id('northwind/main')) $$, 'PT409', 'CONFLICT', 'what is not archived is not restored');
select public.archive_workspace(tests.id('northwind/main'), 'because');
select tests.as_nobody();
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason) values (tests.id('northwind'), 'workspaces', tests.used('workspaces'), 'fixture');
select tests.as_person('alan');
select throws_ok($$ select public.restore_workspace(tests.id('northwind/main')) $$, 'PT402', 'Max workspaces reached - upgrade your plan.', 'a place that was given away is not there to come back to');
select tests.as_nobody();
select is(private.reconcile_usage(tests.id('northwind')), 0, 'the counters agree with all of it');
delete from public.limit_overrides;

-- Suspension ----------------------------------------------------------------------------------------------------------

select tests.as_person('sue');
select throws_ok($$ select public.set_organization_status(array[tests.id('northwind')], 'suspended', 'Spam') $$, 'PT403', 'FORBIDDEN', 'support suspends nobody');
select tests.as_person('ada');
select throws_ok($$ select public.set_organization_status(array[tests.id('northwind')], 'active', 'because') $$, '42501', null, 'nor does a tenant');
select tests.as_person('stella');
select is((select count(*) from (values ('deleting', 'because', 'PT422 VALIDATION_FAILED'), (null, 'because', 'PT422 VALIDATION_FAILED'), ('suspended', ' ', 'PT422 REASON_REQUIRED')) v (s, r, e)
  where tests.message_of(format('select public.set_organization_status(array[%L]::uuid[], %L, %L)', tests.id('northwind'), s, r)) is distinct from e), 0::bigint, 'staff suspend, with a reason');
select throws_ok($$ select public.set_organization_status(array[tests.id('northwind'), gen_random_uuid()], 'suspended', 'Spam') $$, 'PT404', 'NOT_FOUND', 'all of the named or none');
select is(public.set_organization_status(array[tests.id('northwind'), tests.id('globex'), tests.id('northwind')], 'suspended', 'Spam'), 2, 'many at once');
select is(public.set_organization_status(array[tests.id('northwind')], 'suspended', 'Spam'), 0, 'once');
select set_eq($$ select organization_id, reason, actor_id from public.audit_logs where entity = 'organizations' and after ->> 'status' = 'suspended' $$,
  $$ values (tests.id('globex'), 'Spam', tests.id('stella')), (tests.id('northwind'), 'Spam', tests.id('stella')) $$, 'each tenant''s log has the reason');
select tests.as_person('ada');
select isnt_empty($$ select from public.widget_submissions $$, 'a suspended tenant reads');
select throws_ok($$ select public.invite_member(tests.id('northwind'), 'friend@example.com', 'viewer') $$, 'PT403', 'FORBIDDEN', 'and invites nobody');
select is_empty($$ update public.widgets set name = 'x' returning id $$, 'nor changes a widget');
select lives_ok($$ select public.request_privacy(tests.id('northwind'), 'export', 'organization') $$, 'but may take its data along');

-- Deletion ------------------------------------------------------------------------------------------------------------

select is(public.request_organization_deletion(tests.id('northwind'), 'Moving on'), now() + interval '7 days', 'an owner asks for the deletion, and is told when it comes');
select is(tests.status_of('northwind'), 'deleting held going', 'it closes at once');
select throws_ok($$ select public.request_organization_deletion(tests.id('northwind'), 'Moving on') $$, 'PT409', 'CONFLICT', 'asking twice changes nothing');
select is(public.cancel_organization_deletion(tests.id('northwind'), 'Staying'), 'suspended', 'calling it off does not free who is suspended');
select tests.as_person('stella');
select public.set_organization_status(array[tests.id('northwind')], 'active', 'Sorry');
select is(tests.status_of('northwind'), 'active', 'staff do');
select tests.as_person('ada');
select public.request_organization_deletion(tests.id('northwind'), 'Moving on');
select is(public.cancel_organization_deletion(tests.id('northwind'), 'Staying'), 'active', 'who is not suspended is active again');
select is(tests.status_of('northwind'), 'active', 'and nothing is left of it');
select throws_ok($$ select public.cancel_organization_deletion(tests.id('northwind'), 'Staying') $$, 'PT409', 'CONFLICT', 'what nobody asked for is not called off');
select public.request_organization_deletion(tests.id('northwind'), 'Moving on');
select tests.as_person('stella');
select is(public.set_organization_status(array[tests.id('northwind')], 'suspended', 'Spam'), 1, 'staff hold who is going');
select is(tests.status_of('northwind'), 'deleting held going', 'who goes on going');
select tests.as_nobody();
select is(private.delete_closed_organizations(), 0, 'a week is waited');
update public.organizations set deleted_at = now() - interval '7 days 1 second' where status = 'deleting';
-- Something nobody thought of keeps one tenant from being deleted.
create table tests.holds (id uuid references public.organizations (id));
insert into tests.holds values (tests.id('globex'));
update public.organizations set status = 'deleting', deleted_at = now() - interval '8 days' where id = tests.id('globex');
set local client_min_messages = error;
select is(private.delete_closed_organizations(), 1, 'then the organization goes, also when another one cannot');
select results_eq($$ select id from public.organizations where id in (tests.id('northwind'), tests.id('globex')) $$, $$ values (tests.id('globex')) $$, 'for good');

select * from finish();
rollback;
