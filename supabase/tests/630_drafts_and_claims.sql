-- Drafts made before signing up, and how each of them ends up in one workspace, or in none.

begin;
select plan(39);

select tests.add_member('northwind', 'colin', 'collaborator');
insert into public.widget_templates (key, name, description, type, config, archived) values
  ('plain', 'Plain', 'A plain form', 'form', '{"title": "Plain"}', false), ('old', 'Old', 'No longer offered', 'form', '{}', true);
create table tests.drafts (name text primary key, answer jsonb);
grant all on tests.drafts to public;
create function tests.draft(name text, visitor text default '203.0.113.9') returns text language sql as $$
  insert into tests.drafts (name, answer) select draft.name, private.create_draft('plain', visitor) returning answer ->> 'verdict'
$$;
create function tests.token(name text) returns text language sql as $$
  select d.answer -> 'receipt' ->> 'draft_token' from tests.drafts d where d.name = token.name
$$;
create function tests.claim(name text, workspace text) returns text language plpgsql as $$
declare
  claimed uuid;
begin
  claimed := public.claim_draft(tests.token(name), tests.id(workspace), 'Claimed');
  return claimed;
exception when others then
  return sqlstate || ' ' || sqlerrm;
end $$;

-- Making -----------------------------------------------------------------------------------------------------------------

select tests.as_anonymous();
select throws_ok($$ select private.create_draft('plain', '203.0.113.9') $$, '42501', null, 'browsers make drafts through the endpoint only');
select throws_ok('select from public.widget_drafts', '42501', null, 'and read none');
select tests.as_person('ada');
select throws_ok('select public_id from public.widget_drafts', '42501', null, 'tenants see no drafts');
select set_eq('select key from public.widget_templates', array['plain'], 'who is signed in sees the templates that are offered');
select tests.as_service();
select is(tests.draft('one'), 'accepted', 'the endpoint makes a draft from a template');
select is(private.create_draft('old', null) ->> 'verdict', 'NOT_FOUND', 'not from one that is no longer offered');
select is(private.create_draft('none', null) ->> 'verdict', 'NOT_FOUND', 'nor from none');
select ok(tests.token('one') ~ '^dt_[0-9A-Za-z]{24}$', 'the draft token has 142 random bits');

select tests.as_nobody();
select results_eq($$ select draft_token_hash, config, expires_at - created_at from public.widget_drafts $$,
  $$ select sha256(convert_to(tests.token('one'), 'UTF8')), '{"title": "Plain"}'::jsonb, interval '7 days' $$,
  'the draft is a copy that lives for a week, its token a hash');
select is_empty($$ select from public.widget_drafts d where d::text like '%' || tests.token('one') || '%' $$, 'the token is nowhere');
select tests.as_service();
select is((select private.preview_instance(answer -> 'receipt' ->> 'public_id', tests.token('one')) ->> 'type' from tests.drafts), 'form',
  'the draft token opens its preview');
select is((select private.preview_instance(answer -> 'receipt' ->> 'public_id', 'dt_guess') from tests.drafts), null, 'a guess does not');
select is((select private.embed_instance(answer -> 'receipt' ->> 'public_id') from tests.drafts), null, 'and no page shows a draft');

select is((select array_agg(tests.draft('flood' || n, '198.51.100.7') order by n) from generate_series(1, 11) n),
  array_fill('accepted'::text, array[10]) || array['RATE_LIMITED'], 'an address makes ten drafts an hour');
select is((select (answer ->> 'retry_after')::int between 1 and 3600 from tests.drafts where name = 'flood11'), true, 'and is told when it may again');
select is(tests.draft('other address', '198.51.100.8'), 'accepted', 'another address still may');
select tests.as_nobody();
select is_empty($$ select from private.submission_rate_window w where w.scope like '%198.51.100%' $$, 'addresses are counted by hash');

-- Claiming ---------------------------------------------------------------------------------------------------------------

