import { Button, Form } from 'antd'
import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isStatus } from '@/api/errors'
import { Dialog } from '@/components/Dialog'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { type Basis, type CaseDetail, doStep } from './api'
import { useCase } from './context'

export type Values = Record<string, unknown>

/** What a step takes: its fields, what they begin with, and what is sent for them. */
export interface StepForm {
  Fields: ComponentType
  initial?: (detail: CaseDetail, basis: Basis | null) => Values
  body?: (values: Values) => unknown
  /** Where it is no POST of the path of the step. */
  send?: (id: string, version: number, values: Values) => Promise<unknown>
}

interface Props extends StepForm {
  title: string
  /** What will happen, in one sentence. */
  sentence: string
  path: string
  onClose: () => void
  onDone?: () => void
}

/** The form of a step at the case of the page. It replaces the version that was read when it was opened. */
export function StepDialog({ title, sentence, path, onClose, onDone, ...step }: Props) {
  const { t } = useTranslation(['complaints', 'common'])
  const notice = useNotice()
  const { detail, reload, basis } = useCase()
  const [version, setVersion] = useState(detail.header.version)
  const [form] = Form.useForm<Values>()
  const send = async (values: Values) => {
    const { id } = detail.header
    try {
      await (step.send?.(id, version, values) ?? doStep(id, path, step.body?.(values) ?? values, version))
    } catch (error) {
      // Somebody was faster: the page shows what came of it, and to send again means to know that.
      if (isStatus(error, 412)) setVersion((await reload()).header.version)
      throw error
    }
  }
  const { submit, busy, problem } = useSubmit(form, send, () => {
    onClose()
    notice(t('done', { title }))
    if (onDone) onDone()
    else void reload()
  })
  const Fields = step.Fields
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {title}
          </Button>
        </>
      }
    >
      <Form
        form={form}
        layout="vertical"
        name="step"
        requiredMark={false}
        initialValues={step.initial?.(detail, basis) ?? {}}
        onFinish={submit}
      >
        <p className="py-sentence">{sentence}</p>
        <Fields />
        {isStatus(problem.error, 412) ? <Stale /> : <ProblemAlert {...problem} />}
      </Form>
    </Dialog>
  )
}

function Stale() {
  const { t } = useTranslation(['complaints', 'common'])
  const { header, events } = useCase().detail
  const last = events.at(-1)
  return (
    <div className="py-problem" role="alert">
      <p className="py-problem-title">{t('common:page.stale')}</p>
      <p>{t('stale', { state: t(`state.${header.state}`), name: last?.actor ?? '' })}</p>
    </div>
  )
}
