-- Rules of configs that a schema cannot say: colours that can be read, bounds that are in order, keys used once, conditions
-- that ask what came before. The contract's refinements say the same; a test gives both the same configs.

-- Looks ---------------------------------------------------------------------------------------------------------------

create table private.theme_colours (
  name text not null,
  scheme text not null check (scheme in ('light', 'dark')),
  surface text not null,
  text text not null,
  accent text not null,
  primary key (name, scheme)
);
comment on table private.theme_colours is 'The colours of every theme, light and dark. Filled by the migration that node scripts/generateWidgets.ts writes.';

create function private.luminance(colour text) returns double precision
language sql immutable set search_path = '' as $$
  select sum(weight * case when share <= 0.04045 then share / 12.92 else power((share + 0.055) / 1.055, 2.4) end)
  from (select get_byte(decode(substr(colour, 2), 'hex'), place) / 255::double precision as share, weight
    from (values (0, 0.2126::double precision), (1, 0.7152), (2, 0.0722)) part (place, weight)) parts
$$;
comment on function private.luminance is 'Relative luminance of a #rrggbb colour, from 0 to 1 (WCAG 2.2).';

create function private.contrast(one text, other text) returns double precision
language sql immutable set search_path = '' as $$
  select (greatest(l.one, l.other) + 0.05) / (least(l.one, l.other) + 0.05)
  from (select private.luminance(contrast.one) as one, private.luminance(contrast.other) as other) l
$$;
comment on function private.contrast is 'Contrast ratio of two #rrggbb colours, from 1 to 21 (WCAG 2.2).';

create function private.palette_of(theme jsonb, scheme text) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  own private.theme_colours := (select c from private.theme_colours c where c.name = coalesce(theme ->> 'name', 'plain') and c.scheme = palette_of.scheme);
  dark jsonb := coalesce(theme -> 'dark', '{}');
  -- An accent is for both schemes, unless the dark one has its own.
  brand jsonb := case when scheme = 'light' then theme when dark ? 'accent' then dark
    else jsonb_strip_nulls(jsonb_build_object('accent', theme -> 'accent', 'onAccent', theme -> 'onAccent')) || dark end;
  accent text := coalesce(brand ->> 'accent', own.accent);
  on_accent text := coalesce(brand ->> 'onAccent',
    case when private.contrast(accent, '#000000') > private.contrast(accent, '#ffffff') then '#000000' else '#ffffff' end);
begin
  return jsonb_build_object('surface', coalesce(brand ->> 'surface', own.surface), 'text', coalesce(brand ->> 'text', own.text),
    'accent', accent, 'onAccent', on_accent);
end $$;
comment on function private.palette_of is 'The colours of a theme in one scheme, brand colours applied.';

create function private.theme_problems(theme jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(private.config_problem(case scheme when 'dark' then '/theme/dark/' else '/theme/' end || colour, 'custom',
    format('The contrast of %s on %s is %s; 4.5 is needed.', colour, ground, trunc(ratio::numeric, 2))) -> 0), '[]')
  from unnest(array['light', 'dark']) scheme, private.palette_of(theme, scheme) palette,
    (values ('text', 'surface'), ('onAccent', 'accent')) pair (colour, ground), private.contrast(palette ->> colour, palette ->> ground) ratio
  where coalesce(theme ->> 'scheme', 'auto') in ('auto', scheme) and ratio < 4.5
    -- What the dark scheme only inherits, the light one has told already.
    and not (scheme = 'dark' and colour = 'onAccent' and coalesce(theme ->> 'scheme', 'auto') = 'auto'
      and not coalesce(theme -> 'dark', '{}') ?| array['accent', 'onAccent'])
$$;
comment on function private.theme_problems is 'Texts of a theme that cannot be read on what is behind them, in the schemes that visitors may see: WCAG 2.2 AA wants 4.5.';

