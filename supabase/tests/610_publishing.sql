-- Publishing: what pages show, who may change it, and that what was shown stays as it was.

begin;
select plan(50);

select tests.add_member('northwind', 'edith', 'editor'), tests.add_member('northwind', 'colin', 'collaborator');
create view tests.live as
  select i.status, r.number from public.widget_instances i join public.widget_revisions r on r.id = i.published_revision_id
  where i.id = tests.id('northwind/instance');
grant select on tests.live to public;
create function tests.shown() returns jsonb language sql as $$ select private.embed_instance('w_' || rpad('northwind', 24, '0')) $$;
create function tests.named(title text) returns jsonb language sql as $$ 
  select '{"version": 1, "submitLabel": "Send", "fields": [{"key": "name", "type": "text", "label": "Name"}], "receipt": {"title": "Thank you"}}'
    || jsonb_build_object('title', title) $$;

-- A collaborator works beside what is live -------------------------------------------------------------------------------

select tests.as_person('colin');
select lives_ok($$ insert into public.widgets (organization_id, workspace_id, name, type, config)
  values (tests.id('northwind'), tests.id('northwind/main'), 'Survey', 'form', '{}') $$,
  'a collaborator makes a widget');
select is((select created_by from public.widgets where name = 'Survey'), tests.id('colin'), 'which remembers who made it');
select lives_ok($$ insert into public.widget_instances (organization_id, workspace_id, widget_id, name)
  values (tests.id('northwind'), tests.id('northwind/main'), (select id from public.widgets where name = 'Survey'), 'Draft') $$,
  'a collaborator makes a draft instance');
select ok((select public_id ~ '^w_[0-9A-Za-z]{24}$' and status = 'draft' from public.widget_instances where name = 'Draft'),
  'with a public id of its own, and not live');
select lives_ok($$ update public.widgets set config = tests.named('Second') where id = tests.id('northwind/widget') $$,
  'a collaborator changes the draft');
select is(tests.message_of(format('select public.publish_instance(%L)', tests.id('northwind/instance'))), 'PT403 FORBIDDEN',
  'a collaborator does not publish');
select is(tests.message_of(format('select public.rollback_instance(%L, 1)', tests.id('northwind/instance'))), 'PT403 FORBIDDEN', 'nor roll back');
select throws_ok($$ insert into public.widget_instances (organization_id, workspace_id, widget_id, name, status)
  values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 'Live', 'published') $$, '42501', null,
  'nor makes an instance that is live from the start');
select is_empty($$ update public.widget_instances set status = 'inactive' returning id $$, 'nor takes one offline');
select is_empty('delete from public.widgets returning id', 'nor deletes widgets');
select throws_ok($$ insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config)
  values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 9, '{}') $$, '42501', null,
  'nobody writes revisions by hand');
select tests.as_nobody();
select is(tests.shown() -> 'config', '{"fields": []}', 'pages still show what was published');
select is((select count(*) from public.widget_revisions where widget_id = tests.id('northwind/widget')), 1::bigint,
  'a refused publication leaves no revision');

-- An editor publishes ----------------------------------------------------------------------------------------------------

select tests.as_person('edith');
select results_eq(format('select number, note, author_id, config from public.publish_instance(%L, %L)', tests.id('northwind/instance'), 'New title'),
  $$ values (2, 'New title', tests.id('edith'), tests.named('Second')) $$, 'an editor publishes the draft as revision 2');
select results_eq('select status, number from tests.live', $$ values ('published', 2) $$, 'it is live');
select results_eq($$ select entity_id, actor_id, payload ->> 'revision' from public.events where event_type = 'instance.published' $$,
  $$ values (tests.id('northwind/instance'), tests.id('edith'), '2') $$, 'an event says so');
select is((public.publish_instance(tests.id('northwind/instance'))).number, 2, 'publishing without a change makes no revision');
select tests.as_nobody();
select is(tests.shown() ->> 'revision', '2', 'pages show revision 2');
select is(tests.shown() -> 'config' ->> 'title', 'Second', 'with its config');
select isnt_empty($$ select from public.audit_logs where entity = 'widget_instances' and actor_id = tests.id('edith') and after ? 'published_revision_id' $$,
  'publishing is audited');

-- What was published never changes ----------------------------------------------------------------------------------------

select throws_ok($$ update public.widget_revisions set config = '{}' $$, '42501', null, 'not even the owner changes a revision');
select throws_ok($$ update public.widget_revisions set number = 7 where number = 1 $$, '42501', null, 'nor its number');
select lives_ok($$ update public.widget_revisions set author_id = null $$, 'an author may leave');
select throws_ok(format('delete from public.widget_revisions where number = 2 and widget_id = %L', tests.id('northwind/widget')), '23503', null,
  'what is live cannot be deleted');

