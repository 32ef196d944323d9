-- Checking configs: what is published keeps the published schema of its type. A small reader of JSON Schema, for the
-- keywords that the contract's schemas use; a test keeps those to this list and the stored schemas equal to the contract's.

create function private.config_problem(pointer text, code text, detail text) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_array(jsonb_build_object('pointer', pointer, 'code', code, 'detail', detail))
$$;
comment on function private.config_problem is 'One problem of a config, as error answers list them.';

create function private.pointer_to(pointer text, step text) returns text
language sql immutable set search_path = '' as $$
  select pointer || '/' || replace(replace(step, '~', '~0'), '/', '~1')
$$;
comment on function private.pointer_to is 'An RFC 6901 JSON Pointer, one step longer.';

create function private.text_problems(given text, schema jsonb, pointer text) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  -- As JavaScript counts: two for what lies beyond the basic plane.
  units int := length(given) + regexp_count(given, '[\U00010000-\U0010FFFF]');
begin
  if units < (schema ->> 'minLength')::int then return private.config_problem(pointer, 'too_small', 'This is too short.'); end if;
  if units > (schema ->> 'maxLength')::int then
    return private.config_problem(pointer, 'too_big', format('At most %s characters are allowed.', schema ->> 'maxLength'));
  end if;
  if given !~ (schema ->> 'pattern') then return private.config_problem(pointer, 'invalid_format', 'This does not have the form that is needed.'); end if;
  return jsonb '[]';
end $$;
comment on function private.text_problems is 'Length and pattern of a text.';

create function private.number_problems(given numeric, schema jsonb, pointer text) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  if given < (schema ->> 'minimum')::numeric or given <= (schema ->> 'exclusiveMinimum')::numeric then
    return private.config_problem(pointer, 'too_small', 'This number is too small.');
  elsif given > (schema ->> 'maximum')::numeric or given >= (schema ->> 'exclusiveMaximum')::numeric then
    return private.config_problem(pointer, 'too_big', 'This number is too large.');
  end if;
  return jsonb '[]';
end $$;
comment on function private.number_problems is 'Bounds of a number.';

create function private.list_problems(given jsonb, schema jsonb, defs jsonb, pointer text) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  if jsonb_array_length(given) < (schema ->> 'minItems')::int then
    return private.config_problem(pointer, 'too_small', format('At least %s are needed.', schema ->> 'minItems'));
  elsif jsonb_array_length(given) > (schema ->> 'maxItems')::int then
    return private.config_problem(pointer, 'too_big', format('At most %s are allowed.', schema ->> 'maxItems'));
  end if;
  return coalesce((select jsonb_agg(problem) from jsonb_array_elements(given) with ordinality item (part, place),
    jsonb_array_elements(private.schema_problems(part, schema -> 'items', defs, pointer || '/' || place - 1)) problem), '[]');
end $$;
comment on function private.list_problems is 'Size of a list, and the problems of its items.';