create function private.display_problems(display jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/display/trigger', 'custom', 'An inline widget is there from the start: nothing opens it.') -> 0
    where coalesce(display ->> 'mode', 'inline') = 'inline' and display ? 'trigger'
    union all
    select private.config_problem('/display/position', 'custom', 'Corners belong to popover and slide-in, top and bottom to bar.') -> 0
    where display ? 'position' and display ->> 'position' <> all (case coalesce(display ->> 'mode', 'inline')
      when 'popover' then array['bottom-right', 'bottom-left'] when 'slide-in' then array['bottom-right', 'bottom-left']
      when 'bar' then array['top', 'bottom'] else array[]::text[] end)) found (problem)
$$;
comment on function private.display_problems is 'Of how a widget appears: what opens an inline one, and places that its mode does not have.';

-- Questions -----------------------------------------------------------------------------------------------------------

create function private.is_day(given text) returns boolean
language sql immutable set search_path = '' as $$
  select case when given !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' or substr(given, 6, 2)::int not between 1 and 12 then false
    -- The calendar repeats every 400 years, and Postgres knows no year 0.
    else substr(given, 9, 2)::int between 1 and extract(day from
      make_date(2000 + substr(given, 1, 4)::int % 400, substr(given, 6, 2)::int, 1) + interval '1 month -1 day') end
$$;
comment on function private.is_day is 'Whether a text is a day of the calendar, as ISO 8601 writes it.';

create function private.bound_problems(field jsonb, pointer text) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(private.config_problem(pointer || '/' || at, 'custom', detail) -> 0), '[]') from (
    select bound, case field ->> 'type' when 'time' then 'Use a time like 09:30.' else 'Use a date like 2026-11-21.' end
    from unnest(array['earliest', 'latest']) bound
    where not case field ->> 'type' when 'time' then field ->> bound ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' else private.is_day(field ->> bound) end
    union all
    select high, 'The upper bound is below the lower one.'
    from (values ('minLength', 'maxLength'), ('min', 'max'), ('minChoices', 'maxChoices')) range (low, high)
    where (field ->> low)::numeric > (field ->> high)::numeric or field ->> 'type' = 'slider' and (field ->> low)::numeric = (field ->> high)::numeric
    union all
    select 'latest', 'The upper bound is below the lower one.' where (field ->> 'earliest') collate "C" > (field ->> 'latest') collate "C"
    union all
    select 'minChoices', 'There are not that many choices.'
    where field ->> 'type' = 'multiselect' and (field ->> 'minChoices')::int > jsonb_array_length(field -> 'options')) found (at, detail)
$$;
comment on function private.bound_problems is 'Bounds of a field that are no days, in the wrong order, or more than there is.';

create function private.choice_problems(options jsonb, pointer text) returns jsonb
language sql immutable set search_path = '' as $$
  select case when count(*) > count(distinct private.without_blanks(option ->> 'value'))
    then private.config_problem(pointer, 'custom', 'Two choices share a value.') else '[]' end
  from jsonb_array_elements(options) option
$$;
comment on function private.choice_problems is 'Choices that share a value.';

create function private.condition_problems(condition jsonb, pointer text, asked_before text[]) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(private.config_problem(format('%s/showIf/%s/%s/%s', pointer, kind.name, t.place - 1, found.member), 'custom', found.detail) -> 0), '[]')
  from jsonb_each(condition) kind (name, tests), jsonb_array_elements(kind.tests) with ordinality t (test, place), lateral (
    select 'value', 'A value belongs to every operator but answered and empty.' where (t.test ->> 'is' in ('answered', 'empty')) = (t.test ? 'value')
    union all
    select 'value', 'This operator compares with a number.'
    where t.test ->> 'is' in ('atLeast', 'atMost') and jsonb_typeof(t.test -> 'value') is distinct from 'number'
    union all
    select 'field', 'Only fields that come earlier can be asked.' where t.test ->> 'field' <> all (asked_before)) found (member, detail)
