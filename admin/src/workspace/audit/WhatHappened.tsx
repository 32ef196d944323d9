import { useRecordContext, useTranslate } from 'react-admin'
import type { AuditEntry } from './row.ts'

/** What the entry around it records, in a few words. */
export const WhatHappened = () => {
  const entry = useRecordContext<AuditEntry>()
  const translate = useTranslate()
  if (!entry) return null
  const entity = translate(`resources.audit_logs.entity.${entry.entity}`, { _: entry.entity })
  return <>{`${entity} · ${translate(`resources.audit_logs.action.${entry.action}`).toLowerCase()}`}</>
}
