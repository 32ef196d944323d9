import type { list as english } from '../english/list.ts'

export const list: typeof english = {
  lapel: {
    list: {
      since: 'Von',
      until: 'Bis',
      nothing: 'Hier ist noch nichts',
      exported: '%{smart_count} Zeile exportiert |||| %{smart_count} Zeilen exportiert',
      exported_first: 'Die ersten %{count} Zeilen wurden exportiert. Für den Rest die Filter enger fassen.',
      chosen: 'Nur %{smart_count} ausgewählte Zeile |||| Nur %{smart_count} ausgewählte Zeilen',
    },
    bulk: {
      left_out: '%{smart_count} weitere bleibt, wie sie ist. |||| %{smart_count} weitere bleiben, wie sie sind.',
      summary: '%{done} erledigt, %{refused} abgelehnt, von %{of}.',
      results: 'Ergebnisse',
      done: 'Erledigt',
      left_alone: 'Unverändert',
      stop: 'Anhalten',
      retry: 'Abgelehnte erneut versuchen',
    },
    shortcut: {
      title: 'Tastatur',
      palette: 'Alles finden',
      next: 'Nächste Zeile',
      previous: 'Vorige Zeile',
      open: 'Zeile öffnen',
      select: 'Zeile auswählen',
      search: 'Liste durchsuchen',
      help: 'Diese Tasten zeigen',
    },
    palette: {
      title: 'Alles finden',
      placeholder: 'In einen Raum gehen',
      placeholder_staff: 'Name, Kurzname, Domain, E-Mail, Kennung oder Raum',
      results: 'Gefunden',
      nothing: 'Nichts gefunden.',
      group: {
        recent: 'Zuletzt',
        room: 'Räume',
        organization: 'Organisationen',
        workspace: 'Arbeitsbereiche',
        domain: 'Domains',
        member: 'Mitglieder',
        widget: 'Widgets',
        instance: 'Instanzen',
      },
    },
  },
}
