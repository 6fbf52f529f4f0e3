import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { EditProblem } from '@/components/EditProblem'
import { useNotice } from '@/components/Notices'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { useVersion } from '@/components/useVersion'
import { editRules, OVERSIGHT, type Rules, type RulesEdit, useRules } from './api'

const FIELDS = [
  { name: 'prompt_days', min: 0, max: 30 },
  { name: 'acknowledge_days', min: 1, max: 30 },
  { name: 'follow_up_days', min: 1, max: 60 },
  { name: 'extension_cap', min: 0, max: 250 },
  { name: 'late_days', min: 0, max: 366 },
] as const

/** 监察时限: how the clocks of the oversight are set. */
export function RulesDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('oversight')
  const rules = useRules()
  if (rules.data) return <Opened rules={rules.data} onClose={onClose} />
  return (
    <Dialog kind="drawer" title={t('rules.title')} onClose={onClose}>
      <ProblemAlert error={rules.error} onRetry={() => void rules.refetch()} />
      {rules.error === null && <PageLoading />}
    </Dialog>
  )
}

function Opened({ rules, onClose }: { rules: Rules; onClose: () => void }) {
  const { t } = useTranslation(['oversight', 'common'])
  const notice = useNotice()
  const queries = useQueryClient()
  const [form] = Form.useForm<RulesEdit>()
  const replacing = useVersion(rules.version)
  const save = (values: RulesEdit) => replacing((version) => editRules(version, values))
  const { submit, busy, problem } = useSubmit(form, save, () => {
    void queries.invalidateQueries({ queryKey: OVERSIGHT })
    notice(t('rules.saved'))
    onClose()
  })
  return (
    <Dialog
      kind="drawer"
      title={t('rules.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {t('common:action.save')}
          </Button>
        </>
      }
    >
      <Form form={form} layout="vertical" name="oversight-rules" onFinish={submit} initialValues={rules}>
        <p className="py-sentence">{t('rules.note')}</p>
        {FIELDS.map(({ name, min, max }) => (
          <Form.Item
            key={name}
            name={name}
            label={t(`rules.${name}`)}
            rules={[{ required: true, message: t('form.required') }]}
          >
            <InputNumber min={min} max={max} precision={0} />
          </Form.Item>
        ))}
        <EditProblem
          {...problem}
          opened={rules}
          fields={FIELDS.map(({ name }) => ({ name, label: t(`rules.${name}`), show: String }))}
        />
      </Form>
    </Dialog>
  )
}
