import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { useNotice } from '@/components/Notices'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { type Calendar, type OfficeSession, putOfficeHours } from './api'
import { useSave } from './useSave'

const MOST = 4

/** The sessions of every working day. */
export function OfficeHours({ calendar, onClose }: { calendar: Calendar; onClose: () => void }) {
  const { t } = useTranslation(['calendar', 'common'])
  const notice = useNotice()
  const save = useSave()
  const [form] = Form.useForm<{ sessions: OfficeSession[] }>()
  const { submit, busy, problem } = useSubmit(
    form,
    ({ sessions }: { sessions: OfficeSession[] }) => save(putOfficeHours(sessions, calendar.version)),
    () => {
      notice(t('hours.saved'))
      onClose()
    },
  )
  const required = { required: true, message: t('missing.time') }
  return (
    <Dialog
      title={t('hours.action')}
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
      <Form form={form} name="hours" onFinish={submit} initialValues={{ sessions: calendar.sessions }}>
        <p className="py-sentence">{t('hours.hint')}</p>
        <Form.List name="sessions">
          {(fields, { add, remove }) => (
            <div className="py-stack">
              {fields.map(({ key, name }) => (
                <div key={key} className="py-year-choice">
                  <Form.Item name={[name, 'opens']} rules={[required]} noStyle>
                    <Input type="time" className="py-time" aria-label={t('hours.opens', { n: name + 1 })} />
                  </Form.Item>
                  <span aria-hidden="true">–</span>
                  <Form.Item name={[name, 'closes']} rules={[required]} noStyle>
                    <Input type="time" className="py-time" aria-label={t('hours.closes', { n: name + 1 })} />
                  </Form.Item>
                  {fields.length > 1 && (
                    <Button
                      size="small"
                      aria-label={t('hours.removeNumber', { n: name + 1 })}
                      onClick={() => remove(name)}
                    >
                      {t('hours.remove')}
                    </Button>
                  )}
                </div>
              ))}
              {fields.length < MOST && (
                <div>
                  <Button size="small" onClick={() => add({ opens: '', closes: '' })}>
                    {t('hours.add')}
                  </Button>
                </div>
              )}
            </div>
          )}
        </Form.List>
        <ProblemAlert {...problem} />
      </Form>
    </Dialog>
  )
}
