/** What every list says. */
export const list = {
  lapel: {
    list: {
      since: 'From',
      until: 'Until',
      nothing: 'Nothing here yet',
      exported: '%{smart_count} row exported |||| %{smart_count} rows exported',
      exported_first: 'The first %{count} rows were exported. Narrow the filters for the rest.',
    },
  },
}
