-- The demo platform: three organizations on three plans, people in every role, eight widgets and a year of use.
-- The same on every database: values come from hashes of names and ordinals, ids from md5, and only the anchor moves,
-- so that the year always ends now. Loaded once, in one transaction, by the owner of the database.
-- `set lapel.demo_now` before loading pins the anchor. The files of this folder are loaded in the order of their names, in one session.

-- Tools ---------------------------------------------------------------------------------------------------------------

create function pg_temp.moment() returns timestamptz language sql stable as $$
  select coalesce(nullif(current_setting('lapel.demo_now', true), '')::timestamptz, now())
$$;
create function pg_temp.days_ago(days numeric) returns timestamptz language sql stable as $$
  select date_trunc('day', pg_temp.moment()) - days * interval '1 day' + interval '9 hours 30 minutes'
$$;
create function pg_temp.id(name text) returns uuid language sql immutable as $$
  -- RFC 9562 version 8: a hash in the shape of a uuid.
  select overlay(overlay(md5('lapel demo ' || name) placing '8' from 13) placing '8' from 17)::uuid
$$;
create function pg_temp.dice(name text) returns float8 language sql immutable as $$
  select ('x' || left(md5(name), 8))::bit(32)::bigint / 4294967296.0
$$;
create function pg_temp.pick(choices text[], name text, lean float8 default 1) returns text language sql immutable as $$
  -- Above 1, lean prefers what comes first.
  select choices[1 + floor(power(pg_temp.dice(name), lean) * cardinality(choices))::int]
$$;
create function pg_temp.slug(label text) returns text language sql immutable as $$
  select trim('-' from regexp_replace(lower(label), '[^a-z0-9]+', '-', 'g'))
$$;
create function pg_temp.hash(name text) returns bytea language sql immutable as $$
  -- In the place of a token's SHA-256: no token is known that has it.
  select decode(md5('lapel demo ' || name) || md5('lapel demo again ' || name), 'hex')
$$;
create function pg_temp.act_as(email text, reason text default '') returns void language sql volatile as $$
  -- The audit triggers write down who acts and why.
  select set_config('request.jwt.claim.sub', coalesce(pg_temp.id(email)::text, ''), true),
    set_config('request.jwt.claim.role', case when email is null then '' else 'authenticated' end, true),
    set_config('lapel.reason', reason, true)
$$;

select private.ensure_partitions(parent, (pg_temp.moment() - interval '12 months')::date, pg_temp.moment()::date)
from unnest(array['public.widget_submissions', 'public.widget_events', 'public.usage_events', 'public.metric_events', 'public.audit_logs']::regclass[])
  as parent;
select set_config('timezone', 'UTC', true);
