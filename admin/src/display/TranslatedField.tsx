import { useRecordContext, useResourceContext, useTranslate } from 'react-admin'

/** A value out of a known set, in words: `resources.<resource>.<source>.<value>`. */
export const TranslatedField = ({ source }: { source: string }) => {
  const translate = useTranslate()
  const resource = useResourceContext()
  const value: unknown = useRecordContext()?.[source]
  return typeof value === 'string' ? translate(`resources.${resource}.${source}.${value}`, { _: value }) : null
}
