import { useTranslation } from 'react-i18next'
import { StatusMark } from '@/components/StatusMark'
import { Suppressed } from '@/components/Suppressed'
import { figure, ratio } from '@/features/results/figures'
import { Headline } from '@/features/results/Summary'
import type { FigureRow } from './api'
import { Count } from './FiguresTable'

/** The totals of the period. */
export function Headlines({ total }: { total: FigureRow }) {
  const { t } = useTranslation('complaintFigures')
  const flagged = total.flagged ? t('flagged', { count: total.flagged }) : ''
  return (
    <section className="py-panel py-panel-flush" aria-label={t('totals')}>
      <dl className="py-headlines">
        <Headline
          label={t('head.received')}
          value={<Count value={total.received} />}
          unit={t('pieces')}
          note={
            <>
              {t('personsOf')} <Count value={total.persons} />
            </>
          }
        />
        <Rate name="on_time" rate={total.on_time} />
        <Rate name="satisfaction" rate={total.satisfaction} also={flagged} />
        {!(total.overdue === null && !total.hidden.includes('overdue')) && (
          <Headline
            label={t('head.overdue')}
            value={<Count value={total.overdue} />}
            unit={t('pieces')}
            note={
              total.overdue ? <StatusMark level="overdue">{t('note.overdue')}</StatusMark> : t('note.overdue')
            }
          />
        )}
      </dl>
    </section>
  )
}

interface RateProps {
  name: 'on_time' | 'satisfaction'
  rate: FigureRow['on_time']
  also?: string
}

function Rate({ name, rate, also = '' }: RateProps) {
  const { t, i18n } = useTranslation('complaintFigures')
  return (
    <Headline
      label={t(`head.${name}`)}
      value={rate === null ? <Suppressed /> : figure(rate.percent)}
      {...(rate === null ? {} : { unit: '%' })}
      note={
        (rate === null ? t(`note.${name}`) : t(`of.${name}`, { ratio: ratio(rate, i18n.language) })) + also
      }
    />
  )
}
