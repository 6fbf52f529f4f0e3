import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/errors'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import { useCount } from '@/features/results/figures'
import { etagOf } from '@/api/client'
import { useRoundContext } from '@/features/rounds/context'
import { type CodeCount, issueCodes, type IssueFormat, type IssueItem } from './api'
import { CodesTable } from './CodesTable'
import './collection.css'
import { Reissue } from './Reissue'

const FORMATS = ['zip', 'csv', 'slips'] as const
/** As many codes of a stratum as the server makes at once. */
const MOST = 20_000

/** Issues codes by stratum, prefilled with what is still planned. The download is the only copy. */
export function IssueCodes({ rows }: { rows: readonly CodeCount[] }) {
  const { t } = useTranslation('collection')
  const { round, refetch } = useRoundContext()
  const number = useCount()
  const [typed, setTyped] = useState<Record<string, number>>({})
  const [format, setFormat] = useState<IssueFormat>('zip')
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<{ error: unknown; items: IssueItem[] } | null>(null)
  const [done, setDone] = useState(0)
  const wanted = ({ stratum_id, planned, issued }: CodeCount) =>
    typed[stratum_id] ?? Math.max(0, planned - issued)
  const items = rows
    .map((row) => ({ stratum_id: row.stratum_id, count: wanted(row) }))
    .filter(({ count }) => count > 0)
  const total = items.reduce((all, { count }) => all + count, 0)
  const { atRows, rest } = placed(refused)

  const issue = async () => {
    setBusy(true)
    setRefused(null)
    setDone(0)
    try {
      await issueCodes(round.id, etagOf(round.version), items, format)
      setTyped({})
      setDone(total)
    } catch (error) {
      setRefused({ error, items })
    } finally {
      setBusy(false)
      // Also after a failure: codes may have been made although the download did not arrive.
      void refetch()
    }
  }

  return (
    <Panel title={t('codes.title')} note={t('codes.note')}>
      <CodesTable
        rows={rows}
        issue={{
          count: (row) => (
            <Count
              name={row.name}
              value={wanted(row)}
              problem={atRows.get(row.stratum_id)}
              onChange={(count) => setTyped({ ...typed, [row.stratum_id]: count })}
            />
          ),
          action: (row) =>
            row.issued > 0 && <Reissue row={row} format={format} disabled={busy} onDone={setDone} />,
        }}
      />
      <div className="py-issue">
        <fieldset className="py-radio-list">
          <legend>{t('codes.format.label')}</legend>
          {FORMATS.map((one) => (
            <label key={one}>
              <input type="radio" name="format" checked={format === one} onChange={() => setFormat(one)} />
              <span>
                {t(`codes.format.${one}`)}
                <span className="py-caption"> {t(`codes.format.${one}Hint`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <p className="py-warning">
          <StatusMark level="watch">{t('codes.onlyCopy')}</StatusMark>
        </p>
        <ProblemAlert error={refused?.error} rest={rest} />
        <div className="py-actions">
          <Button type="primary" loading={busy} disabled={total === 0} onClick={() => void issue()}>
            {t('codes.issue', { count: total, text: number(total) })}
          </Button>
          <span role="status">
            {done > 0 ? (
              <StatusMark level="done">{t('codes.done', { count: done, text: number(done) })}</StatusMark>
            ) : (
              total === 0 && t('codes.complete')
            )}
          </span>
        </div>
      </div>
    </Panel>
  )
}

interface CountProps {
  name: string
  value: number
  problem: string | undefined
  onChange: (count: number) => void
}

function Count({ name, value, problem, onChange }: CountProps) {
  const { t } = useTranslation('collection')
  return (
    <>
      <InputNumber
        aria-label={t('codes.nowOf', { name })}
        aria-invalid={problem !== undefined}
        min={0}
        max={MOST}
        precision={0}
        controls={false}
        value={value}
        onChange={(count) => onChange(count ?? 0)}
      />
      {problem !== undefined && (
        <p role="alert" className="py-field-error py-row-error">
          {problem}
        </p>
      )}
    </>
  )
}

/** The server's problems with rows, by stratum, and those without a row. */
function placed(refused: { error: unknown; items: IssueItem[] } | null) {
  const problems = refused?.error instanceof ApiError ? (refused.error.problem.errors ?? []) : []
  const atRows = new Map<string, string>()
  const rest = problems.filter(({ pointer, message }) => {
    const index = /^\/items\/(\d+)\//.exec(pointer)?.[1]
    const item = index === undefined ? undefined : refused?.items[Number(index)]
    if (item) atRows.set(item.stratum_id, message)
    return item === undefined
  })
  return { atRows, rest }
}
