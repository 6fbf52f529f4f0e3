import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Panel } from '@/components/PageHeader'
import { useCopy } from '@/components/useCopy'
import { CaseLinks } from '../Alike'
import { caseQuery, type Registered } from '../api'
import { useLastDay } from '../Left'

/** The number and the tracking code, which is nowhere else: to be read out, copied or printed now. */
export function Receipt({ made, onNext }: { made: Registered; onNext: () => void }) {
  const { t } = useTranslation(['complaints', 'common'])
  const go = useNavigate()
  const lastDay = useLastDay()
  const { copied, copy } = useCopy()
  return (
    <>
      <Panel>
        <div className="py-case-receipt" role="status">
          <dl>
            <dt>{t('field.number')}</dt>
            <dd>{made.number}</dd>
            <dt>{t('receipt.code')}</dt>
            <dd className="py-case-code" lang="en">
              {made.tracking_code}
            </dd>
          </dl>
          <p className="py-case-once">{t('receipt.once')}</p>
          {made.temporary && <p>{t('receipt.temporary')}</p>}
          <p>{t('receipt.decideBy', { day: lastDay(made.decide_by) })}</p>
        </div>
        <div className="py-actions">
          <Button onClick={() => copy(`${made.number} ${made.tracking_code}`)}>
            {t(copied === 'yes' ? 'common:action.copied' : 'common:action.copy')}
          </Button>
          <Button onClick={() => print()}>{t('receipt.print')}</Button>
          <Button type="primary" onClick={() => void go(`/complaints/${made.id}`)}>
            {t('receipt.open')}
          </Button>
          <Button onClick={onNext}>{t('receipt.next')}</Button>
          {copied === 'refused' && <span className="py-caption">{t('receipt.copyRefused')}</span>}
        </div>
      </Panel>
      <Similar id={made.id} />
    </>
  )
}

/** Perhaps the same matter came before: shown to be compared, never dropped. */
function Similar({ id }: { id: string }) {
  const { t } = useTranslation('complaints')
  const similar = useQuery(caseQuery(id)).data?.content?.similar ?? []
  if (similar.length === 0) return null
  return (
    <div className="py-case-similar">
      <Panel title={t('alike.title')} note={t('alike.note')}>
        <div className="py-stack">
          <CaseLinks cases={similar} />
          <p className="py-caption">{t('receipt.similar')}</p>
        </div>
      </Panel>
    </div>
  )
}
