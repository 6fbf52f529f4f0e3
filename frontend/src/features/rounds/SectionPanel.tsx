import { Button } from 'antd'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, type FieldProblem } from '@/api/errors'
import { ProblemAlert } from '@/components/ProblemAlert'
import { StatusMark } from '@/components/StatusMark'
import './setup.css'
import type { Section } from './useSection'

interface Props<Value> {
  id: string
  title: string
  /** A grey line beside the title. */
  note?: ReactNode
  actions?: ReactNode
  section: Section<Value>
  /** Field problems that are not shown at a row. */
  rest: readonly FieldProblem[]
  children: ReactNode
}

/** A section of the setup: its fields, and how to save it. */
export function SectionPanel<Value>({ id, title, note, actions, section, rest, children }: Props<Value>) {
  const { t } = useTranslation('rounds')
  const panel = useRef<HTMLElement>(null)
  const { error } = section
  const placed = error instanceof ApiError ? (error.problem.errors ?? []).length : 0
  useEffect(() => {
    if (error !== null) panel.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error])
  const save = async () => {
    // The button goes away with the last change; the focus stays with its section.
    if (await section.save()) panel.current?.focus({ preventScroll: true })
  }
  return (
    <section className="py-panel py-section" id={id} aria-label={title} ref={panel} tabIndex={-1}>
      <div className="py-panel-head">
        <h2>{title}</h2>
        {note !== undefined && <span className="py-facts">{note}</span>}
        {actions !== undefined && <div className="py-actions">{actions}</div>}
      </div>
      <div className="py-stack">
        {children}
        {section.dirty && (
          <div className="py-section-foot">
            {section.conflict && (
              <div className="py-problem" role="alert">
                <p className="py-problem-title">{t('setup.conflict')}</p>
                <p>{t('setup.conflictHint')}</p>
                <div className="py-actions">
                  <Button size="small" onClick={section.keepMine}>
                    {t('setup.keepMine')}
                  </Button>
                  <Button size="small" onClick={section.reset}>
                    {t('setup.takeTheirs')}
                  </Button>
                </div>
              </div>
            )}
            {placed > 0 && rest.length === 0 ? (
              <p className="py-field-error" role="alert">
                {t('setup.wrong', { count: placed })}
              </p>
            ) : (
              <ProblemAlert error={section.error} rest={rest} />
            )}
            <div className="py-actions">
              <StatusMark level="watch">{t('setup.changed')}</StatusMark>
              <Button disabled={section.busy} onClick={section.reset}>
                {t('setup.reset')}
              </Button>
              <Button
                type="primary"
                loading={section.busy}
                disabled={section.conflict}
                onClick={() => void save()}
              >
                {t('setup.save')}
              </Button>
            </div>
          </div>
        )}
      </div>
    </section>
  )
}
