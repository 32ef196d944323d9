-- Identity: whose secret signs a site's users, who may make one, which signatures hold, and what is known about whom.

begin;
select plan(36);

select set_config('lapel.vault_key', repeat('k', 32), true), tests.add_member('northwind', 'sven', 'super_editor'), tests.add_member('northwind', 'edith', 'editor');
create table tests.secrets (name text primary key, secret text);
grant all on tests.secrets to public;
-- As the endpoint does, for a user whom it has verified.
create function tests.rotate(name text, person text) returns text language plpgsql as $$
declare
  told jsonb;
begin
  perform tests.as_service();
  told := private.rotate_identity_secret_as(tests.id(person), tests.id('northwind/main'), '192.0.2.1');
  perform tests.as_nobody();
  if told ->> 'verdict' = 'accepted' then insert into tests.secrets values (rotate.name, told #>> '{receipt,secret}'); end if;
  return coalesce(told #>> '{receipt,secret}', told ->> 'verdict');
end $$;
create function tests.signature(user_id text, secret text) returns text language sql as $$
  select encode(extensions.hmac(convert_to(user_id, 'UTF8'), convert_to((select s.secret from tests.secrets s where s.name = signature.secret), 'UTF8'), 'sha256'), 'hex')
$$;
create function tests.verify(user_id text, signature text, organization text default 'northwind') returns boolean language sql as $$
  select private.verify_identity(jsonb_build_object('public_id', 'w_' || rpad(organization, 24, '0'), 'user', user_id, 'signature', signature, 'ip', '192.0.2.1',
    'page', 'https://x.example/cart?token=1'))
$$;
grant execute on function extensions.hmac(bytea, bytea, text) to public;

-- Making -----------------------------------------------------------------------------------------------------------------

select is(tests.verify('42', tests.signature('42', 'none')), false, 'without a secret nobody is identified');
select is(tests.rotate('x', 'edith'), 'NOT_FOUND', 'an editor makes no secret');
select is(tests.rotate('x', 'boris'), 'NOT_FOUND', 'nor does another tenant');
select tests.as_person('boris');
select is(tests.message_of($$ select public.revoke_identity_secret(tests.id('northwind/main')) $$), 'PT404 NOT_FOUND', 'nor end one');
select throws_ok($$ select private.rotate_identity_secret_as(tests.id('alan'), tests.id('northwind/main'), null) $$, '42501', null, 'nor act as somebody else');
select tests.as_person('sven');
select is(tests.message_of($$ select public.revoke_identity_secret(tests.id('northwind/main')) $$), 'PT404 NOT_FOUND', 'what is not there is not ended');
select ok(tests.rotate('first', 'sven') ~ '^ids_[0-9A-Za-z]{24}$', 'who manages integrations makes one, of 142 random bits');
select tests.as_person('sven');
select results_eq('select workspace_id, rotated_at from public.identity_secrets', $$ values (tests.id('northwind/main'), null::timestamptz) $$, 'and sees that there is one');
select throws_ok('select secret_id from public.identity_secrets', '42501', null, 'not where it is');
select throws_ok($$ delete from public.identity_secrets $$, '42501', null, 'nor is the row anybody''s to write');
select throws_ok($$ select private.is_signed('w', 'u', 's') $$, '42501', null, 'nobody asks whether a signature holds');
select throws_ok($$ select tests.verify('u', 's') $$, '42501', null, 'but the endpoint');
select tests.as_person('edith');
select is_empty('select workspace_id from public.identity_secrets', 'an editor sees none');
select tests.as_nobody();
select is_empty($$ select from vault.secrets s, tests.secrets k where s::text like '%' || k.secret || '%' $$, 'the vault keeps it as ciphertext');
select is_empty($$ select from public.audit_logs a, tests.secrets k where a::text like '%' || k.secret || '%' or a.after ? 'secret_id' $$, 'the audit log not at all');
select isnt_empty($$ select from public.audit_logs a where a.entity = 'identity_secrets' and a.actor_id = tests.id('sven') $$, 'but who made it');

-- Signatures -------------------------------------------------------------------------------------------------------------

select tests.as_service();
select is(tests.verify('42', tests.signature('42', 'first')), true, 'an id that was signed holds');
select is(tests.verify('Zoë ☂', upper(tests.signature('Zoë ☂', 'first'))), true, 'in any script, and in either case of hex');
select is((select count(*) from (values ('43', tests.signature('42', 'first')), ('42', ''), ('42', null), (null, tests.signature('42', 'first')), ('42', 'x'),
    ('42', left(tests.signature('42', 'first'), 63)), ('42', tests.signature('42', 'first') || E'\n'), ('42', encode(sha256('42'), 'hex'))) v (u, s)
  where tests.verify(u, s)), 0::bigint, 'nothing else does');
select is(tests.verify('42', tests.signature('42', 'first'), 'globex'), false, 'nor in another workspace');
select tests.as_nobody();
select results_eq($$ select code, hits, page, detail ~ '42' from public.widget_fetch_errors where public_id = 'w_' || rpad('northwind', 24, '0') $$,
  $$ values ('IDENTITY_UNVERIFIED', 9, 'https://x.example/cart', false) $$, 'the site''s developer is told how often, and not of whom');

-- Rotating ---------------------------------------------------------------------------------------------------------------

select tests.as_nobody();
select isnt(tests.rotate('second', 'alan'), (select secret from tests.secrets where name = 'first'), 'a new one is another');
select tests.as_service();
select ok(tests.verify('42', tests.signature('42', 'first')) and tests.verify('42', tests.signature('42', 'second')), 'both hold');
select is(private.forget_rotated_secrets(), 0, 'and are kept');
select tests.as_nobody();
update public.identity_secrets set rotated_at = now() - interval '24 hours 1 second';
select tests.as_service();
select results_eq($$ select tests.verify('42', tests.signature('42', 'first')), tests.verify('42', tests.signature('42', 'second')) $$, $$ values (false, true) $$, 'for 24 hours');
select is(private.forget_rotated_secrets(), 1, 'then the job deletes the one before');
select tests.as_nobody();
select tests.rotate('third', 'alan'), tests.rotate('fourth', 'alan');
select is((select count(*) from vault.secrets), 2::bigint, 'the vault keeps two of them at most');
select tests.as_service();
select ok(not tests.verify('42', tests.signature('42', 'second')) and tests.verify('42', tests.signature('42', 'third')), 'the last two');
select tests.as_person('alan');
select lives_ok($$ select public.revoke_identity_secret(tests.id('northwind/main')) $$, 'all are ended at once');
select tests.as_service();
select ok(not tests.verify('42', tests.signature('42', 'third')) and not tests.verify('42', tests.signature('42', 'fourth')), 'and none holds any more');
select tests.as_nobody();
select is_empty('select from vault.secrets', 'none is left in the vault');

-- Whom it is about -------------------------------------------------------------------------------------------------------

select tests.accept(tests.submission('northwind', jsonb_build_object('payload', '{"answer": "7"}'::jsonb, 'meta', jsonb_build_object('user', u)))) from unnest(array['User-7', 'User-77', 'user-7']) u;
select tests.as_person('alan');
select is(tests.message_of(format('select public.request_privacy(%L, ''erase'', ''site_user'', %L)', tests.id('northwind'), s)), 'PT422 VALIDATION_FAILED', 'a request names an id')
from unnest(array[repeat('x', 201)]) s;
select tests.remember('export', (public.request_privacy(tests.id('northwind'), 'export', 'site_user', 'User-7')).id);
select tests.as_service();
select private.run_privacy_request(tests.id('export'));
select tests.as_nobody();
select results_eq($$ select (l::jsonb #>> '{row,meta,user}') from private.data_export_parts p cross join lateral regexp_split_to_table(rtrim(p.content, E'\n'), E'\n') l
  where l::jsonb ->> 'table' = 'widget_submissions' $$, array['User-7'], 'an export by the site''s id has what that user sent, and nobody else');
select tests.as_person('alan');
select tests.remember('erase', (public.request_privacy(tests.id('northwind'), 'erase', 'site_user', 'User-7')).id);
select tests.as_service();
select private.run_privacy_request(tests.id('erase'));
select tests.as_nobody();
select bag_eq($$ select status, meta ->> 'user', payload from public.widget_submissions where payload <> '{"email": "visitor@example.com"}' $$,
  $$ values ('deleted', null, '{}'::jsonb), ('accepted', 'User-77', '{"answer": "7"}'), ('accepted', 'user-7', '{"answer": "7"}') $$, 'an erasure forgets that user, and nobody else');
select is_empty($$ select from public.privacy_requests r where r::text ~ 'User-7' $$, 'the requests name no one any more');
select is_empty('select from public.data_exports', 'and the copies are gone');

select * from finish();
rollback;