select tests.as_person('vera');
select is(tests.claim('one', 'northwind/main'), 'PT404 NOT_FOUND', 'a viewer claims nothing');
select tests.as_person('boris');
select is(tests.claim('one', 'northwind/main'), 'PT404 NOT_FOUND', 'nobody claims into a workspace of others');
select tests.as_person('nina');
select is(tests.claim('one', 'northwind/main'), 'PT404 NOT_FOUND', 'nor without a workspace');
select tests.as_person('stella');
select is(tests.claim('one', 'northwind/main'), 'PT404 NOT_FOUND', 'nor do staff claim for tenants');
select tests.as_anonymous();
select throws_ok($$ select public.claim_draft('x', tests.id('northwind/main'), 'x') $$, '42501', null, 'nor does the anonymous key');
select tests.as_nobody();
select is((select count(*) from public.widget_drafts where claimed_at is not null), 0::bigint, 'a refused claim leaves the draft to be claimed');

select tests.as_person('colin');
select is(tests.message_of(format('select public.claim_draft(%L, %L, %L)', tests.token('one'), tests.id('northwind/main'), '')), 'PT422 VALIDATION_FAILED',
  'a widget needs a name');
select is(tests.message_of(format('select public.claim_draft(%L, %L, %L)', tests.token('one'), tests.id('northwind/main'), repeat('x', 121))), 'PT422 VALIDATION_FAILED',
  'of 120 characters at most');
select is(tests.message_of(format('select public.claim_draft(null, %L, %L)', tests.id('northwind/main'), 'x')), 'PT404 NOT_FOUND', 'no token claims nothing');
select ok(tests.remember('claimed', tests.claim('one', 'northwind/main')::uuid) is not null, 'a collaborator claims the draft');
select results_eq($$ select i.status, i.workspace_id, i.organization_id, w.name, w.config, w.created_by, i.claimed_at is not null
  from public.widget_instances i join public.widgets w on w.id = i.widget_id where i.id = tests.id('claimed') $$,
  $$ values ('draft', tests.id('northwind/main'), tests.id('northwind'), 'Claimed', '{"title": "Plain"}'::jsonb, tests.id('colin'), true) $$,
  'it is a widget and a draft instance of that workspace');
select results_eq($$ select i.public_id from public.widget_instances i where i.id = tests.id('claimed') $$,
  $$ select answer -> 'receipt' ->> 'public_id' from tests.drafts where name = 'one' $$, 'under the public id that it had');
select results_eq($$ select organization_id, workspace_id, widget_instance_id, claimed_by from public.widget_claim_audit $$,
  $$ values (tests.id('northwind'), tests.id('northwind/main'), tests.id('claimed'), tests.id('colin')) $$, 'the claim is on record');
select tests.as_person('boris');
select is(tests.claim('one', 'globex/main'), 'PT404 NOT_FOUND', 'the second claim finds nothing');
select is_empty('select from public.widget_claim_audit', 'and strangers see no claims');
select tests.as_service();
select is((select private.preview_instance(answer -> 'receipt' ->> 'public_id', tests.token('one')) from tests.drafts where name = 'one'), null,
  'the draft token opens nothing any more');
select tests.as_nobody();
select throws_ok('update public.widget_claim_audit set claimed_by = null', '42501', null, 'nobody rewrites the record');

-- Expiring ---------------------------------------------------------------------------------------------------------------

update public.widget_drafts set expires_at = now() where draft_token_hash = sha256(convert_to(tests.token('flood1'), 'UTF8'));
select tests.as_person('boris');
select is(tests.claim('flood1', 'globex/main'), 'PT404 NOT_FOUND', 'an expired draft cannot be claimed');
select tests.as_nobody();
update public.plan_limits set limit_value = 1, enforcement = 'hard', grace_amount = 0 where plan_id = 'free' and limit_type = 'widgets';
select tests.as_person('boris');
select is(tests.claim('flood2', 'globex/main'), 'PT402 Max widgets reached - upgrade your plan.', 'a claim counts against the plan''s widgets');
select tests.as_service();
select is((select claimed_at from public.widget_drafts where draft_token_hash = sha256(convert_to(tests.token('flood2'), 'UTF8'))), null,
  'and leaves the draft to be claimed later');
select tests.as_nobody();
update public.widget_drafts set expires_at = now() - interval '1 second' where draft_token_hash = sha256(convert_to(tests.token('flood1'), 'UTF8'));
update public.widget_drafts set expires_at = now() - interval '1 second' where claimed_at is not null;
select is(private.prune_drafts(), 1::bigint, 'the job deletes what nobody claimed in time');
select is((select count(*) from public.widget_drafts where claimed_at is not null), 1::bigint, 'and keeps what was claimed');

select * from finish();
rollback;