create function private.object_problems(given jsonb, schema jsonb, defs jsonb, pointer text) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  return (select coalesce(jsonb_agg(problem), '[]') from (
    select problem from jsonb_array_elements_text(coalesce(schema -> 'required', '[]')) name,
      jsonb_array_elements(private.config_problem(private.pointer_to(pointer, name), 'required', 'This is missing.')) problem
    where not given ? name
    union all
    select problem from jsonb_each(given) member (name, part),
      jsonb_array_elements(case
        when schema -> 'properties' ? name then private.schema_problems(part, schema -> 'properties' -> name, defs, private.pointer_to(pointer, name))
        when schema ->> 'additionalProperties' = 'false' then
          private.config_problem(private.pointer_to(pointer, name), 'unrecognized_keys', 'There is no such member.')
        when name !~ (schema #>> '{propertyNames,pattern}') then
          private.config_problem(private.pointer_to(pointer, name), 'invalid_key', 'This name does not have the form that is needed.')
        else private.schema_problems(part, schema -> 'additionalProperties', defs, private.pointer_to(pointer, name)) end) problem) found);
end $$;
comment on function private.object_problems is 'Missing and unknown members of an object, and the problems of the others.';

create function private.branch_problems(given jsonb, branches jsonb, defs jsonb, pointer text) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  branch jsonb;
begin
  -- Branches that are told apart by a constant say what is wrong with the one that is meant.
  select b into branch from jsonb_array_elements(branches) b
  where exists (select from jsonb_each(b -> 'properties') p (name, shape) where shape ? 'const' and shape -> 'const' = given -> name) limit 1;
  if branch is not null then return private.schema_problems(given, branch, defs, pointer); end if;
  for branch in select b from jsonb_array_elements(branches) b loop
    if private.schema_problems(given, branch, defs, pointer) = '[]' then return jsonb '[]'; end if;
  end loop;
  return private.config_problem(pointer, 'invalid_union', 'This is none of the kinds that are possible here.');
end $$;
comment on function private.branch_problems is 'The problems of a value that may be of several kinds.';

create function private.schema_problems(given jsonb, schema jsonb, defs jsonb, pointer text) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  shape jsonb := case when schema ? '$ref' then defs -> split_part(schema ->> '$ref', '/', 3) else schema end;
  kind text := case when jsonb_typeof(given) = 'number' and shape ->> 'type' = 'integer' and given::numeric = trunc(given::numeric)
    then 'integer' else jsonb_typeof(given) end;
  branches jsonb := coalesce(shape -> 'oneOf', shape -> 'anyOf');
begin
  if branches is not null then return private.branch_problems(given, branches, defs, pointer); end if;
  if shape ->> 'type' <> kind then return private.config_problem(pointer, 'invalid_type', format('This must be of the type %s.', shape ->> 'type')); end if;
  if shape -> 'const' <> given or not shape -> 'enum' @> given then
    return private.config_problem(pointer, 'invalid_value', format('Use %s.', coalesce(shape -> 'const', shape -> 'enum')));
  end if;
  return case kind when 'string' then private.text_problems(given #>> '{}', shape, pointer)
    when 'object' then private.object_problems(given, shape, defs, pointer)
    when 'array' then private.list_problems(given, shape, defs, pointer)
    when 'boolean' then '[]'
    else private.number_problems(given::numeric, shape, pointer) end;
end $$;
comment on function private.schema_problems is 'Every way in which a value breaks a schema.';

create function private.question_problems(config jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  with fields as (
    select field ->> 'key' as key, field -> 'showIf' as condition, place - 1 as place
    from jsonb_array_elements(config -> 'fields') with ordinality f (field, place)
  ), steps as (
    select step -> 'fields' as keys, step -> 'showIf' as condition, place - 1 as place
    from jsonb_array_elements(config -> 'steps') with ordinality s (step, place)
  ), asked as (
    select '/fields/' || f.place as pointer, f.condition, f.place as before from fields f
    union all
    select '/steps/' || s.place, s.condition, (select min(f.place) from fields f where s.keys ? f.key) from steps s
  )
  select coalesce(jsonb_agg(p), '[]') from (
    select private.config_problem('/fields', 'custom', 'Two fields share a key.') -> 0 where exists (select from fields group by key having count(*) > 1)
    union all
    select private.config_problem('/steps', 'custom', 'Every field belongs to one step, in the order of the fields.') -> 0
    where exists (select from steps) and (select jsonb_agg(key order by place) from fields)
      <> (select jsonb_agg(key order by s.place, k.place) from steps s, jsonb_array_elements_text(s.keys) with ordinality k (key, place))
    union all
    select private.config_problem(a.pointer || '/showIf/' || c.name || '/' || t.place - 1 || '/field', 'custom', 'Only fields that come earlier can be asked.') -> 0
    from asked a, jsonb_each(a.condition) c (name, tests), jsonb_array_elements(c.tests) with ordinality t (test, place)
    where not exists (select from fields f where f.key = t.test ->> 'field' and f.place < a.before)) found (p)
$$;
comment on function private.question_problems is 'Of fields and steps what a schema cannot say: keys used twice, steps that miss fields, conditions that ask what comes later.';

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
  return private.question_problems(config);
end $$;
comment on function private.config_problems is 'What keeps a config from being published: pointers, codes and sentences; empty for a valid one.';

create function private.require_valid_config(type text, config jsonb) returns void
language plpgsql stable set search_path = '' as $$
declare
  problems jsonb := private.config_problems(type, config);
begin
  if problems <> '[]' then
    perform private.fail('VALIDATION_FAILED', (problems #>> '{0,pointer}') || ': ' || (problems #>> '{0,detail}'), left(problems::text, 8000));
  end if;
end $$;
comment on function private.require_valid_config is 'Refuses a config with problems: the first one is the detail, the hint has all of them as JSON.';

alter table private.widget_schemas enable row level security;
grant select on private.widget_schemas to lapel_definer, service_role;
grant execute on function private.config_problem, private.pointer_to, private.text_problems, private.number_problems, private.list_problems,
  private.object_problems, private.branch_problems, private.schema_problems, private.question_problems, private.config_problems,
  private.require_valid_config to lapel_definer, service_role;
