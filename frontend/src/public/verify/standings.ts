/** Ranks and changes, as far as they follow from the published values; the rest takes the script. */
import { compare } from './compare'
import { placesOf, scaled, type Method } from './exact'
import { blockOf, digest } from './file'
import type { Json, JsonObject } from './json'
import { at, list, object, text, zip } from './reach'
import type { Report } from './report'
import { isShown } from './shape'

const UNRANKED = new Set(['no_estimate', 'insufficient', 'under_represented'])
const EARLIER = ['title', 'version', 'public_sha256', 'sealed_sha256']

/** Each rank from the published values, in the unit's sequence and among all. */
export function checkRanks(report: Report, shown: JsonObject, method: Method): void {
  for (const outcome of method.outcomes) {
    const values = rankedValues(shown, outcome, method)
    for (const [code, sequence] of zip(method.units, method.sequences)) {
      const [block, own, said] = [
        blockOf('results', code),
        values.get(code),
        at(shown, 'results', code, 'ranks', outcome),
      ]
      if ((said === null) !== (own === undefined)) report.blame(block, { kind: 'rank' })
      if (own === undefined) continue
      for (const kind of ['sequence', 'all']) {
        const among = [...values.values()].filter((one) => kind === 'all' || one.sequence === sequence)
        const rank = 1 + among.filter(({ value }) => value > own.value).length
        const wanted = { rank: BigInt(rank), among: BigInt(among.length) }
        const found = said === null ? null : (object(said).get(kind) ?? null)
        compare(report, block, found, wanted, `ranks.${outcome}.${kind}.`)
      }
    }
  }
}

/** Of the units that are ranked: by the flags, since errors are not published beside hidden cells. */
function rankedValues(
  shown: JsonObject,
  outcome: string,
  method: Method,
): Map<string, { value: bigint; sequence: string }> {
  const found = zip(method.units, method.sequences).flatMap(([code, sequence]) => {
    const estimate = at(shown, 'results', code, outcome)
    if (estimate === null || list(at(estimate, 'flags')).some((flag) => UNRANKED.has(text(flag)))) return []
    return [{ code, sequence, value: text(at(estimate, 'value')) }]
  })
  const places = placesOf(...found.map(({ value }) => value))
  return new Map(found.map(({ code, sequence, value }) => [code, { sequence, value: scaled(value, places) }]))
}

/** That the earlier round is that of the sealed file, and that each difference is the one of the two shown values. */
export function checkChanges(
  report: Report,
  shown: JsonObject,
  sealed: JsonObject | null,
  method: Method,
): void {
  const earlier = at(shown, 'compared_with')
  if (earlier !== null) {
    const names = [...object(earlier).keys()]
    if (names.length !== EARLIER.length || names.some((name) => !EARLIER.includes(name)))
      report.blame('/compared_with', { kind: 'otherEarlier' })
  }
  if (sealed !== null && digest(named(at(sealed, 'compared_with'))) !== digest(earlier))
    report.blame('/compared_with', { kind: 'otherEarlier' })
  for (const outcome of method.outcomes) {
    for (const code of method.units) {
      const [block, result] = [blockOf('results', code), at(shown, 'results', code)]
      const changes = at(result, 'changes')
      const said = changes === null ? null : (object(changes).get(outcome) ?? null)
      if ((said === null) !== (earlier === null || !isShown(shown, code, outcome)))
        report.blame(block, { kind: 'change' })
      if (said === null) continue
      const [first, tested] = [at(said, 'first'), at(said, 'status') === 'tested']
      const difference =
        first !== null && tested ? subtracted(text(at(result, outcome, 'value')), text(first)) : null
      compare(report, block, said, { difference }, `changes.${outcome}.`)
    }
  }
}

/** What the public file says of the earlier round, too. */
const named = (earlier: Json): Json =>
  earlier === null ? null : new Map([...object(earlier)].filter(([name]) => name !== 'cells'))

/** One text less the other, with its sign. */
function subtracted(value: string, less: string): string {
  const places = placesOf(value, less)
  const left = scaled(value, places) - scaled(less, places)
  const digits = (left < 0n ? -left : left).toString().padStart(places + 1, '0')
  const split = digits.length - places
  return `${left < 0n ? '-' : '+'}${digits.slice(0, split)}${places === 0 ? '' : `.${digits.slice(split)}`}`
}
