import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { TableFrame } from '@/components/DataTable'
import { formatDateTime } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { endSession, listSessions } from './api'

/** The own sessions, each with a way to end it. */
export function Sessions() {
  const { t, i18n } = useTranslation('auth')
  const notice = useNotice()
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: ['auth', 'sessions'], queryFn: listSessions })
  const end = async (id: string) => {
    await endSession(id)
    await queries.invalidateQueries({ queryKey: ['auth', 'sessions'] })
    notice(t('account.ended'))
  }
  const time = (value: string) => formatDateTime(value, i18n.language)
  return (
    <Panel title={t('account.sessions')} note={t('account.sessionsHint')}>
      <ProblemAlert error={sessions.error} onRetry={() => void sessions.refetch()} />
      <TableFrame caption={t('account.sessions')} busy={sessions.isFetching}>
        <thead>
          <tr>
            <th scope="col">{t('account.device')}</th>
            <th scope="col">{t('account.since')}</th>
            <th scope="col">{t('account.seen')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {sessions.data?.items.map(({ id, device, created_at, last_seen_at, current }) => (
            <tr key={id}>
              <th scope="row">{device}</th>
              <td>{time(created_at)}</td>
              <td>{time(last_seen_at)}</td>
              <td className="py-right">
                {current ? (
                  t('account.here')
                ) : (
                  <ConfirmSentence
                    size="small"
                    action={t('account.end')}
                    sentence={t('account.endSentence', { device, since: time(created_at) })}
                    onConfirm={() => end(id)}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </Panel>
  )
}
