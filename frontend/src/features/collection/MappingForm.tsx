import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, type FieldProblem } from '@/api/errors'
import { fieldOf } from '@/components/formProblems'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useRoundContext } from '@/features/rounds/context'
import { type AnswerImport, checkImport, type Mapping } from './api'
import { ColumnTable } from './ColumnTable'
import { withEntry, withLayout, withStratum, wordsOf } from './mapping'
import { NeededColumns } from './NeededColumns'
import { WordTable } from './WordTable'

const LAYOUTS = ['long', 'wide'] as const

interface Props {
  file: AnswerImport
  onChecking: () => void
  discard: ReactNode
}

/** What the columns of a file mean. It begins with what the server makes of their titles. */
export function MappingForm({ file, onChecking, discard }: Props) {
  const { t } = useTranslation('collection')
  const { config, refetch } = useRoundContext()
  const [mapping, setMapping] = useState<Mapping>(file.mapping)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { at, rest } = placed(error)
  const check = async () => {
    setBusy(true)
    setError(null)
    try {
      await checkImport(file.id, mapping)
      onChecking()
      await refetch()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title={t('import.map.title')} note={t('import.map.note')}>
      <div className="py-stack">
        <div className="py-import-fields">
          <fieldset className="py-radio-list">
            <legend>{t('import.map.layout')}</legend>
            {LAYOUTS.map((layout) => (
              <label key={layout}>
                <input
                  type="radio"
                  name="layout"
                  checked={mapping.layout === layout}
                  onChange={() => setMapping(withLayout(mapping, layout))}
                />
                <span>{t(`import.layout.${layout}`)}</span>
              </label>
            ))}
          </fieldset>
          <div className="py-import-field">
            <label htmlFor="file-stratum">{t('import.map.stratum')}</label>
            <select
              id="file-stratum"
              className="py-select"
              value={mapping.stratum_id ?? ''}
              onChange={(event) => setMapping(withStratum(mapping, event.target.value || null))}
            >
              <option value="">{t('import.byColumn')}</option>
              {config.strata.map((stratum) => (
                <option key={stratum.id} value={stratum.id}>
                  {t('import.allOf', { name: stratum.name })}
                </option>
              ))}
            </select>
          </div>
        </div>
        <NeededColumns mapping={mapping} at={at} />
        <ColumnTable file={file} mapping={mapping} at={at} onChange={setMapping} />
        <div className="py-word-tables">
          <WordTable
            title={t('import.map.options')}
            words={wordsOf('option', file, mapping)}
            meanings={[
              ...config.options.map(({ number, label }) => ({ value: String(number), text: label })),
              { value: '0', text: t('import.map.blank') },
            ]}
            chosen={(text) => mapping.option_map[text]?.toString()}
            problem={(text) => at.get(`option_map ${text}`) ?? null}
            onChange={(text, value) =>
              setMapping({
                ...mapping,
                option_map: withEntry(mapping.option_map, text, value === '' ? undefined : Number(value)),
              })
            }
          />
          {mapping.stratum_column && (
            <WordTable
              folded
              title={t('import.map.strata')}
              words={wordsOf('stratum', file, mapping)}
              meanings={config.strata.map(({ code, name }) => ({ value: code, text: name }))}
              chosen={(text) => mapping.stratum_map[text]}
              problem={(text) => at.get(`stratum_map ${text}`) ?? null}
              onChange={(text, value) =>
                setMapping({
                  ...mapping,
                  stratum_map: withEntry(mapping.stratum_map, text, value === '' ? undefined : value),
                })
              }
            />
          )}
        </div>
        <ProblemAlert error={error} rest={rest} />
        <div className="py-actions">
          <Button type="primary" loading={busy} onClick={() => void check()}>
            {t('import.map.check')}
          </Button>
          {discard}
          <span className="py-caption">{t('import.map.later')}</span>
        </div>
      </div>
    </Panel>
  )
}

/** The server's problems by the field that they belong to ('option_column', 'option_map 满意'), and the others. */
function placed(error: unknown): { at: Map<string, string>; rest: FieldProblem[] } {
  const problems = error instanceof ApiError ? (error.problem.errors ?? []) : []
  const at = new Map<string, string>()
  const rest = problems.filter(({ pointer, message }) => {
    const field = fieldOf(pointer).join(' ')
    const known = /^(\w+_column$|(option_map|stratum_map|unit_columns) )/.test(field)
    if (known) at.set(field, message)
    return !known
  })
  return { at, rest }
}
