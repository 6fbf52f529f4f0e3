import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import { Dialog } from '@/components/Dialog'
import type { RecordEvent, RecordFilters } from './api'
import { useRecordWords } from './words'

interface Props {
  event: RecordEvent
  /** Look for these instead. */
  onShow: (filters: Partial<RecordFilters>) => void
  onClose: () => void
}

/** One event with all that it says, and the ways on from it. */
export function EventDrawer({ event, onShow, onClose }: Props) {
  const { t, i18n } = useTranslation('audit')
  const words = useRecordWords()
  const { object_type, object_id } = event
  return (
    <Dialog
      kind="drawer"
      title={t('record.one', { seq: event.seq })}
      onClose={onClose}
      footer={
        <>
          {object_id !== null && (
            <Button type="primary" onClick={() => onShow({ object_type, object_id })}>
              {t('record.follow')}
            </Button>
          )}
          <Button onClick={() => onShow({ actor: event.actor })}>{t('record.person')}</Button>
          <Button onClick={() => onShow({ action: event.action })}>{t('record.same')}</Button>
        </>
      }
    >
      <dl className="py-facts-list">
        <dt>{t('record.field.at')}</dt>
        <dd>{formatDateTime(event.at, i18n.language)}</dd>
        <dt>{t('record.field.actor')}</dt>
        <dd>{words.actor(event)}</dd>
        <dt>{t('record.field.action')}</dt>
        <dd>
          {words.action(event.action)} <span className="py-caption py-record-code">{event.action}</span>
        </dd>
        <dt>{t('record.field.object')}</dt>
        <dd>
          {words.objectType(object_type)} <span className="py-caption py-record-code">{object_type}</span>
        </dd>
        {object_id !== null && (
          <>
            <dt>{t('record.field.object_id')}</dt>
            <dd className="py-record-code">{object_id}</dd>
          </>
        )}
        <dt>{t('record.field.data')}</dt>
        <dd>
          {Object.keys(event.data).length === 0 ? (
            t('record.noData')
          ) : (
            <pre className="py-record-data">{JSON.stringify(event.data, null, 2)}</pre>
          )}
        </dd>
        <dt>{t('record.field.hash')}</dt>
        <dd className="py-record-code">{event.hash}</dd>
      </dl>
    </Dialog>
  )
}
