-- Widgets -------------------------------------------------------------------------------------------------------------

create temporary table demo_widgets (key text primary key, workspace text, author text, made int, revisions int, live int, accent text,
  name text, title text, description text, submit text, receipt text, message text);
insert into demo_widgets values
  ('contact', 'studio', 'priya@northwind.example', 410, 4, 4, '#1d4ed8', 'Contact form', 'Tell us about it',
    'A few lines are enough. We answer within one working day.', 'Send message', 'Thank you for writing', 'Your message is with us. We will be in touch shortly.'),
  ('newsletter', 'studio', 'owen@northwind.example', 395, 2, 2, '#0f766e', 'Newsletter sign-up', 'Notes from the studio',
    'One letter a month about type, colour and the web. No tracking.', 'Subscribe', 'Nearly there', 'Look for our welcome letter in your inbox.'),
  ('quote', 'studio', 'tomas@northwind.example', 380, 3, 3, '#4338ca', 'Quote request', 'Ask for a quote',
    'The more you tell us, the closer our first number will be.', 'Ask for a quote', 'We are on it', 'Expect a first estimate within three working days.'),
  ('job', 'careers', 'tomas@northwind.example', 300, 2, 2, '#9d174d', 'Job application', 'Work with us',
    'We read every application, and we answer every one.', 'Apply', 'Application received', 'Thank you for your interest. We will write within two weeks.'),
  ('event', 'shop', 'ruth@paperlantern.example', 400, 2, 2, '#b45309', 'Event registration', 'Reserve your seat',
    'Readings start at 19:30. The doors open half an hour earlier.', 'Reserve', 'Your seat is reserved', 'We look forward to seeing you between the shelves.'),
  ('callback', 'agency', 'samir@harbourpine.example', 370, 1, 1, '#0e7490', 'Callback request', 'We call you back',
    null, 'Call me back', 'Talk soon', 'We will ring you at the time you picked.'),
  ('support', 'tidewater', 'samir@harbourpine.example', 350, 3, 2, '#be123c', 'Support request', 'Something wrong with your bike?',
    'Describe it as you would to a friend who knows bikes.', 'Send request', 'We have your request', 'A mechanic reads it today and writes back.'),
  ('feedback', 'bramble', 'nadia@harbourpine.example', 250, 2, 2, '#15803d', 'Product feedback', 'How was the bread?',
    'Two minutes that shape what we bake next.', 'Share', 'Thank you!', 'Your words go straight to the bakers.');

-- since: the revision that brought the field. Choices are labels; their values are slugs.
create temporary table demo_fields (position int generated always as identity, widget text, since int, key text, type text, required boolean,
  label text, more jsonb, choices text[]);
