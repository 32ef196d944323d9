/** What every list says. */
export const list = {
  lapel: {
    list: {
      since: 'From',
      until: 'Until',
      nothing: 'Nothing here yet',
      exported: '%{smart_count} row exported |||| %{smart_count} rows exported',
      exported_first: 'The first %{count} rows were exported. Narrow the filters for the rest.',
      chosen: 'Only %{smart_count} chosen row |||| Only %{smart_count} chosen rows',
    },
    bulk: {
      left_out: '%{smart_count} other is left alone. |||| %{smart_count} others are left alone.',
      summary: '%{done} done, %{refused} refused, of %{of}.',
      results: 'Results',
      done: 'Done',
      left_alone: 'Left alone',
      stop: 'Stop',
      retry: 'Try the refused again',
    },
    shortcut: {
      title: 'Keyboard',
      palette: 'Find anything',
      next: 'Next row',
      previous: 'Previous row',
      open: 'Open the row',
      select: 'Select the row',
      search: 'Search the list',
      help: 'Show these keys',
    },
    palette: {
      title: 'Find anything',
      placeholder: 'Go to a room',
      placeholder_staff: 'Name, slug, domain, e-mail, id or room',
      results: 'Found',
      nothing: 'Nothing found.',
      group: {
        recent: 'Recent',
        room: 'Rooms',
        organization: 'Organizations',
        workspace: 'Workspaces',
        domain: 'Domains',
        member: 'Members',
        widget: 'Widgets',
        instance: 'Instances',
      },
    },
  },
}
