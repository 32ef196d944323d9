import type { shell as english } from '../english/shell.ts'

export const shell: typeof english = {
  ra: { page: { dashboard: 'Start' }, action: { export: 'CSV exportieren' } },
  resources: {
    status: {
      active: 'Aktiv',
      archived: 'Archiviert',
      suspended: 'Gesperrt',
      deleting: 'Wird gelöscht',
      trialing: 'Testphase',
      upgrading: 'Im Wechsel',
      past_due: 'Überfällig',
      canceled: 'Gekündigt',
      invited: 'Eingeladen',
      removed: 'Entfernt',
      draft: 'Entwurf',
      published: 'Veröffentlicht',
      inactive: 'Inaktiv',
      accepted: 'Angenommen',
      partial: 'Unvollständig',
      spam: 'Spam',
      deleted: 'Gelöscht',
    },
  },
  lapel: {
    app: { staff: 'Plattform · %{role}', account: 'Konto von %{name}', language: 'Sprache: %{name}' },
    menu: {
      staff: { tenants: 'Mandanten', widgets: 'Widgets', plans: 'Tarife', record: 'Protokoll' },
      tenant: { tenants: 'Team', widgets: 'Widgets', plans: 'Tarife', record: 'Protokoll' },
    },
    staff_role: { viewer: 'Lesen', support: 'Support', admin: 'Admin' },
    page: {
      failed: 'Diese Seite wurde nicht geladen.',
      failed_text: 'Die Verbindung ist abgebrochen, oder Lapel wurde aktualisiert, seit die Konsole offen ist.',
      reload: 'Konsole neu laden',
    },
    error: {
      failed: 'Das hat nicht geklappt.',
      load: 'Das konnte nicht geladen werden.',
      retry: 'Erneut versuchen',
    },
    reason: {
      label: 'Begründung',
      required: 'Bleibt für immer im Protokoll. Mindestens drei Zeichen.',
      optional: 'Freiwillig. Bleibt im Protokoll.',
    },
    unlimited: 'Unbegrenzt',
    anyone: 'Jede Website',
    former_member: 'Ehemaliges Mitglied',
    copy: 'Kopieren',
    copied: 'Kopiert',
    undone: 'Rückgängig gemacht.',
    left_alone: 'So gelassen, wie es ist: Jemand anders hat es seither geändert.',
  },
}
