import { Button, Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import { PageHeader, Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { LeaveGuard } from '@/features/rounds/LeaveGuard'
import { CASES, registerCase, type Registered } from './api'
import './complaints.css'
import './forms.css'
import { About, Arrival, Complainant } from './intake/parts'
import { EMPTY, type Intake, registrationOf } from './intake/registration'
import { Receipt } from './intake/Receipt'

/** Taking down a complaint that was called in, written, or brought. */
export default function NewCasePage() {
  const { t } = useTranslation('complaints')
  const [made, setMade] = useState<Registered | null>(null)
  const crumbs = [{ text: t('title'), to: '/complaints' }]
  return (
    <>
      <PageHeader
        title={t(made === null ? 'intake.title' : 'intake.madeTitle')}
        crumbs={crumbs}
        facts={made === null ? t('intake.facts') : undefined}
      />
      {made === null ? <IntakeForm onMade={setMade} /> : <Receipt made={made} onNext={() => setMade(null)} />}
    </>
  )
}

function IntakeForm({ onMade }: { onMade: (made: Registered) => void }) {
  const { t } = useTranslation('complaints')
  const queries = useQueryClient()
  const [form] = Form.useForm<Intake>()
  const [unsaved, setUnsaved] = useState(false)
  // One key for one form: sent again after a lost answer, it finds the case that was registered.
  const [key] = useState(() => crypto.randomUUID())
  const { submit, busy, problem } = useSubmit(
    form,
    (values: Intake) => registerCase(registrationOf(values), key),
    (made) => {
      setUnsaved(false)
      void queries.invalidateQueries({ queryKey: CASES })
      onMade(made)
    },
  )
  return (
    <>
      <LeaveGuard unsaved={unsaved} />
      <Form
        form={form}
        layout="vertical"
        name="intake"
        requiredMark={false}
        className="py-case-intake"
        initialValues={EMPTY}
        scrollToFirstError={{ focus: true }}
        onValuesChange={() => setUnsaved(true)}
        onFinish={submit}
      >
        <Panel title={t('intake.arrival')}>
          <Arrival />
        </Panel>
        <Panel title={t('intake.about')}>
          <About />
        </Panel>
        <Panel title={t('intake.complainant')}>
          <Complainant />
        </Panel>
        <ProblemAlert {...problem} />
        <div className="py-actions">
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('intake.save')}
          </Button>
          <span className="py-caption">{t('intake.saveHint')}</span>
        </div>
      </Form>
    </>
  )
}
