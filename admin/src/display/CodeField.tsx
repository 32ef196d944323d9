import { useRecordContext } from 'react-admin'

/** A machine's name for something, in a fixed-width face that may wrap anywhere. */
export const Code = ({ children }: { children: string }) => (
  <code style={{ fontSize: '0.9em', overflowWrap: 'anywhere' }}>{children}</code>
)

export const CodeField = ({ source }: { source: string }) => {
  const value: unknown = useRecordContext()?.[source]
  return typeof value === 'string' ? <Code>{value}</Code> : null
}