$$;
comment on function private.condition_problems is 'Tests of a condition that compare with nothing, or ask what was not asked before; null for whatever may be asked.';

create function private.field_problems(fields jsonb, in_order boolean) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/fields', 'custom', 'Two fields share a key.') -> 0
    from jsonb_array_elements(fields) f having count(*) > count(distinct f ->> 'key')
    union all
    select problem from jsonb_array_elements(fields) with ordinality f (field, place),
      jsonb_array_elements(private.bound_problems(field, '/fields/' || place - 1)
        || private.choice_problems(coalesce(field -> 'options', '[]'), format('/fields/%s/options', place - 1))
        || private.condition_problems(field -> 'showIf', '/fields/' || place - 1, case when in_order then
          array(select e ->> 'key' from jsonb_array_elements(fields) with ordinality earlier (e, n) where n < place) end)) problem) found (problem)
$$;
comment on function private.field_problems is 'Of fields: keys used twice, bounds, choices, and conditions. In order means that they ask what came before.';

create function private.step_problems(steps jsonb, fields jsonb, in_order boolean) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/steps', 'custom', 'Two steps share a key.') -> 0
    from jsonb_array_elements(steps) s having count(*) > count(distinct s ->> 'key')
    union all
    select problem from jsonb_array_elements(steps) with ordinality s (step, place),
      jsonb_array_elements(private.condition_problems(step -> 'showIf', '/steps/' || place - 1, case when in_order then
        array(select f ->> 'key' from jsonb_array_elements(fields) with ordinality earlier (f, n)
          where n < (select min(m) from jsonb_array_elements(fields) with ordinality own (o, m) where step -> 'fields' ? (o ->> 'key'))) end)) problem) found (problem)
$$;
comment on function private.step_problems is 'Of steps: keys used twice, and conditions that ask what comes in the step or after it.';

create function private.question_problems(config jsonb) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  fields jsonb := config -> 'fields';
  steps jsonb := coalesce(config -> 'steps', '[]');
  in_order boolean := steps = '[]' or (select jsonb_agg(f ->> 'key' order by place) from jsonb_array_elements(fields) with ordinality a (f, place))
    = (select jsonb_agg(key order by place, n) from jsonb_array_elements(steps) with ordinality a (step, place),
      jsonb_array_elements_text(step -> 'fields') with ordinality k (key, n));
begin
  return private.field_problems(fields, in_order) || private.step_problems(steps, fields, in_order)
    || case when in_order then jsonb '[]'
      else private.config_problem('/steps', 'custom', 'Every field belongs to one step, in the order of the fields.') end;
end $$;
comment on function private.question_problems is 'Of fields and steps what a schema cannot say. What comes first is only asked while the steps hold every field in order.';

-- What one type asks --------------------------------------------------------------------------------------------------

create function private.feedback_problems(config jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  with band as (
    select b ->> 'key' as key, (b ->> 'from')::int as low, (b ->> 'to')::int as high, place - 1 as place,
      case config ->> 'scale' when 'nps' then 0 else 1 end as least, case config ->> 'scale' when 'nps' then 10 else 5 end as most
    from jsonb_array_elements(config -> 'followUps') with ordinality f (b, place)
  )
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/followUps', 'custom', 'Two answers share a key.') -> 0
    from (select key from band union all select 'score') k having count(*) > count(distinct key)
    union all
    select private.config_problem(format('/followUps/%s/%s', b.place, case when b.low < b.least or b.low > b.high then 'from' else 'to' end), 'custom',
      case when b.low < b.least or b.high > b.most or b.low > b.high then format('Scores go from %s to %s.', b.least, b.most)
        else 'Another question is asked for the same score.' end) -> 0
    from band b where b.low < b.least or b.high > b.most or b.low > b.high
      or exists (select from band other where other.place < b.place and other.low <= b.high and b.low <= other.high)) found (problem)
$$;
comment on function private.feedback_problems is 'Of feedback: answers that share a key, and scores that no question or two questions are asked for.';

