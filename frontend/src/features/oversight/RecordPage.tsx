import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { useCan } from '@/api/session'
import { formatDateTime } from '@/components/dates'
import { PageHeader, Panel, Tag } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type RecordDetail, recordQuery, useCards, useRatings } from './api'
import { LimitText } from './LimitText'
import { CardMark, Clock, dueText, LevelMark, RatingMark, useRatingWord } from './marks'
import { RatingDialog } from './RatingDialog'
import { RecordDrawer } from './RecordDrawer'
import { useSourceName } from './sources'
import { Timeline } from './Timeline'

export default function RecordPage() {
  const { t } = useTranslation('oversight')
  const { data, error, refetch } = useQuery(recordQuery(useParams()['id'] ?? ''))
  if (data) return <Shown record={data} />
  if (isStatus(error, 404, 422)) return <NotFound hint={t('record.notFound')} />
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />
  return <PageLoading />
}

function Shown({ record }: { record: RecordDetail }) {
  const { t } = useTranslation('oversight')
  const writes = useCan()('service_record.write')
  const [editing, setEditing] = useState(false)
  return (
    <>
      <PageHeader
        title={record.external_id}
        crumbs={[{ text: t('records.title'), to: '/oversight/records' }]}
        tags={
          <>
            <Tag strong={record.state === 'open'}>{t(`records.state.${record.state}`)}</Tag>
            {record.on_site && <Tag>{t('record.on_site')}</Tag>}
            {record.immediate && <Tag>{t('record.immediate')}</Tag>}
          </>
        }
        facts={record.matter_name}
        actions={
          writes && (
            <Button onClick={() => setEditing(true)}>
              {t(record.state === 'open' ? 'record.update' : 'record.edit')}
            </Button>
          )
        }
      />
      <div className="py-two-columns">
        <div>
          <Dates record={record} />
          <Panel title={t('record.timeline')}>
            <Timeline events={record.events} />
          </Panel>
        </div>
        <div>
          <Facts record={record} />
          <Cards recordId={record.id} />
          <RatingPanel record={record} />
        </div>
      </div>
      {editing && (
        <RecordDrawer record={record} onClose={() => setEditing(false)} onSaved={() => undefined} />
      )}
    </>
  )
}