insert into demo_fields (widget, since, key, type, required, label, more, choices) values
  ('contact', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('contact', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('contact', 2, 'topic', 'select', true, 'What is it about?', '{}', '{A new project,A running project,Press,Something else}'),
  ('contact', 1, 'message', 'textarea', true, 'Message', '{"maxLength": 2000, "placeholder": "What are you working on?"}', null),
  ('contact', 4, 'consent', 'checkbox', true, 'You may keep my details to answer me', '{}', null),
  ('newsletter', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('newsletter', 1, 'name', 'text', false, 'Name', '{"autocomplete": "name", "maxLength": 120, "help": "So that we can greet you."}', null),
  ('newsletter', 2, 'interest', 'select', false, 'What interests you most?', '{}', '{Everything,Typography,Colour,Accessibility}'),
  ('newsletter', 2, 'consent', 'checkbox', true, 'Yes, send me the letter', '{"help": "Every letter has a link to stop it."}', null),
  ('quote', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('quote', 1, 'company', 'text', false, 'Company', '{"autocomplete": "organization", "maxLength": 120}', null),
  ('quote', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('quote', 2, 'phone', 'tel', false, 'Telephone', '{"autocomplete": "tel"}', null),
  ('quote', 1, 'service', 'radio', true, 'What do you need?', '{}', '{Website,Brand,Web shop,Accessibility review}'),
  ('quote', 3, 'budget', 'select', false, 'Budget', '{}', '{"Up to €5,000","€5,000 to €15,000","More than €15,000",Not sure yet}'),
  ('quote', 1, 'pages', 'number', false, 'About how many pages?', '{"min": 1, "max": 200}', null),
  ('quote', 2, 'website', 'url', false, 'Your website today', '{"autocomplete": "url", "placeholder": "https://"}', null),
  ('quote', 1, 'brief', 'textarea', true, 'The project in a few words', '{"minLength": 10, "maxLength": 3000}', null),
  ('job', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('job', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('job', 2, 'phone', 'tel', false, 'Telephone', '{"autocomplete": "tel"}', null),
  ('job', 1, 'position', 'select', true, 'Position', '{}', '{Product designer,Front-end developer,Project lead,Internship}'),
  ('job', 1, 'years', 'number', false, 'Years of experience', '{"min": 0, "max": 50}', null),
  ('job', 1, 'portfolio', 'url', false, 'Portfolio', '{"placeholder": "https://"}', null),
  ('job', 1, 'motivation', 'textarea', true, 'Why us, why you?', '{"maxLength": 4000}', null),
  ('job', 2, 'consent', 'checkbox', true, 'Keep my application for six months', '{}', null),
  ('event', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('event', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('event', 1, 'evening', 'radio', true, 'Which evening?', '{}', '{Poetry night,Crime and tea,Meet the translator}'),
  ('event', 1, 'seats', 'number', true, 'Seats', '{"min": 1, "max": 6}', null),
  ('event', 2, 'access', 'checkbox', false, 'I need step-free access', '{}', null),
  ('event', 1, 'note', 'textarea', false, 'Anything we should know?', '{"maxLength": 500}', null),
  ('callback', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('callback', 1, 'phone', 'tel', true, 'Telephone', '{"autocomplete": "tel"}', null),
  ('callback', 1, 'time', 'radio', true, 'When is a good time?', '{}', '{Morning,Afternoon,Evening}'),
  ('callback', 1, 'reason', 'textarea', false, 'What is it about?', '{"maxLength": 1000}', null),
  ('support', 1, 'name', 'text', true, 'Your name', '{"autocomplete": "name", "maxLength": 120}', null),
  ('support', 1, 'email', 'email', true, 'E-mail', '{"autocomplete": "email"}', null),
  ('support', 1, 'order', 'text', false, 'Order number', '{"maxLength": 20, "placeholder": "TC-00000"}', null),
  ('support', 1, 'problem', 'select', true, 'What is it about?', '{}', '{Delivery,Brakes,Gears,Electric drive,Something else}'),
  ('support', 2, 'urgency', 'radio', true, 'Can you ride?', '{}', '{"Yes, it can wait","Yes, but carefully",No}'),
  ('support', 1, 'description', 'textarea', true, 'What happens?', '{"maxLength": 3000}', null),
  ('support', 3, 'photo', 'url', false, 'Link to a photo', '{"placeholder": "https://"}', null),
  ('feedback', 1, 'rating', 'radio', true, 'How was it?', '{}', '{Excellent,Good,Fair,Poor}'),
  ('feedback', 1, 'product', 'select', true, 'What did you have?', '{}', '{Country loaf,Rye,Cardamom bun,Seasonal special}'),
  ('feedback', 1, 'comment', 'textarea', false, 'What should we keep, what should we change?', '{"maxLength": 1500}', null),
  ('feedback', 2, 'again', 'checkbox', false, 'I would buy it again', '{}', null),
  ('feedback', 1, 'email', 'email', false, 'E-mail', '{"autocomplete": "email", "help": "Only if we may write back."}', null);

create function pg_temp.config(w demo_widgets, revision int) returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('version', 1, 'title', w.title, 'description', w.description, 'submitLabel', w.submit,
    'receipt', jsonb_build_object('title', w.receipt, 'message', w.message),
    -- The first revisions had the default accent.
    'theme', case when revision >= least(3, w.revisions) then jsonb_build_object('accent', w.accent) end,
    'fields', jsonb_agg(jsonb_build_object('key', f.key, 'type', f.type, 'label', f.label, 'required', nullif(f.required, false),
      'options', (select jsonb_agg(jsonb_build_object('value', pg_temp.slug(c), 'label', c)) from unnest(f.choices) c)) || f.more
      order by f.position)))
  from demo_fields f where f.widget = w.key and f.since <= revision
$$;

create temporary table demo_revisions as
  select w.key as widget, n as number, pg_temp.days_ago(round(w.made * (1 - (n - 1.0) / w.revisions))) as made_at, pg_temp.config(w, n) as config
  from demo_widgets w, generate_series(1, w.revisions) n;

-- Instances: open from, until (days ago) and visitors' answers per ordinary day.
create temporary table demo_instances (position int generated always as identity, key text, widget text, name text, public_id text, status text,
  origins text[], opened int, closed int, rate numeric);
insert into demo_instances (key, widget, name, public_id, status, origins, opened, closed, rate) values
  ('contact', 'contact', 'Contact page', 'w_4mVx2QpZr8TnKc6LsYd1BgH9', 'published',
    '{http://localhost:*,http://127.0.0.1:*,https://northwind.example,https://*.northwind.example}', 409, 0, 2.2),
  ('footer', 'newsletter', 'Footer of every site', 'w_pjkgCf1vdzeAkbvj2KZo1QN4', 'published', '{}', 390, 0, 1.6),
  ('popup', 'newsletter', 'Spring campaign', 'w_GmshHNtHbabcdnfITvvJ0vZj', 'inactive', '{https://spring.northwind.example}', 300, 180, 0.6),
  ('quote', 'quote', 'Services page', 'w_ZD3UlWLySnd8cULa3fqOiOpq', 'published', '{https://northwind.example}', 375, 0, 0.8),
  ('redesign', 'contact', 'Redesign preview', 'w_y3o76CbDvOHSADkoUVwqN1Eg', 'draft', '{https://next.northwind.example}', 12, 12, 0),
  ('jobs', 'job', 'Careers page', 'w_O7XUzGcPirIgOhgCugl9QTFq', 'published', '{https://*.northwind.example}', 295, 0, 0.8),
  ('interns', 'job', 'Summer internships', 'w_Ohntauf07qUjPFwg85cXojul', 'inactive', '{https://*.northwind.example}', 280, 200, 0.5),
  ('readings', 'event', 'Author evenings', 'w_44Wm2m4rPLyHVyqe4GqaFD4w', 'published', '{https://paperlantern.example}', 395, 0, 3.4),
  ('fair', 'event', 'Summer fair', 'w_QkzZR7fUDCQB75LkR1X6SuiY', 'published', '{https://paperlantern.example}', 220, 130, 0.9),
  ('callback', 'callback', 'Agency site', 'w_JyUkxlOC5sPzgz8pzaoS3Y2U', 'published', '{https://harbourpine.example}', 365, 0, 0.6),
  ('support', 'support', 'Help centre', 'w_4twqFwzYqhRIPw8Muj4S0GVC', 'published', '{https://tidewater.example,https://*.tidewater.example}', 345, 0, 1.4),
  ('workshop', 'support', 'Workshop tablet', 'w_iJciQFPtSpXznWeYDGB4V6i1', 'draft', '{}', 20, 20, 0),
  ('feedback', 'feedback', 'Card in the bag', 'w_OkoGJrnz9ISsmf9cfxIE7pQr', 'published', '{https://bramble.example}', 245, 0, 1.0);

do $$
declare
  w demo_widgets;
  place public.workspaces;
begin
  for w in select * from demo_widgets order by made desc loop
    select * into strict place from public.workspaces where id = pg_temp.id(w.workspace);
    perform pg_temp.act_as(w.author);
    insert into public.widgets (id, organization_id, workspace_id, name, type, public_key, config, created_by, created_at, updated_at)
    values (pg_temp.id('widget ' || w.key), place.organization_id, place.id, w.name, 'form', 'wk_' || left(md5('lapel demo ' || w.key), 24),
      pg_temp.config(w, w.revisions), pg_temp.id(w.author), pg_temp.days_ago(w.made), pg_temp.days_ago(w.made));
    insert into public.widget_revisions (id, organization_id, workspace_id, widget_id, number, config, note, author_id, created_at)
    select pg_temp.id('revision ' || w.key || r.number), place.organization_id, place.id, pg_temp.id('widget ' || w.key), r.number, r.config,
      (array['First version', 'Ask what we kept asking by mail', 'House colours', 'Consent, after talking to our lawyers'])[r.number],
      pg_temp.id(w.author), r.made_at
    from demo_revisions r where r.widget = w.key order by r.number;
    insert into public.widget_instances (id, organization_id, workspace_id, widget_id, public_id, name, allowed_origins, settings,
      expires_at, created_at, updated_at)
    select pg_temp.id('instance ' || i.key), place.organization_id, place.id, pg_temp.id('widget ' || w.key), i.public_id, i.name,
      i.origins, jsonb_build_object('store_ip', i.key = 'quote'), case when i.key = 'fair' then pg_temp.days_ago(i.closed) end,
      pg_temp.days_ago(i.opened), pg_temp.days_ago(i.opened)
    from demo_instances i where i.widget = w.key order by i.position;
    update public.widget_instances i set status = d.status, published_revision_id = pg_temp.id('revision ' || w.key || w.live)
    from demo_instances d where i.id = pg_temp.id('instance ' || d.key) and d.widget = w.key and d.status <> 'draft';
  end loop;
end $$;
select pg_temp.act_as(null);
