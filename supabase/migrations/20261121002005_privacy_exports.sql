-- Privacy exports: what is held about somebody, written in pieces of a few thousand rows.
-- Each piece is a transaction: it holds no snapshot for long, and one that is cut off is done again from where the last one
-- ended. The export shows once it is whole. Rows that come while it is written may be in it or not.

create type private.export_place as (in_schema boolean, name text, target regclass, condition text);
comment on type private.export_place is 'A table that an export looks into, with the condition that finds its rows: of the organization $1 and subject $2, or in_schema of the subject $1.';

create function private.export_places(request public.privacy_requests) returns setof private.export_place
language sql stable security definer set search_path = '' as $$
  select false, r.table_name, format('public.%I', r.table_name)::regclass, format('%s and (%s)', r.scope, private.subject_rows(r, request.subject_type))
  from private.privacy_register r where private.subject_rows(r, request.subject_type) is not null
  union all
  select true, p.target::text, p.target, case request.subject_type when 'organization' then 'true' else (p.core).visitor_rows end
  from private.present_core_tables(request.organization_id) p
  where request.subject_type = 'organization' or request.subject_type = 'visitor' and (p.core).visitor_rows is not null
$$;
comment on function private.export_places is 'Every table that an export looks into, those of the tenant''s own schema too.';

create function private.export_piece(target regclass, condition text, after jsonb) returns text
language sql stable set search_path = '' as $$
  select format('select (to_jsonb(t) - $3)::text, jsonb_build_object(%s) from %s t where (%s) and ($1 is null or $2 is null or true)%s order by %s limit $5',
    string_agg(format('%1$L, t.%1$I', a.attname), ', ' order by k.place), target, condition,
    case when after is not null then format(' and (%s) > (select %s from jsonb_populate_record(null::%s, $4) l)', string_agg(format('t.%I', a.attname), ', ' order by k.place),
      string_agg(format('l.%I', a.attname), ', ' order by k.place), target) else ' and $4 is null' end,
    string_agg(format('t.%I', a.attname), ', ' order by k.place))
  from pg_catalog.pg_index i
  cross join lateral unnest(i.indkey::int2[]) with ordinality k(attnum, place)
  join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indrelid = target and i.indisprimary
$$;
comment on function private.export_piece is 'The query for the next rows of a table, $5 at most, each as JSON text without the columns $3, and its primary key: those after the key $4.';

create function private.keep_rows(export_id uuid, table_name text, rows_of refcursor, out kept int, out last_key jsonb)
language plpgsql set search_path = '' as $$
declare
  line text;
  key jsonb;
  lines text[] := array[]::text[];
  size int := 0;
begin
  kept := 0;
  loop
    fetch rows_of into line, key;
    if found then
      kept := kept + 1;
      last_key := key;
      size := size + length(line);
      lines := array_append(lines, format('{"table": %s, "row": %s}', to_json(keep_rows.table_name), line));
    end if;
    if lines <> '{}' and (not found or size > 262144 or cardinality(lines) >= 500) then
      insert into private.data_export_parts (export_id, number, content)
      select keep_rows.export_id, coalesce(max(p.number), 0) + 1, array_to_string(lines, E'\n') || E'\n'
      from private.data_export_parts p where p.export_id = keep_rows.export_id;
      lines := array[]::text[];
      size := 0;
    end if;
    exit when line is null;
  end loop;
end $$;
comment on function private.keep_rows is 'Writes the rows of a cursor, each as JSON text beside its key, into an export; how many, and the key of the last. No more than a part of them is in memory.';

create function private.write_place(request public.privacy_requests, progress private.data_export_progress, place private.export_place, room int,
  out kept int, out last_key jsonb)
language plpgsql set search_path = '' as $$
declare
  rows_of refcursor;
  after jsonb := case when progress.place = place.name then progress.after end;
  -- What opens something stays here, hashed or not.
  keys constant text[] := array['hash', 'token_hash', 'secret_hash', 'checksum', 'public_key', 'verification_token', 'secret_id', 'previous_secret_id', 'vault_secret_id'];
begin
  if place.in_schema then
    open rows_of for execute private.export_piece(place.target, place.condition, after) using request.subject, request.organization_id, array[]::text[], after, room;
  else
    open rows_of for execute private.export_piece(place.target, place.condition, after) using request.organization_id, request.subject, keys, after, room;
  end if;
  select k.kept, k.last_key into kept, last_key from private.keep_rows(progress.export_id, place.name, rows_of) k;
  close rows_of;
end $$;
comment on function private.write_place is 'Writes the next rows of one table into an export, as many as there is room for.';

create function private.data_export_of(request public.privacy_requests) returns private.data_export_progress
language plpgsql security definer set search_path = '' as $$
declare
  progress private.data_export_progress;
begin
  select p.* into progress from private.data_export_progress p join public.data_exports x on x.id = p.export_id where x.privacy_request_id = request.id;
  if progress.export_id is null then
    insert into public.data_exports (organization_id, privacy_request_id) values (request.organization_id, request.id) returning id into progress.export_id;
    insert into private.data_export_progress (export_id) values (progress.export_id) returning * into progress;
  end if;
  return progress;
end $$;
comment on function private.data_export_of is 'The export that is being written for a request; a new one where there is none, or where an erasure has taken it away.';

create function private.continue_data_export(request public.privacy_requests) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  progress private.data_export_progress := private.data_export_of(request);
  room int := 5000;
  place private.export_place;
  kept int;
  last_key jsonb;
begin
  for place in select (p).* from private.export_places(request) p
    where progress.place is null or (p.in_schema, p.name collate "C") >= (strpos(progress.place, '.') > 0, progress.place collate "C")
    order by p.in_schema, p.name collate "C"
  loop
    select w.kept, w.last_key into kept, last_key from private.write_place(request, progress, place, room) w;
    if kept > 0 then
      progress.counts := progress.counts || jsonb_build_object(place.name, coalesce((progress.counts ->> place.name)::int, 0) + kept);
    end if;
    if kept = room then
      update private.data_export_progress p set place = place.name, after = last_key, counts = progress.counts where p.export_id = progress.export_id;
      update public.data_exports x set expires_at = now() + interval '24 hours' where x.id = progress.export_id;
      return null;
    end if;
    room := room - kept;
  end loop;
  delete from private.data_export_progress p where p.export_id = progress.export_id;
  update public.data_exports x set finished_at = now(), expires_at = now() + interval '24 hours' where x.id = progress.export_id;
  return progress.counts;
end $$;
comment on function private.continue_data_export is 'Writes the next five thousand rows of what is held about the subject of a request; how many rows per table once it is whole, null until then.';

alter function private.export_places owner to lapel_definer;
alter function private.data_export_of owner to lapel_definer;
alter function private.continue_data_export owner to lapel_definer;
grant execute on function private.export_piece, private.keep_rows, private.write_place to lapel_definer;
