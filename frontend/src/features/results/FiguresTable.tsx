import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { TableFrame } from '@/components/DataTable'
import type { Comparisons, UnitFigures, UnitStanding } from './api'
import type { ResultsState } from './choice'
import { figure, interval, ratio, useCount } from './figures'
import { Flags, knownFlags } from './Flags'
import './results.css'
import { SortHead } from './SortHead'
import { sortRows } from './sorting'
import { ChangeText, RankText } from './Standing'

type Row = UnitFigures & { position: number; standing: UnitStanding | undefined }

const VALUES = {
  unit: (row: Row) => row.position,
  rate: (row: Row) => row.rate.value,
  plain: (row: Row) => row.plain.percent,
  score: (row: Row) => row.score?.value ?? null,
  plainScore: (row: Row) => row.plain_score,
  n: (row: Row) => row.n,
  awareness: (row: Row) => row.awareness.percent,
  dontKnow: (row: Row) => row.dont_know.percent,
  blank: (row: Row) => row.blank.percent,
  rank: (row: Row) => row.standing?.overall?.rank ?? null,
  rankInSequence: (row: Row) => row.standing?.in_sequence?.rank ?? null,
  change: (row: Row) => row.standing?.change?.difference ?? null,
  flags: (row: Row) => knownFlags(row.rate).length,
}

interface Props {
  units: readonly UnitFigures[]
  /** By the rate; not there before they are loaded. */
  comparisons: Comparisons | undefined
  caption: string
  list: ResultsState
}

/** All figures of all units; sorted by what the address says, at first in the order of the roll. */
export function FiguresTable({ units, comparisons, caption, list }: Props) {
  const { t, i18n } = useTranslation('results')
  const count = useCount()
  const standings = new Map(comparisons?.units.map((unit) => [unit.unit_id, unit]))
  const rows = sortRows(
    units.map((unit, position) => ({ ...unit, position, standing: standings.get(unit.unit_id) })),
    list.values.sort,
    VALUES,
  )
  const scored = units.some((unit) => unit.score !== null)
  const ranked = comparisons !== undefined
  const sequences = ranked && comparisons.groups.length > 2
  const changed = comparisons?.earlier?.comparable === true
  const head = { sort: list.values.sort, onSort: (sort: string) => list.set({ sort }) }
  const percent = t('label.percent')
  return (
    <TableFrame caption={caption}>
      <thead className="py-figures">
        <tr>
          <SortHead name="unit" title={t('label.unit')} {...head} down={false} align="left" />
          <th scope="col">{t('label.sequence')}</th>
          <SortHead name="rate" title={t('label.weightedRate')} {...head} note={percent} />
          <th scope="col" className="py-right">
            {t('label.interval')}
            <span className="py-head-note">{t('label.intervalNote')}</span>
          </th>
          {ranked && (
            <SortHead name="rank" title={t('rank.title')} {...head} down={false} note={t('rank.note')} />
          )}
          {sequences && (
            <SortHead
              name="rankInSequence"
              title={t('rank.inSequence')}
              {...head}
              down={false}
              note={t('rank.note')}
            />
          )}
          {changed && (
            <SortHead
              name="change"
              title={t('change.title')}
              {...head}
              align="left"
              note={t('change.unit')}
            />
          )}
          <SortHead name="plain" title={t('label.plainRate')} {...head} note={percent} />
          <th scope="col" className="py-right">
            {t('label.satisfiedOf')}
          </th>
          {scored && (
            <>
              <SortHead name="score" title={t('label.scoreWeighted')} {...head} />
              <th scope="col" className="py-right">
                {t('label.interval')}
                <span className="py-head-note">{t('label.score')}</span>
              </th>
              <SortHead name="plainScore" title={t('label.scorePlain')} {...head} />
            </>
          )}
          <SortHead name="n" title={t('label.n')} {...head} />
          <SortHead name="awareness" title={t('label.awareness')} {...head} note={percent} />
          <SortHead name="dontKnow" title={t('label.dontKnow')} {...head} note={percent} />
          <SortHead name="blank" title={t('label.blank')} {...head} note={percent} />
          <SortHead name="flags" title={t('label.flags')} {...head} align="left" />
        </tr>
      </thead>
      <tbody className="py-figures">
        {rows.map((row) => (
          <tr key={row.unit_id}>
            <th scope="row">
              <Link to={`/units/${row.code}`}>{row.name}</Link>
            </th>
            <td className="py-minor py-nowrap">{row.sequence}</td>
            <td className="py-right py-main-figure">{figure(row.rate.value)}</td>
            <td className="py-right py-nowrap">{interval(row.rate)}</td>
            {ranked && (
              <td className="py-right">
                <RankText standing={row.standing?.overall ?? null} />
              </td>
            )}
            {sequences && (
              <td className="py-right">
                <RankText standing={row.standing?.in_sequence ?? null} />
              </td>
            )}
            {changed && (
              <td>
                <ChangeText change={row.standing?.change ?? null} detailed />
              </td>
            )}
            <td className="py-right">{figure(row.plain.percent)}</td>
            <td className="py-right py-minor py-nowrap">{ratio(row.plain, i18n.language)}</td>
            {scored && (
              <>
                <td className="py-right">{figure(row.score?.value)}</td>
                <td className="py-right py-nowrap">{row.score ? interval(row.score) : '—'}</td>
                <td className="py-right">{figure(row.plain_score)}</td>
              </>
            )}
            <td className="py-right">{count(row.n)}</td>
            <td className="py-right">{figure(row.awareness.percent)}</td>
            <td className="py-right">{figure(row.dont_know.percent)}</td>
            <td className="py-right">{figure(row.blank.percent)}</td>
            <td className="py-notes">
              <Flags estimate={row.rate} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}
