drop table demo_people, demo_organizations, demo_workspaces, demo_members, demo_fields, demo_revisions, demo_instances, demo_days,
  demo_submissions, demo_payloads;
drop function pg_temp.config;
drop table demo_widgets;
