import { useTranslation } from 'react-i18next'
import { Panel } from '@/components/PageHeader'
import { useMethod, type ComparedUnit, type Comparisons, type UnitFigures } from './api'
import { figure, useCount } from './figures'
import { satisfiedLabels } from './method'
import './results.css'

interface Props {
  roundId: string
  units: readonly UnitFigures[]
  comparisons: Comparisons | undefined
}

/** What the kinds of figures mean, in plain words and by the figures of this round's first unit. */
export function Explanation({ roundId, units, comparisons }: Props) {
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
  const compared = comparisons?.units.find((unit) => unit.unit_id === example.unit_id)
  return (
    <Panel title={t('explain.title')}>
      <dl className="py-terms">
        {(['plain', 'weighted', 'interval', 'n'] as const).map((term) => (
          <div key={term}>
            <dt>{t(`explain.${term}`)}</dt>
            <dd>{terms[term]}</dd>
          </div>
        ))}
        {comparisons !== undefined && compared !== undefined && (
          <ComparedTerms unit={compared} comparisons={comparisons} />
        )}
      </dl>
      <p className="py-source">{t('explain.compare')}</p>
    </Panel>
  )
}

/** Ranks, the band around the average and change, by the figures of one unit. */
function ComparedTerms({ unit, comparisons }: { unit: ComparedUnit; comparisons: Comparisons }) {
  const { t } = useTranslation('results')
  const group = comparisons.groups[0]
  const { name, overall: standing, change } = unit
  if (group === undefined || standing === null) return null
  const { rank, lower, upper, above, below, against_mean, band_lower, band_upper } = standing
  return (
    <>
      <div>
        <dt>{t('explain.ranks')}</dt>
        <dd>
          {t('explain.ranksText', { unit: name, rank, lower, upper, above, below, size: group.size })}{' '}
          {t('explain.pairsText', { pairs: group.pairs, separated: group.separated })}
        </dd>
      </div>
      <div>
        <dt>{t('explain.mean')}</dt>
        <dd>
          {t('explain.meanText', {
            unit: name,
            size: group.size,
            mean: figure(group.mean),
            lower: figure(band_lower),
            upper: figure(band_upper),
            value: figure(unit.value),
            verdict: t(`against.${against_mean}`),
          })}
        </dd>
      </div>
      {change !== null && change.difference !== null && (
        <div>
          <dt>{t('explain.change')}</dt>
          <dd>
            {t('explain.changeText', {
              unit: name,
              first: figure(change.first),
              second: figure(change.second),
              difference: figure(change.difference),
              lower: figure(change.lower),
              upper: figure(change.upper),
              p: change.p_holm ?? '—',
              verdict: t(`change.verdict.${change.direction}`),
            })}
          </dd>
        </div>
      )}
    </>
  )
}
