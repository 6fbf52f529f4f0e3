/**
 * The check of published results in the browser: what `verify/pingyi_verify.py` checks, but for weighted figures and their
 * intervals, which are left to it. Both name the same blocks; `tests/data/publishing` holds them to that.
 */
import { methodOf, percent, plainFigures, roundText, sum, type Cell, type Method, type Ratio } from './exact'
import { checkFile, digest, read, sha256Hex } from './file'
import type { Json, JsonObject } from './json'
import { at, integer, list, object, zip } from './reach'
import { Report } from './report'

export { NotAFile } from './json'

type Figures = Record<string, Json | Ratio>

/** Check a public file, with its sealed file if that is at hand. Throws NotAFile. */
export function check(publicBytes: Uint8Array, sealedBytes: Uint8Array | null = null): Report {
  const report = new Report()
  report.sha256 = sha256Hex(publicBytes)
  const shown = read(publicBytes)
  checkFile(shown, 'public', report)
  const keyId = report.keyId
  const sealed = sealedBytes === null ? null : read(sealedBytes)
  if (sealed !== null) {
    checkFile(sealed, 'sealed', report, 'sealed:')
    report.keyId = keyId
    const keyOf = (file: JsonObject): Json => object(file.get('signature')).get('public_key') ?? null
    if (keyOf(sealed) !== keyOf(shown)) report.blame('sealed:/signature', { kind: 'otherKey' })
  }
  try {
    if (sealed !== null && sealedBytes !== null) checkTogether(report, shown, sealed, sealedBytes)
    const method = methodOf(at(shown, 'method'))
    for (const code of method.units) {
      checkCells(report, shown, sealed, code, method)
      checkUnit(report, shown, sealed, code, method)
    }
    checkOverall(report, shown, sealed, method)
  } catch (problem) {
    if (!(problem instanceof TypeError || problem instanceof RangeError)) throw problem
    if (report.good) report.blame('/', { kind: 'incomputable' }) // a file that was signed and cannot be computed
  }
  return report
}

function checkTogether(report: Report, shown: JsonObject, sealed: JsonObject, bytes: Uint8Array): void {
  if (sha256Hex(bytes) !== at(shown, 'about', 'sealed_sha256'))
    report.blame('sealed:/', { kind: 'notThisSealed' })
  if (digest(at(shown, 'method')) !== digest(at(sealed, 'method')))
    report.blame('sealed:/method', { kind: 'otherMethod' })
}

/** Every figure of `computed` that is published, against it; null beside hidden cells is no figure. */
function compare(report: Report, pointer: string, published: Json, computed: Figures): void {
  for (const [name, value] of Object.entries(computed)) {
    const said = published instanceof Map ? (published.get(name) ?? null) : null
    if (isRatio(value) && said instanceof Map) compare(report, `${pointer}/${name}`, said, { ...value })
    else if (said === value) report.checked += 1
    else if (!(said === null && (name === 'numerator' || name === 'denominator')))
      report.blame(pointer.split('/').slice(0, 3).join('/'), {
        kind: 'figure',
        name,
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

const cellOf = (value: Json): Cell => list(value).map((row) => list(row).map(integer))

/** All cells of a unit in the order of the strata; null when some are hidden. */
function countsOf(shown: JsonObject, sealed: JsonObject | null, code: string, method: Method): Cell[] | null {
  if (sealed !== null) return list(at(sealed, 'cells', code, 'counts')).map(cellOf)
  const cells = method.strata.map((stratum) => at(shown, 'cells', code, stratum))
  return cells.includes(null) ? null : cells.map((cell) => cellOf(at(cell, 'counts')))
}

function checkUnit(
  report: Report,
  shown: JsonObject,
  sealed: JsonObject | null,
  code: string,
  method: Method,
): void {
  const [said, pointer] = [at(shown, 'results', code), `/results/${code}`]
  const counts = countsOf(shown, sealed, code, method)
  if (counts === null) {
    report.needsSealed.push(pointer)
    return
  }
  const totals = list(at(said, 'totals'))
  const figures = plainFigures(counts, method)
  if (totals.includes('plain')) {
    compare(report, pointer, said, figures)
    list(at(said, 'criteria')).forEach((criterion, position) => {
      const alone = plainFigures(
        counts.map((stratum) => [rowOf(stratum, position)]),
        method,
      )
      const name = String(position)
      compare(report, `${pointer}/criteria`, new Map([[name, criterion]]), { [name]: alone.plain })
    })
  }
  const sheets = sheetsOf(sealed, code, method, figures.plain.denominator)
  if (sheets !== null) compare(report, pointer, said, { n: totals.length > 0 ? sheets : null })
}

function rowOf(stratum: Cell, position: number): bigint[] {
  const row = stratum[position]
  if (row === undefined) throw new TypeError('a criterion')
  return row
}

/** How many sheets count for a unit: of one criterion each valid answer is one. */
function sheetsOf(sealed: JsonObject | null, code: string, method: Method, valid: bigint): bigint | null {
  if (method.criteria === 1) return valid
  return sealed === null ? null : sum(list(at(sealed, 'cells', code, 'rate', 'n')).map(integer))
}

/** The visible cells of one unit: their rates, and that they are those of the sealed file. */
function checkCells(
  report: Report,
  shown: JsonObject,
  sealed: JsonObject | null,
  code: string,
  method: Method,
): void {
  method.strata.forEach((stratum, position) => {
    const cell = at(shown, 'cells', code, stratum)
    if (cell === null) return
    const { numerator, denominator } = plainFigures([cellOf(at(cell, 'counts'))], method).plain
    compare(report, `/cells/${code}`, cell, { percent: percent(numerator, denominator, 1, method.mode) })
    if (sealed === null) return
    const kept = list(at(sealed, 'cells', code, 'counts'))[position] ?? null
    if (digest(kept) !== digest(at(cell, 'counts'))) report.blame(`/cells/${code}`, { kind: 'otherCounts' })
  })
}

/** All units together, and the turnout. */
function checkOverall(report: Report, shown: JsonObject, sealed: JsonObject | null, method: Method): void {
  const said = at(shown, 'overall')
  const source = method.units.map((code) => countsOf(shown, sealed, code, method))
  if (source.includes(null)) report.needsSealed.push('/overall')
  else {
    const { plain, plain_score, awareness } = plainFigures(
      source.flatMap((counts) => counts ?? []),
      method,
    )
    const wanted = Object.entries({ plain, plain_score, awareness })
    const published = wanted.filter(([name]) => (object(said).get(name) ?? null) !== null)
    compare(report, '/overall', said, Object.fromEntries(published))
  }
  const strata = list(at(shown, 'turnout'))
  if (sealed !== null) {
    for (const [one, kept] of zip(strata, list(at(sealed, 'turnout', 'strata')))) {
      const names = ['issued', 'web', 'paper', 'valid']
      compare(report, '/turnout', one, Object.fromEntries(names.map((name) => [name, at(kept, name)])))
    }
  }
  const total = (name: string): bigint => sum(strata.map((stratum) => integer(at(stratum, name))))
  const issued = total('issued') + integer(at(said, 'issued_together'))
  const valid = total('valid')
  const turnout = issued === 0n ? null : roundText(100n * valid, issued, 1, 'half_up')
  compare(report, '/overall', said, { issued, valid, turnout })
}
