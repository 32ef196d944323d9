import type { home as english } from '../english/home.ts'

export const home: typeof english = {
  lapel: {
    home: {
      submissions_30: 'Einsendungen der letzten 30 Tage',
      newest_audit: 'Neueste Protokolleinträge',
      newest_submissions: 'Neueste Einsendungen',
      usage: 'Verbrauch in diesem Monat',
      see_all: 'Alle ansehen',
      no_submissions: 'Noch keine Einsendungen. Sie erscheinen hier, sobald ein Besucher eine abschickt.',
      no_audit: 'Noch keine Änderungen.',
      welcome: 'Willkommen, %{name}',
      welcome_text: 'Ihr Arbeitsbereich %{workspace} ist bereit. Gesammelt wurde noch nichts.',
      step_widget: 'Ein Widget anlegen',
      step_widget_text: 'Ein Formular, das Ihre Besucher ausfüllen. Es erscheint hier, sobald es existiert.',
      step_publish: 'Eine Instanz veröffentlichen',
      step_publish_text: 'Sie bekommt eine öffentliche Kennung und die Liste der Websites, die sie zeigen dürfen.',
      step_paste: 'Das Snippet einfügen',
      step_paste_text: 'Zwei Zeilen in Ihrer Seite. Einsendungen kommen hier an.',
    },
  },
}