function Dates({ record }: { record: RecordDetail }) {
  const { t, i18n } = useTranslation('oversight')
  const dates = ['due', 'judged_due', 'legal_due'] as const
  const given = { due: record.given_promised_due, legal_due: record.given_legal_due, judged_due: null }
  const at = (time: string | null) => formatDateTime(time, i18n.language)
  return (
    <Panel title={t('record.dates')}>
      <dl className="py-facts-list">
        <dt>{t('record.clock')}</dt>
        <dd>
          <Clock record={record} />
          {record.provisional && <p className="py-caption">{t('record.provisional')}</p>}
        </dd>
        {dates.map((name) => (
          <div key={name} className="py-fact">
            <dt>{t(`record.${name}`)}</dt>
            <dd>
              {record[name] === null ? t('none') : dueText(record[name], i18n.language)}
              {given[name] !== null && (
                <span className="py-caption"> {t('record.given', { day: at(given[name]) })}</span>
              )}
            </dd>
          </div>
        ))}
        <dt>{t('record.days')}</dt>
        <dd>{daysText()}</dd>
      </dl>
      {record.extensions.length > 0 && (
        <>
          <h3>{t('record.extensions')}</h3>
          <ul className="py-plain-list">
            {record.extensions.map((one) => (
              <li key={one.granted_at}>
                {t('record.extension', {
                  days: one.days,
                  by: one.approved_by,
                  at: at(one.granted_at),
                  reason: one.reason,
                })}{' '}
                <span className="py-caption">{t(one.told_in_advance ? 'record.told' : 'record.untold')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {record.pauses.length > 0 && (
        <>
          <h3>{t('record.pauses')}</h3>
          <ul className="py-plain-list">
            {record.pauses.map((one) => (
              <li key={one.begin}>
                {t(one.end === null ? 'record.pauseOpen' : 'record.pause', {
                  kind: t(`record.pauseKind.${one.kind}`),
                  begin: at(one.begin),
                  end: at(one.end),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
      {record.timeout_effect === 'deemed_approved' && <p className="py-caption">{t('record.effect')}</p>}
    </Panel>
  )

  function daysText(): string {
    const { actual_days: actual, promised_days: promised } = record
    if (actual === null) return t('none')
    return promised === null ? t('record.actualDays', { actual }) : t('record.daysOf', { actual, promised })
  }
}

function Facts({ record }: { record: RecordDetail }) {
  const { t, i18n } = useTranslation('oversight')
  const sourceName = useSourceName()
  const { promised_limit: promised, legal_limit: legal } = record
  return (
    <Panel title={t('record.number')} note={record.external_id}>
      <dl className="py-facts-list">
        <dt>{t('record.unit')}</dt>
        <dd>
          <Link to={`/units/${encodeURIComponent(record.unit_code)}`}>{record.unit_name}</Link>
        </dd>
        <dt>{t('record.matter')}</dt>
        <dd>
          {record.matter_name} <span className="py-caption">{record.matter_code}</span>
        </dd>
        <dt>{t('record.source')}</dt>
        <dd>{sourceName(record.source)}</dd>
        <dt>{t('record.received_at')}</dt>
        <dd>{formatDateTime(record.received_at, i18n.language)}</dd>
        <dt>{t('record.finished_at')}</dt>
        <dd>{formatDateTime(record.finished_at, i18n.language)}</dd>
        <dt>{t('record.result')}</dt>
        <dd>{record.result === null ? t('none') : t(`result.${record.result}`)}</dd>
        <dt>{t('record.limits')}</dt>
        <dd>
          <LimitText amount={promised?.amount ?? null} unit={unitOf(promised?.unit)} />
          {' / '}
          <LimitText amount={legal?.amount ?? null} unit={unitOf(legal?.unit)} />
        </dd>
      </dl>
    </Panel>
  )
}

const UNITS = ['wd', 'cd', 'hour'] as const
const unitOf = (unit: string | undefined) => UNITS.find((one) => one === unit) ?? 'wd'

function Cards({ recordId }: { recordId: string }) {
  const { t } = useTranslation('oversight')
  const cards = useCards({ record: recordId, sort: 'raised_at', limit: 50 })
  const items = cards.data?.items ?? []
  return (
    <Panel title={t('record.cards')}>
      <ProblemAlert error={cards.error} onRetry={() => void cards.refetch()} />
      {items.length === 0 && cards.error === null && <p>{t('record.noCards')}</p>}
      <ul className="py-plain-list">
        {items.map((card) => (
          <li key={card.id}>
            <Link to={`/oversight/cards/${card.id}`}>
              <LevelMark level={card.level} />
            </Link>{' '}
            <CardMark card={card} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function RatingPanel({ record }: { record: RecordDetail }) {
  const { t } = useTranslation('oversight')
  const word = useRatingWord()
  const writes = useCan()('rating.write')
  const ratings = useRatings({ record: record.id })
  const [adding, setAdding] = useState(false)
  const rating = ratings.data?.items[0]
  return (
    <Panel
      title={t('record.rating')}
      actions={
        writes &&
        ratings.data?.items.length === 0 && (
          <Button size="small" onClick={() => setAdding(true)}>
            {t('record.addRating')}
          </Button>
        )
      }
    >
      <ProblemAlert error={ratings.error} onRetry={() => void ratings.refetch()} />
      {rating ? (
        <p>
          <Link to={`/oversight/ratings/${rating.id}`}>{word(rating.level)}</Link>{' '}
          <RatingMark rating={rating} />
        </p>
      ) : (
        ratings.error === null && <p>{t('record.noRating')}</p>
      )}
      {adding && <RatingDialog recordId={record.id} onClose={() => setAdding(false)} />}
    </Panel>
  )
}
