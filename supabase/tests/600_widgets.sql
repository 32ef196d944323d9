-- Widgets: what never changes, what publishing needs, what pages are told, and what cannot cross tenants.

begin;
select plan(48);

-- Revisions -----------------------------------------------------------------------------------------------------------

select throws_ok($$ update public.widget_revisions set config = '{}' where id = tests.id('northwind/revision') $$, '42501', null, 'a revision''s config never changes');
select throws_ok($$ update public.widget_revisions set number = 2 where id = tests.id('northwind/revision') $$, '42501', null, 'nor its number');
select throws_ok($$ update public.widget_revisions set note = 'x' where id = tests.id('northwind/revision') $$, '42501', null, 'nor its note');
select throws_ok($$ update public.widget_revisions set created_at = now() where id = tests.id('northwind/revision') $$, '42501', null, 'nor its date');
insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config, author_id)
values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 2, '{"fields": [1]}', tests.id('vera'));
select lives_ok($$ delete from auth.users where id = tests.id('vera') $$, 'an author may go');
select results_eq($$ select author_id, config from public.widget_revisions where widget_id = tests.id('northwind/widget') and number = 2 $$,
  $$ values (null::uuid, '{"fields": [1]}'::jsonb) $$, 'and the revision stays');
select throws_ok($$ insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config)
  values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 2, '{}') $$, '23505', null, 'numbers do not repeat');
select throws_ok($$ insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config)
  values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 0, '{}') $$, '23514', null, 'and begin at 1');
select throws_ok($$ delete from public.widget_revisions where id = tests.id('northwind/revision') $$, '23503', null, 'what is published cannot be deleted');
-- pg_column_size sees a value as it is: random letters do not compress.
select throws_ok($$ update public.widgets set config = jsonb_build_object('a', (select string_agg(md5(random()::text), '') from generate_series(1, 4200)))
  where id = tests.id('northwind/widget') $$, '23514', null, 'a config is at most 128 KiB');

-- Publishing ----------------------------------------------------------------------------------------------------------

prepare new_instance (text, text) as insert into public.widget_instances (organization_id, workspace_id, widget_id, name, status, published_revision_id)
  values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 'New', $1, tests.id($2));
select throws_ok($$ insert into public.widget_instances (organization_id, workspace_id, widget_id, name, status)
  values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), 'New', 'published') $$, '23514', null,
  'published means published something');
select throws_ok($$ update public.widget_instances set published_revision_id = null where id = tests.id('northwind/instance') $$, '23514', null,
  'and stays so');
select throws_ok($$ execute new_instance('published', 'globex/revision') $$, '23503', null, 'the revision is one of the widget, not of another tenant''s');
select lives_ok($$ execute new_instance('draft', 'northwind/revision') $$, 'a draft may already have one');
select is((select count(*) from public.widget_instances where name = 'New' and public_id ~ '^w_[0-9A-Za-z]{24}$'), 1::bigint,
  'an instance gets a public id of 24 random letters and digits');
select is((select count(distinct private.random_id('w_')) from generate_series(1, 2000)), 2000::bigint, 'random ids differ');
select is((select count(*) from generate_series(1, 2000) where private.random_id('w_') !~ '^w_[0-9A-Za-z]{24}$'), 0::bigint, 'and are well formed');
select throws_ok($$ update public.widget_instances set public_id = 'w_short' where name = 'New' $$, '23514', null, 'a short public id is refused');
select throws_ok($$ update public.widget_instances set public_id = 'contact-northwind-form' where name = 'New' $$, '23514', null, 'a telling one too');
select throws_ok($$ update public.widget_instances set public_id = (select public_id from public.widget_instances where id = tests.id('globex/instance'))
  where name = 'New' $$, '23505', null, 'and one that another has');
select throws_ok($$ update public.widget_instances set allowed_origins = array_fill('https://a.example'::text, array[101]) where name = 'New' $$, '23514', null,
  'a hundred origins are enough');
select throws_ok($$ update public.widgets set type = 'virus' where id = tests.id('northwind/widget') $$, '23514', null, 'only known types of widget');

-- What pages are told -------------------------------------------------------------------------------------------------

create function tests.told(name text) returns jsonb language sql as $$ select private.embed_instance('w_' || rpad(told.name, 24, '0')) $$;
update public.widget_instances set allowed_origins = '{https://shop.example}' where id = tests.id('northwind/instance');
select is(tests.told('northwind'), jsonb_build_object('public_id', 'w_' || rpad('northwind', 24, '0'), 'instance_id', tests.id('northwind/instance'),
  'workspace_id', tests.id('northwind/main'), 'type', 'form', 'allowed_origins', '["https://shop.example"]'::jsonb, 'revision', 1,
  'config', '{"fields": []}'::jsonb), 'of a published instance: the published revision and the sites');
