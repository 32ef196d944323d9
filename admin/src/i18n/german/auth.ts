import type { auth as english } from '../english/auth.ts'

export const auth: typeof english = {
  lapel: {
    auth: {
      sign_in: 'Anmelden',
      sign_in_title: 'Bei Lapel anmelden',
      sign_up: 'Konto anlegen',
      sign_up_title: 'Arbeitsbereich anlegen',
      no_account: 'Neu hier?',
      have_account: 'Schon ein Konto?',
      name: 'Ihr Name',
      company: 'Firma',
      email: 'E-Mail',
      password: 'Passwort',
      password_hint: 'Mindestens 8 Zeichen.',
      session_expired: 'Ihre Sitzung ist beendet. Melden Sie sich erneut an, um weiterzumachen.',
      invalid_credentials: 'E-Mail und Passwort passen nicht zusammen.',
      user_already_exists: 'Zu dieser E-Mail gibt es schon ein Konto. Melden Sie sich damit an.',
      weak_password: 'Wählen Sie ein längeres Passwort.',
      over_request_rate_limit: 'Zu viele Versuche. Warten Sie eine Minute.',
      failed: 'Das hat nicht geklappt. Prüfen Sie die Verbindung und versuchen Sie es erneut.',
      confirm: 'Sehen Sie in Ihr Postfach: Ein Link darin bestätigt Ihre Adresse.',
      everywhere: {
        action: 'Überall abmelden',
        title: 'Überall abmelden?',
        text: 'Alle Sitzungen dieses Kontos enden: in diesem Browser sofort, in anderen, sobald jemand dorthin zurückkehrt.',
        confirm: 'Überall abmelden',
        done: 'Sie sind hier abgemeldet. Andere Browser werden es, sobald jemand dorthin zurückkehrt.',
      },
      pitch: 'Widgets, auf die Besucher antworten: auf jeder Seite, mit einem Script-Tag.',
    },
    step_up: {
      title: 'Bestätigen Sie, dass Sie es sind',
      text: 'Dafür wird das Passwort von %{email} noch einmal gebraucht. Es gilt dann zehn Minuten.',
      wrong: 'Das ist nicht das Passwort Ihres Kontos.',
      confirm: 'Bestätigen',
    },
  },
}