create function private.lead_problems(config jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(problem), '[]') from (
    select private.config_problem('/lead/' || name, 'custom', format('Name a field of the type %s.', array_to_string(types, ' or '))) -> 0
    from (values ('email', array['email']), ('name', array['text']), ('phone', array['tel', 'text']), ('company', array['text']),
      ('website', array['url']), ('linkedin_url', array['url'])) known (name, types)
    where config -> 'lead' ? name and coalesce((select f ->> 'type' from jsonb_array_elements(config -> 'fields') with ordinality a (f, place)
      where f ->> 'key' = config #>> array['lead', name] order by place limit 1), '') <> all (types)
    union all
    select private.config_problem('/lead/email', 'custom', 'A lead has an address: require that field.') -> 0
    where not exists (select from jsonb_array_elements(config -> 'fields') f
      where f ->> 'key' = config #>> '{lead,email}' and f -> 'required' = 'true')) found (problem)
$$;
comment on function private.lead_problems is 'Of a lead: what campaigns read comes from fields that can tell it, and the address is required.';

create function private.type_problems(type text, config jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select case type when 'form' then private.question_problems(config)
    when 'lead' then private.question_problems(config) || private.lead_problems(config)
    when 'feedback' then private.feedback_problems(config)
    when 'poll' then private.choice_problems(config -> 'options', '/options')
    when 'plugin' then private.field_problems(coalesce(config -> 'fields', '[]'), false)
      || case when (select count(*) from jsonb_object_keys(config -> 'settings')) > 50
        then private.config_problem('/settings', 'custom', 'At most 50 settings are given.') else '[]' end
    else '[]' end
$$;
comment on function private.type_problems is 'What the schema of one type cannot say of its configs.';

-- All of it -----------------------------------------------------------------------------------------------------------

create table private.widget_schemas (
  type text not null,
  version int not null,
  schema jsonb not null,
  primary key (type, version)
);
comment on table private.widget_schemas is 'The JSON Schema of every type''s config, as GET /embed/v1/schema answers it. Filled by the migration that node scripts/generateWidgets.ts writes.';

create function private.config_problems(type text, config jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  wanted jsonb := (select s.schema from private.widget_schemas s where s.type = config_problems.type and to_jsonb(s.version) = coalesce(config -> 'version', '1'));
  found_problems jsonb;
begin
  if wanted is null then return private.config_problem('/version', 'invalid_value', 'There is no such version.'); end if;
  found_problems := private.schema_problems(config, wanted, wanted -> '$defs', '');
  if found_problems <> '[]' then return found_problems; end if;
  return private.theme_problems(coalesce(config -> 'theme', '{}')) || private.display_problems(coalesce(config -> 'display', '{}'))
    || private.type_problems(type, config);
end $$;
comment on function private.config_problems is 'What keeps a config from being published: pointers, codes and sentences; empty for a valid one.';

create function private.refuse_config(problems jsonb) returns void
language plpgsql stable set search_path = '' as $$
begin
  if problems <> '[]' then
    perform private.fail('VALIDATION_FAILED', (problems #>> '{0,pointer}') || ': ' || (problems #>> '{0,detail}'), left(problems::text, 8000));
  end if;
end $$;
comment on function private.refuse_config is 'Refuses a config that has problems: the first one is the detail, the hint has all of them as JSON.';

alter table private.theme_colours enable row level security;
alter table private.widget_schemas enable row level security;
grant select on private.widget_schemas, private.theme_colours to lapel_definer, service_role;
grant execute on function private.luminance, private.contrast, private.palette_of, private.theme_problems, private.display_problems,
  private.is_day, private.bound_problems, private.choice_problems, private.condition_problems, private.field_problems, private.step_problems,
  private.question_problems, private.feedback_problems, private.lead_problems, private.type_problems, private.config_problems,
  private.refuse_config to lapel_definer, service_role;
