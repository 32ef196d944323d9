/** All plans beside each other. */
export const planMatrix = {
  resources: { plans: { fields: { currency: 'Currency', interval: 'Interval' } } },
  lapel: {
    matrix: {
      title: 'Compare and edit',
      new_plan: 'New plan',
      new_plan_text: 'It begins as a copy and is offered to nobody until you say so. It is saved after the review.',
      copy_of: 'Copy of',
      id_rule: 'For good. Lower-case letters, digits and underscores; a letter first.',
      id_taken: 'A plan has this id already.',
      not_saved: 'Not saved yet',
      no_plan: 'No plan yet',
      forget_plan: 'Remove the new plan %{plan}',
      cell: '%{what} on %{plan}',
      value_of: 'Value of %{cell}',
      tenants: '%{smart_count} tenant |||| %{smart_count} tenants',
      exceeding: '%{smart_count} would be above |||| %{smart_count} would be above',
      unknown_affected: 'How many tenants would be above a limit could not be counted.',
      edit_plan: 'Edit the plan %{plan}',
      archived_help:
        'An archived plan takes no new tenants; its %{smart_count} tenant keeps it. |||| An archived plan takes no new tenants; its %{smart_count} tenants keep it.',
      keep: 'Keep for the review',
      changes: '%{smart_count} unsaved change |||| %{smart_count} unsaved changes',
      discard: 'Discard',
      review: 'Review and save',
      saved: '%{smart_count} change is saved. |||| %{smart_count} changes are saved.',
      clash:
        'Somebody else has changed this meanwhile: %{cell}. Nothing was saved. The list shows it as it is now; save again to put yours in its place, or cancel.',
    },
    act: {
      plans: {
        title: 'Save %{smart_count} change? |||| Save %{smart_count} changes?',
        text: 'They hold at once, for every tenant on these plans. All of them are saved, or none.',
        confirm: 'Save',
      },
    },
  },
}
