import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/errors'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import { useCount } from '@/features/results/figures'
import { useRoundContext } from '@/features/rounds/context'
import { type AnswerImport, loadImport } from './api'
import { ImportTotals } from './ImportTotals'

/** A file without problems: what would be loaded, and the step that does it. */
export function CheckedImport({
  file,
  map,
  discard,
}: {
  file: AnswerImport
  map: ReactNode
  discard: ReactNode
}) {
  const { t } = useTranslation('collection')
  const { refetch } = useRoundContext()
  const number = useCount()
  const [before, setBefore] = useState(false)
  const [again, setAgain] = useState(false)
  const totals = file.totals
  const load = async () => {
    try {
      await loadImport(file.id, again)
    } catch (error) {
      if (error instanceof ApiError && error.problem.code === 'loaded_before') setBefore(true)
      throw error
    }
    await refetch()
  }
  return (
    <Panel
      title={t('import.checked.title')}
      actions={
        <>
          {discard}
          {map}
          {totals && (
            <ConfirmSentence
              action={t('import.load.action')}
              sentence={t('import.load.sentence', {
                sheets: number(totals.sheets),
                ratings: number(totals.ratings),
              })}
              onConfirm={load}
              ready={!before || again}
            >
              {before && (
                <label className="py-load-again">
                  <input
                    type="checkbox"
                    checked={again}
                    onChange={(event) => setAgain(event.target.checked)}
                  />
                  {t('import.load.again')}
                </label>
              )}
            </ConfirmSentence>
          )}
        </>
      }
    >
      <div className="py-stack">
        <p role="status">
          <StatusMark level="done">{t('import.checked.text')}</StatusMark>
        </p>
        {totals && <ImportTotals totals={totals} />}
      </div>
    </Panel>
  )
}
