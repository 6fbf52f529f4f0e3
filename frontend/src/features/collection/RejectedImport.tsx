import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { download } from '@/api/transfer'
import { TableFrame } from '@/components/DataTable'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useCount } from '@/features/results/figures'
import type { AnswerImport } from './api'

/** How many problems are in view at first. */
const SHOWN = 50

/** What is wrong with a file, by row and column. */
export function RejectedImport({
  file,
  map,
  discard,
}: {
  file: AnswerImport
  map: ReactNode
  discard: ReactNode
}) {
  const { t } = useTranslation('collection')
  const number = useCount()
  const [all, setAll] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const rows = all ? file.problems : file.problems.slice(0, SHOWN)
  const save = () => {
    setError(null)
    download(`/imports/${file.id}/problems.csv`).catch(setError)
  }
  return (
    <Panel
      title={t('import.rejected.title')}
      actions={
        <>
          {discard}
          <Button onClick={save}>{t('import.rejected.download')}</Button>
          {map}
        </>
      }
    >
      <div className="py-stack">
        <p role="status">
          <StatusMark level="watch">
            {t('import.rejected.text', { count: file.problem_count, text: number(file.problem_count) })}
          </StatusMark>
        </p>
        <p>{t('import.rejected.hint')}</p>
        <ProblemAlert error={error} />
        <TableFrame caption={t('import.rejected.title')}>
          <thead>
            <tr>
              <th scope="col" className="py-right">
                {t('problems.row')}
              </th>
              <th scope="col">{t('problems.column')}</th>
              <th scope="col">{t('problems.value')}</th>
              <th scope="col">{t('problems.message')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((problem) => (
              <tr key={`${problem.row} ${problem.column} ${problem.code} ${problem.value}`}>
                <td className="py-right">{number(problem.row)}</td>
                <td>{problem.column || '—'}</td>
                <td>{problem.value || '—'}</td>
                <td>{problem.message}</td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
        <div className="py-actions">
          {rows.length < file.problems.length && (
            <Button onClick={() => setAll(true)}>
              {t('problems.all', { text: number(file.problems.length) })}
            </Button>
          )}
          {file.problem_count > file.problems.length && (
            <span className="py-caption">
              {t('problems.first', {
                text: number(file.problems.length),
                all: number(file.problem_count),
              })}
            </span>
          )}
        </div>
      </div>
    </Panel>
  )
}
