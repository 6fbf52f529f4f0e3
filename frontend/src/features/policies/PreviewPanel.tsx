import { Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { TableFrame } from '@/components/DataTable'
import { formatDate, formatDateTime } from '@/components/dates'
import { Panel, Tag } from '@/components/PageHeader'
import type { Policy, PolicyDraft, PolicyPreview } from './api'
import { Changes } from './Changes'
import { LIMITS, useRuleWords } from './policy'

interface Props {
  before: Policy
  draft: PolicyDraft
  effect: PolicyPreview
  /** Of the category; undefined for the general rules. */
  name: string | undefined
  onSave: (note: string) => Promise<unknown>
}

/** What the new version changes, when clocks that start now would be due, and whom it concerns; then the saving. */
export function PreviewPanel({ before, draft, effect, name, onSave }: Props) {
  const { t } = useTranslation('policies')
  const [note, setNote] = useState('')
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'start' }) // gives a promise in newer browsers, which is no cleanup
  }, [])
  const differs = useRuleWords().changes(before, draft.policy).length > 0
  const number = draft.after + 1
  const { open_cases: open, waiting_cases: waiting } = effect
  return (
    <div ref={top} className="py-policy-preview">
      <Panel title={t('preview.title')} note={t('preview.note')}>
        <div className="py-stack">
          <Changes before={before} after={draft.policy} />
          <p className="py-sentence">{t('preview.open', { count: open })}</p>
          <p className="py-sentence">{t('preview.waiting', { count: waiting })}</p>
          <DueTable draft={draft} effect={effect} />
          <div className="py-actions">
            {differs || draft.after === 0 ? (
              <ConfirmSentence
                action={t('preview.save', { number })}
                sentence={t(name === undefined ? 'preview.sentence' : 'preview.sentenceOwn', {
                  number,
                  name,
                  open,
                })}
                ready={note.trim() !== ''}
                onConfirm={() => onSave(note.trim())}
              >
                <label className="py-stack">
                  {t('preview.reason')}
                  <Input.TextArea
                    value={note}
                    maxLength={300}
                    rows={3}
                    placeholder={t('preview.reasonPattern')}
                    onChange={(event) => setNote(event.target.value.replace(/\s*\n\s*/g, ' '))}
                  />
                </label>
              </ConfirmSentence>
            ) : (
              <span>{t('preview.nothing')}</span>
            )}
          </div>
        </div>
      </Panel>
    </div>
  )
}

/** The clocks of a case, were they all to start now. */
function DueTable({ draft, effect }: Pick<Props, 'draft' | 'effect'>) {
  const { t, i18n } = useTranslation('policies')
  const clocks = new Map(effect.clocks.map((clock) => [clock.clock, clock]))
  return (
    <TableFrame caption={t('preview.dates')}>
      <thead>
        <tr>
          <th scope="col">{t('part.limits')}</th>
          <th scope="col">{t('preview.now')}</th>
          <th scope="col">{t('preview.new')}</th>
          <th scope="col">{t('preview.yellow')}</th>
        </tr>
      </thead>
      <tbody>
        {LIMITS.map((name) => {
          const clock = name === 'rework' ? undefined : clocks.get(name)
          if (clock === undefined) return null
          const hours = draft.policy[name].unit === 'hour'
          return (
            <tr key={name}>
              <th scope="row">{t(`limit.${name}`)}</th>
              <td>{lastDay(clock.due_now, false)}</td>
              <td>
                {lastDay(clock.due_new, hours)}
                {clock.provisional && <span className="py-caption"> {t('preview.provisional')}</span>}{' '}
                {clock.due_new !== clock.due_now && <Tag>{t('preview.changed')}</Tag>}
              </td>
              <td>{formatDate(clock.yellow_new, i18n.language)}</td>
            </tr>
          )
        })}
      </tbody>
    </TableFrame>
  )

  /** Days end at midnight, which is the day after by the calendar. */
  function lastDay(due: string, hours: boolean): string {
    if (hours) return formatDateTime(due, i18n.language)
    return formatDate(new Date(Date.parse(due) - 1).toISOString(), i18n.language)
  }
}
