/**
 * The check of published results in the browser: what `verify/pingyi_verify.py` checks, but for weighted figures and their
 * intervals, which are left to it. Both name the same blocks; `tests/data/publishing` holds them to that.
 */
import { compare } from './compare'
import { methodOf, percent, plainFigures, roundText, sum, type Cell, type Method } from './exact'
import { BY_UNIT, blockOf, checkFile, digest, read, sha256Hex } from './file'
import type { Json, JsonObject } from './json'
import { at, integer, list, object, zip } from './reach'
import { Report } from './report'
import { checkShape, isWhole } from './shape'
import { checkChanges, checkRanks } from './standings'

export { NotAFile } from './json'

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
    checkRoll(report, shown, '', method)
    if (sealed !== null) checkRoll(report, sealed, 'sealed:', method)
    for (const code of method.units) {
      checkShape(report, shown, code, method)
      checkCells(report, shown, sealed, code, method)
      checkUnit(report, shown, sealed, code, method)
    }
    checkOverall(report, shown, sealed, method)
    checkRanks(report, shown, method)
    checkChanges(report, shown, sealed, method)
  } catch (problem) {
    if (!(problem instanceof TypeError || problem instanceof RangeError)) throw problem
    if (report.good) report.blame('/', { kind: 'incomputable' }) // a file that was signed and cannot be computed
  }
  return report
}

function checkRoll(report: Report, file: JsonObject, where: string, method: Method): void {
  for (const name of BY_UNIT) {
    const units = file.get(name)
    if (units === undefined) continue
    const codes = [...object(units).keys()]
    if (codes.length !== method.units.length || codes.some((code) => !method.units.includes(code)))
      report.blame(`${where}/${name}`, { kind: 'roll' })
  }
}

function checkTogether(report: Report, shown: JsonObject, sealed: JsonObject, bytes: Uint8Array): void {
  if (sha256Hex(bytes) !== at(shown, 'about', 'sealed_sha256'))
    report.blame('sealed:/', { kind: 'notThisSealed' })
  if (digest(at(shown, 'method')) !== digest(at(sealed, 'method')))
    report.blame('sealed:/method', { kind: 'otherMethod' })
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
  const [said, pointer] = [at(shown, 'results', code), blockOf('results', code)]
  const counts = countsOf(shown, sealed, code, method)
  if (counts === null) {
    report.needsSealed.push(pointer)
    return
  }
  const totals = list(at(said, 'totals'))
  const figures = plainFigures(counts, method)
  if (totals.includes('plain')) {
    compare(report, pointer, said, isWhole(shown, code) ? figures : { ...figures, plain_score: null })
    list(at(said, 'criteria')).forEach((criterion, position) => {
      const alone = plainFigures(
        counts.map((stratum) => [rowOf(stratum, position)]),
        method,
      )
      const name = String(position)
      compare(report, pointer, new Map([[name, criterion]]), { [name]: alone.plain }, 'criteria.')
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
  const pointer = blockOf('cells', code)
  method.strata.forEach((stratum, position) => {
    const cell = at(shown, 'cells', code, stratum)
    if (cell === null) return
    const { numerator, denominator } = plainFigures([cellOf(at(cell, 'counts'))], method).plain
    const rate = { percent: percent(numerator, denominator, 1, method.mode) }
    compare(report, pointer, cell, rate, `${stratum}.`)
    if (sealed === null) return
    const kept = list(at(sealed, 'cells', code, 'counts'))[position] ?? null
    if (digest(kept) !== digest(at(cell, 'counts'))) report.blame(pointer, { kind: 'otherCounts' })
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
