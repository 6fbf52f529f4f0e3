import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { formatDateTime } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { beginLink, getIdentity, IDENTITY, unlinkIdentity } from './api'
import { leaveFor } from './provider'

/** The identity of the identity provider that is linked to the own account. */
export function IdentityPanel() {
  const { t, i18n } = useTranslation('auth')
  const queries = useQueryClient()
  const notice = useNotice()
  const identity = useQuery({ queryKey: IDENTITY, queryFn: getIdentity })
  const link = useMutation({
    mutationFn: beginLink,
    onSuccess: (address) => leaveFor(address, { purpose: 'link', next: null }),
  })
  return (
    <Panel title={t('identity.title')}>
      <ProblemAlert error={identity.error} onRetry={() => void identity.refetch()} />
      {identity.data?.linked_at ? (
        <div className="py-stack">
          <p>{t('identity.since', { since: formatDateTime(identity.data.linked_at, i18n.language) })}</p>
          <div className="py-actions">
            <ConfirmSentence
              action={t('identity.unlink')}
              sentence={t('identity.unlinkSentence')}
              onConfirm={async () => {
                await unlinkIdentity()
                await queries.invalidateQueries({ queryKey: IDENTITY })
                notice(t('identity.unlinked'))
              }}
            />
          </div>
        </div>
      ) : (
        identity.data && (
          <div className="py-stack">
            <p>{t('identity.what')}</p>
            <div className="py-actions">
              <Button loading={link.isPending} onClick={() => link.mutate()}>
                {t('identity.link')}
              </Button>
            </div>
            <ProblemAlert error={link.error} />
          </div>
        )
      )}
    </Panel>
  )
}
