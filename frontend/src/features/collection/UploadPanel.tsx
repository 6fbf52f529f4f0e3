import { useMutation } from '@tanstack/react-query'
import { InputNumber } from 'antd'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { EmptyState } from '@/components/EmptyState'
import { FileDrop } from '@/components/FileDrop'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useRoundContext } from '@/features/rounds/context'
import { type ImportOrigin, uploadAnswers } from './api'

const ORIGINS = ['paper_keyed', 'meeting', 'phone', 'import'] as const
const MAX_SIZE = 50 * 1024 * 1024
const MAX_SHEETS = 10_000_000

/** A new file: what it holds, then the file itself. Nothing counts before it has been checked and loaded. */
export function UploadPanel() {
  const { t } = useTranslation('collection')
  const { round, config, refetch } = useRoundContext()
  const navigate = useNavigate()
  const [origin, setOrigin] = useState<ImportOrigin>('paper_keyed')
  const [stratum, setStratum] = useState('')
  const [issued, setIssued] = useState<number | null>(null)
  const [returned, setReturned] = useState<number | null>(null)
  const upload = useMutation({
    mutationFn: (file: File) =>
      uploadAnswers(round.id, file, {
        origin,
        ...(stratum === '' ? {} : { stratum_id: stratum }),
        ...(issued === null ? {} : { issued: String(issued) }),
        ...(returned === null ? {} : { returned: String(returned) }),
      }),
    onSuccess: (row) => {
      void refetch()
      void navigate(`?import=${row.id}`)
    },
  })
  if (round.state !== 'open') {
    return (
      <div className="py-panel">
        <EmptyState
          title={t('import.notOpen.title')}
          hint={t(round.state === 'draft' ? 'import.notOpen.draft' : 'import.notOpen.closed')}
        />
      </div>
    )
  }
  return (
    <Panel title={t('import.new')} note={t('import.note')}>
      <div className="py-stack">
        <div className="py-import-fields">
          <Field label={t('import.origin')}>
            {(id) => (
              <select
                id={id}
                className="py-select"
                value={origin}
                onChange={(event) => {
                  const chosen = ORIGINS.find((one) => one === event.target.value)
                  if (chosen) setOrigin(chosen)
                }}
              >
                {ORIGINS.map((one) => (
                  <option key={one} value={one}>
                    {t(`origin.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('stratum')}>
            {(id) => (
              <select
                id={id}
                className="py-select"
                value={stratum}
                onChange={(event) => setStratum(event.target.value)}
              >
                <option value="">{t('import.byColumn')}</option>
                {config.strata.map((one) => (
                  <option key={one.id} value={one.id}>
                    {t('import.allOf', { name: one.name })}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('import.issued')}>
            {(id) => <Sheets id={id} value={issued} onChange={setIssued} />}
          </Field>
          <Field label={t('import.returned')}>
            {(id) => <Sheets id={id} value={returned} onChange={setReturned} />}
          </Field>
        </div>
        <FileDrop
          label={t('import.drop')}
          accept={['.csv', '.xlsx']}
          maxSize={MAX_SIZE}
          busy={upload.isPending}
          onFile={(file) => upload.mutate(file)}
        />
        <ProblemAlert error={upload.error} />
      </div>
    </Panel>
  )
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="py-import-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

interface SheetsProps {
  id: string
  value: number | null
  onChange: (value: number | null) => void
}

function Sheets({ id, value, onChange }: SheetsProps) {
  return (
    <InputNumber
      id={id}
      min={0}
      max={MAX_SHEETS}
      precision={0}
      controls={false}
      value={value}
      onChange={onChange}
    />
  )
}
