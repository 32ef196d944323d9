-- Results of polls: counted from the submissions, and not all the time.

begin;
select plan(13);

create function tests.results(widget text default 'northwind') returns jsonb language sql volatile as $$
  select private.poll_results(i.public_id) - 'age' from public.widget_instances i where i.id = tests.id(widget || '/instance')
$$;
create function tests.vote(choice jsonb, sender text default '203.0.113.1') returns text language sql volatile as $$
  select tests.accept(tests.submission('northwind', jsonb_build_object('id', gen_random_uuid(), 'ip', sender, 'payload',
    jsonb_build_object('choice', choice)))) ->> 'verdict'
$$;
create function tests.forget() returns void language sql volatile as $$
  update private.poll_tallies set counted_at = counted_at - interval '4 seconds'
$$;

select is(tests.results(), '{"voters": 0, "votes": {}}', 'nobody has voted');
select is(array[tests.vote('"tea"'), tests.vote('"tea"'), tests.vote('["tea", "milk"]')], array['accepted', 'accepted', 'accepted'], 'three vote');
select is(tests.results(), '{"voters": 0, "votes": {}}', 'a count is good for three seconds');
select tests.forget();
select is(tests.results(), '{"voters": 3, "votes": {"tea": 3, "milk": 1}}', 'then it is made anew: people, and what they chose');
select is(tests.results('globex'), '{"voters": 0, "votes": {}}', 'of this poll alone');

select is(tests.vote('"milk"'), 'accepted', 'one more votes');
update private.poll_tallies set took = interval '1 second';
select tests.forget();
select is((tests.results() ->> 'voters')::int, 3, 'what took a second is good for fifty');
update private.poll_tallies set counted_at = counted_at - interval '50 seconds';
select is((tests.results() ->> 'voters')::int, 4, 'and no longer');
select ok((select took < interval '1 second' from private.poll_tallies where widget_instance_id = tests.id('northwind/instance')), 'how long it took is kept');

update public.widget_submissions set status = 'spam', spam_reasons = '{reported}' where payload @> '{"choice": "milk"}';
select tests.forget();
select is(tests.results(), '{"voters": 3, "votes": {"tea": 3, "milk": 1}}', 'spam does not count');
insert into public.widget_submissions (organization_id, workspace_id, widget_id, widget_instance_id, revision, payload, payload_hash, ts_second)
select organization_id, workspace_id, widget_id, widget_instance_id, 1, '{"other": 1}', 'x', now() from public.widget_submissions limit 1;
select tests.forget();
select is((tests.results() -> 'votes')::text, '{"tea": 3, "milk": 1}', 'nor does an answer without a choice break it');
select is(private.poll_results('w_unknown0000000000000000'), null, 'no instance has no results');
select tests.as_person('vera');
select throws_ok($$ select private.poll_results('w_unknown0000000000000000') $$, '42501', null, 'people ask the endpoint');

select * from finish();
rollback;
