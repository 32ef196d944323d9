-- Checking configs: what is published keeps its type's schema, and who publishes learns what does not.

begin;
select plan(24);

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

select * from finish();
rollback;
