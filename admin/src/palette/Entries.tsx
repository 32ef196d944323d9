import Box from '@mui/material/Box'
import { Fragment, useEffect, useRef } from 'react'
import { useTranslate } from 'react-admin'
import type { Entry } from './useEntries.ts'

interface EntriesProps {
  id: string
  entries: readonly Entry[]
  chosen: number
  onOpen: (entry: Entry) => void
  onPoint: (index: number) => void
}

interface OptionProps extends Pick<EntriesProps, 'onOpen' | 'onPoint'> {
  id: string
  entry: Entry
  index: number
  selected: boolean
}

const Option = ({ id, entry, index, selected, onOpen, onPoint }: OptionProps) => {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (selected) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <Box
      ref={ref}
      id={id}
      role="option"
      aria-selected={selected}
      onClick={() => onOpen(entry)}
      onMouseMove={() => onPoint(index)}
      sx={{
        bgcolor: selected ? 'action.selected' : 'transparent',
        borderRadius: 1,
        cursor: 'pointer',
        display: 'flex',
        gap: 1.5,
        justifyContent: 'space-between',
        px: 1,
        py: 0.75,
      }}
    >
      <Box component="span" sx={{ fontWeight: 550, minWidth: 0, overflowWrap: 'anywhere' }}>
        {entry.title}
      </Box>
      <Box component="span" sx={{ color: 'text.secondary', flexShrink: 0, fontSize: '0.8125rem', maxWidth: '50%' }}>
        {entry.detail}
      </Box>
    </Box>
  )
}

/** What the palette found, under the names of its groups. */
export const Entries = ({ id, entries, chosen, onOpen, onPoint }: EntriesProps) => {
  const translate = useTranslate()
  return (
    <Box
      id={id}
      role="listbox"
      aria-label={translate('lapel.palette.results')}
      sx={{ maxHeight: '55vh', overflowY: 'auto', p: 1 }}
    >
      {entries.map((entry, index) => (
        <Fragment key={`${entry.group} ${entry.to} ${entry.title}`}>
          {entry.group !== entries[index - 1]?.group && (
            <Box
              role="presentation"
              sx={{ color: 'text.secondary', fontSize: '0.75rem', fontWeight: 550, px: 1, pb: 0.5, pt: 1 }}
            >
              {translate(entry.group)}
            </Box>
          )}
          <Option
            id={`${id}-${index}`}
            entry={entry}
            index={index}
            selected={index === chosen}
            onOpen={onOpen}
            onPoint={onPoint}
          />
        </Fragment>
      ))}
    </Box>
  )
}
