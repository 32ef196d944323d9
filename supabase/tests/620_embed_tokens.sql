-- Tokens: what opens a draft for a look before it is published, and when it stops.

begin;
select plan(33);

select tests.add_member('northwind', 'colin', 'collaborator');
create function tests.preview(token text, widget text default 'northwind') returns jsonb language sql as $$
  select private.preview_instance('w_' || rpad(widget, 24, '0'), token)
$$;
create table tests.kept (name text primary key, value jsonb);
grant all on tests.kept to public;
create function tests.keep(name text, value jsonb) returns void language sql as $$ insert into tests.kept values (name, value) $$;
create function tests.kept_text(name text, key text) returns text language sql as $$ select k.value ->> key from tests.kept k where k.name = kept_text.name $$;

-- Making -----------------------------------------------------------------------------------------------------------------

select tests.as_person('colin');
update public.widgets set config = '{"title": "Not yet"}' where id = tests.id('northwind/widget');
select lives_ok($$ select tests.keep('first', public.create_embed_token(tests.id('northwind/instance'))) $$, 'who builds widgets makes a token');
select ok(tests.kept_text('first', 'token') ~ '^et_[0-9A-Za-z]{24}$', 'of 142 random bits');
select ok((tests.kept_text('first', 'expires_at'))::timestamptz - now() = interval '7 days', 'for seven days unless said otherwise');
select throws_ok('select token_hash from public.embed_tokens', '42501', null, 'nobody reads even the hash');
select isnt_empty($$ select from public.embed_tokens where id = (tests.kept_text('first', 'id'))::uuid and created_by = tests.id('colin') $$,
  'members see that it exists and whose it is');
select is((select count(*) from unnest(array['30 seconds', '367 days', '-1 day']) lifetime
  where tests.message_of(format('select public.create_embed_token(%L, %L, %L)', tests.id('northwind/instance'), 'preview', lifetime))
    is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint, 'a lifetime is a minute to a year');
select is(tests.message_of(format('select public.create_embed_token(%L, %L)', tests.id('northwind/instance'), 'master')), 'PT422 VALIDATION_FAILED',
  'a purpose is one of two');
select is(tests.message_of(format('select public.create_embed_token(%L, null)', tests.id('northwind/instance'))), 'PT422 VALIDATION_FAILED', 'and not none');
select is(tests.message_of(format('select public.create_embed_token(%L, %L, null)', tests.id('northwind/instance'), 'preview')), 'PT422 VALIDATION_FAILED',
  'nor is there a token without end');

select tests.as_nobody();
select results_eq($$ select token_hash from public.embed_tokens where id = (tests.kept_text('first', 'id'))::uuid $$,
  $$ select sha256(convert_to(tests.kept_text('first', 'token'), 'UTF8')) $$, 'the table holds its SHA-256');
select is_empty($$ select from public.embed_tokens t where t::text like '%' || tests.kept_text('first', 'token') || '%' $$, 'and not the token');
select is_empty($$ select from public.audit_logs a where a::text like '%' || tests.kept_text('first', 'token') || '%' or a.after ? 'token_hash' $$,
  'nor does the audit log, not even the hash');

-- Looking ----------------------------------------------------------------------------------------------------------------

select results_eq($$ select p -> 'config', p ->> 'revision' from tests.preview(tests.kept_text('first', 'token')) p $$,
  $$ values ('{"title": "Not yet"}'::jsonb, '2') $$, 'the token opens the draft as the revision it would become');
select is(tests.preview('et_guess'), null, 'another token does not');
select is(tests.preview(null), null, 'nor none');
select is(tests.preview(tests.kept_text('first', 'token'), 'globex'), null, 'nor does it open another instance');
update public.organizations set status = 'suspended' where id = tests.id('northwind');
select is(tests.preview(tests.kept_text('first', 'token')), null, 'nor a suspended organization''s');
update public.organizations set status = 'active' where id = tests.id('northwind');
select tests.as_person('colin');
select tests.keep('private', public.create_embed_token(tests.id('northwind/instance'), 'private'));
select tests.as_nobody();
select is(tests.preview(tests.kept_text('private', 'token')), null, 'a token for a private instance opens no draft');

-- Ending -----------------------------------------------------------------------------------------------------------------

select tests.as_person('colin');
select tests.keep('rotated', jsonb_build_object('token', public.rotate_embed_token((tests.kept_text('first', 'id'))::uuid)));
select tests.as_nobody();
select is(tests.preview(tests.kept_text('first', 'token')), null, 'rotated: the old token is dead at once');
select isnt(tests.preview(tests.kept_text('rotated', 'token')), null, 'and the new one works');
select isnt((select rotated_at from public.embed_tokens where id = (tests.kept_text('first', 'id'))::uuid), null, 'the row says when');
update public.embed_tokens set expires_at = now() where id = (tests.kept_text('first', 'id'))::uuid;
select is(tests.preview(tests.kept_text('rotated', 'token')), null, 'expired: it opens nothing');
update public.embed_tokens set expires_at = now() + interval '1 day' where id = (tests.kept_text('first', 'id'))::uuid;

select tests.as_person('vera');
select is(tests.message_of(format('select public.revoke_embed_token(%L)', tests.kept_text('first', 'id'))), 'PT403 FORBIDDEN', 'a viewer revokes nothing');
select is(tests.message_of(format('select public.create_embed_token(%L)', tests.id('northwind/instance'))), 'PT403 FORBIDDEN', 'and makes nothing');
select tests.as_person('boris');
select is(tests.message_of(format('select public.revoke_embed_token(%L)', tests.kept_text('first', 'id'))), 'PT404 NOT_FOUND', 'strangers find no token');
select is(tests.message_of(format('select public.rotate_embed_token(%L)', tests.kept_text('first', 'id'))), 'PT404 NOT_FOUND', 'to rotate either');
select tests.as_anonymous();
select throws_ok(format('select public.revoke_embed_token(%L)', tests.kept_text('first', 'id')), '42501', null, 'the anonymous key does not even ask');

select tests.as_person('colin');
select lives_ok(format('select public.revoke_embed_token(%L)', tests.kept_text('first', 'id')), 'who builds widgets revokes it');
select is(tests.message_of(format('select public.rotate_embed_token(%L)', tests.kept_text('first', 'id'))), 'PT404 NOT_FOUND', 'what is revoked does not come back');
select tests.as_nobody();
select is(tests.preview(tests.kept_text('rotated', 'token')), null, 'revoked: it opens nothing');

-- Forgetting -------------------------------------------------------------------------------------------------------------

select tests.as_person('colin');
select tests.keep('live', public.create_embed_token(tests.id('northwind/instance'), 'private', '60 days'));
select tests.as_nobody();
create function tests.age(name text, expired interval, revoked interval) returns void language sql as $$
  update public.embed_tokens set expires_at = now() - expired, revoked_at = now() - revoked where id = (tests.kept_text(name, 'id'))::uuid
$$;
select tests.age('first', '-1 day', '29 days'), tests.age('private', '29 days', null);
select tests.as_service();
select is(private.prune_embed_tokens(), 0::bigint, 'what ended lately is still there to be looked at');
select tests.as_nobody();
select tests.age('first', '-1 day', '31 days'), tests.age('private', '31 days', null);
select tests.as_service();
select is(private.prune_embed_tokens(), 2::bigint, 'a month after they expired or were revoked, tokens are deleted');
select tests.as_nobody();
select is((select array_agg(id) from public.embed_tokens), array[(tests.kept_text('live', 'id'))::uuid], 'and a live one stays');

select * from finish();
rollback;
