import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { figure, useCount } from '@/features/results/figures'
import { type Effect, useEffectOf } from './api'

type Side = 'flagged' | 'final'
const SIDES: Side[] = ['flagged', 'final']

/** Every unit with all sheets and without some: without all that were flagged, or as decided. */
export function EffectPanel({ roundId, title }: { roundId: string; title: string }) {
  const { t } = useTranslation('screening')
  const [side, setSide] = useState<Side>('flagged')
  const query = useEffectOf(roundId)
  if (query.data === undefined) {
    return query.error === null ? (
      <PageLoading />
    ) : (
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
    )
  }
  return (
    <Panel title={t('with.title')} note={t('with.note')}>
      <fieldset className="py-screening-side">
        <legend>{t('with.compare')}</legend>
        {SIDES.map((one) => (
          <label key={one}>
            <input type="radio" name="side" checked={side === one} onChange={() => setSide(one)} />{' '}
            {t(`with.${one}`)}
          </label>
        ))}
      </fieldset>
      <EffectTable effect={query.data} side={side} caption={`${title} ${t('with.title')}`} />
    </Panel>
  )
}

function EffectTable({ effect, side, caption }: { effect: Effect; side: Side; caption: string }) {
  const { t } = useTranslation(['screening', 'results'])
  const count = useCount()
  const sheets = { all: count(effect.sheets.all), without: count(effect.sheets[side]) }
  const heads = [
    t('with.all', { sheets: sheets.all }),
    t('with.without', { sheets: sheets.without }),
    t('with.difference'),
  ]
  return (
    <TableFrame caption={caption}>
      <thead className="py-figures py-wrap-head">
        <tr>
          <th scope="col" rowSpan={2}>
            {t('results:label.unit')}
          </th>
          <th scope="colgroup" colSpan={3}>
            {t('results:label.plainRate')}（%）
          </th>
          <th scope="colgroup" colSpan={3}>
            {t('results:label.weightedRate')}（%）
          </th>
        </tr>
        <tr>
          {['plain', 'rate'].flatMap((name) =>
            heads.map((head) => (
              <th key={`${name} ${head}`} scope="col" className="py-right">
                {head}
              </th>
            )),
          )}
        </tr>
      </thead>
      <tbody className="py-figures">
        {effect.units.map((unit) => {
          const without = unit[side]
          return (
            <tr key={unit.unit_id}>
              <th scope="row">{unit.short_name}</th>
              <td className="py-right">{figure(unit.all.plain.percent)}</td>
              <td className="py-right">{figure(without.plain.percent)}</td>
              <td className="py-right py-minor">{figure(without.plain_difference)}</td>
              <td className="py-right">{figure(unit.all.rate)}</td>
              <td className="py-right">{figure(without.rate)}</td>
              <td className="py-right py-minor">{figure(without.rate_difference)}</td>
            </tr>
          )
        })}
      </tbody>
    </TableFrame>
  )
}
