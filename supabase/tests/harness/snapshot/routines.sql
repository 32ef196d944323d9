-- Every function of ours as it would be created, with its owner, its grants and its comment.
select p.oid::regprocedure::text as name, rtrim(pg_get_functiondef(p.oid), E'\n') || ';' as definition,
  array_remove(array[
    case when p.proowner::regrole::text <> current_user then format('alter function %s owner to %s;', p.oid::regprocedure, p.proowner::regrole) end,
    (select format('grant execute on function %s to %s;', p.oid::regprocedure, string_agg(grantee, ', ' order by grantee collate "C"))
      from (select case a.grantee when 0 then 'public' else a.grantee::regrole::text end as grantee
        from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner) g having count(*) > 0),
    format('comment on function %s is %L;', p.oid::regprocedure, obj_description(p.oid, 'pg_proc'))
  ], null) as rest
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('public', 'private') and p.prokind in ('f', 'p')
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by n.nspname = 'private', p.oid::regprocedure::text collate "C"
