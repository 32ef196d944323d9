/** The first page. */
export const home = {
  lapel: {
    home: {
      submissions_30: 'Submissions, last 30 days',
      newest_audit: 'Newest audit entries',
      newest_submissions: 'Newest submissions',
      usage: 'Usage this month',
      see_all: 'See all',
      no_submissions: 'No submissions yet. They appear here the moment a visitor sends one.',
      no_audit: 'No changes yet.',
      welcome: 'Welcome, %{name}',
      welcome_text: 'Your workspace %{workspace} is ready. Nothing has been collected yet.',
      step_widget: 'Create a widget',
      step_widget_text: 'A form your visitors answer. It appears here as soon as it exists.',
      step_publish: 'Publish an instance',
      step_publish_text: 'It gets a public id and the list of sites that may show it.',
      step_paste: 'Paste the snippet',
      step_paste_text: 'Two lines in your page. Submissions arrive on this page.',
    },
  },
}
