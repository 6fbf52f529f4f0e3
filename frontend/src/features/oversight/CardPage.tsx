import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { formatDateTime } from '@/components/dates'
import { PageHeader, Panel, Tag } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type Card, cardQuery, OVERSIGHT, recordQuery } from './api'
import { CardSteps } from './CardSteps'
import { CardMark, Clock, dueText, LevelMark } from './marks'
import { Timeline } from './Timeline'

export default function CardPage() {
  const { t } = useTranslation('oversight')
  const { data, error, refetch } = useQuery(cardQuery(useParams()['id'] ?? ''))
  if (data) return <Shown card={data} />
  if (isStatus(error, 404, 422)) return <NotFound hint={t('card.notFound')} />
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />
  return <PageLoading />
}

function Shown({ card }: { card: Card }) {
  const { t } = useTranslation('oversight')
  const queries = useQueryClient()
  const level = t(`level.${card.level}`)
  const show = (after: Card) => {
    queries.setQueryData([...OVERSIGHT, 'card', after.id], after)
    void queries.invalidateQueries({ queryKey: OVERSIGHT })
  }
  const record = useQuery(recordQuery(card.record_id)).data
  return (
    <>
      <PageHeader
        title={t('card.title', { level, number: card.external_id })}
        crumbs={[{ text: t('cards.title'), to: '/oversight/cards' }]}
        tags={<Tag>{t(`rung.${card.rung}`)}</Tag>}
        facts={card.unit_name}
      />
      <div className="py-two-columns">
        <div>
          <Panel title={t(`card.state.${card.state}`)} note={next()}>
            <CardSteps key={card.version} card={card} onDone={show} />
            {card.explanation !== '' && (
              <div className="py-step">
                <h3>{t('card.explanation')}</h3>
                <p className="py-prose">{card.explanation}</p>
              </div>
            )}
            {card.note !== '' && (
              <div className="py-step">
                <h3>{t('card.note')}</h3>
                <p className="py-prose">{card.note}</p>
              </div>
            )}
          </Panel>
          {record && (
            <Panel title={t('record.timeline')}>
              <Timeline events={record.events.filter(({ subject }) => subject !== 'rating')} />
            </Panel>
          )}
        </div>
        <Facts card={card} clock={record ? <Clock record={record} /> : t('none')} />
      </div>
    </>
  )

  function next(): string {
    if (card.level === 'prompt' && card.state === 'raised') return t('card.promptNext')
    return t(`card.next.${card.state}`)
  }
}

function Facts({ card, clock }: { card: Card; clock: React.ReactNode }) {
  const { t, i18n } = useTranslation('oversight')
  const times = ['raised_at', 'acknowledged_at', 'explained_at', 'ended_at'] as const
  return (
    <div>
      <Panel title={t('cards.record')}>
        <dl className="py-facts-list">
          <dt>{t('record.number')}</dt>
          <dd>
            <Link to={`/oversight/records/${card.record_id}`}>{card.external_id}</Link>
          </dd>
          <dt>{t('record.matter')}</dt>
          <dd>{card.matter_name}</dd>
          <dt>{t('record.clock')}</dt>
          <dd>{clock}</dd>
          <dt>{t('cards.level')}</dt>
          <dd>
            <LevelMark level={card.level} />
          </dd>
          <dt>{t('cards.state')}</dt>
          <dd>
            <CardMark card={card} />
          </dd>
          <dt>{t('card.breach')}</dt>
          <dd>{dueText(card.breach_at, i18n.language)}</dd>
          {times.map((name) => (
            <div key={name} className="py-fact">
              <dt>{t(`card.${name}`)}</dt>
              <dd>{formatDateTime(card[name], i18n.language)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </div>
  )
}
