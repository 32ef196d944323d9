import { Status } from '../display/StatusChip.tsx'
import { Time } from '../display/Time.tsx'
import { newestOf } from '../providers/listRequest.ts'
import { answerLine } from '../workspace/submissions/answers.ts'
import type { Submission } from '../workspace/submissions/row.ts'
import { NewestRows } from './NewestRows.tsx'

export const NewestSubmissions = () => (
  <NewestRows<Submission>
    title="lapel.home.newest_submissions"
    newest={newestOf('widget_submissions', 'ts')}
    empty="lapel.home.no_submissions"
    card={{
      primary: answerLine,
      secondary: ({ ts }) => <Time value={ts} />,
      tertiary: ({ status }) => status !== 'accepted' && <Status value={status} />,
    }}
  />
)
