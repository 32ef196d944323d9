import type { widgets as english } from '../english/widgets.ts'

export const widgets: typeof english = {
  resources: {
    widgets: {
      name: 'Widget |||| Widgets',
      empty: 'Widgets erscheinen hier, sobald eines angelegt ist.',
      fields: {
        id: 'Kennung',
        name: 'Name',
        organization_id: 'Organisation',
        workspace_id: 'Arbeitsbereich',
        status: 'Status',
        created_at: 'Angelegt',
        type: 'Art',
        public_key: 'Schlüssel',
        updated_at: 'Geändert',
      },
      type: { form: 'Formular' },
    },
    widget_instances: {
      name: 'Instanz |||| Instanzen',
      empty: 'Ein veröffentlichtes Widget bekommt eine Instanz und ihr Snippet.',
      fields: {
        id: 'Kennung',
        name: 'Name',
        organization_id: 'Organisation',
        workspace_id: 'Arbeitsbereich',
        status: 'Status',
        created_at: 'Angelegt',
        public_id: 'Öffentliche Kennung',
        widget_id: 'Widget',
        allowed_origins: 'Erlaubte Websites',
        expires_at: 'Läuft ab',
        updated_at: 'Geändert',
      },
    },
    widget_revisions: {
      name: 'Fassung |||| Fassungen',
      empty: 'Beim Veröffentlichen eines Widgets entsteht eine Fassung.',
      fields: { number: 'Nummer', note: 'Notiz', author_id: 'Von', created_at: 'Angelegt' },
    },
  },
  lapel: {
    signed_visitors: {
      title: 'Angemeldete Besucher',
      help: 'Wenn Ihr Server die Kennung der dort angemeldeten Person mit dem Geheimnis dieses Arbeitsbereichs signiert, sagen Einsendungen, von wem sie sind. Das Geheimnis ist nur für Ihren Server.',
      none: 'Es gibt noch kein Geheimnis.',
      made: 'Es gibt ein Geheimnis seit',
      replaced: 'Es gibt ein Geheimnis; das vorige gilt noch 24 Stunden ab',
      make: 'Geheimnis erzeugen',
      replace: 'Neues Geheimnis erzeugen',
      end: 'Sofort beenden',
      end_title: 'Geheimnis sofort beenden?',
      end_text:
        'Ab diesem Augenblick zählt keine Signatur Ihres Servers mehr, auch keine mit dem vorigen Geheimnis: Einsendungen sagen auf allen Seiten dieses Arbeitsbereichs nicht mehr, von wem sie sind. Zurück führt nur ein neues Geheimnis.',
      once: 'Jetzt kopieren: Es wird nicht noch einmal angezeigt.',
      secret: 'Geheimnis',
    },
    snippet: {
      title: 'Auf Ihre Website bringen',
      help: 'Dort einfügen, wo das Widget erscheinen soll.',
      short_help:
        'Dort einfügen, wo es erscheinen soll. Sein Platz wird freigehalten, während es lädt, damit sich auf Ihrer Seite nichts verschiebt.',
      strict: 'Die Content-Security-Policy meiner Seite verbietet Inline-Styles',
      label: 'Snippet',
      kind: 'Art des Snippets',
      short: 'Kurz',
      instant: 'Sofort',
      needs_script: {
        type: 'Für diese Art Widget gibt es kein Sofort-Snippet: Ohne sein Skript tut es nichts.',
        steps: 'Für ein Formular in Schritten gibt es kein Sofort-Snippet: Ohne sein Skript ginge es nicht weiter.',
        conditions:
          'Für ein Formular mit Bedingungen gibt es kein Sofort-Snippet: Ohne sein Skript folgte es ihnen nicht.',
        files: 'Für ein Formular mit Dateien gibt es kein Sofort-Snippet: Ohne sein Skript könnte es sie nicht senden.',
        sliders:
          'Für ein Formular mit Schiebereglern gibt es kein Sofort-Snippet: Ohne sein Skript gälte ein unberührter als Antwort.',
      },
      instant_help:
        'Dort einfügen, wo das Formular erscheinen soll. Es ist mit dem ersten Bild Ihrer Seite da, verschiebt nichts und geht auch ohne Skripte. Kopieren Sie es neu, wenn Sie eine Änderung veröffentlicht haben; bis dahin wird das Formular aktualisiert, sobald sein Skript geladen ist.',
    },
  },
}
