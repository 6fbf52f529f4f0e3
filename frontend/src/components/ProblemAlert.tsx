import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, type FieldProblem } from '@/api/errors'
import './page.css'
import { useCopy } from './useCopy'

interface Props {
  error: unknown
  /** Field problems that are not shown at their field (see showAtFields). All of them when absent. */
  rest?: readonly FieldProblem[] | undefined
  onRetry?: (() => void) | undefined
  actions?: ReactNode
}

/** What went wrong, in the server's words, with the number under which the operator finds it. Nothing without error. */
export function ProblemAlert({ error, rest, onRetry, actions }: Props) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  if (error === null || error === undefined) return null
  const problem = error instanceof ApiError ? error.problem : null
  const local = problem === null ? 'unexpected' : problem.title === '' ? localCode(problem.code) : null
  const lines = rest ?? problem?.errors ?? []
  const trace = problem?.trace_id ?? ''
  return (
    <div className="py-problem" role="alert">
      <p className="py-problem-title">{local === null ? problem?.title : t(`problem.${local}.title`)}</p>
      {local !== null && <p>{t(`problem.${local}.detail`)}</p>}
      {typeof problem?.detail === 'string' && <p>{problem.detail}</p>}
      {lines.length > 0 && (
        <ul>
          {lines.map((line) => (
            <li key={`${line.pointer} ${line.code}`}>{line.message}</li>
          ))}
        </ul>
      )}
      <div className="py-actions">
        {onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('action.retry')}
          </Button>
        )}
        {actions}
        {trace !== '' && (
          <span className="py-trace">
            {t('problem.trace')} <code>{trace}</code>{' '}
            <Button size="small" type="link" onClick={() => copy(trace)}>
              {t(copied === 'yes' ? 'action.copied' : 'action.copy')}
            </Button>
          </span>
        )}
      </div>
    </div>
  )
}

function localCode(code: string): 'network' | 'unreadable' {
  return code === 'network' ? 'network' : 'unreadable'
}
