-- Console: what its views and its chart count for staff, for members, for a client of an agency and for nobody.

begin;
select plan(28);

create function tests.taken(organization text, limit_type text) returns int language sql stable security definer as $$
  select c.used from public.usage_counters c where c.scope_id = tests.id(organization) and c.limit_type = taken.limit_type
$$;

-- Staff ---------------------------------------------------------------------------------------------------------------

select tests.as_person('vito');
select results_eq($$ select name, plan_id, workspaces, members, submissions_month, submissions_limit
    from public.organization_summaries where id in (tests.id('northwind'), tests.id('globex'), tests.id('pixel')) order by name $$,
  $$ values ('Globex', 'free', 1::bigint, 1::bigint, 1, 250), ('Northwind', 'business', 1, 3, 1, 50000),
    ('Pixel', 'agency', 3, 1, 1, 100000) $$, 'staff see every organization with its size, the removed member not counted');
select results_eq($$ select limit_type, used, limit_value, enforcement from public.organization_usage
    where organization_id = tests.id('globex') order by limit_type $$,
  $$ values ('custom_domains', 0::bigint, null::int, null::text), ('leads_month', 0, null, null), ('metric_events_month', 0, 10000, 'hard'), ('published_instances', 1, 3, 'hard'),
    ('sites', 0, 1, 'hard'), ('submissions_month', 1, 250, 'hard'), ('users', 1, 2, 'hard'), ('webhook_endpoints', 0, null, null),
    ('widgets', 1, 3, 'hard'), ('workspaces', 1, 1, 'hard') $$, 'use beside the plan''s limits');
select results_eq($$ select u.used, tests.taken('pixel', 'users') from public.organization_usage u
    where u.organization_id = tests.id('pixel') and u.limit_type = 'users' $$,
  $$ values (2::bigint, 2) $$, 'a client of a single workspace takes a place like a member, as the limit counts it');
select results_eq($$ select limit_value, enforcement from public.organization_usage
    where organization_id = tests.id('northwind') and limit_type = 'published_instances' $$,
  $$ values (null::int, null::text) $$, 'a plan without the limit allows any number');
select results_eq($$ select plan_id, organizations from public.plan_summaries where plan_id in ('agency', 'business') order by 1 $$,
  $$ values ('agency', 1::bigint), ('business', 1) $$, 'plans with how many have them');
select results_eq($$ select scope, role, status, email from public.members where organization_id = tests.id('pixel') order by scope $$,
  $$ values ('organization', 'owner', 'active', 'agnes@example.com'), ('workspace', 'viewer', 'active', 'cleo@example.com') $$,
  'people of the organization and of its client workspaces');
select is((select status from public.members where email = 'rex@example.com'), 'removed', 'staff still see who was removed');
select is((select submissions from public.submissions_per_day(1)), 3::bigint, 'staff count the submissions of every tenant');
select matches((select hash from public.audit_entries limit 1), '^[0-9a-f]{64}$', 'hashes of the audit log are text');
select is((select count(*) from public.audit_entries), (select count(*) from public.audit_logs), 'the whole log is in the view');

select tests.as_nobody();
insert into public.limit_overrides (organization_id, limit_type, limit_value, reason, expires_at) values
  (tests.id('globex'), 'users', 7, 'fixture', null), (tests.id('globex'), 'widgets', 9, 'fixture', now() - interval '1 second');
insert into public.usage_counters (scope_id, organization_id, limit_type, period, used) values (tests.id('globex'), tests.id('globex'), 'sites', '0001-01-01', 1);
select tests.as_person('vito');
select results_eq($$ select limit_type, used, limit_value, overridden from public.organization_usage
    where organization_id = tests.id('globex') and limit_type in ('users', 'widgets', 'sites') order by 1 $$,
  $$ values ('sites', 1::bigint, 1, false), ('users', 1, 7, true), ('widgets', 1, 3, false) $$, 'sites count, and an override that holds takes the plan''s place');

-- An owner ------------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select results_eq($$ select id from public.organization_summaries $$, $$ select tests.id('northwind') $$, 'an owner sees the own organization');
select results_eq($$ select distinct organization_id from public.organization_usage $$, $$ select tests.id('northwind') $$, 'its usage');
select results_eq($$ select distinct organization_id from public.members $$, $$ select tests.id('northwind') $$, 'its people');
select results_eq($$ select distinct organization_id from public.audit_entries $$, $$ select tests.id('northwind') $$, 'its audit entries');
select is((select organizations from public.plan_summaries where plan_id = 'free'), 0::bigint,
  'how many others have a plan is not told');
select is((select submissions from public.submissions_per_day(1)), 1::bigint, 'and the own submissions are counted');

-- A viewer, a client of an agency, a stranger -------------------------------------------------------------------------

select tests.as_person('vera');
select is_empty($$ select from public.audit_entries $$, 'a viewer reads no audit log');
select tests.as_person('cleo');
select is_empty($$ select from public.organization_usage $$, 'a client does not see the agency''s usage');
select results_eq($$ select email from public.members $$, $$ values ('cleo@example.com') $$, 'nor its people');
select is((select submissions from public.submissions_per_day(1)), 1::bigint, 'but the own workspace''s submissions');
select tests.as_person('nina');
select is((select sum(submissions) from public.submissions_per_day(30)), 0::numeric, 'a member of nothing counts nothing');
select tests.as_anonymous();
select is(tests.message_of($$ select from public.organization_usage $$), '42501 permission denied for view organization_usage', 'the public key reads no view');
select is(tests.message_of($$ select public.submissions_per_day(1) $$), '42501 permission denied for function submissions_per_day', 'and draws no chart');

-- The chart -----------------------------------------------------------------------------------------------------------

select tests.as_nobody();
update public.widget_submissions set status = 'spam', spam_reasons = '{reported}' where workspace_id = tests.id('globex/main');
select tests.as_person('stella');
select is((select submissions from public.submissions_per_day(1)), 2::bigint, 'spam does not count');
select results_eq($$ select min(day), max(day), count(*) from public.submissions_per_day(30) $$,
  $$ select (now() at time zone 'UTC')::date - 29, (now() at time zone 'UTC')::date, 30::bigint $$, 'every day is there, today last');
select is((select count(*) from public.submissions_per_day(100000)), 366::bigint, 'at most a year');
select is((select count(*) from public.submissions_per_day(null)), 30::bigint, 'thirty days when not said');

select * from finish();
rollback;