update public.widgets set config = '{"fields": ["draft"]}' where id = tests.id('northwind/widget');
select is(tests.told('northwind') -> 'config', '{"fields": []}'::jsonb, 'never what is being worked on');
update public.widget_instances set published_revision_id = (select id from public.widget_revisions where widget_id = tests.id('northwind/widget') and number = 2)
where id = tests.id('northwind/instance');
select is(tests.told('northwind') -> 'revision', '2'::jsonb, 'publishing moves to another revision');
select is(private.embed_instance('w_unknown00000000000000'), null, 'of an unknown id: nothing');
select is(private.embed_instance(null), null, 'of no id: nothing');

create function tests.told_after(change text) returns jsonb language plpgsql as $$
declare
  answer jsonb;
begin
  begin
    execute change;
    answer := coalesce(tests.told('northwind'), '"nothing"');
    raise exception 'undo' using errcode = 'ZZZZZ';
  exception when sqlstate 'ZZZZZ' then
    return answer;
  end;
end $$;
select is(tests.told_after($$ update public.widget_instances set status = 'draft' where id = tests.id('northwind/instance') $$), '"nothing"', 'of a draft: nothing');
select is(tests.told_after($$ update public.widget_instances set status = 'inactive' where id = tests.id('northwind/instance') $$), '"nothing"', 'of an inactive one: nothing');
select is(tests.told_after($$ update public.widget_instances set expires_at = now() where id = tests.id('northwind/instance') $$), '"nothing"', 'of an expired one: nothing');
select is(tests.told_after($$ update public.widget_instances set expires_at = now() + interval '1 second' where id = tests.id('northwind/instance') $$) -> 'revision',
  '2'::jsonb, 'until it expires: the revision');
select is(tests.told_after($$ update public.widgets set status = 'archived' where id = tests.id('northwind/widget') $$), '"nothing"', 'of an archived widget: nothing');
select is(tests.told_after($$ update public.organizations set status = 'suspended' where id = tests.id('northwind') $$), '"nothing"', 'of a suspended tenant: nothing');
select tests.as_service();
select isnt(private.embed_instance('w_' || rpad('globex', 24, '0')), null, 'the server''s role asks');
select tests.as_person('boris');
select throws_ok($$ select private.embed_instance('w_x') $$, '42501', null, 'people do not');
select tests.as_anonymous();
select throws_ok($$ select private.embed_instance('w_x') $$, '42501', null, 'nor does the anonymous key');

-- What cannot cross ---------------------------------------------------------------------------------------------------

select tests.as_nobody();
select throws_ok($$ insert into public.widgets (organization_id, workspace_id, name, type) values (tests.id('northwind'), tests.id('globex/main'), 'X', 'form') $$,
  '23503', null, 'a widget is in a workspace of its organization');
select throws_ok($$ update public.widgets set organization_id = tests.id('globex') where id = tests.id('northwind/widget') $$, '23503', null, 'and does not move to another tenant');
select throws_ok($$ insert into public.widget_revisions (organization_id, workspace_id, widget_id, number, config)
  values (tests.id('globex'), tests.id('globex/main'), tests.id('northwind/widget'), 9, '{}') $$, '23503', null, 'a revision is its widget''s tenant''s');
select throws_ok($$ insert into public.widget_instances (organization_id, workspace_id, widget_id, name)
  values (tests.id('globex'), tests.id('globex/main'), tests.id('northwind/widget'), 'X') $$, '23503', null, 'an instance too');
select throws_ok($$ insert into public.widget_instances (organization_id, workspace_id, widget_id, name)
  values (tests.id('pixel'), tests.id('garage'), tests.id('bakery/widget'), 'X') $$, '23503', null, 'and one client''s is not another client''s');
select throws_ok($$ insert into public.events (organization_id, workspace_id, entity_type, entity_id, event_type)
  values (tests.id('globex'), tests.id('northwind/main'), 'widget', gen_random_uuid(), 'widget.made') $$, '23503', null, 'events stay with their tenant');
select throws_ok($$ insert into public.usage_events (organization_id, workspace_id) values (tests.id('globex'), tests.id('northwind/main')) $$, '23503', null,
  'usage stays with its tenant');

-- Who sees and does what ----------------------------------------------------------------------------------------------

select tests.as_person('ada');
select results_eq($$ select (select count(*) from public.widgets), (select count(*) from public.widget_instances), (select count(*) from public.widget_revisions) $$,
  $$ values (1::bigint, 2::bigint, 2::bigint) $$, 'members see their widgets, instances and revisions');
select throws_ok($$ update public.widget_instances set published_revision_id = null $$, '42501', null, 'and choose what is published through functions only');
select tests.as_person('rex');
select is_empty('select from public.widgets union all select from public.widget_instances union all select from public.widget_revisions', 'removed members see none');
select tests.as_person('cleo');
select results_eq('select name from public.widget_instances', array['bakery'], 'clients see their own');
select tests.as_anonymous();
select throws_ok('select from public.widget_instances', '42501', null, 'the anonymous key sees none');

select * from finish();
rollback;
