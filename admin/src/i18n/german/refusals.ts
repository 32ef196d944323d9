import type { refusals as english } from '../english/refusals.ts'

export const refusals: typeof english = {
  lapel: {
    error: {
      VALIDATION_FAILED: 'Einige Werte sind nicht gültig',
      MALFORMED_BODY: 'Der Inhalt der Anfrage ist nicht lesbar',
      UNAUTHENTICATED: 'Melden Sie sich zuerst an',
      FORBIDDEN: 'Das ist mit Ihrer Rolle nicht erlaubt',
      ORIGIN_NOT_ALLOWED: 'Diese Website darf das Widget nicht verwenden',
      NOT_FOUND: 'Hier ist nichts',
      INSTANCE_NOT_FOUND: 'Kein veröffentlichtes Widget hat diese Kennung',
      METHOD_NOT_ALLOWED: 'Diese Methode wird hier nicht unterstützt',
      ALLOCATION_EXCEEDED: 'So viel kann die Agentur nicht verteilen',
      CONFLICT: 'Das widerspricht etwas, das es schon gibt',
      LAST_OWNER: 'Eine Organisation behält mindestens einen Inhaber',
      STALE_REVISION: 'Das Formular hat sich geändert, seit es geladen wurde',
      BODY_TOO_LARGE: 'Der Inhalt der Anfrage ist zu groß',
      PAYLOAD_TOO_LARGE: 'Die Einsendung ist zu groß',
      UNSUPPORTED_MEDIA_TYPE: 'Diese Art Inhalt wird nicht unterstützt',
      IDEMPOTENCY_MISMATCH: 'Diese Kennung gehört zu einer anderen Einsendung',
      REASON_REQUIRED: 'Sagen Sie, warum: Eine Begründung ist nötig',
      PLAN_LIMIT_REACHED: 'Der Tarif erlaubt nicht mehr',
      RATE_LIMITED: 'Zu viele Anfragen',
      INTERNAL: 'Bei uns ist etwas schiefgegangen',
      MAINTENANCE: 'Lapel wird gewartet: Gerade lässt sich nichts ändern',
      UNAVAILABLE: 'Der Dienst ist gerade nicht erreichbar',
    },
  },
}
