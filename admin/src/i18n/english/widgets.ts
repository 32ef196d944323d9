/** Widgets, their instances and revisions. */
export const widgets = {
  resources: {
    widgets: {
      name: 'Widget |||| Widgets',
      empty: 'Widgets appear here once you create one.',
      fields: {
        id: 'Id',
        name: 'Name',
        organization_id: 'Organization',
        workspace_id: 'Workspace',
        status: 'Status',
        created_at: 'Created',
        type: 'Type',
        public_key: 'Key',
        updated_at: 'Changed',
      },
      type: { form: 'Form' },
    },
    widget_instances: {
      name: 'Instance |||| Instances',
      empty: 'Publish a widget to get an instance and its snippet.',
      fields: {
        id: 'Id',
        name: 'Name',
        organization_id: 'Organization',
        workspace_id: 'Workspace',
        status: 'Status',
        created_at: 'Created',
        public_id: 'Public id',
        widget_id: 'Widget',
        allowed_origins: 'Allowed sites',
        expires_at: 'Expires',
        updated_at: 'Changed',
      },
    },
    widget_revisions: {
      name: 'Revision |||| Revisions',
      empty: 'Publishing a widget makes a revision.',
      fields: { number: 'Number', note: 'Note', author_id: 'Author', created_at: 'Created' },
    },
  },
  lapel: {
    signed_visitors: {
      title: 'Signed-in visitors',
      help: 'When your server signs the id of the person who is signed in there, with the secret of this workspace, submissions say who they are from. The secret is for your server only.',
      none: 'There is no secret yet.',
      made: 'There is a secret since',
      replaced: 'There is a secret; the one before holds for 24 hours after',
      make: 'Make a secret',
      replace: 'Make a new secret',
      end: 'End it now',
      end_title: 'End the secret now?',
      end_text:
        'From this moment no signature of your server counts, nor one by the secret before: submissions no longer say who they are from, on every site of this workspace. There is no way back but a new secret.',
      once: 'Copy it now: it is not shown again.',
      secret: 'Secret',
    },
    snippet: {
      title: 'Put it on your site',
      help: 'Paste this where the widget should appear.',
      short_help:
        'Paste this where it should appear. Its place is kept free while it loads, so that nothing on your page moves.',
      strict: 'My page’s content security policy forbids inline styles',
      label: 'Snippet',
      kind: 'Kind of snippet',
      short: 'Short',
      instant: 'Instant',
      needs_script: {
        type: 'There is no instant snippet of this kind of widget: it does nothing without its script.',
        steps: 'There is no instant snippet of a form in steps: without its script it could not go on to the next.',
        conditions:
          'There is no instant snippet of a form with conditions: without its script it could not follow them.',
        files: 'There is no instant snippet of a form with files: without its script it could not send them.',
        sliders:
          'There is no instant snippet of a form with sliders: without its script one that nobody touched would count as an answer.',
      },
      instant_help:
        'Paste this where the form should appear. It is there with the first paint of your page, moves nothing, and works without scripts. Copy it again when you have published a change; until then the form is updated as soon as its script has loaded.',
    },
  },
}
