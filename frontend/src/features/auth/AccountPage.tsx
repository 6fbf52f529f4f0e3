import { useTranslation } from 'react-i18next'
import { useMe } from '@/api/session'
import { useSystemInfo } from '@/api/system'
import { useNotice } from '@/components/Notices'
import { PageHeader, Panel } from '@/components/PageHeader'
import { useUnit } from '@/features/units/api'
import { IdentityPanel } from './IdentityPanel'
import { MailAddress } from './MailAddress'
import { PasswordForm } from './PasswordForm'
import { SecondFactorPanel } from './SecondFactorPanel'
import { Sessions } from './Sessions'

export default function AccountPage() {
  const { t } = useTranslation('auth')
  const notice = useNotice()
  const me = useMe()
  const info = useSystemInfo()
  return (
    <>
      <PageHeader title={t('account.title')} />
      <div className="py-two-columns">
        <div>
          <Profile />
          {me.has_password && <SecondFactorPanel />}
          {info?.oidc === true && <IdentityPanel />}
          <Sessions />
        </div>
        <div>
          <MailAddress />
          {me.has_password && (
            <Panel title={t('account.password')}>
              <PasswordForm onDone={() => notice(t('account.changed'))} />
            </Panel>
          )}
        </div>
      </div>
    </>
  )
}

function Profile() {
  const { t } = useTranslation(['auth', 'common'])
  const me = useMe()
  const unit = useUnit(me.unit_id).data
  return (
    <Panel title={t('account.profile')}>
      <dl className="py-facts-list">
        <dt>{t('account.username')}</dt>
        <dd>{me.username}</dd>
        <dt>{t('account.name')}</dt>
        <dd>{me.display_name}</dd>
        <dt>{t('account.roles')}</dt>
        <dd>{me.roles.map((role) => t(`common:role.${role}`)).join(', ')}</dd>
        {unit && (
          <>
            <dt>{t('account.unit')}</dt>
            <dd>{unit.name}</dd>
          </>
        )}
      </dl>
    </Panel>
  )
}