-- Rolling back -----------------------------------------------------------------------------------------------------------

select tests.as_person('edith');
update public.widgets set config = tests.named('Third') where id = tests.id('northwind/widget');
select is((public.rollback_instance(tests.id('northwind/instance'), 1)).number, 1, 'an editor rolls back to revision 1');
select results_eq('select status, number from tests.live', $$ values ('published', 1) $$, 'it is live');
select is((select config from public.widgets where id = tests.id('northwind/widget')), tests.named('Third'), 'the draft stays as it is');
select is((select count(*) from public.events where event_type = 'instance.rolled_back'), 1::bigint, 'an event says so');
select is(tests.message_of(format('select public.rollback_instance(%L, 99)', tests.id('northwind/instance'))), 'PT404 NOT_FOUND', 'there is no revision 99');
select is(tests.message_of(format('select public.rollback_instance(%L, null)', tests.id('northwind/instance'))), 'PT404 NOT_FOUND', 'nor one without number');
select is((public.publish_instance(tests.id('northwind/instance'))).number, 3, 'publishing goes on with the next number after a rollback');
update public.widgets set config = tests.named('Second') where id = tests.id('northwind/widget');
select is((public.publish_instance(tests.id('northwind/instance'))).number, 4, 'an earlier config published again is a new revision');

-- Taking offline ---------------------------------------------------------------------------------------------------------

select isnt_empty($$ update public.widget_instances set status = 'inactive' where id = tests.id('northwind/instance') returning id $$,
  'an editor takes an instance offline');
select tests.as_nobody();
select is(tests.shown(), null, 'pages get nothing');
select tests.as_person('edith');
update public.widget_instances set status = 'published' where id = tests.id('northwind/instance');
select tests.as_nobody();
select isnt(tests.shown(), null, 'and get it again when it is switched on');
update public.widget_instances set expires_at = now() - interval '1 second' where id = tests.id('northwind/instance');
select is(tests.shown(), null, 'an expired instance is not shown');
update public.widget_instances set expires_at = null where id = tests.id('northwind/instance');
update public.widgets set status = 'archived' where id = tests.id('northwind/widget');
select is(tests.shown(), null, 'nor one of an archived widget');
update public.widgets set status = 'active' where id = tests.id('northwind/widget');
update public.organizations set status = 'suspended' where id = tests.id('northwind');
select is(tests.shown(), null, 'nor one of a suspended organization');
update public.organizations set status = 'active' where id = tests.id('northwind');
select throws_ok($$ update public.widget_instances set status = 'published' where name = 'Draft' $$, '23514', null,
  'nothing goes live without a revision');
select throws_ok(format('update public.widget_instances set published_revision_id = %L where id = %L', tests.id('globex/revision'),
  tests.id('northwind/instance')), '23503', null, 'nor with the revision of another widget');

-- Everyone else ----------------------------------------------------------------------------------------------------------

select tests.as_person('vera');
select is(tests.message_of(format('select public.publish_instance(%L)', tests.id('northwind/instance'))), 'PT403 FORBIDDEN', 'a viewer does not publish');
select is_empty($$ update public.widgets set name = 'mine' returning id $$, 'a viewer changes no widget');
select throws_ok($$ insert into public.widgets (organization_id, workspace_id, name, type) values (tests.id('northwind'), tests.id('northwind/main'), 'x', 'form') $$,
  '42501', null, 'a viewer makes no widget');
select isnt_empty('select from public.widget_revisions', 'a viewer reads revisions');
select tests.as_person('boris');
select is(tests.message_of(format('select public.publish_instance(%L)', tests.id('northwind/instance'))), 'PT404 NOT_FOUND', 'for a stranger there is no such instance');
select is(tests.message_of(format('select public.rollback_instance(%L, 1)', tests.id('northwind/instance'))), 'PT404 NOT_FOUND', 'nor for rolling back');
select throws_ok($$ insert into public.widgets (organization_id, workspace_id, name, type) values (tests.id('globex'), tests.id('northwind/main'), 'x', 'form') $$,
  '42501', null, 'a stranger makes no widget in another workspace');
select tests.as_person('rex');
select is(tests.message_of(format('select public.publish_instance(%L)', tests.id('northwind/instance'))), 'PT404 NOT_FOUND', 'nor is there one for who was removed');
select tests.as_anonymous();
select throws_ok(format('select public.publish_instance(%L)', tests.id('northwind/instance')), '42501', null, 'the anonymous key publishes nothing');
select tests.as_person('stella');
select is(tests.message_of(format('select public.publish_instance(%L)', tests.id('northwind/instance'))), 'PT404 NOT_FOUND', 'staff publish nothing for tenants');

select * from finish();
rollback;
