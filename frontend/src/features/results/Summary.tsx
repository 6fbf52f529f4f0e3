import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Overall } from './api'
import { figure, ratio } from './figures'
import './results.css'

interface FigureProps {
  label: string
  value: ReactNode
  unit?: string
  note: ReactNode
}

/** A headline figure. */
export function Headline({ label, value, unit, note }: FigureProps) {
  return (
    <div className="py-headline">
      <dt>{label}</dt>
      <dd>
        <span className="py-headline-value">{value}</span>
        {unit !== undefined && value !== '—' && <span className="py-headline-unit"> {unit}</span>}
        <span className="py-caption py-headline-note">{note}</span>
      </dd>
    </div>
  )
}

/** A round as a whole: turnout, mean weighted rate, pooled plain rate; `children` are further headlines. */
export function Summary({ overall, children }: { overall: Overall; children?: ReactNode }) {
  const { t, i18n } = useTranslation('results')
  const { valid, issued, plain } = overall
  const turnout = { numerator: valid, denominator: issued, percent: overall.turnout }
  return (
    <section className="py-panel py-panel-flush" aria-label={t('summary.label')}>
      <dl className="py-headlines">
        <Headline
          label={t('summary.turnout')}
          value={figure(overall.turnout)}
          unit="%"
          note={t('summary.turnoutNote', { ratio: ratio(turnout, i18n.language) })}
        />
        <Headline
          label={t('summary.mean')}
          value={figure(overall.mean_rate)}
          unit="%"
          note={t('summary.meanNote')}
        />
        <Headline
          label={t('summary.plain')}
          value={figure(plain.percent)}
          unit="%"
          note={t('items', { ratio: ratio(plain, i18n.language) })}
        />
        {children}
      </dl>
    </section>
  )
}
