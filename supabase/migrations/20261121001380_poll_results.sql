-- Results of polls: how many chose what, for visitors who have voted. Counted from the submissions themselves, so that
-- spam, what was taken out of quarantine and what was erased count as they should; and kept, so that a poll that many
-- people look at is counted again at most for a fiftieth of the time, however large it is.

create table private.poll_tallies (
  widget_instance_id uuid primary key references public.widget_instances (id) on delete cascade,
  voters int not null,
  votes jsonb not null,
  counted_at timestamptz not null,
  took interval not null
);
comment on table private.poll_tallies is 'The last count of each poll that somebody looked at.';
comment on column private.poll_tallies.voters is 'Submissions; with several choices fewer than the votes.';
comment on column private.poll_tallies.votes is 'Votes by the value of the choice.';
comment on column private.poll_tallies.took is 'How long the counting took: fifty times as long, and three seconds at least, it is good enough.';

create function private.count_poll(instance_id uuid) returns private.poll_tallies
language plpgsql volatile set search_path = '' as $$
declare
  begun timestamptz := clock_timestamp();
  counted private.poll_tallies;
begin
  insert into private.poll_tallies as t (widget_instance_id, voters, votes, counted_at, took)
  select instance_id, (select count(*) from public.widget_submissions s
      where s.widget_instance_id = instance_id and s.status = 'accepted' and s.payload ->> 'choice' is not null),
    coalesce((select jsonb_object_agg(v.choice, v.number) from (
      select c.choice, count(*) as number from public.widget_submissions s
      cross join lateral jsonb_array_elements_text(
        case jsonb_typeof(s.payload -> 'choice') when 'array' then s.payload -> 'choice' else jsonb_build_array(s.payload -> 'choice') end) c(choice)
      where s.widget_instance_id = instance_id and s.status = 'accepted' and c.choice is not null group by 1) v), '{}'), begun, '0'
  on conflict (widget_instance_id) do update set voters = excluded.voters, votes = excluded.votes, counted_at = excluded.counted_at
  returning * into counted;
  update private.poll_tallies t set took = clock_timestamp() - begun where t.widget_instance_id = instance_id returning * into counted;
  return counted;
end $$;
comment on function private.count_poll is 'Counts a poll anew and keeps the count.';

create function private.poll_results(public_id text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  poll uuid := (select i.id from public.widget_instances i where i.public_id = poll_results.public_id);
  known private.poll_tallies := (select t from private.poll_tallies t where t.widget_instance_id = poll);
begin
  if poll is null then return null; end if;
  if known.widget_instance_id is null then
    -- Everybody who comes while a poll is counted for the first time waits for the one who counts.
    perform pg_advisory_xact_lock(hashtextextended('poll ' || poll, 0));
    known := (select t from private.poll_tallies t where t.widget_instance_id = poll);
  end if;
  if known.widget_instance_id is null or (known.counted_at + greatest(interval '3 seconds', known.took * 50) < clock_timestamp()
      and pg_try_advisory_xact_lock(hashtextextended('poll ' || poll, 0))) then
    known := private.count_poll(poll);
  end if;
  return jsonb_build_object('voters', known.voters, 'votes', known.votes,
    'age', round(extract(epoch from clock_timestamp() - known.counted_at), 3));
end $$;
comment on function private.poll_results is 'How many voted, the votes by choice, and how many seconds ago that was counted; null for no instance. Whether visitors may know is the caller''s to decide.';

alter table private.poll_tallies enable row level security;
grant select, insert, update on private.poll_tallies to lapel_definer;
grant execute on function private.count_poll to lapel_definer;
alter function private.poll_results owner to lapel_definer;
grant execute on function private.poll_results to service_role;
