import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { Panel } from '@/components/PageHeader'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useCells, type CellBy, type RoundRef } from './api'
import { figure, useCount } from './figures'
import { HeatCell, HeatLegend } from './HeatCell'
import './results.css'

/** What a unit's rate is made of: by criterion and by stratum. */
export function UnitParts({ round, unitId }: { round: RoundRef; unitId: string }) {
  return (
    <div className="py-parts">
      <Parts by="criterion" round={round} unitId={unitId} />
      <Parts by="stratum" round={round} unitId={unitId} />
    </div>
  )
}

function Parts({ by, round, unitId }: { by: CellBy; round: RoundRef; unitId: string }) {
  const { t } = useTranslation('results')
  const count = useCount()
  const query = useCells(round.id, by, unitId)
  const row = query.data?.rows[0]
  const title = t(by === 'criterion' ? 'unit.byCriterion' : 'unit.byStratum')
  if (query.data === undefined || row === undefined) {
    return query.error === null ? (
      <PageLoading />
    ) : (
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
    )
  }
  const method = t(by === 'criterion' ? 'unit.partsWeighted' : 'unit.partsOwn')
  const note = t('unit.partsNote', { round: round.title })
  return (
    <Panel title={title} note={`${note} · ${method}`}>
      <TableFrame caption={`${title}:${note}`}>
        <thead>
          <tr>
            <th scope="col">{t(by === 'criterion' ? 'unit.criterion' : 'unit.stratum')}</th>
            <th scope="col" className="py-right">
              {t('label.share')}
              <span className="py-head-note">{t('label.percent')}</span>
            </th>
            <th scope="col" className="py-right">
              {t('label.n')}
            </th>
            <th scope="col" className="py-parts-rate">
              {t('unit.title')}
            </th>
          </tr>
        </thead>
        <tbody>
          {query.data.columns.map((column, index) => {
            const cell = row.cells[index]
            return (
              cell && (
                <tr key={column.key}>
                  <th scope="row">{column.name}</th>
                  <td className="py-right py-minor">{figure(column.share)}</td>
                  <td className="py-right">{count(cell.n)}</td>
                  <HeatCell cell={cell} />
                </tr>
              )
            )
          })}
          <tr>
            <th scope="row">{t('heat.total')}</th>
            <td />
            <td className="py-right">{count(row.total.n)}</td>
            <HeatCell cell={row.total} />
          </tr>
        </tbody>
      </TableFrame>
      <HeatLegend cuts={query.data.cuts} cells={[...row.cells, row.total]} />
    </Panel>
  )
}
