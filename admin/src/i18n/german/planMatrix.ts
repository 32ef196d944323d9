import type { planMatrix as english } from '../english/planMatrix.ts'

export const planMatrix: typeof english = {
  resources: { plans: { fields: { currency: 'Währung', interval: 'Zeitraum' } } },
  lapel: {
    matrix: {
      title: 'Vergleichen und ändern',
      new_plan: 'Neuer Tarif',
      new_plan_text:
        'Er beginnt als Kopie und wird niemandem angeboten, bis Sie es so wollen. Gesichert wird er nach der Durchsicht.',
      copy_of: 'Kopie von',
      id_rule: 'Für immer. Kleinbuchstaben, Ziffern und Unterstriche; zuerst ein Buchstabe.',
      id_taken: 'Ein Tarif hat diese Kennung schon.',
      not_saved: 'Noch nicht gesichert',
      no_plan: 'Noch kein Tarif',
      forget_plan: 'Den neuen Tarif %{plan} entfernen',
      cell: '%{what} in %{plan}',
      value_of: 'Wert von %{cell}',
      tenants: '%{smart_count} Organisation |||| %{smart_count} Organisationen',
      exceeding: '%{smart_count} wäre darüber |||| %{smart_count} wären darüber',
      unknown_affected: 'Wie viele Organisationen über einer Grenze wären, ließ sich nicht zählen.',
      edit_plan: 'Den Tarif %{plan} ändern',
      archived_help:
        'Ein archivierter Tarif nimmt niemanden mehr auf; seine %{smart_count} Organisation behält ihn. |||| Ein archivierter Tarif nimmt niemanden mehr auf; seine %{smart_count} Organisationen behalten ihn.',
      keep: 'Für die Durchsicht merken',
      changes: '%{smart_count} ungesicherte Änderung |||| %{smart_count} ungesicherte Änderungen',
      discard: 'Verwerfen',
      review: 'Durchsehen und sichern',
      saved: '%{smart_count} Änderung ist gesichert. |||| %{smart_count} Änderungen sind gesichert.',
      clash:
        'Jemand anderes hat das inzwischen geändert: %{cell}. Nichts wurde gesichert. Die Liste zeigt, wie es jetzt ist; sichern Sie noch einmal, um Ihre Fassung an dessen Stelle zu setzen, oder brechen Sie ab.',
    },
    act: {
      plans: {
        title: '%{smart_count} Änderung sichern? |||| %{smart_count} Änderungen sichern?',
        text: 'Sie gelten sofort, für jede Organisation mit diesen Tarifen. Alle werden gesichert oder keine.',
        confirm: 'Sichern',
      },
    },
  },
}
