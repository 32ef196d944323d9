-- A year of submissions -----------------------------------------------------------------------------------------------

-- How much each day weighs: growth over the year, the rhythm of the week, a few days that everybody talked about.
create temporary table demo_days as
  with span as (
    select date_trunc('day', pg_temp.moment()) as today
  ), days as (
    select i.key, i.rate, day, (1.5 - ago / 365.0) * (array[0.45, 1.15, 1.3, 1.2, 1.15, 0.95, 0.55])[1 + extract(dow from day)::int]
      * coalesce(talk.factor, 1)
      * case ago when 0 then greatest(extract(epoch from pg_temp.moment() - today) / 86400, 0.001) else 1 end as weight
    from span cross join demo_instances i cross join generate_series(i.closed, least(i.opened, 364)) ago
    cross join lateral (select today - ago * interval '1 day') d (day)
    left join (values ('footer', 212, 14), ('footer', 211, 6), ('quote', 97, 12), ('contact', 23, 9), ('support', 61, 8))
      talk (instance, days_ago, factor) on talk.instance = i.key and talk.days_ago = ago
    where i.rate > 0
  )
  select key, rate, day, weight, date_trunc('month', day) as month,
    sum(weight) over month as total, sum(weight) over (month order by day) as reached
  from days window month as (partition by key, date_trunc('month', day));

-- Month by month as many answers as its days weigh. The bookshop's plan ends at 250 and 25 more: it meets that every month now.
create temporary table demo_submissions as
  with months as (
    select key, month, case when key = 'readings' and month > date_trunc('month', pg_temp.moment()) - interval '3 months'
      then (array[275, 268, 243])[3 - extract(month from age(date_trunc('month', pg_temp.moment()), month))::int]
      else least(round(rate * max(total))::int, 240) end as answers, max(total) as total
    from demo_days group by key, month, rate
  ), answers as materialized (
    select m.*, m.key || m.month::date || n as seed, (n - pg_temp.dice(m.key || m.month::date || n)) / answers * total as place
    from months m cross join generate_series(1, m.answers) n
  ), timed as (
    -- Two dice make noon busier than midnight.
    select d.key as instance, seed,
      day + (pg_temp.dice('h' || seed) + pg_temp.dice('m' || seed)) / 2 * least(interval '1 day', pg_temp.moment() - day) as ts
    from answers a join demo_days d on d.key = a.key and d.month = a.month and place > reached - weight and place <= reached
  )
  select row_number() over (order by ts, instance) as n, t.instance, i.widget, date_trunc('milliseconds', ts) as ts,
    (select max(r.number) from demo_revisions r join demo_widgets w on w.key = r.widget
      where r.widget = i.widget and r.number <= w.live and (r.number = 1 or r.made_at <= ts)) as revision,
    -- What is quarantined is not counted, and the readings are counted to the last one.
    t.instance <> 'readings' and pg_temp.dice('spam' || seed) < 0.013 as spam
  from timed t join demo_instances i on i.key = t.instance;

