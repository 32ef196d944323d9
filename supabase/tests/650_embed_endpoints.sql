-- Embed endpoints: private instances, what the endpoints may ask for, and acting for a user they have verified.

begin;
select plan(39);

create function tests.public_id(widget text) returns text language sql as $$ select 'w_' || rpad(widget, 24, '0') $$;
create function tests.opened(token text, widget text default 'northwind') returns jsonb language sql as $$
  select private.open_instance(tests.public_id(widget), token)
$$;
create table tests.tokens (name text primary key, id uuid, token text);
grant all on tests.tokens to public;
create function tests.issue(name text, purpose text) returns void language sql as $$
  insert into tests.tokens select issue.name, (made ->> 'id')::uuid, made ->> 'token'
  from public.create_embed_token(tests.id('northwind/instance'), purpose) made
$$;
create function tests.token(name text) returns text language sql as $$ select t.token from tests.tokens t where t.name = token.name $$;

-- Private instances ------------------------------------------------------------------------------------------------------

select isnt(private.embed_instance(tests.public_id('northwind')), null, 'a public instance is for everyone');
select tests.as_person('vera');
select is(tests.message_of(format('update public.widget_instances set visibility = %L where id = %L', 'private', tests.id('northwind/instance'))), null,
  'a viewer asks to hide one');
select is((select visibility from public.widget_instances where id = tests.id('northwind/instance')), 'public', 'in vain');
select tests.as_person('ada');
select tests.issue('private', 'private'), tests.issue('preview', 'preview');
update public.widget_instances set visibility = 'private' where id = tests.id('northwind/instance');
select is(tests.message_of(format('update public.widget_instances set visibility = %L where id = %L', 'secret', tests.id('northwind/instance'))),
  '23514 new row for relation "widget_instances" violates check constraint "widget_instances_visibility_check"', 'it is public or private');
select tests.as_service();
select is(private.embed_instance(tests.public_id('northwind')), null, 'private, it is for nobody without a token');
select is(tests.opened(tests.token('private')) ->> 'revision', (select r.number::text from public.widget_revisions r
  join public.widget_instances i on i.published_revision_id = r.id where i.id = tests.id('northwind/instance')), 'with one it shows what is published');
select is(tests.opened(tests.token('private'), 'globex'), null, 'the token opens no other instance');
select is(tests.opened('et_guess'), null, 'a guess opens nothing');
select is(tests.opened(null), null, 'nor does none');
select is(tests.opened(tests.token('preview')) -> 'allowed_origins', '[]', 'a preview is looked at anywhere');

select tests.as_nobody();
update public.widget_instances set status = 'inactive' where id = tests.id('northwind/instance');
select is(tests.opened(tests.token('private')), null, 'a token opens nothing that is offline');
select is(tests.opened(tests.token('preview')), null, 'nor its draft');
update public.widget_instances set status = 'published', expires_at = now() where id = tests.id('northwind/instance');
select is(tests.opened(tests.token('private')), null, 'nor what has expired');
select is(tests.opened(tests.token('preview')), null, 'nor its draft');
update public.widget_instances set expires_at = null where id = tests.id('northwind/instance');
update public.organizations set status = 'suspended' where id = tests.id('northwind');
select is(tests.opened(tests.token('private')), null, 'nor what belongs to a suspended organization');
update public.organizations set status = 'active' where id = tests.id('northwind');
select tests.as_person('ada');
select isnt(public.rotate_embed_token((select id from tests.tokens where name = 'private')), null, 'the owner rotates the token');
select tests.as_nobody();
select is(tests.opened(tests.token('private')), null, 'and the old one ends at once');

-- Reports ----------------------------------------------------------------------------------------------------------------

select tests.as_service();
select is(private.accept_widget_events(jsonb_build_object('public_id', tests.public_id('globex'), 'ip', '203.0.113.1',
  'events', '[{"type": "view"}]'::jsonb)) -> 'receipt', '{"stored": 1}', 'a batch is counted and stored');
select is((select count(*) filter (where private.accept_widget_events(jsonb_build_object('ip', '203.0.113.2', 'n', n)) ->> 'verdict' = 'accepted')
  from generate_series(1, 125) n), 120::bigint, 'an address sends 120 batches a minute');
select is((select count(*) filter (where private.accept_fetch_error(jsonb_build_object('ip', '203.0.113.2', 'n', n)) ->> 'verdict' = 'accepted')
  from generate_series(1, 35) n), 30::bigint, 'and 30 failures');
