-- Staff console: how large tenants are, and how staff change many cells of the plans at once.

create view public.organization_summaries with (security_invoker = true) as
  select o.id, o.name, o.slug, o.plan_id, o.plan_status, o.status, o.created_at, o.suspended_at, o.deleted_at,
    (select s.trial_ends_at from public.subscriptions s where s.organization_id = o.id) as trial_ends_at,
    (select count(*) from public.workspaces w where w.organization_id = o.id and w.status = 'active') as workspaces,
    (select count(*) from public.organization_members m where m.organization_id = o.id and m.status = 'active') as members,
    coalesce((select c.used from public.usage_counters c where c.scope_id = o.id and c.limit_type = 'submissions_month'
      and c.period = date_trunc('month', now() at time zone 'UTC')::date), 0) as submissions_month,
    (select case when v.id is not null then v.limit_value else l.limit_value end
      from (values ('submissions_month')) t (key)
      left join public.limit_overrides v on v.organization_id = o.id and v.workspace_id is null and v.limit_type = t.key
        and (v.expires_at is null or v.expires_at > now())
      left join public.plan_limits l on l.plan_id = o.plan_id and l.limit_type = t.key) as submissions_limit,
    (select count(*) from public.usage_counters c
      left join public.limit_overrides v on v.organization_id = o.id and v.workspace_id is null and v.limit_type = c.limit_type
        and (v.expires_at is null or v.expires_at > now())
      left join public.plan_limits l on l.plan_id = o.plan_id and l.limit_type = c.limit_type
      where c.scope_id = o.id and c.period in (date_trunc('month', now() at time zone 'UTC')::date, date '0001-01-01')
        and c.used > case when v.id is not null then v.limit_value else l.limit_value end) as limits_exceeded
  from public.organizations o;
comment on view public.organization_summaries is 'Organizations with their size, this month''s submissions and how many limits they are above.';

create function public.preview_plan_limits(changes jsonb) returns table (plan_id text, limit_type text, organizations int, exceeding int)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_staff('viewer');
  perform private.check_plan_changes(changes);
  return query
    with wanted as materialized (
      -- Of one limit that is given twice the last counts. With its period, which is asked for once and not for each tenant.
      select distinct on (c.plan_id, c.limit_type) c.plan_id, c.limit_type, c.limit_value, private.limit_period(c.limit_type) as period
      from jsonb_array_elements(changes) with ordinality e (change, place),
        jsonb_to_record(e.change) c (plan_id text, limit_type text, limit_value int) order by c.plan_id, c.limit_type, e.place desc
    ), tenants as (
      select o.plan_id, count(*)::int as number from public.organizations o group by 1
    ), above as (
      select w.plan_id, w.limit_type, count(*)::int as number
      from wanted w
      join public.organizations o on o.plan_id = w.plan_id
      join public.usage_counters u on u.scope_id = o.id and u.limit_type = w.limit_type and u.period = w.period and u.used > w.limit_value
      -- An override holds whatever the plan says.
      where not exists (select from public.limit_overrides v where v.organization_id = o.id and v.workspace_id is null
        and v.limit_type = w.limit_type and (v.expires_at is null or v.expires_at > now()))
      group by 1, 2
    )
    select w.plan_id, w.limit_type, coalesce(t.number, 0), coalesce(a.number, 0)
    from wanted w left join tenants t on t.plan_id = w.plan_id left join above a on a.plan_id = w.plan_id and a.limit_type = w.limit_type;
exception when invalid_text_representation or numeric_value_out_of_range then
  perform private.fail('VALIDATION_FAILED', 'A limit is a whole number.');
end $$;
comment on function public.preview_plan_limits is 'Staff: for limits of plans as they would become, how many tenants have the plan and how many would be above the limit. Changes nothing.';

create function private.check_plan_changes(changes jsonb) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if jsonb_typeof(changes) is distinct from 'array' or jsonb_array_length(changes) not between 1 and 500 then
    perform private.fail('VALIDATION_FAILED', 'Give 1 to 500 changes.');
  end if;