create function pg_temp.word_list(list text) returns text[] language sql immutable as $$
  select case list
    when 'first' then '{Anna,Ben,Chloe,David,Emma,Farid,Greta,Hannah,Ivan,Julia,Karim,Lena,Marco,Nora,Oscar,Paula,Jürgen|juergen,Zoë|zoe,Søren|soeren,Łucja|lucja,Björk|bjoerk,İpek|ipek}'
    when 'last' then '{Berg,Carter,Dubois,Evans,Fischer,Garcia,Hughes,Jansen,Kowalski,Lopez,Meyer,Novak,Olsen,Parker,Quinn,Rossi,Müller|mueller,Ångström|angstroem,O''Neill|oneill}'
    when 'whole' then '{يوسف حداد|yusuf.haddad,נועה לוי|noa.levi,田中 美咲|misaki.tanaka,Олена Шевченко|olena.shevchenko,Nguyễn Thị Mai|mai.nguyen,María José de la Cruz|maria.delacruz}'
    when 'ua' then array['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0']
    when 'locale' then '{en-GB,en-US,de-DE,fr-FR,tr-TR,ar-EG,he-IL,ja-JP,uk-UA}'
    when 'opener' then '{Hello!,Hi there.,Good morning.,Dear team.,Servus!,Bonjour.,Hi 👋}'
    when 'closer' then '{Thank you!,Looking forward to your answer.,Best wishes.,Many thanks in advance.,Schöne Grüße!,Cheers 🙂}'
    when 'company' then '{Alder & Finch,Blue Door Café,Küstenlicht GmbH,Meridian Travel,Oak Street Dental,Pixel Garden,Sunrise Yoga,@home Interiors,=Equals Accounting}'
    when 'order' then '{TC-10482,TC-11907,TC-12033,TC-12571,TC-13116,TC-13840,TC-14022}'
    when 'odd' then array['=1+1 is what our old tool made of this line, so be careful with exports.', '@all: the lift is out of order on Friday, please tell the guests.',
    '-2 people, sorry: two of us have caught a cold.', '+1 for the new design, the old one was hard to read.', 'مرحبا! أود معرفة المزيد عن خدماتكم. شكرا جزيلا.',
    'שלום, אשמח לקבל פרטים נוספים. תודה!', 'こんにちは。詳しく教えていただけますか。', '👩‍💻 + ☕ = ❤️  See you soon!', E'Two things:\n1. it looks great\n2. it is fast']
    when 'contact.message' then '{We are opening a second shop in March and need a small site for it.,Our logo looks tired next to the new packaging. Could you have a look?,Is the colour palette of your last project documented somewhere?,I write about small studios and would love to interview you for my blog.,The menu on our site does not open on my telephone. Is that something you can fix this week?,We met at the type fair and you offered to show me how you plan a redesign.,Do you take on charities at a lower rate?}'
    when 'quote.brief' then '{A site for our practice with opening hours and an appointment form.,We sell ceramics at markets and want a web shop with about forty products.,Our brand is eleven years old. We want to keep the name and renew the rest.,We need an accessibility review before the public tender closes.,A calm single page for a retreat in autumn with booking by mail.,Moving from an old system; 60 pages of texts and a lot of pictures.}'
    when 'job.motivation' then '{I have followed your work since the museum project and share your care for detail.,I come from print and taught myself front-end development over the last four years.,My last team taught me to ship in small steps; I would like to bring that to yours.,I am finishing my studies in July and am looking for a place to learn.,I led three redesigns from the first interview to the launch.}'
    when 'event.note' then '{We would like to sit together.,One of us uses a wheelchair.,Will the book be sold on the evening?,It is a birthday present; please do not mention it.,We may be ten minutes late.}'
    when 'callback.reason' then '{A campaign for our summer opening.,I would like to understand your packages.,We have a question about the last invoice.,We are looking for a new agency and you were recommended to us.}'
    when 'support.description' then '{The front brake squeals in the rain and takes long to bite.,Third gear jumps under load since the last service.,The parcel says delivered but nobody in the house has it.,The battery shows full and the motor stops after ten minutes.,A spoke broke on the way home. Can I bring it in tomorrow?,The bell fell off. It is a small thing but I loved that bell.}'
    when 'feedback.comment' then '{Crust as it should be.,A little too salty this time.,Please bring back the walnut loaf.,My children ate it before we were home.,Sold out again at ten o''clock!,Lovely smell of cardamom; the bun was still warm.}'
  end
$$;
create function pg_temp.words(list text, seed text) returns text language sql immutable as $$
  select pg_temp.pick(pg_temp.word_list(list), list || seed)
$$;
create function pg_temp.prose(list text, n bigint, spam boolean) returns text language sql immutable as $$
  select case when spam then 'First place in every search engine! Visit https://offers.spam.example now' || repeat('!', (n % 7)::int)
    when n % 53 = 0 then pg_temp.words('odd', n::text)
    else concat_ws(' ', case when pg_temp.dice('o' || n) < 0.6 then pg_temp.words('opener', n::text) end, pg_temp.words(list, n::text),
      case when pg_temp.dice('c' || n) < 0.5 then pg_temp.words('closer', n::text) end) end
$$;

