import { useGetList, useTranslate } from 'react-admin'
import { Section } from '../display/Section.tsx'
import { Snippet } from '../display/Snippet.tsx'
import { UsageMeters } from '../display/UsageMeters.tsx'
import { Columns, Stack } from '../list/Columns.tsx'
import type { Access } from '../providers/access.ts'
import type { Instance } from '../workspace/instances/row.ts'
import { NewestSubmissions } from './NewestSubmissions.tsx'
import { SeeAll } from './SeeAll.tsx'
import { SubmissionDays } from './SubmissionDays.tsx'
import { Welcome } from './Welcome.tsx'

const usePublishedInstance = () =>
  useGetList<Instance>('widget_instances', {
    filter: { status: 'published' },
    sort: { field: 'created_at', order: 'ASC' },
    pagination: { page: 1, perPage: 1 },
  })

/** What a member comes for: what arrived, what is used, and the snippet. */
const TenantHome = ({ access }: { access: Access }) => {
  const translate = useTranslate()
  const { data, isPending } = usePublishedInstance()
  const instance = data?.[0]
  if (isPending) return null
  return (
    <>
      {!instance && <Welcome access={access} />}
      <Columns>
        <Stack>
          {instance && <SubmissionDays />}
          <NewestSubmissions />
        </Stack>
        <Stack>
          {access.organizations.map(({ id, name }, _, { length }) => (
            <Section key={id} title={length > 1 ? name : translate('lapel.home.usage')}>
              <UsageMeters organizationId={id} />
            </Section>
          ))}
          {instance && (
            <Section title={instance.name} action={<SeeAll resource="widget_instances" />}>
              <Snippet publicId={instance.public_id} />
            </Section>
          )}
        </Stack>
      </Columns>
    </>
  )
}

export default TenantHome
