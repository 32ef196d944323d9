-- Checking configs: what is published keeps its type's schema, and who publishes learns what does not.

begin;
select plan(29);

create function tests.form(changes jsonb default '{}') returns jsonb language sql as $$
  select '{"version": 1, "title": "Form", "submitLabel": "Send", "receipt": {"title": "Thank you"},
    "fields": [{"key": "name", "type": "text", "label": "Name"}, {"key": "size", "type": "rating", "label": "Size"}]}' || changes
$$;
create function tests.pointers(config jsonb, type text default 'form') returns text[] language sql as $$
  select coalesce(array_agg(p ->> 'pointer' order by p ->> 'pointer'), '{}') from jsonb_array_elements(private.config_problems(type, config)) p
$$;
create function tests.fields(variadic fields text[]) returns jsonb language sql as $$
  select tests.form(jsonb_build_object('fields', (select jsonb_agg(f::jsonb) from unnest(fields) f)))
$$;

select is(tests.pointers(tests.form()), '{}', 'a form is a form');
select is(tests.pointers('{}'), '{/fields,/receipt,/submitLabel,/title,/version}', 'everything that is missing is named');
select is(tests.pointers('[]'), array[''], 'a list is none');
select is(tests.pointers(tests.form('{"version": 2}')), '{/version}', 'there is no second version');
select is(tests.pointers(tests.form(), 'poll'), '{/fields,/options}', 'a form is no poll');
select is(tests.pointers(tests.form('{"html": "<b>"}')), '{/html}', 'an unknown key is named');
select is(tests.pointers(tests.form('{"a/b~c": 1}')), '{/a~1b~0c}', 'by an escaped pointer');
select is(tests.pointers(tests.form('{"title": " "}')), '{/title}', 'blanks are no title');
select is(tests.pointers(tests.form(jsonb_build_object('title', repeat('👍', 100)))), '{}', 'a hundred thumbs are two hundred units');
select is(tests.pointers(tests.form(jsonb_build_object('title', repeat('👍', 101)))), '{/title}', 'and one more is too long');
select is(tests.pointers(tests.fields('{"key": "a", "type": "text", "label": "A", "step": 2}')), '{/fields/0/step}', 'a text has no step');
select is(tests.pointers(tests.fields('{"key": "a", "type": "signature", "label": "A"}')), '{/fields/0}', 'there is no such type of field');
select is(tests.pointers(tests.fields('{"key": "a", "type": "select", "label": "A"}')), '{/fields/0/options}', 'a select has options');
select is(tests.pointers(tests.fields('{"key": "a", "type": "rating", "label": "A", "max": 2.5}')), '{/fields/0/max}', 'stars are whole');
select is(tests.pointers(tests.form('{"theme": {"accent": "red; x"}}')), '{/theme/accent}', 'a colour is no style');
select is(tests.pointers(tests.form('{"receipt": {"title": "T", "redirect": "javascript:alert(1)"}}')), '{/receipt/redirect}', 'nobody is sent on to a script');
select is(tests.pointers(tests.form('{"translations": {"de": {"title": "T"}, "__proto__": {}}}')), '{/translations/__proto__}', 'a language is a language');
select is(tests.pointers(tests.fields('{"key": "a", "type": "text", "label": "A"}', '{"key": "a", "type": "url", "label": "B"}')), '{/fields}', 'two fields share no key');
select is(tests.pointers(tests.fields('{"key": "a", "type": "text", "label": "A", "showIf": {"any": [{"field": "b", "is": "answered"}]}}',
  '{"key": "b", "type": "text", "label": "B"}')), '{/fields/0/showIf/any/0/field}', 'nothing asks what comes later');
select is(tests.pointers(tests.form('{"steps": [{"key": "one", "title": "One", "fields": ["size", "name"]}]}')), '{/steps}', 'steps keep the order');
select is(tests.pointers(tests.form('{"steps": [{"key": "one", "title": "One", "fields": ["name"]},
  {"key": "two", "title": "Two", "fields": ["size"], "showIf": {"all": [{"field": "size", "is": "answered"}]}}]}')),
  '{/steps/1/showIf/all/0/field}', 'a step does not ask about itself');

select tests.add_member('northwind', 'edith', 'editor');
select tests.as_person('edith');
update public.widgets set config = tests.form('{"html": "<b>"}') where id = tests.id('northwind/widget');
select is(tests.message_of(format('select public.publish_instance(%L)', tests.id('northwind/instance'))), 'PT422 VALIDATION_FAILED',
  'what breaks the schema is not published');
select tests.as_nobody();
select is((select count(*) from public.widget_revisions where widget_id = tests.id('northwind/widget')), 1::bigint, 'and leaves no revision');
update public.widgets set config = tests.form() where id = tests.id('northwind/widget');
select tests.as_person('edith');
select is((public.publish_instance(tests.id('northwind/instance'))).number, 2, 'what keeps it is');

-- Each rule that a schema cannot say is compared with the contract in tests/contract/configs.test.ts.
select tests.as_nobody();
select is((select array_agg(p ->> 'detail') from jsonb_array_elements(private.config_problems('form', tests.form('{"theme": {"surface": "#ffffff", "text": "#999999"}}'))) p),
  array['The contrast of text on surface is 2.84; 4.5 is needed.'], 'colours that cannot be read are named with their contrast');
update public.widgets set config = tests.form('{"theme": {"surface": "#ffffff", "text": "#999999"}}') where id = tests.id('northwind/widget');
select tests.as_person('edith');
select is(tests.message_of(format('select public.publish_instance(%L)', tests.id('northwind/instance'))), 'PT422 VALIDATION_FAILED', 'and are not published');

-- Code is published once somebody who may has let it run.
insert into public.plugin_artifacts (organization_id, workspace_id, widget_id, version, content)
values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), '1.0.0', 'let it run');
with made as (insert into public.widgets (organization_id, workspace_id, name, type, config) values (tests.id('northwind'), tests.id('northwind/main'), 'Hours', 'plugin',
    jsonb_build_object('version', 1, 'title', 'Hours', 'height', 120, 'sha256', encode(sha256('let it run'), 'hex'))) returning *)
select tests.remember('plugin', id) from made;
with made as (insert into public.widget_instances (organization_id, workspace_id, widget_id, name)
  values (tests.id('northwind'), tests.id('northwind/main'), tests.id('plugin'), 'Hours') returning *)
select tests.remember('plugin instance', id) from made;
select is(tests.message_of(format('select public.publish_instance(%L)', tests.id('plugin instance'))), 'PT422 VALIDATION_FAILED', 'code that nobody approved is not published');
select tests.as_person('ada');
select public.approve_artifact(id) from public.plugin_artifacts where version = '1.0.0';
select is((public.publish_instance(tests.id('plugin instance'))).number, 1, 'and once it is approved it is');
select tests.as_nobody();
select is(private.approval_problems(tests.id('globex'), 'plugin', (select config from public.widgets where id = tests.id('plugin'))) #>> '{0,pointer}', '/sha256',
  'what one organization approved runs in no other');

select * from finish();
rollback;
