/** What is published of a unit, and that it does not contradict itself: to be seen without counts. */
import type { Method } from './exact'
import { blockOf } from './file'
import type { Json, JsonObject } from './json'
import { at, integer, list, object, text } from './reach'
import type { Report } from './report'

const ERRORS = ['lower', 'upper', 'se', 'n_eff', 'df']
const SHARES = ['plain', 'awareness', 'dont_know', 'blank']
/** Whether there is an earlier value, and whether a difference. */
const STATUSES: Record<string, [first: boolean, difference: boolean]> = {
  tested: [true, true],
  not_computable: [true, false],
  new: [false, false],
  not_shown: [false, false],
}

/** Whether no cell of a unit is hidden. */
export const isWhole = (shown: JsonObject, code: string): boolean =>
  ![...object(at(shown, 'cells', code)).values()].includes(null)

/** Whether a unit's weighted figure is published: scores are not beside hidden cells, which they would tell. */
export const isShown = (shown: JsonObject, code: string, outcome: string): boolean =>
  list(at(shown, 'results', code, 'totals')).includes('weighted') &&
  (outcome === 'rate' || isWhole(shown, code))

export function checkShape(report: Report, shown: JsonObject, code: string, method: Method): void {
  const [said, block] = [at(shown, 'results', code), blockOf('results', code)]
  if (!fits(shown, code, method)) report.blame(block, { kind: 'shape' })
  for (const outcome of method.outcomes) {
    const ranks = at(said, 'ranks', outcome)
    if (ranks !== null && ![...object(ranks).values()].every(isStanding))
      report.blame(block, { kind: 'rank' })
    const changes = at(said, 'changes')
    const change = changes === null ? null : (object(changes).get(outcome) ?? null)
    if (change !== null && !isChange(change)) report.blame(block, { kind: 'change' })
  }
}

function fits(shown: JsonObject, code: string, method: Method): boolean {
  const [said, whole] = [at(shown, 'results', code), isWhole(shown, code)]
  const totals = list(at(said, 'totals')).map((kind) => text(kind))
  // A correction hides what was hidden, though nothing is any more.
  const free = !whole || integer(at(shown, 'about', 'version')) > 1n
  const allowed = ['plain,weighted', ...(free ? ['plain', ''] : [])].includes(totals.join(','))
  const there = (name: string): boolean => at(said, name) !== null
  const rate = at(said, 'rate')
  const errors = rate !== null && ERRORS.some((name) => at(rate, name) !== null)
  return (
    allowed &&
    SHARES.every((name) => there(name) === totals.includes('plain')) &&
    method.outcomes.every((outcome) => there(outcome) === isShown(shown, code, outcome)) &&
    (whole || !(there('plain_score') || errors))
  )
}

function isStanding(standing: Json): boolean {
  const [lower, upper, among] = ['lower', 'upper', 'among'].map((name) => integer(at(standing, name)))
  if (lower === undefined || upper === undefined || among === undefined) return false
  return 1n <= lower && lower <= upper && upper <= among
}

function isChange(change: Json): boolean {
  const [status, direction] = [text(at(change, 'status')), text(at(change, 'direction'))]
  const [first, difference] = [at(change, 'first'), at(change, 'difference')]
  const wanted = Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined
  if (wanted === undefined || !['up', 'down', 'none'].includes(direction)) return false
  if ((first !== null) !== wanted[0] || (difference !== null) !== wanted[1]) return false
  if (direction === 'none') return true
  if (difference === null) return false
  const against = direction === 'up' ? '-' : '+'
  return !text(difference).startsWith(against) || Number(difference) === 0
}
