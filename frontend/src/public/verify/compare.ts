/** Published figures against those that were computed. */
import type { Ratio } from './exact'
import type { Json } from './json'
import type { Report } from './report'

type Figures = Record<string, Json | Ratio>

/**
 * Every figure of `computed` that is published, against it; null beside hidden cells is no figure. `block`: the pointer that
 * is blamed, `within`: where in it the figures stand.
 */
export function compare(
  report: Report,
  block: string,
  published: Json,
  computed: Figures,
  within = '',
): void {
  for (const [name, value] of Object.entries(computed)) {
    const said = published instanceof Map ? (published.get(name) ?? null) : null
    const where = within + name
    if (isRatio(value) && said instanceof Map) compare(report, block, said, { ...value }, `${where}.`)
    else if (said === value) report.checked += 1
    else if (!(said === null && (name === 'numerator' || name === 'denominator')))
      report.blame(block, {
        kind: 'figure',
        name: where,
        computed: worded(value),
        published: worded(said),
      })
  }
}

const isRatio = (value: Json | Ratio): value is Ratio =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map)

function worded(value: Json | Ratio): string {
  if (value === null) return '—'
  if (isRatio(value)) return value.percent ?? '—'
  return Array.isArray(value) || value instanceof Map ? '…' : String(value)
}
