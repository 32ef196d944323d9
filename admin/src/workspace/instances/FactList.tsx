import GoodIcon from '@mui/icons-material/CheckCircleOutlined'
import BadIcon from '@mui/icons-material/ErrorOutlined'
import OpenIcon from '@mui/icons-material/HelpOutlineOutlined'
import Box from '@mui/material/Box'
import { useTranslate } from 'react-admin'
import type { Fact } from './checklist.ts'

const looks = {
  good: { Icon: GoodIcon, color: 'success' },
  bad: { Icon: BadIcon, color: 'error' },
  open: { Icon: OpenIcon, color: 'action' },
} as const

/** Facts with their verdicts: the sign repeats in words what its colour says. */
export const FactList = ({ facts }: { facts: readonly Fact[] }) => {
  const translate = useTranslate()
  return (
    <Box component="ul" aria-live="polite" sx={{ display: 'grid', gap: 1, listStyle: 'none', m: 0, p: 0 }}>
      {facts.map(({ verdict, words, values }) => {
        const { Icon, color } = looks[verdict]
        return (
          <Box component="li" key={words} sx={{ display: 'flex', gap: 1, overflowWrap: 'anywhere' }}>
            <Icon color={color} fontSize="small" titleAccess={translate(`lapel.check.verdict.${verdict}`)} />
            <Box sx={{ fontSize: '0.8125rem', lineHeight: 1.6, minWidth: 0 }}>
              {translate(`lapel.check.${words}`, values)}
            </Box>
          </Box>
        )
      })}
    </Box>
  )
}
