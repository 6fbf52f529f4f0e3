import { useTranslation } from 'react-i18next'
import { Panel } from '@/components/PageHeader'
import { useMethod, type UnitFigures } from './api'
import { figure, useCount } from './figures'
import { satisfiedLabels } from './method'
import './results.css'

/** What the kinds of figures mean, in plain words and by the figures of this round's first unit. */
export function Explanation({ roundId, units }: { roundId: string; units: readonly UnitFigures[] }) {
  const { t } = useTranslation('results')
  const count = useCount()
  const method = useMethod(roundId)
  const example = units.find((unit) => unit.rate.lower !== null)
  if (example === undefined || method.data === undefined) return null
  const { plain, rate } = example
  const terms = {
    plain: t('explain.plainText', {
      unit: example.name,
      satisfied: satisfiedLabels(method.data.config.options, t('join')),
      numerator: count(plain.numerator),
      denominator: count(plain.denominator),
      percent: figure(plain.percent),
    }),
    weighted: t('explain.weightedText', { unit: example.name, value: figure(rate.value) }),
    interval: t('explain.intervalText', {
      unit: example.name,
      lower: figure(rate.lower),
      upper: figure(rate.upper),
    }),
    n: t('explain.nText'),
  }
  return (
    <Panel title={t('explain.title')}>
      <dl className="py-terms">
        {(['plain', 'weighted', 'interval', 'n'] as const).map((term) => (
          <div key={term}>
            <dt>{t(`explain.${term}`)}</dt>
            <dd>{terms[term]}</dd>
          </div>
        ))}
      </dl>
      <p className="py-source">{t('explain.compare')}</p>
    </Panel>
  )
}
