import type { submissions as english } from '../english/submissions.ts'

export const submissions: typeof english = {
  resources: {
    widget_submissions: {
      name: 'Einsendung |||| Einsendungen',
      empty: 'Einsendungen erscheinen hier, sobald ein Besucher eine abschickt.',
      fields: {
        id: 'Kennung',
        organization_id: 'Organisation',
        workspace_id: 'Arbeitsbereich',
        status: 'Status',
        ts: 'Eingegangen',
        widget_id: 'Widget',
        widget_instance_id: 'Instanz',
        payload: 'Antworten',
        revision: 'Fassung',
        client_submission_id: 'Kennung des Browsers',
        ip: 'Besucher',
        ua: 'Browser',
        spam_reasons: 'Zurückgehalten, weil',
        score: 'Punkte',
      },
      spam_reason: {
        trap: 'Verstecktes Feld ausgefüllt',
        too_fast: 'Zu schnell gesendet',
        no_work: 'Kein Arbeitsnachweis',
        captcha: 'Captcha nicht gelöst',
        captcha_unavailable: 'Captcha nicht prüfbar',
        reported: 'Von einem Mitglied markiert',
      },
      meta: { user: 'Person, von der Website signiert', page: 'Seite', referrer: 'Herkunft', utm: 'Kampagne' },
    },
  },
  lapel: {
    submission: {
      answers: 'Antworten',
      origin: 'Woher sie kam',
      record: 'Eintrag',
      empty_answer: 'Keine Antwort',
      no_meta: 'Die Seite hat nichts mitgeteilt.',
      partial:
        'Der Besucher hat dieses Formular nicht abgeschickt. Was eingegeben wurde, bleibt 30 Tage nach der letzten Änderung.',
      files: 'Dateien',
      no_files: 'Der Besucher hat keine Datei gesendet.',
      download: 'Herunterladen',
      download_file: '%{name} herunterladen',
      restore: {
        action: 'Wiederherstellen',
        title: 'Diese Einsendung wiederherstellen?',
        text: 'Sie gilt dann als angenommen und zählt ab jetzt zum Tarif.',
        many: '%{smart_count} Einsendung gilt dann als angenommen und zählt zum Tarif. |||| %{smart_count} Einsendungen gelten dann als angenommen und zählen zum Tarif.',
        done: 'Die Einsendung ist wiederhergestellt.',
      },
      quarantine: {
        action: 'Als Spam markieren',
        title: 'Diese Einsendung als Spam markieren?',
        text: 'Sie kommt in Quarantäne und kann wiederhergestellt werden. Was sie vom Tarif verbraucht hat, bleibt verbraucht.',
        many: '%{smart_count} Einsendung kommt in Quarantäne. |||| %{smart_count} Einsendungen kommen in Quarantäne.',
        done: 'Die Einsendung ist in Quarantäne.',
      },
    },
  },
}
