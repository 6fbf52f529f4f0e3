/** What table and cards say alike. */
import { Fragment } from 'preact'
import { figure, type Row } from './file'
import { Hidden } from './Hidden'
import { useTexts } from './settings'

export function Ratio({ row }: { row: Row }) {
  const t = useTexts()
  if (row.plain === null) return <Hidden />
  const { numerator, denominator } = row.plain
  if (numerator === null || denominator === null) return <Hidden text={t.hiddenCount} />
  return (
    <>
      {t.count(numerator)} / {t.count(denominator)}
    </>
  )
}

/** In the unit's sequence, by the weighted rate. */
export function Rank({ row }: { row: Row }) {
  const standing = row.ranks.rate?.sequence
  if (standing === undefined) return <>—</>
  return (
    <>
      <b>{standing.rank}</b>（{standing.lower}–{standing.upper}）
    </>
  )
}

export function Changed({ row }: { row: Row }) {
  const t = useTexts()
  const change = row.changes?.rate
  if (change?.status === 'new') return <>{t.newUnit}</>
  if (change?.status !== 'tested') return <>—</>
  const { direction, difference } = change
  return (
    <span class={`change-${direction}`}>
      {t.changed[direction]}
      {direction !== 'none' && difference !== null && ` ${figure(difference.replace(/^[+-]/, ''))}`}
    </span>
  )
}

/** Flags that this page has words for, the gravest first. */
export function useFlags(): (row: Row) => [word: string, why: string][] {
  const t = useTexts()
  return (row) =>
    Object.entries(t.flag).flatMap(([flag, words]) => (row.rate?.flags.includes(flag) ? [words] : []))
}

export function Flags({ row }: { row: Row }) {
  const t = useTexts()
  const flags = useFlags()
  return (
    <>
      {flags(row)
        .map(([word]) => word)
        .join(t.join)}
    </>
  )
}

/** The words among the notes, explained. Nothing when none occurs. */
export function FlagLegend({ rows }: { rows: readonly Row[] }) {
  const t = useTexts()
  const flags = useFlags()
  const used = [...new Map(rows.flatMap(flags))]
  if (used.length === 0) return null
  return (
    <dl class="terms" aria-label={t.flagsTitle}>
      {used.map(([word, why]) => (
        <Fragment key={word}>
          <dt>{word}</dt>
          <dd>{why}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
