-- Staff notes: who reads, writes and words them anew, and what of them a tenant never sees.

begin;
select plan(28);

create function tests.note(which text) returns public.organization_notes language sql stable security definer as $$
  select n from public.organization_notes n where n.id = tests.id(which)
$$;

select tests.as_person('vito');
select throws_ok($$ select public.add_organization_note(tests.id('northwind'), 'Called.') $$, 'PT403', 'FORBIDDEN', 'a staff viewer writes none');
select tests.as_person('ada');
select throws_ok($$ select public.add_organization_note(tests.id('northwind'), 'Called.') $$, '42501', null, 'a tenant cannot even ask');
select tests.as_person('sue');
select throws_ok($$ select public.add_organization_note(gen_random_uuid(), 'Called.') $$, 'PT404', 'NOT_FOUND', 'a note is about a tenant that is there');
select throws_ok($$ select public.add_organization_note(tests.id('northwind'), '  ') $$, 'PT422', 'VALIDATION_FAILED', 'and says something');
select throws_ok($$ select public.add_organization_note(tests.id('northwind'), null) $$, 'PT422', 'VALIDATION_FAILED', 'really');
select throws_ok($$ select public.add_organization_note(tests.id('northwind'), repeat('x', 4001)) $$, 'PT422', 'VALIDATION_FAILED', 'and not a book');
select tests.remember('first', (public.add_organization_note(tests.id('northwind'), ' Called jane@visitor.example, waits. ')).id);
select results_eq($$ select body, author_id from tests.note('first') $$, $$ values ('Called jane@visitor.example, waits.', tests.id('sue')) $$, 'support notes something');
select throws_ok($$ update public.organization_notes set body = 'x' $$, '42501', null, 'nobody writes the table itself');

-- Wording it anew.
select tests.remember('second', (public.edit_organization_note(tests.id('first'), 'Called jane@visitor.example, is content.')).id);
select results_eq($$ select n.body, n.replaces, n.written_at = f.written_at from tests.note('second') n, tests.note('first') f $$,
  $$ values ('Called jane@visitor.example, is content.', tests.id('first'), true) $$, 'another wording is another row');
select isnt((tests.note('first')).replaced_at, null, 'and the earlier one is kept');
select throws_ok($$ select public.edit_organization_note(tests.id('first'), 'x') $$, 'PT409', 'CONFLICT', 'who has not seen the last wording does not change it');
select throws_ok($$ select public.edit_organization_note(tests.id('second'), '') $$, 'PT422', 'VALIDATION_FAILED', 'it still says something');
select throws_ok($$ select public.edit_organization_note(gen_random_uuid(), 'x') $$, 'PT404', 'NOT_FOUND', 'and is there');
select tests.as_person('stella');
select tests.remember('hers', (public.add_organization_note(tests.id('northwind'), 'Pays late.')).id);
select tests.as_person('sue');
select throws_ok($$ select public.edit_organization_note(tests.id('hers'), 'Pays.') $$, 'PT403', 'FORBIDDEN', 'support changes nobody else''s');
select throws_ok($$ select public.withdraw_organization_note(tests.id('hers')) $$, 'PT403', 'FORBIDDEN', 'nor withdraws them');
select tests.as_person('stella');
select isnt((public.withdraw_organization_note(tests.id('second'))).withdrawn_at, null, 'an admin does');
select throws_ok($$ select public.edit_organization_note(tests.id('second'), 'x') $$, 'PT409', 'CONFLICT', 'what is withdrawn is not worded anew');
select is((public.withdraw_organization_note(tests.id('second'), false)).withdrawn_at, null, 'but restored');

-- Who reads.
select tests.as_person('vito');
select is((select count(*) from public.organization_notes), 3::bigint, 'a staff viewer reads them');
select tests.as_person('ada');
select throws_ok('select from public.organization_notes', '42501', null, 'the tenant does not');
select is_empty($$ select from public.audit_logs where entity = 'organization_notes' $$, 'not in its audit log either');
select tests.as_nobody();
select results_eq($$ select distinct organization_id is null, coalesce(before, '{}') ? 'body' or coalesce(after, '{}') ? 'body' from public.audit_logs where entity = 'organization_notes' $$,
  $$ values (true, false) $$, 'the platform''s chain says who noted, and not what');
select is((select count(*) from public.audit_logs where entity = 'organization_notes'), 6::bigint, 'each time');
select ok((select valid from public.verify_audit_chain(null)) is not false, 'and stays whole') from tests.as_person('stella');
select tests.as_person('ada');
select tests.remember('export', (public.request_privacy(tests.id('northwind'), 'export', 'visitor', 'jane@visitor.example')).id);
select tests.remember('erasure', (public.request_privacy(tests.id('northwind'), 'erase', 'visitor', 'jane@visitor.example')).id);
select tests.as_nobody();
select private.run_privacy_request(tests.id('export'));
select is_empty($$ select from private.data_export_parts p where p.content ~ 'waits|organization_notes' $$, 'no export holds a note');
select private.run_privacy_request(tests.id('erasure'));
select is((tests.note('second')).body, 'Called ***, is content.', 'but a visitor who is erased is erased there, too');
select tests.as_person('sue');
select public.start_impersonation(tests.id('northwind'), 'Ticket 9');
select is_empty('select from public.organization_notes', 'who looks as the tenant sees none');
select public.end_impersonation();
select tests.as_nobody();
delete from auth.users where id = tests.id('sue');
select is((tests.note('first')).author_id, null, 'a note outlives its author');

select * from finish();
rollback;
