-- What belongs to no table or function of ours: schemas, types, default privileges, and what we put on the auth server's tables.
select text from (
  select 1 as part, n.nspname as place, format('create schema %I;', n.nspname) as text
  from pg_namespace n where n.nspname in ('private', 'partitions')
  union all
  select 2, n.nspname || g.grantee, format('grant %s on schema %I to %s;', g.privileges, n.nspname, g.grantee)
  from pg_namespace n cross join lateral (
    select case a.grantee when 0 then 'public' else a.grantee::regrole::text end as grantee,
      lower(string_agg(a.privilege_type, ', ' order by a.privilege_type)) as privileges
    from aclexplode(n.nspacl) a where a.grantee <> n.nspowner group by a.grantee
  ) g where n.nspname in ('public', 'private', 'partitions', 'extensions', 'auth')
  union all
  select 3, concat_ws(' ', n.nspname, d.defaclobjtype, g.grantee), format('alter default privileges%s grant %s on %s to %s;', ' in schema ' || n.nspname,
    g.privileges, case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' else d.defaclobjtype::text end, g.grantee)
  from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace cross join lateral (
    select case a.grantee when 0 then 'public' else a.grantee::regrole::text end as grantee,
      lower(string_agg(a.privilege_type, ', ' order by a.privilege_type)) as privileges
    from aclexplode(d.defaclacl) a group by a.grantee
  ) g where d.defaclrole = current_user::regrole and (n.nspname is null or n.nspname in ('public', 'private'))
  union all
  select 4, t.oid::regtype::text, format('create type %s as enum (%s);', t.oid::regtype, (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
    from pg_enum e where e.enumtypid = t.oid))
  from pg_type t where t.typtype = 'e' and t.typnamespace in ('public'::regnamespace, 'private'::regnamespace)
  union all
  select 5, t.tgname, pg_get_triggerdef(t.oid) || ';' from pg_trigger t where t.tgrelid = 'auth.users'::regclass and not t.tgisinternal
  union all
  select 6, a.attname, format('grant %s (%I) on auth.users to %s;', lower(x.privilege_type), a.attname, x.grantee::regrole)
  from pg_attribute a cross join lateral aclexplode(a.attacl) x where a.attrelid = 'auth.users'::regclass
) s order by part, place collate "C"
