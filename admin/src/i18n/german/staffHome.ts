import type { staffHome as english } from '../english/staffHome.ts'

export const staffHome: typeof english = {
  resources: {
    platform_alerts: {
      name: 'Warnung |||| Warnungen',
      empty: 'Die Plattform hat keine Warnung gemeldet.',
      fields: {
        key: 'Warnung',
        detail: 'Einzelheiten',
        times: 'Gesehen',
        first_at: 'Zuerst gesehen',
        last_at: 'Zuletzt gesehen',
        resolved_at: 'Beendet',
        open: 'Stand',
      },
      open: 'Dauert an',
    },
  },
  lapel: {
    staff_home: {
      attention: 'Was braucht jetzt Aufmerksamkeit?',
      all_quiet: 'Nichts. Alle Prüfungen sind ruhig.',
      quiet: 'Ruhig: %{checks}.',
      item: {
        limit_refused:
          '%{smart_count} Mandant wurde an einer Grenze abgelehnt |||| %{smart_count} Mandanten wurden an einer Grenze abgelehnt',
        limit_reached:
          '%{smart_count} Mandant hat eine Grenze erreicht |||| %{smart_count} Mandanten haben eine Grenze erreicht',
        webhooks_failing:
          '%{smart_count} Mandant hat fehlschlagende Webhooks |||| %{smart_count} Mandanten haben fehlschlagende Webhooks',
        sync_failed:
          '%{smart_count} Mandant hat einen fehlgeschlagenen Abgleich |||| %{smart_count} Mandanten haben einen fehlgeschlagenen Abgleich',
        suspended: '%{smart_count} Mandant ist gesperrt |||| %{smart_count} Mandanten sind gesperrt',
        past_due: '%{smart_count} Mandant ist im Zahlungsverzug |||| %{smart_count} Mandanten sind im Zahlungsverzug',
        partition_strays: '%{smart_count} Zeile ist verirrt |||| %{smart_count} Zeilen sind verirrt',
        alerts: '%{smart_count} Warnung dauert an |||| %{smart_count} Warnungen dauern an',
        jobs_failed:
          '%{smart_count} Auftrag ist endgültig gescheitert |||| %{smart_count} Aufträge sind endgültig gescheitert',
        worker_lag:
          'Aufträge sind %{smart_count} Sekunde im Rückstand |||| Aufträge sind %{smart_count} Sekunden im Rückstand',
      },
      help: {
        limit_refused: 'Letzte 7 Tage. Anwärter auf einen größeren Tarif.',
        limit_reached: 'Letzte 7 Tage. Ihr letzter Platz ist vergeben.',
        webhooks_failing: 'Ziele, die fehlschlagen oder abgeschaltet wurden.',
        sync_failed: 'Verbindungen, deren letzter Lauf gescheitert ist.',
        suspended: 'Ihre Widgets zeigen nichts.',
        past_due: 'Ihr Tarif ist nicht bezahlt.',
        partition_strays: 'Kein Monat hat sie genommen: Eine Uhr oder ein Import geht falsch.',
        alerts: 'Was die Plattform an sich selbst beobachtet.',
        jobs_failed: 'Sie werden nicht noch einmal versucht.',
        worker_lag: 'Der Worker ist langsam, steht oder schweigt.',
      },
      check: {
        limit_refused: 'Ablehnungen',
        limit_reached: 'Grenzen',
        webhooks_failing: 'Webhooks',
        sync_failed: 'Abgleiche',
        suspended: 'Sperren',
        past_due: 'Zahlungen',
        partition_strays: 'Partitionen',
        alerts: 'Warnungen',
        jobs_failed: 'Aufträge',
        worker_lag: 'Worker',
      },
      now: 'Was kommt gerade an?',
      now_text:
        '%{smart_count} Einsendung in der letzten Stunde |||| %{smart_count} Einsendungen in der letzten Stunde',
      use: 'Wie viel wird die Plattform genutzt?',
      use_text: '%{smart_count} Einsendung in 30 Tagen |||| %{smart_count} Einsendungen in 30 Tagen',
      growth: 'Wächst die Plattform?',
      growth_text:
        '%{smart_count} Organisation, %{change} in zwölf Wochen |||| %{smart_count} Organisationen, %{change} in zwölf Wochen',
      top: 'Wer bekommt am meisten?',
      top_none: 'In den letzten 30 Tagen hat niemand eine Einsendung bekommen.',
      top_change: '%{change} gegenüber den 30 Tagen davor',
      top_new: 'neu in diesen 30 Tagen',
      as_of: 'Nutzung und größte Mandanten: Stand %{time}.',
    },
    chart: {
      table: 'Als Tabelle zeigen',
      picture: 'Als Diagramm zeigen',
      when: 'Wann',
      total: 'Summe',
      most: 'Am meisten: %{count}, %{when}.',
    },
  },
}
