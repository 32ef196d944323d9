-- API keys: who makes them, what they may do, and when they stop.

begin;
select plan(52);

select tests.add_member('northwind', 'edith', 'editor');
create table tests.keys (name text primary key, secret text, id uuid);
grant all on tests.keys to public;
create function tests.hash(secret text) returns text language sql as $$ select encode(sha256(convert_to(secret, 'UTF8')), 'hex') $$;
create function tests.make_key(name text, scopes text[], organization text default 'northwind', expires timestamptz default null, rate int default 600) returns text
language plpgsql as $$
declare
  made uuid;
begin
  made := public.create_api_key(tests.id(organization), make_key.name, tests.hash('secret ' || make_key.name), 'lapel_live_abc', 'abc123', make_key.scopes, expires, rate);
  insert into tests.keys values (make_key.name, 'secret ' || make_key.name, made);
  return 'made';
exception when others then
  return sqlstate || ' ' || sqlerrm;
end $$;
create function tests.key(name text) returns uuid language sql as $$ select k.id from tests.keys k where k.name = key.name $$;
create function tests.whose(secret text) returns jsonb language sql as $$ select private.authenticate_api_key(tests.hash(secret)) $$;

-- Making -----------------------------------------------------------------------------------------------------------------

select tests.as_person('edith');
select is(tests.make_key('mine', '{leads.read}'), 'PT403 FORBIDDEN', 'an editor makes no key');
select tests.as_person('boris');
select is(tests.make_key('theirs', '{leads.read}'), 'PT404 NOT_FOUND', 'another tenant''s owner makes none here');
select tests.as_anonymous();
select alike(tests.make_key('anonymous', '{leads.read}'), '42501 %', 'the anonymous key makes none');
select tests.as_person('alan');
select is(tests.make_key('crm', '{leads.read,leads.write}'), 'made', 'an admin makes a key');
select is(tests.make_key('billing', '{leads.read,billing.manage}'), 'PT403 FORBIDDEN', 'never with more than an admin may');
select is(tests.make_key('all', '{*}'), 'PT403 FORBIDDEN', 'nor with a scope that there is not');
select tests.as_person('ada');
select is(tests.make_key('books', '{billing.manage}'), 'made', 'the owner may more');
select is((select count(*) from (values ('{}'::text[], null::timestamptz, 600), (null, null, 600), ('{leads.read}', null, 0), ('{leads.read}', null, null),
    ('{leads.read}', now(), 600)) v (scopes, expires, rate) where tests.make_key('wrong', scopes, 'northwind', expires, rate) is distinct from 'PT422 VALIDATION_FAILED'),
  0::bigint, 'a key has scopes, a rate, and an end in the future if any');
