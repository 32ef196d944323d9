-- Search: one question over everything by which staff know a tenant.
-- Trigram indexes find a part of a name; fewer than three letters have none, so they are matched from the beginning of
-- an organization's name or slug alone.

create extension if not exists pg_trgm with schema extensions;
create index organizations_search_idx on public.organizations using gin (lower(name) extensions.gin_trgm_ops, slug extensions.gin_trgm_ops);
create index workspaces_search_idx on public.workspaces using gin (lower(name) extensions.gin_trgm_ops);
create index custom_domains_search_idx on public.custom_domains using gin (hostname extensions.gin_trgm_ops);
create index profiles_search_idx on public.profiles using gin (lower(email) extensions.gin_trgm_ops);

create function private.search_by_id(id uuid) returns table (kind text, record_id uuid, organization_id uuid, title text, detail text)
language sql stable security definer set search_path = '' as $$
  select 'organization', o.id, o.id, o.name, o.slug from public.organizations o where o.id = search_by_id.id
  union all
  select 'workspace', w.id, w.organization_id, w.name, o.name from public.workspaces w join public.organizations o on o.id = w.organization_id
    where w.id = search_by_id.id
  union all
  select 'widget', g.id, g.organization_id, g.name, o.name from public.widgets g join public.organizations o on o.id = g.organization_id
    where g.id = search_by_id.id
  union all
  select 'instance', i.id, i.organization_id, i.name, o.name from public.widget_instances i join public.organizations o on o.id = i.organization_id
    where i.id = search_by_id.id
$$;
comment on function private.search_by_id is 'What has this id, among what staff open.';

create function private.search_by_text(part text, most int) returns table (kind text, record_id uuid, organization_id uuid, title text, detail text)
language sql stable security definer set search_path = '' as $$
  (select 'organization', o.id, o.id, o.name, o.slug from public.organizations o
    where lower(o.name) like '%' || part || '%' or o.slug like '%' || part || '%'
    order by (lower(o.name) like part || '%' or o.slug like part || '%') desc, o.name, o.id limit most)
  union all
  (select 'workspace', w.id, w.organization_id, w.name, o.name from public.workspaces w join public.organizations o on o.id = w.organization_id
    where lower(w.name) like '%' || part || '%' order by w.name, w.id limit most)
  union all
  (select 'domain', d.organization_id, d.organization_id, d.hostname, o.name from public.custom_domains d join public.organizations o on o.id = d.organization_id
    where d.hostname like '%' || part || '%' and d.status <> 'released' order by d.hostname, d.id limit most)
  union all
  (select 'member', m.organization_id, m.organization_id, p.email, o.name from public.profiles p
    join lateral (select x.organization_id from public.organization_members x where x.user_id = p.user_id and x.status <> 'removed'
      union select y.organization_id from public.workspace_members y where y.user_id = p.user_id and y.status <> 'removed') m on true
    join public.organizations o on o.id = m.organization_id
    where lower(p.email) like '%' || part || '%' order by p.email, o.name limit most)
$$;
comment on function private.search_by_text is 'Tenants by a part of their names, domains and members'' addresses. The text is a pattern: its caller escapes it.';

create function public.search_platform(term text, most int default 6) returns table (kind text, record_id uuid, organization_id uuid, title text, detail text)
language plpgsql stable security definer set search_path = '' as $$
declare
  typed text := lower(btrim(left(coalesce(term, ''), 200)));
  pattern text := replace(replace(replace(typed, '\', '\\'), '%', '\%'), '_', '\_');
begin
  perform private.require_staff('viewer');
  most := least(greatest(coalesce(most, 6), 1), 50);
  if typed ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    return query select * from private.search_by_id(typed::uuid);
  elsif btrim(term) ~ '^w_[0-9A-Za-z]{16,40}$' then
    return query select 'instance', i.id, i.organization_id, i.name, o.name from public.widget_instances i
      join public.organizations o on o.id = i.organization_id where i.public_id = btrim(term);
  elsif btrim(term) ~ '^wk_[0-9A-Za-z]{16,40}$' then
    return query select 'widget', g.id, g.organization_id, g.name, o.name from public.widgets g
      join public.organizations o on o.id = g.organization_id where g.public_key = btrim(term);
  elsif length(typed) >= 3 then
    return query select * from private.search_by_text(pattern, most);
  elsif length(typed) > 0 then
    return query select 'organization', o.id, o.id, o.name, o.slug from public.organizations o
      where lower(o.name) like pattern || '%' or o.slug like pattern || '%' order by o.name, o.id limit most;
  end if;
end $$;
comment on function public.search_platform is 'Staff: tenants by a part of their name, slug, domain or a member''s address, or anything by its whole id or public id. At most so many of a kind, six unless told, never more than fifty; record_id is what to open: for domains and members their organization.';

alter function private.search_by_id owner to lapel_definer;
alter function private.search_by_text owner to lapel_definer;
alter function public.search_platform owner to lapel_definer;
grant execute on function public.search_platform to platform_staff;
