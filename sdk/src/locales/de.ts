import type { CoreStrings } from '../strings.ts'

/** German, and the words of the lazy parts. */
const strings: CoreStrings & Record<string, unknown> = {
  unavailable: 'Dieses Formular konnte nicht geladen werden.',
  tryAgain: 'Erneut versuchen',
  requiredMark: 'Felder mit * sind Pflichtfelder.',
  choose: 'Auswählen …',
  checkAnswers: 'Bitte prüfen Sie Ihre Angaben:',
  sending: 'Wird gesendet …',
  waiting: 'Noch keine Antwort. Es wird weiter versucht …',
  requiredTick: 'Bitte setzen Sie dieses Häkchen.',
  rules: {
    required: 'Bitte füllen Sie dieses Feld aus.',
    type: 'Bitte prüfen Sie diese Angabe.',
    email: 'Geben Sie eine E-Mail-Adresse wie name@example.com an.',
    url: 'Geben Sie eine Adresse wie https://example.com an.',
    tel: 'Geben Sie eine Telefonnummer an.',
    number: 'Geben Sie eine Zahl an.',
    tooShort: 'Geben Sie mindestens # Zeichen ein.',
    tooLong: 'Geben Sie höchstens # Zeichen ein.',
    tooSmall: 'Geben Sie # oder mehr an.',
    tooLarge: 'Geben Sie # oder weniger an.',
    option: 'Bitte wählen Sie etwas aus.',
  },
  changed: 'Dieses Formular wurde gerade geändert. Bitte prüfen Sie Ihre Angaben und senden Sie sie noch einmal.',
  offline: 'Es besteht keine Verbindung.',
  busy: 'Es treffen zu viele Antworten ein. Bitte versuchen Sie es in einer Minute noch einmal.',
  closed: 'Dieses Formular nimmt zurzeit keine Antworten an.',
  failed: 'Das Senden ist fehlgeschlagen.',
  kept: 'Ihre Angaben sind noch da.',
  close: 'Schließen',
  openWidget: 'Öffnen',
  stars: '# von # Sternen',
  dismiss: 'Schließen',
  pluginMissing: 'Dies konnte nicht geladen werden.',
}

export const part = { strings }
