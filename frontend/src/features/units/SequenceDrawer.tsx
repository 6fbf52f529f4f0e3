import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { createSequence, editSequence, type Sequence, UNITS, useSequences } from './api'

/** The sequences that units are ranked in: rename, order, add. */
export function SequenceDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('units')
  const sequences = useSequences()
  const items = sequences.data?.items ?? []
  const last = Math.max(0, ...items.map(({ position }) => position))
  return (
    <Dialog kind="drawer" title={t('sequences.title')} onClose={onClose}>
      <p>{t('sequences.hint')}</p>
      <ProblemAlert error={sequences.error} onRetry={() => void sequences.refetch()} />
      {items.map((sequence) => (
        <SequenceForm
          key={`${sequence.id} ${sequence.version}`}
          sequence={sequence}
          position={sequence.position}
        />
      ))}
      {sequences.data && (
        <>
          <h3>{t('sequences.add')}</h3>
          <SequenceForm key={`new ${items.length}`} sequence={null} position={last + 10} />
        </>
      )}
    </Dialog>
  )
}

interface Values {
  name: string
  position: number
}

function SequenceForm({ sequence, position }: { sequence: Sequence | null; position: number }) {
  const { t } = useTranslation(['units', 'common'])
  const notice = useNotice()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const { submit, busy, problem } = useSubmit(
    form,
    (values: Values) => (sequence === null ? createSequence(values) : editSequence(sequence, values)),
    () => {
      void queries.invalidateQueries({ queryKey: UNITS })
      notice(t('saved'))
    },
  )
  return (
    <Form
      form={form}
      name={`sequence-${sequence?.id ?? 'new'}`}
      onFinish={submit}
      initialValues={{ name: sequence?.name ?? '', position }}
    >
      <div className="py-field-row">
        <Form.Item name="name" rules={[{ required: true, message: t('missing.sequenceName') }]}>
          <Input aria-label={t('sequences.name')} maxLength={40} />
        </Form.Item>
        <Form.Item name="position" rules={[{ required: true, message: t('missing.position') }]}>
          <InputNumber aria-label={t('sequences.position')} min={0} max={9999} precision={0} />
        </Form.Item>
        <Button htmlType="submit" loading={busy}>
          {t(sequence === null ? 'sequences.add' : 'common:action.save')}
        </Button>
      </div>
      <ProblemAlert {...problem} />
    </Form>
  )
}
