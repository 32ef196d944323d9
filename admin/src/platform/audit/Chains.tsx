import BrokenIcon from '@mui/icons-material/GppBadOutlined'
import IntactIcon from '@mui/icons-material/VerifiedOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useDataProvider, useTranslate } from 'react-admin'
import { Section } from '../../display/Section.tsx'
import type { ChainVerdict, ConsoleDataProvider } from '../../providers/dataProvider.ts'
import { useFigures } from '../room/figures.ts'
import { Loaded } from '../room/Loaded.tsx'
import { useAnswer } from '../room/useAnswer.ts'

interface ChainHead {
  /** Null: the platform's own. */
  organization_id: string | null
  name: string | null
  /** How many entries it should have. */
  entries: number
}

type Result = ChainVerdict | 'checking' | 'unread'

const keyOf = ({ organization_id }: ChainHead) => organization_id ?? 'platform'

const Verdict = ({ result }: { result: Result | undefined }) => {
  const translate = useTranslate()
  const { number } = useFigures()
  if (!result) return null
  if (result === 'checking') return <>{translate('lapel.audit_room.checking')}</>
  if (result === 'unread') return <>{translate('lapel.error.load')}</>
  const words = result.valid
    ? translate('lapel.audit_room.intact', { entries: number(result.entries) })
    : translate('lapel.audit_room.broken', { position: number(result.first_broken ?? 0) })
  const Icon = result.valid ? IntactIcon : BrokenIcon
  return (
    <Box
      component="span"
      sx={{
        alignItems: 'center',
        color: result.valid ? 'success.main' : 'error.main',
        display: 'inline-flex',
        gap: 0.5,
      }}
    >
      <Icon fontSize="inherit" />
      {words}
    </Box>
  )
}

/** Every audit chain, and whether its entries hold: recomputed by the database, one chain after the other. */
export const Chains = () => {
  const dataProvider = useDataProvider<ConsoleDataProvider>()
  const translate = useTranslate()
  const { number } = useFigures()
  const [q, setQ] = useState('')
  const [results, setResults] = useState<Readonly<Record<string, Result>>>({})
  const [busy, setBusy] = useState(false)
  const query = useAnswer<ChainHead[]>('audit_chain_heads', { q: q.trim() || null })
  const note = (head: ChainHead, result: Result) => setResults((known) => ({ ...known, [keyOf(head)]: result }))

  const verify = async (heads: readonly ChainHead[]) => {
    setBusy(true)
    for (const head of heads) {
      note(head, 'checking')
      note(head, await dataProvider.verifyAuditChain(head.organization_id).catch(() => 'unread' as const))
    }
    setBusy(false)
  }
  const nameOf = ({ name }: ChainHead) => name ?? translate('lapel.audit.platform')

  return (
    <Section
      title={translate('lapel.audit_room.chains')}
      flush
      action={
        <Button size="small" variant="outlined" disabled={busy || !query.data} onClick={() => verify(query.data ?? [])}>
          {translate('lapel.audit_room.verify_all')}
        </Button>
      }
    >
      <Box sx={{ px: 2 }}>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {translate('lapel.audit.chain_help')}
        </Typography>
        <TextField
          label={translate('lapel.audit_room.find_chain')}
          value={q}
          onChange={({ target }) => setQ(target.value)}
        />
      </Box>
      <Loaded query={query} empty="lapel.audit_room.no_chain">
        {(heads) => (
          <Box
            component="ul"
            aria-live="polite"
            sx={{ listStyle: 'none', m: 0, maxHeight: '26rem', overflowY: 'auto', p: 0 }}
            tabIndex={0}
          >
            {heads.map((head) => (
              <Box
                component="li"
                key={keyOf(head)}
                sx={{
                  alignItems: 'center',
                  display: 'flex',
                  fontSize: '0.8125rem',
                  gap: 1,
                  justifyContent: 'space-between',
                  px: 2,
                  py: 0.75,
                }}
              >
                <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                  <div>{nameOf(head)}</div>
                  <Box sx={{ color: 'text.secondary' }}>
                    {results[keyOf(head)] ? (
                      <Verdict result={results[keyOf(head)]} />
                    ) : (
                      translate('lapel.audit_room.entries', {
                        smart_count: head.entries,
                        entries: number(head.entries),
                      })
                    )}
                  </Box>
                </Box>
                <Button
                  size="small"
                  disabled={busy}
                  onClick={() => verify([head])}
                  aria-label={translate('lapel.audit_room.verify_named', { name: nameOf(head) })}
                >
                  {translate('lapel.audit_room.verify')}
                </Button>
              </Box>
            ))}
          </Box>
        )}
      </Loaded>
    </Section>
  )
}