select is(private.accept_fetch_error('{"ip": "203.0.113.3"}') ->> 'verdict', 'accepted', 'another address still may');
select is(private.accept_fetch_error(jsonb_build_object('public_id', tests.public_id('globex'), 'code', 'NETWORK', 'ip', null)) ->> 'verdict', 'accepted',
  'so may one that is not known');
select tests.as_nobody();
select is_empty($$ select from private.submission_rate_window w where w.scope like '%203.0.113%' $$, 'addresses are counted by hash');
select results_eq($$ select organization_id, code, hits from public.widget_fetch_errors $$, $$ values (tests.id('globex'), 'NETWORK', 1) $$,
  'a failure is kept with its tenant');

insert into private.submission_rate_window (scope, window_start, ends_at, hits)
values ('drafts:somebody', now() - interval '50 minutes', now() + interval '10 minutes', 10);
select private.prune_rate_windows();
select isnt_empty($$ select from private.submission_rate_window where scope = 'drafts:somebody' $$, 'a count by the hour outlives its hour');

-- Acting for a user ------------------------------------------------------------------------------------------------------

insert into public.widget_drafts (draft_token_hash, type, config) values (sha256(convert_to('dt_one', 'UTF8')), 'form', '{}');
select tests.as_service();
select is(private.claim_draft_as(tests.id('vera'), 'dt_one', tests.id('northwind/main'), 'Mine', '203.0.113.40') - 'limits', jsonb_build_object('verdict', 'NOT_FOUND',
  'detail', 'No workspace of yours to claim into.', 'receipt', null, 'retry_after', null), 'what a user may not do is not done for them');
select is(private.claim_draft_as(gen_random_uuid(), 'dt_one', tests.id('northwind/main'), 'Mine', '203.0.113.40') ->> 'verdict', 'NOT_FOUND', 'nor for nobody');
select is(private.claim_draft_as(tests.id('ada'), 'dt_one', tests.id('globex/main'), 'Mine', '203.0.113.40') ->> 'verdict', 'NOT_FOUND', 'nor in a workspace of others');
select is(private.claim_draft_as(tests.id('ada'), 'dt_one', tests.id('northwind/main'), '', '203.0.113.40') ->> 'verdict', 'VALIDATION_FAILED', 'a widget has a name');
select ok((private.claim_draft_as(tests.id('ada'), 'dt_one', tests.id('northwind/main'), 'Mine', '203.0.113.40') -> 'receipt') ?& array['instance_id', 'widget_id', 'public_id'],
  'what they may do is');
select tests.as_nobody();
select results_eq('select claimed_by from public.widget_claim_audit', $$ values (tests.id('ada')) $$, 'in their name');
select tests.as_service();
select is(private.accept_invitation_as(tests.id('vera'), 'none', '203.0.113.40') ->> 'verdict', 'NOT_FOUND', 'an invitation that is none is not found');

select is((select array_agg(v order by v) from (select private.claim_draft_as(tests.id('ada'), 'none' || n, tests.id('northwind/main'), 'Mine', '203.0.113.41') ->> 'verdict' as v
  from generate_series(1, 10) n) t), '{NOT_FOUND,NOT_FOUND,NOT_FOUND,NOT_FOUND,NOT_FOUND,NOT_FOUND,NOT_FOUND,RATE_LIMITED,RATE_LIMITED,RATE_LIMITED}',
  'a user asks ten times a minute, refused or not');
select is((select count(*) filter (where private.accept_invitation_as(gen_random_uuid(), 'none' || n, '203.0.113.42') ->> 'verdict' = 'NOT_FOUND')
  from generate_series(1, 70) n), 60::bigint, 'and an address sixty times, for whomever');

-- Code -------------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
insert into public.plugin_artifacts (organization_id, workspace_id, widget_id, version, content)
values (tests.id('northwind'), tests.id('northwind/main'), tests.id('northwind/widget'), '1.0.0', 'x');
select is(private.approved_artifact(encode(sha256('x'), 'hex')), null, 'code is not served before it is approved');
update public.plugin_artifacts set approved_at = now();
select is(private.approved_artifact(encode(sha256('x'), 'hex')), 'x'::bytea, 'and is after');

-- Who may ask ------------------------------------------------------------------------------------------------------------

select tests.as_person('ada');
select throws_ok($$ select private.claim_draft_as(tests.id('boris'), 'x', tests.id('globex/main'), 'x', '203.0.113.40') $$, '42501', null, 'no user acts for another');
select throws_ok($$ select private.open_instance('x', 'y') $$, '42501', null, 'or opens instances by token');
select tests.as_anonymous();
select throws_ok($$ select private.accept_widget_events('{}') $$, '42501', null, 'the anonymous key goes through the endpoint');

select * from finish();
rollback;
