import { useTranslate } from 'react-admin'
import type { Submission } from './row.ts'

/** What speaks against a submission, in words. */
export const SpamReasons = ({ reasons }: { reasons: Submission['spam_reasons'] }) => {
  const translate = useTranslate()
  return reasons.map((reason) => translate(`resources.widget_submissions.spam_reason.${reason}`)).join(', ')
}
