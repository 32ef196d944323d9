import { DetailPage } from '../../list/DetailPage.tsx'
import { Header } from '../tenant/Header.tsx'
import { Tabs } from '../tenant/Tabs.tsx'
import { TenantContext } from '../tenant/useTenant.ts'
import type { Organization } from './row.ts'

const OrganizationShow = () => (
  <DetailPage<Organization> title={({ name }) => name}>
    {(organization) => (
      <TenantContext.Provider value={organization}>
        <Header />
        <Tabs />
      </TenantContext.Provider>
    )}
  </DetailPage>
)

export default OrganizationShow
