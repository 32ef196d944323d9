-- Flags: organization before plan before share before default, and a rollout that takes a flag from nobody.

begin;
select plan(23);

create function tests.flag(organization text) returns boolean language sql volatile security definer as $$ select private.flag_enabled('beta', tests.id(organization)) $$;

select tests.as_person('stella');
select ok(not tests.flag('northwind'), 'a flag that nobody made is off');
select results_eq($$ select key, enabled from public.set_flag('beta', 'Trying it') $$, $$ values ('beta', false) $$, 'a staff admin makes a flag, off');
select ok(not tests.flag('northwind'), 'the default holds');
select public.set_flag('beta', 'For all', true);
select ok(tests.flag('northwind') and tests.flag('globex'), 'for everyone');
select public.set_flag('beta', 'Not for free', true, 0, '{"free": false}');
select ok(tests.flag('northwind') and not tests.flag('globex'), 'a plan comes before the default');
select public.set_flag('beta', 'But for globex', true, 0, '{"free": false}', jsonb_build_object(tests.id('globex'), true, tests.id('northwind'), false));
select ok(not tests.flag('northwind') and tests.flag('globex'), 'an organization comes before its plan');
select public.set_flag('beta', 'A share', false, 100, '{"free": false}');
select ok(tests.flag('northwind') and not tests.flag('globex'), 'a plan comes before the share, the share before the default');
select public.set_flag('beta', 'No share', true, 0);
select ok(tests.flag('northwind'), 'no share leaves the default');

-- The rollout, over many organizations.
select tests.as_nobody();
insert into public.organizations (name, slug) select 'Many', 'many-' || n from generate_series(1, 400) n;
create table tests.rollout (percent int, id uuid);
do $$
begin
  for percent in 0..100 by 10 loop
    update public.feature_flags set enabled = false, rollout_percent = percent where key = 'beta';
    insert into tests.rollout select percent, o.id from public.organizations o where o.slug like 'many-%' and private.flag_enabled('beta', o.id);
  end loop;
end $$;
select is_empty($$ select a.id, a.percent from tests.rollout a where a.percent < 100 and not exists (
  select from tests.rollout b where b.id = a.id and b.percent = a.percent + 10) $$, 'raising the share takes the flag from nobody');
select is((select count(*) from tests.rollout where percent = 0), 0::bigint, 'no share is nobody');
select is((select count(*) from tests.rollout where percent = 100), 400::bigint, 'the whole share is everyone');
select ok((select count(*) between 120 and 280 from tests.rollout where percent = 50), 'half the share is about half of all');
insert into public.feature_flags (key, rollout_percent) values ('gamma', 50);
select isnt_empty($$ select from public.organizations o where private.flag_enabled('gamma', o.id) and o.id not in (select id from tests.rollout where percent = 50) $$,
  'another flag chooses others');

-- Who asks and who changes.
select tests.as_person('vera');
select is(public.my_flags(tests.id('northwind')) ? 'beta', true, 'members read the flags of their organization');
select throws_ok($$ select public.my_flags(tests.id('globex')) $$, 'PT404', 'NOT_FOUND', 'and of no other');
select throws_ok($$ select public.my_flags(null) $$, 'PT404', 'NOT_FOUND', 'nor of none');
select throws_ok('select from public.feature_flags', '42501', null, 'nor how they are set');
select throws_ok($$ select public.set_flag('beta', 'because', true) $$, '42501', null, 'nor set them');
select tests.as_person('sue');
select lives_ok($$ select public.my_flags(tests.id('globex')) $$, 'staff read anyone''s');
select throws_ok($$ select public.set_flag('beta', 'because', true) $$, 'PT403', 'FORBIDDEN', 'support sets none');
select tests.as_person('stella');
select throws_ok($$ select public.set_flag('beta', '') $$, 'PT422', 'REASON_REQUIRED', 'a reason is required');
select is((select count(*) from (values ('Bad Key', 0, '{}', '{}'), ('beta', 101, '{}', '{}'), ('beta', -1, '{}', '{}'), ('beta', 0, '[]', '{}'), ('beta', 0, '{"free": "maybe"}', '{}'),
    ('beta', 0, '{}', '{"x": 1}'), ('beta', 0, '{}', '{"x": null}'), ('beta', null, '{}', '{}'), (null, 0, '{}', '{}')) v (k, r, p, o)
  where tests.message_of(format('select public.set_flag(%L, ''because'', true, %L, %L, %L)', k, r, p, o)) is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint,
  'a switch is true or false, a share a percentage');
select results_eq($$ select reason from public.audit_logs where entity = 'feature_flags' and actor_id = tests.id('stella') and reason = 'For all' $$, array['For all'],
  'every change is in the audit log with its reason');

select * from finish();
rollback;
