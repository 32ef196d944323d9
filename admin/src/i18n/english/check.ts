/** What the check of an installation says. */
export const check = {
  lapel: {
    check: {
      title: 'Check an installation',
      help: 'Lapel cannot look at your page from here. It tells what it knows; the line below looks at the page itself.',
      page: 'Address of your page',
      page_help: 'For example shop.example/contact',
      page_wrong: 'This is no address of a page.',
      verdict: { good: 'Fine', bad: 'Keeps it from showing', open: 'Not known' },
      published: 'The widget is published.',
      not_draft: 'The widget is a draft: publish it.',
      not_inactive: 'The widget is switched off: publish it again.',
      expired: 'The widget has expired: give it a later end, or none.',
      any_site: 'Any site may show it.',
      some_sites: 'These sites may show it: %{sites}. Enter the address of your page to compare.',
      site_allowed: '%{site} may show it.',
      site_refused: '%{site} may not show it. Add it to the allowed sites, which are %{sites}.',
      mixed: 'Your page is https, but Lapel is not: browsers refuse what comes from %{lapel}.',
      viewed: 'Last seen by a visitor: %{when}.',
      never_viewed: 'No visitor has seen it in the last 13 months. It may not be on a page yet.',
      submitted: 'Last submission: %{when}.',
      never_submitted: 'Nothing has been submitted yet.',
      reports: 'What browsers reported',
      no_reports: 'No browser has reported a failure in the last 30 days.',
      no_reports_here: 'No browser has reported a failure on this page in the last 30 days.',
      unknown_page: 'A page that was not named',
      times: '%{smart_count} time, last %{when} |||| %{smart_count} times, last %{when}',
      tools: 'Ask the page itself',
      tools_help:
        'Open your page, press F12, choose the console, paste this line and press Enter. It names what is wrong and what to do.',
      tools_label: 'Line for the developer tools',
      code: {
        INSTANCE_NOT_FOUND: 'The page asked while nothing was published under this id.',
        ORIGIN_NOT_ALLOWED: 'The site is not among the allowed sites. Add it, or take the widget off that page.',
        NETWORK:
          'The browser got no answer: a lost connection, a blocker, or a content security policy without this address in connect-src.',
        UNEXPECTED: 'The answer could not be read. A proxy changes it, or the page has an old version of the script.',
        RATE_LIMITED: 'One address asked too often. This passes by itself.',
        IDENTITY_UNVERIFIED:
          'The page named its user with a signature that is none of this workspace’s secret. The answers were stored without the user.',
        UNAVAILABLE: 'Lapel was not available for a moment.',
        INTERNAL: 'Lapel had an error of its own.',
        other: 'The page reported %{code}.',
      },
    },
  },
}
