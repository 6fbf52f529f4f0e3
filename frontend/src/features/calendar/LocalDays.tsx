import { Button, Form, Input, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { TableFrame } from '@/components/DataTable'
import { DateInput } from '@/components/DateInput'
import { formatDate } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { useNotice } from '@/components/Notices'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { useSubmit } from '@/components/useSubmit'
import { type CalendarYear, type ListedDay, putLocalDay, removeLocalDay } from './api'
import { useSave } from './useSave'

/** The days of this place in a year, which go before the national ones. */
export function LocalDays({ year }: { year: CalendarYear }) {
  const { t } = useTranslation('calendar')
  const writes = useCan()('calendar.write')
  return (
    <Panel title={t('local.title')} note={t('local.note')}>
      <div className="py-stack">
        {year.local_days.length === 0 ? (
          <EmptyState
            title={t('local.empty', { year: year.year })}
            hint={writes ? t('local.emptyHint') : undefined}
          />
        ) : (
          <LocalTable year={year} writes={writes} />
        )}
        {writes && <LocalForm version={year.version} />}
      </div>
    </Panel>
  )
}

function LocalTable({ year, writes }: { year: CalendarYear; writes: boolean }) {
  const { t, i18n } = useTranslation('calendar')
  const notice = useNotice()
  const save = useSave()
  const remove = async (day: string) => {
    await save(removeLocalDay(day, year.version))
    notice(t('local.removed'))
  }
  return (
    <TableFrame caption={t('local.title')}>
      <thead>
        <tr>
          <th scope="col">{t('field.day')}</th>
          <th scope="col">{t('field.working')}</th>
          <th scope="col">{t('field.name')}</th>
          {writes && <td />}
        </tr>
      </thead>
      <tbody>
        {year.local_days.map(({ day, working, name }) => (
          <tr key={day}>
            <th scope="row">{formatDate(day, i18n.language)}</th>
            <td>{t(working ? 'kind.local_on' : 'kind.local_off')}</td>
            <td>{name}</td>
            {writes && (
              <td className="py-right">
                <ConfirmSentence
                  size="small"
                  action={t('local.remove')}
                  sentence={t('local.removeSentence', { day: formatDate(day, i18n.language) })}
                  onConfirm={() => remove(day)}
                />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}

type Values = Omit<ListedDay, 'day'> & { day: string | null }

function LocalForm({ version }: { version: number }) {
  const { t } = useTranslation('calendar')
  const notice = useNotice()
  const save = useSave()
  const [form] = Form.useForm<Values>()
  const { submit, busy, problem } = useSubmit(
    form,
    ({ day, ...rest }: Values) => save(putLocalDay({ day: day ?? '', ...rest }, version)),
    () => {
      form.resetFields()
      notice(t('local.saved'))
    },
  )
  return (
    <Form
      form={form}
      name="local-day"
      layout="vertical"
      onFinish={submit}
      initialValues={{ day: null, working: false, name: '' }}
    >
      <div className="py-local-form">
        <Form.Item name="day" label={t('field.day')} rules={[{ required: true, message: t('missing.day') }]}>
          <DateInput />
        </Form.Item>
        <Form.Item name="working" label={t('field.working')}>
          <Radio.Group
            options={[
              { value: false, label: t('kind.local_off') },
              { value: true, label: t('kind.local_on') },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('field.name')}
          rules={[{ required: true, whitespace: true, message: t('missing.name') }]}
        >
          <Input maxLength={40} placeholder={t('local.namePattern')} />
        </Form.Item>
        <Button htmlType="submit" loading={busy}>
          {t('local.add')}
        </Button>
      </div>
      <ProblemAlert {...problem} />
    </Form>
  )
}
