import { Button, Form, Input, Radio } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate } from '@/components/dates'
import { EditProblem } from '@/components/EditProblem'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { useSubmit } from '@/components/useSubmit'
import { useVersion } from '@/components/useVersion'
import { LeaveGuard } from '@/features/rounds/LeaveGuard'
import { type Draft, saveDraft, type Transfer } from './api'
import { actionOf, useTransfer } from './context'

const CONCLUSIONS = ['true', 'partly', 'untrue', 'unknown'] as const
const TEXTS = [
  { name: 'findings', rows: 6, most: 5000 },
  { name: 'measures', rows: 3, most: 2000 },
  { name: 'reply', rows: 6, most: 5000 },
] as const

/** What the unit found: a form while it may be written, and the text afterwards. */
export function ResultPanel({ onUnsaved }: { onUnsaved: (unsaved: boolean) => void }) {
  const { t } = useTranslation('transfers')
  const { order } = useTransfer()
  const { conclusion, findings, reply } = order.result
  const writes = actionOf(order, 'draft') !== undefined
  const nothing = conclusion === null && findings === '' && reply === ''
  if (!writes && nothing) return null
  return (
    <div id="result" className="py-order-result">
      <Panel title={t('result.title')} note={writes ? t('result.note') : undefined}>
        <SentBack />
        {writes ? <ResultForm onUnsaved={onUnsaved} /> : <ResultText />}
      </Panel>
    </div>
  )
}

/** Why the centre sent the answer back, the newest first. */
function SentBack() {
  const { t, i18n } = useTranslation('transfers')
  const { order } = useTransfer()
  if (order.sent_back.length === 0 || order.state !== 'signed') return null
  return (
    <div className="py-problem py-order-sent-back">
      <p className="py-problem-title">{t('result.sentBack', { count: order.sent_back.length })}</p>
      {[...order.sent_back].reverse().map(({ on, note }, index) => (
        <p key={`${on} ${index}`}>
          {formatDate(on, i18n.language)} {note}
        </p>
      ))}
    </div>
  )
}

function ResultForm({ onUnsaved }: { onUnsaved: (unsaved: boolean) => void }) {
  const { t } = useTranslation(['transfers', 'common'])
  const notice = useNotice()
  const { order, show, unsaved } = useTransfer()
  const [form] = Form.useForm<Draft>()
  const replacing = useVersion(order.version)
  const { submit, busy, problem } = useSubmit(
    form,
    (draft: Draft) => replacing((version) => saveDraft(order.id, version, draft)),
    (after: Transfer) => {
      onUnsaved(false)
      show(after)
      notice(t('result.saved'))
    },
  )
  useEffect(() => () => onUnsaved(false), [onUnsaved])
  const fields = [
    {
      name: 'conclusion',
      label: t('result.conclusion'),
      show: (value: unknown) =>
        CONCLUSIONS.filter((one) => one === value).map((one) => t(`conclusion.${one}`))[0] ?? '—',
    },
    ...TEXTS.map(({ name }) => ({ name, label: t(`result.${name}`) })),
  ]
  return (
    <>
      <LeaveGuard unsaved={unsaved} />
      <Form
        form={form}
        layout="vertical"
        name="result"
        initialValues={order.result}
        onFinish={submit}
        onValuesChange={() => onUnsaved(true)}
      >
        <Form.Item name="conclusion" label={t('result.conclusion')}>
          <Radio.Group options={CONCLUSIONS.map((value) => ({ value, label: t(`conclusion.${value}`) }))} />
        </Form.Item>
        {TEXTS.map(({ name, rows, most }) => (
          <Form.Item key={name} name={name} label={t(`result.${name}`)} extra={t(`result.hint.${name}`)}>
            <Input.TextArea maxLength={most} rows={rows} />
          </Form.Item>
        ))}
        <EditProblem {...problem} fields={fields} opened={order.result} />
        <div className="py-actions">
          <Button
            type={order.reader_is_head && !unsaved ? 'default' : 'primary'}
            htmlType="submit"
            loading={busy}
          >
            {t('result.save')}
          </Button>
          <span className="py-caption" role="status">
            {unsaved
              ? t('next.unsaved')
              : order.result.drafted_by !== null && t('result.by', { name: order.result.drafted_by })}
          </span>
        </div>
      </Form>
    </>
  )
}

function ResultText() {
  const { t, i18n } = useTranslation('transfers')
  const { result } = useTransfer().order
  return (
    <dl className="py-order-text">
      <dt>{t('result.conclusion')}</dt>
      <dd>{result.conclusion === null ? '—' : t(`conclusion.${result.conclusion}`)}</dd>
      {TEXTS.map(({ name }) => (
        <div key={name}>
          <dt>{t(`result.${name}`)}</dt>
          <dd className="py-prose">{result[name] || '—'}</dd>
        </div>
      ))}
      {result.approved_by !== null && result.answered_on !== null && (
        <dd className="py-caption">
          {t('result.approvedBy', {
            name: result.approved_by,
            day: formatDate(result.answered_on, i18n.language),
          })}
        </dd>
      )}
    </dl>
  )
}
