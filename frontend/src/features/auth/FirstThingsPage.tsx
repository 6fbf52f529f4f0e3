import { useTranslation } from 'react-i18next'
import { type Me, refresh } from '@/api/session'
import { useNotice } from '@/components/Notices'
import { PageHeader, Panel } from '@/components/PageHeader'
import { Enrolment } from './Enrolment'
import { PasswordForm } from './PasswordForm'

/** What a person has to set before anything else. When the session says that nothing is missing, the page moves on. */
export default function FirstThingsPage({ missing }: { missing: NonNullable<Me['missing']> }) {
  const { t } = useTranslation('auth')
  const notice = useNotice()
  return (
    <>
      <PageHeader title={t(`first.${missing}`)} />
      <Panel>
        <div className="py-stack py-first">
          <p className="py-sentence">{t(`first.${missing}Why`)}</p>
          {missing === 'password' ? (
            <PasswordForm onDone={() => void refresh().then(() => notice(t('account.changed')))} />
          ) : (
            <Enrolment onDone={() => void refresh()} />
          )}
        </div>
      </Panel>
    </>
  )
}