select is((select count(*) from unnest(array['', 'zz', 'abcd', null, repeat('a', 66)]) h
  where tests.message_of(format('select public.create_api_key(%L, %L, %L, %L, %L, %L)', tests.id('northwind'), 'x', h, 'lapel_', 'abc123', '{leads.read}'))
    is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint, 'a hash is 32 bytes in hex');
select is((select count(*) from unnest(array['', repeat('x', 121), null]) n
  where tests.message_of(format('select public.create_api_key(%L, %L, %L, %L, %L, %L)', tests.id('northwind'), n, tests.hash('x'), 'lapel_', 'abc123', '{leads.read}'))
    is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint, 'a key has a name');
select is_empty($$ select from public.audit_logs where entity = 'api_keys' and (after ? 'hash' or after ? 'checksum') $$, 'the audit log holds no hash');
select isnt_empty($$ select from public.audit_logs where entity = 'api_keys' and action = 'insert' and actor_id = tests.id('alan') $$, 'and who made the key');

-- Seeing -----------------------------------------------------------------------------------------------------------------

select is((select count(*) from public.api_keys), 2::bigint, 'who manages keys sees them');
select throws_ok('select hash from public.api_keys', '42501', null, 'without their hashes');
select throws_ok('select checksum from public.api_keys', '42501', null, 'and checksums');
select tests.as_person('edith');
select is_empty('select id from public.api_keys', 'who does not manage keys sees none');
select tests.as_person('boris');
select is_empty('select id from public.api_keys', 'nor does another tenant');
select tests.as_person('ada');
select throws_ok($$ update public.api_keys set scopes = '{organization.delete}' $$, '42501', null, 'nobody changes a key by hand');

-- Using ------------------------------------------------------------------------------------------------------------------

select throws_ok($$ select private.authenticate_api_key('00') $$, '42501', null, 'people do not ask whose key it is');
select tests.as_service();
select is(tests.whose('secret crm'), jsonb_build_object('key_id', tests.key('crm'), 'organization_id', tests.id('northwind'),
  'scopes', '["leads.read", "leads.write"]'::jsonb, 'rate_limit_minute', 600), 'a key says whose it is and what it may do');
select is(tests.whose('secret guess'), null, 'a guess says nothing');
select is(private.authenticate_api_key(null), null, 'nor does nothing');
select tests.as_nobody();
select is((select last_used_at from public.api_keys where id = tests.key('crm')), now(), 'its use is noted');
select is((select last_used_at from public.api_keys where id = tests.key('books')), null, 'that of no other');
update public.api_keys set last_used_at = now() - interval '30 seconds' where id = tests.key('crm');
select tests.whose('secret crm');
select is((select last_used_at from public.api_keys where id = tests.key('crm')), now() - interval '30 seconds', 'once a minute at most');
update public.api_keys set last_used_at = now() - interval '61 seconds' where id = tests.key('crm');
select isnt(tests.whose('secret crm'), null, 'and it works all the same');
select is((select last_used_at from public.api_keys where id = tests.key('crm')), now(), 'after a minute it is noted again');
update public.organizations set status = 'suspended' where id = tests.id('northwind');
select is(tests.whose('secret crm'), null, 'a suspended organization has no keys');
update public.organizations set status = 'active' where id = tests.id('northwind');

-- Replacing --------------------------------------------------------------------------------------------------------------

create function tests.reroll(name text, new_name text, grace text default '1 hour') returns text language plpgsql as $$
declare
  made uuid;
begin
  made := public.reroll_api_key(tests.key(reroll.name), tests.hash('secret ' || new_name), 'lapel_live_def', 'def456', grace::interval);
  insert into tests.keys values (new_name, 'secret ' || new_name, made);
  return 'made';
exception when others then
  return sqlstate || ' ' || sqlerrm;
end $$;
select tests.as_person('alan');
select is(tests.reroll('books', 'stolen'), 'PT403 FORBIDDEN', 'an admin rerolls no key that may more');
select is((select count(*) from unnest(array['8 days', '-1 second', null]) g where tests.reroll('crm', 'wrong', g) is distinct from 'PT422 VALIDATION_FAILED'), 0::bigint,
  'the old key lives on for seven days at most');
select is(tests.reroll('crm', 'crm 2'), 'made', 'a key is replaced');
select results_eq($$ select scopes, rate_limit_minute, rerolled_from, expires_at, created_by from public.api_keys where id = tests.key('crm 2') $$,
  $$ values ('{leads.read,leads.write}'::text[], 600, tests.key('crm'), null::timestamptz, tests.id('alan')) $$, 'by one that may the same');
select tests.as_nobody();
select is((select count(*) from unnest(array['secret crm', 'secret crm 2']) s where tests.whose(s) is not null), 2::bigint, 'for the grace period both work');
update public.api_keys set expires_at = now() where id = tests.key('crm');
select is(tests.whose('secret crm'), null, 'then only the new one');
select tests.as_person('alan');
select is(tests.reroll('crm', 'crm 3'), 'PT404 NOT_FOUND', 'an expired key is not replaced');
select is(tests.reroll('crm 2', 'crm 3', '0'), 'made', 'a key can be replaced at once');
select tests.reroll('crm 3', 'crm 4', '1 hour');
select is(tests.reroll('crm 3', 'crm 5', '1 hour'), 'PT409 CONFLICT', 'but not by two');
select tests.as_service();
select is(tests.whose('secret crm 2'), null, 'the old one then stops at once');

-- How often -----------------------------------------------------------------------------------------------------------

select tests.as_nobody();
create function tests.asks(name text) returns text language sql as $$
  select concat_ws(' ', v ->> 'verdict', (select string_agg(concat(l ->> 'name', ' ', l ->> 'remaining', '/', l ->> 'quota'), ' ' order by n)
    from jsonb_array_elements(v -> 'limits') with ordinality x (l, n)))
  from private.take_api_request(tests.key(asks.name)) v
$$;
update public.api_keys set rate_limit_minute = 3 where id = tests.key('books');
update public.api_keys set rate_limit_minute = 100 where id = tests.key('crm 3');
select is(tests.asks('books'), 'accepted api_key 2/3', 'a request counts against its key');
insert into public.plan_limits (plan_id, limit_type, limit_value, enforcement) values ('business', 'api_requests_minute', 4, 'hard');
select is(tests.asks('books'), 'accepted api_key 1/3 api_tenant 3/4', 'and against what the plan allows');
select is(tests.asks('crm 3'), 'accepted api_key 99/100 api_tenant 2/4', 'which all keys of a tenant share');
select tests.asks('books');
select is(tests.asks('books'), 'RATE_LIMITED api_key 0/3', 'over its own rate a key is refused, at no cost to the others');
select is(tests.asks('crm 3'), 'accepted api_key 98/100 api_tenant 0/4', 'who have the rest');
select is(tests.asks('crm 3'), 'RATE_LIMITED api_key 97/100 api_tenant 0/4', 'and no more');
select is((private.take_api_request(gen_random_uuid())) ->> 'verdict', 'UNAUTHENTICATED', 'a key that is none asks nothing');
select tests.as_person('ada');
select throws_ok($$ select private.take_api_request(gen_random_uuid()) $$, '42501', null, 'people count nothing');

-- Ending -----------------------------------------------------------------------------------------------------------------

select tests.as_person('edith');
select is(tests.message_of(format('select public.revoke_api_key(%L)', tests.key('crm 3'))), 'PT403 FORBIDDEN', 'an editor revokes nothing');
select tests.as_person('boris');
select is(tests.message_of(format('select public.revoke_api_key(%L)', tests.key('crm 3'))), 'PT404 NOT_FOUND', 'for a stranger there is no such key');
select tests.as_person('alan');
select lives_ok(format('select public.revoke_api_key(%L)', tests.key('crm 3')), 'an admin revokes a key');
select is(tests.message_of(format('select public.revoke_api_key(%L)', tests.key('crm 3'))), 'PT404 NOT_FOUND', 'once');
select tests.as_service();
select is(tests.whose('secret crm 3'), null, 'a revoked key is none');
select isnt(tests.whose('secret books'), null, 'the others work');

select * from finish();
rollback;
