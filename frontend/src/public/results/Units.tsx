import { useState } from 'preact/hooks'
import { axisAround } from '../../components/chart/scale'
import { SORTS, sequencesOf, type PublicFile, type Sort } from './file'
import { FlagLegend } from './parts'
import { useTexts } from './settings'
import { UnitCards } from './UnitCards'
import { UnitTable } from './UnitTable'
import { useNarrow } from './useNarrow'

/** Results by unit: how to read them, the order, the table, and the words among its notes. */
export function Units({ file }: { file: PublicFile }) {
  const t = useTexts()
  const narrow = useNarrow()
  const [sort, setSort] = useState<Sort>('weighted')
  const sequences = sequencesOf(file)
  const rows = sequences.flatMap(([, found]) => found)
  const axis = axisAround(rows.flatMap(({ rate }) => (rate === null ? [] : [rate.lower ?? rate.value])))
  const mean = file.overall.mean_rate
  const props = { sequences, sort, axis, mean }
  const hidden = rows.some((row) => row.totals.length < 2 || row.cells.includes(null))
  return (
    <section class="units-section">
      <div class="section-head">
        <h2>{t.units}</h2>
        <p class="help">{t.unitsNote(t.count(rows.length))}</p>
        <label class="sorter off-paper">
          <span>{t.sort}</span>
          <select value={sort} onChange={({ currentTarget }) => setSort(currentTarget.value as Sort)}>
            {SORTS.map((one) => (
              <option key={one} value={one}>
                {t.sortBy[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="reading">
        <b>{t.read}</b>
        <span>{t.readDot}</span>
        {mean !== null && <span>{t.readMean}</span>}
        {hidden && <span>{t.readHidden}</span>}
      </p>
      {narrow ? <UnitCards {...props} /> : <UnitTable {...props} />}
      <p class="help">{t.axis(String(axis.min))}</p>
      <FlagLegend rows={rows} />
    </section>
  )
}
