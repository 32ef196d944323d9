/** What the check of an installation says. */
export const check = {
  lapel: {
    check: {
      title: 'Einbau prüfen',
      help: 'Lapel kann von hier aus nicht auf Ihre Seite sehen. Es sagt, was es weiß; die Zeile unten sieht auf der Seite selbst nach.',
      page: 'Adresse Ihrer Seite',
      page_help: 'Zum Beispiel shop.example/kontakt',
      page_wrong: 'Das ist keine Adresse einer Seite.',
      verdict: { good: 'In Ordnung', bad: 'Deshalb erscheint es nicht', open: 'Nicht bekannt' },
      published: 'Das Widget ist veröffentlicht.',
      not_draft: 'Das Widget ist ein Entwurf: Veröffentlichen Sie es.',
      not_inactive: 'Das Widget ist abgeschaltet: Veröffentlichen Sie es wieder.',
      expired: 'Das Widget ist abgelaufen: Geben Sie ihm ein späteres Ende oder keines.',
      any_site: 'Jede Website darf es zeigen.',
      some_sites: 'Diese Websites dürfen es zeigen: %{sites}. Geben Sie zum Vergleich die Adresse Ihrer Seite ein.',
      site_allowed: '%{site} darf es zeigen.',
      site_refused: '%{site} darf es nicht zeigen. Nehmen Sie die Website in die Liste auf; darin stehen %{sites}.',
      mixed: 'Ihre Seite ist https, Lapel aber nicht: Browser lehnen ab, was von %{lapel} kommt.',
      viewed: 'Zuletzt von einem Besucher gesehen: %{when}.',
      never_viewed: 'In den letzten 13 Monaten hat es kein Besucher gesehen. Vielleicht ist es noch auf keiner Seite.',
      submitted: 'Letzte Einsendung: %{when}.',
      never_submitted: 'Bisher wurde nichts eingesendet.',
      reports: 'Was Browser gemeldet haben',
      no_reports: 'In den letzten 30 Tagen hat kein Browser einen Fehler gemeldet.',
      no_reports_here: 'Auf dieser Seite hat in den letzten 30 Tagen kein Browser einen Fehler gemeldet.',
      unknown_page: 'Eine Seite, die nicht genannt wurde',
      times: '%{smart_count} Mal, zuletzt %{when} |||| %{smart_count} Mal, zuletzt %{when}',
      tools: 'Die Seite selbst fragen',
      tools_help:
        'Öffnen Sie Ihre Seite, drücken Sie F12, wählen Sie die Konsole, fügen Sie diese Zeile ein und drücken Sie die Eingabetaste. Sie nennt, was nicht stimmt und was zu tun ist.',
      tools_label: 'Zeile für die Entwicklerwerkzeuge',
      code: {
        INSTANCE_NOT_FOUND: 'Die Seite fragte, als unter dieser Kennung nichts veröffentlicht war.',
        ORIGIN_NOT_ALLOWED:
          'Die Website gehört nicht zu den erlaubten. Nehmen Sie sie auf, oder entfernen Sie das Widget von der Seite.',
        NETWORK:
          'Der Browser bekam keine Antwort: keine Verbindung, ein Blocker, oder eine Content Security Policy ohne diese Adresse in connect-src.',
        UNEXPECTED:
          'Die Antwort war nicht lesbar. Ein Proxy verändert sie, oder die Seite hat eine alte Fassung des Skripts.',
        RATE_LIMITED: 'Eine Adresse hat zu oft gefragt. Das geht von selbst vorbei.',
        IDENTITY_UNVERIFIED:
          'Die Seite nannte ihre Person mit einer Signatur, die nicht zum Geheimnis dieses Arbeitsbereichs passt. Die Antworten wurden ohne Person gespeichert.',
        UNAVAILABLE: 'Lapel war einen Moment nicht erreichbar.',
        INTERNAL: 'Lapel hatte selbst einen Fehler.',
        other: 'Die Seite meldete %{code}.',
      },
    },
  },
}