-- One value per field of the revision that the visitor saw; three in ten leave an optional field empty.
create temporary table demo_payloads as
  with named as (
    select s.*, split_part(first, '|', 1) || coalesce(' ' || split_part(last, '|', 1), '') as name,
      lower(coalesce(nullif(split_part(first, '|', 2), ''), first)
        || coalesce('.' || coalesce(nullif(split_part(last, '|', 2), ''), last), '')) as ascii_name
    from demo_submissions s cross join lateral (
      select pg_temp.words(case when s.n % 9 = 0 then 'whole' else 'first' end, s.n::text), case when s.n % 9 <> 0 then pg_temp.words('last', s.n::text) end
    ) v (first, last)
  ), valued as (
    select v.n, f.key, case
      when f.choices is not null then to_jsonb(pg_temp.slug(pg_temp.pick(f.choices, f.key || v.n, 1.5)))
      when f.type = 'checkbox' then to_jsonb(true)
      when f.type = 'number' then to_jsonb((f.more ->> 'min')::int
        + floor(power(pg_temp.dice(f.key || v.n), 3) * ((f.more ->> 'max')::int - (f.more ->> 'min')::int + 1))::int)
      when f.type = 'email' then to_jsonb(v.ascii_name || (array['@example.com', '@example.org', '@mail.example'])[1 + v.n % 3])
      when f.type = 'tel' then to_jsonb((array['+44 20 7946 09', '+1 202 555 01'])[1 + v.n % 2]
        || lpad((v.n * 37 % 100)::text, 2, '0'))
      when f.type = 'url' then to_jsonb('https://' || replace(v.ascii_name, '.', '-') || '.example/')
      when f.type = 'textarea' then to_jsonb(pg_temp.prose(f.widget || '.' || f.key, v.n, v.spam))
      when f.key = 'name' then to_jsonb(case when v.spam then 'SEO Expert' else v.name end)
      else to_jsonb(pg_temp.words(f.key, v.n::text)) end as value
    from named v join demo_fields f on f.widget = v.widget and f.since <= v.revision
    where f.required or pg_temp.dice('empty' || f.key || v.n) > 0.3
  )
  select n, jsonb_object_agg(key, value) as payload from valued group by n;

insert into public.widget_submissions (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, revision, client_submission_id,
  payload, payload_hash, ts_second, ip, ua, status, spam_reasons, score, meta)
select pg_temp.id('submission ' || s.n), s.ts, i.organization_id, i.workspace_id, i.widget_id, i.id, s.revision,
  -- Some pages have no script: their answers come without a client's id.
  case when s.n % 41 <> 0 then pg_temp.id('client ' || s.n) end, p.payload, encode(sha256(convert_to(p.payload::text, 'UTF8')), 'hex'),
  date_trunc('second', s.ts),
  case when i.settings @> '{"store_ip": true}' then '203.0.113.' || s.n % 250
    else encode(sha256(convert_to('visitor ' || s.n, 'UTF8')), 'hex') end,
  pg_temp.words('ua', s.n::text), case when s.spam then 'spam' else 'accepted' end,
  case when s.spam then (array['{trap}', '{too_fast}'])[1 + s.n % 2]::text[] else '{}' end, s.spam::int,
  jsonb_strip_nulls(jsonb_build_object('locale', pg_temp.words('locale', s.n::text),
    'page', coalesce(replace(i.allowed_origins[cardinality(i.allowed_origins)], '*', 'www'), 'https://blog.example') || '/' || s.widget,
    'referrer', (array['https://search.example/', 'https://social.example/', null])[1 + s.n % 3]))
from demo_submissions s join demo_payloads p using (n)
join public.widget_instances i on i.id = pg_temp.id('instance ' || s.instance);

-- Forms that were begun and not sent, with two of the answers.
insert into public.partial_submissions (id, ts, organization_id, workspace_id, widget_id, widget_instance_id, revision, client_submission_id,
  payload, ip, ua, meta, expires_at)
select pg_temp.id('partial ' || s.id), left_at, s.organization_id, s.workspace_id, s.widget_id, s.widget_instance_id, s.revision,
  pg_temp.id('left ' || s.id),
  (select jsonb_object_agg(e.key, e.value) from (select * from jsonb_each(s.payload) order by 1 limit 2) e), s.ip, s.ua, s.meta,
  left_at + interval '30 days'
from public.widget_submissions s cross join lateral (select s.ts + interval '7 minutes') l (left_at)
where s.status = 'accepted' and left_at between pg_temp.moment() - interval '29 days' and pg_temp.moment() and pg_temp.dice('left' || s.id) < 0.05;
