import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Params } from '@/api/client'
import { download } from '@/api/transfer'
import { Disclosure } from './Disclosure'
import { ProblemAlert } from './ProblemAlert'

type Format = 'xlsx' | 'csv' | 'jsonl'
const TABLES: readonly Format[] = ['xlsx', 'csv']

interface Props {
  label?: string
  /** Below /api/v1; it is asked with `format` and the query. */
  path: string
  query?: Params
  formats?: readonly Format[]
}

/** Saves a table as a workbook or as text: what the list shows, when given the list's query. */
export function ExportButton({ label, path, query = {}, formats = TABLES }: Props) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const fetchFile = async (format: string) => {
    setBusy(true)
    setError(null)
    try {
      await download(path, { ...query, format })
      return true
    } catch (problem) {
      setError(problem)
      return false
    } finally {
      setBusy(false)
    }
  }
  return (
    <Disclosure label={label ?? t('export.label')}>
      {(close) => (
        <div className="py-menu">
          {formats.map((format) => (
            <button
              key={format}
              type="button"
              className="py-menu-item"
              disabled={busy}
              onClick={() => void fetchFile(format).then((done) => done && close())}
            >
              {t(`export.${format}`)}
            </button>
          ))}
          <ProblemAlert error={error} />
        </div>
      )}
    </Disclosure>
  )
}
