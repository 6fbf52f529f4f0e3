import { useTranslation } from 'react-i18next'
import { type FieldProblem, isStatus } from '@/api/errors'
import './page.css'
import { ProblemAlert } from './ProblemAlert'

interface Props {
  /** Both as useSubmit gives them. */
  error: unknown
  rest: FieldProblem[]
  /** The fields of the form: their labels, and how the current value of each reads. */
  fields: { name: string; label: string; show?: (value: unknown) => string }[]
  /** What the form was opened with; fields that have the same value now are left out. */
  opened: object
}

/** What went wrong with an edit: after a 412, what somebody else has saved meanwhile; else like ProblemAlert. */
export function EditProblem({ error, rest, fields, opened }: Props) {
  const { t } = useTranslation()
  if (!isStatus(error, 412) || !error.problem.current) return <ProblemAlert error={error} rest={rest} />
  const current = error.problem.current
  const before = opened as Record<string, unknown>
  const changed = fields.filter(({ name }) => JSON.stringify(current[name]) !== JSON.stringify(before[name]))
  return (
    <div className="py-problem" role="alert">
      <p className="py-problem-title">{t('page.stale')}</p>
      <p>{t('page.staleHint')}</p>
      <dl className="py-facts-list" aria-label={t('page.staleTheirs')}>
        {changed.map(({ name, label, show = text }) => (
          <div key={name} className="py-fact">
            <dt>{label}</dt>
            <dd>{show(current[name])}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function text(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : '—'
}
