import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import { useListContext, useSavedQueries, useTranslate } from 'react-admin'

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Saved queries of the list, one press away; the one that applies is marked. Without any, nothing. */
export const SavedQueries = () => {
  const { resource, filterValues, sort, setFilters, setSort } = useListContext()
  const translate = useTranslate()
  const [queries] = useSavedQueries(resource)
  const chosen: unknown = filterValues['id@in']
  const { 'id@in': _chosen, ...others } = filterValues
  if (queries.length === 0 && !chosen) return null
  return (
    <Box
      role="group"
      aria-label={translate('ra.saved_queries.label')}
      sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1 }}
    >
      {typeof chosen === 'string' && (
        <Chip
          label={translate('lapel.list.chosen', { smart_count: chosen.split(',').length })}
          color="primary"
          onDelete={() => setFilters(others)}
        />
      )}
      {queries.map(({ label, value }) => {
        const active = same(value.filter, filterValues) && same(value.sort, sort)
        const apply = () => {
          setFilters(active ? {} : (value.filter ?? {}), value.displayedFilters ?? {})
          if (value.sort && !active) setSort(value.sort)
        }
        return (
          <Chip
            key={label}
            label={label}
            clickable
            aria-pressed={active}
            color={active ? 'primary' : 'default'}
            variant={active ? 'filled' : 'outlined'}
            onClick={apply}
          />
        )
      })}
    </Box>
  )
}
