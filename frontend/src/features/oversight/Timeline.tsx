import { useTranslation } from 'react-i18next'
import { formatDateTime } from '@/components/dates'
import type { RecordEvent } from './api'
import { useRatingWord } from './marks'
import { useSourceName } from './sources'

const LEVELS = ['prompt', 'yellow', 'red'] as const
const WORDS = ['reason', 'explanation', 'finding', 'callback', 'rectification', 'note'] as const

/** What happened to a record, its cards and its rating, newest first. */
export function Timeline({ events }: { events: readonly RecordEvent[] }) {
  const { t, i18n } = useTranslation('oversight')
  const what = useEventText()
  const sourceName = useSourceName()
  return (
    <ol className="py-service-timeline">
      {[...events].reverse().map((event, index) => (
        <li key={`${event.at} ${index}`}>
          <p>
            <strong>{what(event)}</strong>{' '}
            <span className="py-caption">
              {formatDateTime(event.at, i18n.language)}{' '}
              {event.actor === 'system' ? t('event.system') : sourceName(event.actor)}
            </span>
          </p>
          {WORDS.map((name) => event.data[name])
            .filter((words): words is string => typeof words === 'string' && words !== '')
            .map((words) => (
              <p key={words} className="py-prose">
                {words}
              </p>
            ))}
          <Changes data={event.data} />
        </li>
      ))}
    </ol>
  )
}

/** Which facts of the record changed. */
function Changes({ data }: { data: RecordEvent['data'] }) {
  const { t } = useTranslation('oversight')
  const changes = data['changes']
  if (typeof changes !== 'object' || changes === null) return null
  const names = Object.keys(changes).map((name) => {
    const key = `field.${name}` as 'field.due'
    return t(key, { defaultValue: name })
  })
  if (names.length === 0) return null
  return <p className="py-caption">{t('event.changed', { fields: names.join('、') })}</p>
}

function useEventText(): (event: RecordEvent) => string {
  const { t } = useTranslation('oversight')
  const word = useRatingWord()
  return ({ subject, action, data }) => {
    const level = LEVELS.find((one) => one === data['level'])
    const shown = subject === 'rating' ? word(Number(data['level'] ?? 0)) : level ? t(`level.${level}`) : ''
    // Which actions there are is the server's matter.
    const key = `event.${subject}.${action}` as 'event.record.create'
    return t(key, { level: shown, defaultValue: t('event.other') })
  }
}
