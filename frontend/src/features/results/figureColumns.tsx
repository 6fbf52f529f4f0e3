import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Comparisons, UnitFigures, UnitStanding } from './api'
import { figure, interval, ratio, useCount } from './figures'
import { Flags, knownFlags } from './Flags'
import type { SortValue } from './sorting'
import { ChangeText, RankText } from './Standing'

export type FigureRow = UnitFigures & { position: number; standing: UnitStanding | undefined }

export interface FigureColumn {
  key: string
  title: string
  /** Below the title. */
  note?: string
  /** What rows are sorted by; a column without is not sorted by. */
  value?: (row: FigureRow) => SortValue
  /** Sorted from the smallest first. */
  up?: boolean
  align?: 'left' | 'right'
  className?: string
  cell: (row: FigureRow) => ReactNode
  /** The row's name, always shown. */
  heading?: boolean
  /** Not shown until chosen: all at once are wider than most screens. */
  optional?: boolean
}

/** The columns that the figures of a round have: not every round has scores, ranks, several sequences or changes. */
export function useFigureColumns(
  units: readonly UnitFigures[],
  comparisons: Comparisons | undefined,
): FigureColumn[] {
  const { t, i18n } = useTranslation('results')
  const count = useCount()
  const percent = t('label.percent')
  const columns: (FigureColumn | false)[] = [
    {
      key: 'unit',
      title: t('label.unit'),
      value: (row) => row.position,
      up: true,
      align: 'left',
      heading: true,
      cell: (row) => <Link to={`/units/${row.code}`}>{row.name}</Link>,
    },
    {
      key: 'sequence',
      title: t('label.sequence'),
      align: 'left',
      className: 'py-minor py-nowrap',
      cell: (row) => row.sequence,
    },
    {
      key: 'rate',
      title: t('label.weightedRate'),
      note: percent,
      value: (row) => row.rate.value,
      className: 'py-main-figure',
      cell: (row) => figure(row.rate.value),
    },
    {
      key: 'interval',
      title: t('label.interval'),
      note: t('label.intervalNote'),
      className: 'py-nowrap',
      cell: (row) => interval(row.rate),
    },
    comparisons !== undefined && {
      key: 'rank',
      title: t('rank.title'),
      note: t('rank.note'),
      value: (row) => row.standing?.overall?.rank ?? null,
      up: true,
      cell: (row) => <RankText standing={row.standing?.overall ?? null} />,
    },
    comparisons !== undefined &&
      comparisons.groups.length > 2 && {
        key: 'rankInSequence',
        title: t('rank.inSequence'),
        note: t('rank.note'),
        value: (row) => row.standing?.in_sequence?.rank ?? null,
        up: true,
        cell: (row) => <RankText standing={row.standing?.in_sequence ?? null} />,
      },
    comparisons?.earlier?.comparable === true && {
      key: 'change',
      title: t('change.title'),
      note: t('change.unit'),
      value: (row) => row.standing?.change?.difference ?? null,
      align: 'left',
      cell: (row) => <ChangeText change={row.standing?.change ?? null} detailed />,
    },
    {
      key: 'plain',
      title: t('label.plainRate'),
      note: percent,
      value: (row) => row.plain.percent,
      cell: (row) => figure(row.plain.percent),
    },
    {
      key: 'ratio',
      title: t('label.satisfiedOf'),
      className: 'py-minor py-nowrap',
      cell: (row) => ratio(row.plain, i18n.language),
    },
    ...(units.some((unit) => unit.score !== null) ? scoreColumns() : []),
    { key: 'n', title: t('label.n'), value: (row) => row.n, cell: (row) => count(row.n) },
    ...shares(),
    {
      key: 'flags',
      title: t('label.flags'),
      value: (row) => knownFlags(row.rate).length,
      align: 'left',
      className: 'py-notes',
      cell: (row) => <Flags estimate={row.rate} />,
    },
  ]
  return columns.filter((column) => column !== false)

  function scoreColumns(): FigureColumn[] {
    return [
      {
        key: 'score',
        title: t('label.scoreWeighted'),
        value: (row) => row.score?.value ?? null,
        cell: (row) => figure(row.score?.value),
        optional: true,
      },
      {
        key: 'scoreInterval',
        title: t('label.scoreInterval'),
        className: 'py-nowrap',
        cell: (row) => (row.score ? interval(row.score) : '—'),
        optional: true,
      },
      {
        key: 'plainScore',
        title: t('label.scorePlain'),
        value: (row) => row.plain_score,
        cell: (row) => figure(row.plain_score),
        optional: true,
      },
    ]
  }

  function shares(): FigureColumn[] {
    const part = (key: string, title: string, value: (row: FigureRow) => string | null): FigureColumn => ({
      key,
      title,
      note: percent,
      value,
      cell: (row) => figure(value(row)),
      optional: true,
    })
    return [
      part('awareness', t('label.awareness'), (row) => row.awareness.percent),
      part('dontKnow', t('label.dontKnow'), (row) => row.dont_know.percent),
      part('blank', t('label.blank'), (row) => row.blank.percent),
    ]
  }
}
