import type { list as english } from '../english/list.ts'

export const list: typeof english = {
  lapel: {
    list: {
      since: 'Von',
      until: 'Bis',
      nothing: 'Hier ist noch nichts',
      exported: '%{smart_count} Zeile exportiert |||| %{smart_count} Zeilen exportiert',
      exported_first: 'Die ersten %{count} Zeilen wurden exportiert. Für den Rest die Filter enger fassen.',
    },
  },
}
