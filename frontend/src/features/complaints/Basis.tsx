import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type Basis as Read, readBasis } from './api'
import { useCase } from './context'
import { isBlind } from './standing'

/**
 * What a second person decides on who does not work on the case: sealed until it is asked for; that it was read is an
 * event. The decisions themselves are offered afterwards.
 */
export function Basis() {
  const { t } = useTranslation('complaints')
  const { detail, reload, basis, setBasis } = useCase()
  const read = useMutation({
    mutationFn: () => readBasis(detail.header.id),
    onSuccess: (found) => {
      setBasis(found)
      void reload()
    },
  })
  if (basis !== null) return <Shown basis={basis} />
  if (!isBlind(detail)) return null
  return (
    <Panel title={t('basis.title')}>
      <div className="py-case-sealed">
        <p className="py-caption">{t('basis.sealed')}</p>
        <Button type="primary" loading={read.isPending} onClick={() => read.mutate()}>
          {t('basis.read')}
        </Button>
        <ProblemAlert error={read.error} />
      </div>
    </Panel>
  )
}

function Shown({ basis }: { basis: Read }) {
  const { t, i18n } = useTranslation('complaints')
  const { summary, conclusion, reply, reasons } = basis
  return (
    <Panel title={t('basis.title')}>
      <dl className="py-facts-list py-case-text">
        <dt>{t('field.summary')}</dt>
        <dd className="py-prose">{summary || t('basis.noSummary')}</dd>
        {conclusion !== null && (
          <>
            <dt>{t('field.conclusion')}</dt>
            <dd>{t(`conclusion.${conclusion}`)}</dd>
          </>
        )}
        {reply !== null && (
          <>
            <dt>{t('field.reply')}</dt>
            <dd className="py-prose">{reply}</dd>
          </>
        )}
        {reasons.map(({ action, at, text }) => (
          <div key={`${action} ${at}`}>
            <dt>{t(`event.${action as 'note'}`)}</dt>
            <dd className="py-prose">{text}</dd>
            <dd className="py-caption">{formatDateTime(at, i18n.language)}</dd>
          </div>
        ))}
      </dl>
      <p className="py-caption">{t('basis.recorded')}</p>
    </Panel>
  )
}
