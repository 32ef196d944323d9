import { useTranslate } from 'react-admin'
import { Section } from '../display/Section.tsx'
import { Room } from '../platform/room/Room.tsx'
import { ChangePassword } from './ChangePassword.tsx'
import { SecondFactors } from './SecondFactors.tsx'

/** How the signed-in user signs in. */
const AccountPage = () => {
  const translate = useTranslate()
  return (
    <Room title={translate('lapel.account.title')}>
      <Section title={translate('lapel.account.password.title')}>
        <ChangePassword />
      </Section>
      <SecondFactors />
    </Room>
  )
}

export default AccountPage
