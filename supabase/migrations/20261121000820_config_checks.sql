-- Checking configs: what is published keeps the published schema of its type. A small reader of JSON Schema, for the
-- keywords that the contract's schemas use; a test keeps those to this list and the stored schemas equal to the contract's.
-- What a schema cannot say is in the next migration. In plpgsql, which is planned once and not for each text.

create function private.config_problem(pointer text, code text, detail text) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  return jsonb_build_array(jsonb_build_object('pointer', pointer, 'code', code, 'detail', detail));
end $$;
comment on function private.config_problem is 'One problem of a config, as error answers list them.';

create function private.pointer_to(pointer text, step text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return pointer || '/' || replace(replace(step, '~', '~0'), '/', '~1');
end $$;
comment on function private.pointer_to is 'An RFC 6901 JSON Pointer, one step longer.';

create function private.blanks() returns text
language plpgsql immutable set search_path = '' as $$
begin
  return '\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
end $$;
comment on function private.blanks is 'What JavaScript takes for blanks, for use in brackets. What Postgres takes for them depends on the locale.';

create function private.without_blanks(given text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return regexp_replace(given, format('^[%1$s]+|[%1$s]+$', private.blanks()), '', 'g');
end $$;
comment on function private.without_blanks is 'A text without blanks around it, as the contract stores it.';

create function private.portable_pattern(pattern text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return replace(replace(replace(replace(pattern, '[\w', '[A-Za-z0-9_'), '\d', '[0-9]'), '\S', format('[^%s]', private.blanks())), '\s', private.blanks());
end $$;
comment on function private.portable_pattern is 'An expression of the schemas, with classes of characters that mean in every locale what they mean in JavaScript.';

create function private.is_host(host text) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return case when host ~ '^\[' then host ~* '^\[[0-9a-f:]+\]$' and pg_input_is_valid(substr(host, 2, length(host) - 2), 'inet')
    -- What ends in a number is an address of four.
    when host ~* '(^|\.)([0-9]+|0x[0-9a-f]*)\.?$' then
      host ~ '^(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}$'
    else length(rtrim(host, '.')) <= 253 and host ~ '^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$' end;
end $$;
comment on function private.is_host is 'Whether a name can be the host of an address, by the contract''s rule (contract/src/schema/address.ts): ASCII as DNS has it, or an IP address.';

create function private.is_address(given text) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  authority text := regexp_replace(substring(given from '^https://([^/?#]*)'), '^.*@', '');
  port text := substring(authority from '^(?:\[[^\]]*\]|[^:\[\]]*):([0-9]{0,5})$');
begin
  if authority is null then return true; end if;
  return coalesce(nullif(port, '')::int, 0) <= 65535 and private.is_host(case when port is null then authority else left(authority, -1 - length(port)) end);
end $$;
comment on function private.is_address is 'Whether an https address can be gone to; what is none is judged by its form.';

create function private.text_problems(given text, schema jsonb, pointer text) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  -- What visitors read is trimmed first.
  kept text := case when schema ->> 'pattern' = '\S' then private.without_blanks(given) else given end;
  -- As JavaScript counts: two for what lies beyond the basic plane.
  units int := length(kept) + regexp_count(kept, '[\U00010000-\U0010FFFF]');
begin
  if units < (schema ->> 'minLength')::int then return private.config_problem(pointer, 'too_small', 'This is too short.'); end if;
  if units > (schema ->> 'maxLength')::int then
    return private.config_problem(pointer, 'too_big', format('At most %s characters are allowed.', schema ->> 'maxLength'));
  end if;
  if kept !~ private.portable_pattern(schema ->> 'pattern') then
    return private.config_problem(pointer, 'invalid_format', 'This does not have the form that is needed.');
  end if;
  if schema ->> 'pattern' ~ 'https:' and not private.is_address(given) then
    return private.config_problem(pointer, 'custom', 'Nobody can go to this address.');
  end if;
  return jsonb '[]';
end $$;
comment on function private.text_problems is 'Length and pattern of a text, and whether what has the form of an address is one.';

create function private.number_problems(given numeric, schema jsonb, pointer text) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
  -- JavaScript has no such number.
  if abs(given) > 1.7976931348623157e308 then return private.config_problem(pointer, 'invalid_type', 'This number is too large.'); end if;
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

grant execute on function private.config_problem, private.pointer_to, private.blanks, private.without_blanks, private.portable_pattern,
  private.is_host, private.is_address, private.text_problems, private.number_problems, private.list_problems, private.object_problems,
  private.branch_problems, private.schema_problems to lapel_definer, service_role;