end $$;
comment on function private.check_plan_changes is 'Refuses what is no list of changes, or too long a one.';

create function private.plan_cell(change jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  case change ->> 'kind'
    when 'plan' then return (select jsonb_build_object('name', p.name, 'price', p.price, 'currency', p.currency, 'interval', p."interval",
        'sort', p.sort, 'public', p.public, 'archived', p.archived)
      from public.plans p where p.plan_id = change ->> 'plan_id');
    when 'limit' then return (select jsonb_build_object('limit_value', l.limit_value, 'enforcement', l.enforcement, 'grace_amount', l.grace_amount)
      from public.plan_limits l where l.plan_id = change ->> 'plan_id' and l.limit_type = change ->> 'key');
    when 'feature' then return (select jsonb_build_object('enabled', f.enabled, 'limit_value', f.limit_value)
      from public.plan_features f where f.plan_id = change ->> 'plan_id' and f.feature_key = change ->> 'key');
    else perform private.fail('VALIDATION_FAILED', 'A change is of a plan, a limit or a feature.');
  end case;
  return null;
end $$;
comment on function private.plan_cell is 'What a cell of the plans holds now; null when there is no row.';

create function public.save_plans(changes jsonb, reason text) returns int
language plpgsql security definer set search_path = '' as $$
declare
  change jsonb;
  wanted jsonb;
  saved int := 0;
begin
  perform private.require_staff('admin');
  perform private.set_reason(reason);
  perform private.check_plan_changes(changes);
  -- What is compared is what is changed, and who changes a single cell waits for nothing that is held here: a limit is
  -- written before its plan's mirror of it.
  lock table public.plan_limits, public.plan_features, public.plans in share row exclusive mode;
  -- Plans before what belongs to them.
  for change in select c from jsonb_array_elements(changes) c
    order by array_position(array['plan', 'limit', 'feature'], c ->> 'kind'), c ->> 'plan_id', c ->> 'key' loop
    wanted := nullif(change -> 'after', 'null');
    if private.plan_cell(change) is distinct from nullif(change -> 'before', 'null') then
      perform private.fail('CONFLICT', 'Somebody has changed this meanwhile.', concat_ws('/', change ->> 'kind', change ->> 'plan_id', change ->> 'key'));
    end if;
    case change ->> 'kind'
      when 'plan' then perform public.save_plan(change ->> 'plan_id', wanted ->> 'name', (wanted ->> 'price')::int, wanted ->> 'currency',
        wanted ->> 'interval', (wanted ->> 'sort')::int, (wanted ->> 'public')::boolean, (wanted ->> 'archived')::boolean, reason);
      when 'feature' then perform public.set_plan_feature(change ->> 'plan_id', change ->> 'key', (wanted ->> 'enabled')::boolean,
        (wanted ->> 'limit_value')::int, reason);
      else if wanted is null then perform public.remove_plan_limit(change ->> 'plan_id', change ->> 'key', reason);
        else perform public.set_plan_limit(change ->> 'plan_id', change ->> 'key', (wanted ->> 'limit_value')::int, wanted ->> 'enforcement',
          (wanted ->> 'grace_amount')::int, reason);
        end if;
    end case;
    saved := saved + 1;
  end loop;
  return saved;
exception when invalid_text_representation or numeric_value_out_of_range then
  perform private.fail('VALIDATION_FAILED', 'A value is not allowed.');
  return null;
end $$;
comment on function public.save_plans is 'Staff admin: changes many cells of the plans at once, or none. Each names what it was ({kind, plan_id, key, before, after}); CONFLICT, whose hint names the cell, when somebody changed it meanwhile.';

grant select on public.organization_summaries to authenticated;
alter function public.preview_plan_limits owner to lapel_definer;
alter function private.plan_cell owner to lapel_definer;
alter function public.save_plans owner to lapel_definer;
grant execute on function private.check_plan_changes to lapel_definer;
grant execute on function public.preview_plan_limits, public.save_plans to platform_staff;
