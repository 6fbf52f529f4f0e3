import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Dialog } from '@/components/Dialog'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { copyRound, type Round, type RoundCopied, ROUNDS } from './api'
import { useSuggestion } from './useSuggestion'

interface Values {
  year: number
  number: number
  title: string
}

interface Props {
  round: Round
  onClose: () => void
}

/** Prepares a round like another one; tells which units it could not take over. */
export function CopyRound({ round, onClose }: Props) {
  const { t } = useTranslation(['rounds', 'common'])
  const suggestion = useSuggestion()
  const navigate = useNavigate()
  const [copied, setCopied] = useState<RoundCopied | null>(null)
  const go = (to: RoundCopied) => {
    onClose()
    void navigate(`/rounds/${to.id}/setup`)
  }
  if (copied) {
    return (
      <Dialog
        title={t('copy.leftOut', { count: copied.left_out.length })}
        onClose={() => go(copied)}
        footer={
          <Button type="primary" onClick={() => go(copied)}>
            {t('copy.go')}
          </Button>
        }
      >
        <p className="py-sentence">{t('copy.leftOutWhy')}</p>
        <ul className="py-name-list">
          {copied.left_out.map((unit) => (
            <li key={unit.unit_id}>
              {unit.name} <span className="py-caption">{unit.code}</span>
            </li>
          ))}
        </ul>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('copy.title')} onClose={onClose}>
      <p className="py-sentence">{t('copy.sentence', { title: round.title })}</p>
      {suggestion && (
        <CopyForm
          round={round}
          start={suggestion}
          onDone={(result) => (result.left_out.length > 0 ? setCopied(result) : go(result))}
          onCancel={onClose}
        />
      )}
    </Dialog>
  )
}

interface FormProps {
  round: Round
  start: Values
  onDone: (copied: RoundCopied) => void
  onCancel: () => void
}

function CopyForm({ round, start, onDone, onCancel }: FormProps) {
  const { t } = useTranslation(['rounds', 'common'])
  const notice = useNotice()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const { submit, busy, problem } = useSubmit(
    form,
    (values: Values) => copyRound(round.id, values),
    (result) => {
      void queries.invalidateQueries({ queryKey: [...ROUNDS, 'list'] })
      notice(t('copy.done', { title: result.title }))
      onDone(result)
    },
  )
  return (
    <Form form={form} layout="vertical" name="copy" onFinish={submit} initialValues={start}>
      <div className="py-copy-numbers">
        <Form.Item name="year" label={t('field.year')} rules={[{ required: true, message: t('need.year') }]}>
          <InputNumber min={2000} max={2100} precision={0} />
        </Form.Item>
        <Form.Item
          name="number"
          label={t('field.number')}
          rules={[{ required: true, message: t('need.number') }]}
        >
          <InputNumber min={1} max={99} precision={0} />
        </Form.Item>
      </div>
      <Form.Item name="title" label={t('field.title')} rules={[{ required: true, message: t('need.title') }]}>
        <Input maxLength={100} />
      </Form.Item>
      <ProblemAlert {...problem} />
      <div className="py-form-foot">
        <Button onClick={onCancel}>{t('common:action.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('copy.action')}
        </Button>
      </div>
    </Form>
  )
}
