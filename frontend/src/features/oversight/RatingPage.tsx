import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { isStatus } from '@/api/errors'
import { formatDateTime } from '@/components/dates'
import { PageHeader, Panel, Tag } from '@/components/PageHeader'
import { NotFound, PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { OVERSIGHT, type RatingDetail, ratingQuery } from './api'
import { RatingDue, RatingMark, useRatingWord } from './marks'
import { RatingSteps } from './RatingSteps'

export default function RatingPage() {
  const { t } = useTranslation('oversight')
  const { data, error, refetch } = useQuery(ratingQuery(useParams()['id'] ?? ''))
  if (data) return <Shown rating={data} />
  if (isStatus(error, 404, 422)) return <NotFound hint={t('rating.notFound')} />
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />
  return <PageLoading />
}

function Shown({ rating }: { rating: RatingDetail }) {
  const { t } = useTranslation('oversight')
  const word = useRatingWord()
  const queries = useQueryClient()
  const show = (after: RatingDetail) => {
    queries.setQueryData([...OVERSIGHT, 'rating', after.id], after)
    void queries.invalidateQueries({ queryKey: OVERSIGHT })
  }
  return (
    <>
      <PageHeader
        title={t('rating.title', { level: word(rating.level), number: rating.external_id })}
        crumbs={[{ text: t('ratings.title'), to: '/oversight/ratings' }]}
        tags={rating.reasons.map((one) => (
          <Tag key={one}>{t(`rating.reason.${one}`)}</Tag>
        ))}
        facts={rating.unit_name}
      />
      <div className="py-two-columns">
        <div>
          {rating.actions.length > 0 && (
            <Panel title={t('rating.steps')}>
              <RatingSteps key={rating.version} rating={rating} onDone={show} />
            </Panel>
          )}
          <FollowUp rating={rating} />
        </div>
        <Facts rating={rating} />
      </div>
    </>
  )
}

/** What was found, said and done. */
function FollowUp({ rating }: { rating: RatingDetail }) {
  const { t, i18n } = useTranslation('oversight')
  const word = useRatingWord()
  const at = (time: string | null) => formatDateTime(time, i18n.language)
  const texts = [
    { title: t('rating.comment'), text: rating.comment, note: '' },
    {
      title: t('rating.finding'),
      text: rating.finding,
      note: rating.proposed === null ? '' : t(`rating.verdict.${rating.proposed}`),
    },
    { title: t('rating.callback'), text: rating.callback, note: at(rating.called_back_at) },
    { title: t('rating.rectification'), text: rating.rectification, note: at(rating.rectified_at) },
    { title: t('rating.note'), text: rating.note, note: '' },
  ].filter(({ text }) => text)
  if (texts.length === 0 && rating.second_level === null) return null
  return (
    <Panel title={t('rating.follow')}>
      {texts.map(({ title, text, note }) => (
        <div key={title} className="py-step">
          <h3>
            {title} <span className="py-caption">{note}</span>
          </h3>
          <p className="py-prose">{text}</p>
        </div>
      ))}
      {rating.second_level !== null && (
        <div className="py-step">
          <h3>{t('rating.second')}</h3>
          <p>{word(rating.second_level)}</p>
        </div>
      )}
    </Panel>
  )
}

function Facts({ rating }: { rating: RatingDetail }) {
  const { t, i18n } = useTranslation('oversight')
  return (
    <div>
      <Panel title={t('ratings.record')}>
        <dl className="py-facts-list">
          <dt>{t('record.number')}</dt>
          <dd>
            <Link to={`/oversight/records/${rating.record_id}`}>{rating.external_id}</Link>
          </dd>
          <dt>{t('record.matter')}</dt>
          <dd>{rating.matter_name}</dd>
          <dt>{t('ratings.state')}</dt>
          <dd>
            <RatingMark rating={rating} />
          </dd>
          <dt>{t('ratings.due')}</dt>
          <dd>
            <RatingDue rating={rating} />
          </dd>
          <dt>{t('rating.verdictLabel')}</dt>
          <dd>{rating.verdict === null ? t('none') : t(`rating.verdict.${rating.verdict}`)}</dd>
          <dt>{t('ratings.channel')}</dt>
          <dd>{t(`rating.channel.${rating.channel}`)}</dd>
          <dt>{t('ratings.rated')}</dt>
          <dd>{formatDateTime(rating.rated_at, i18n.language)}</dd>
          <dt>{t('rating.endedAt')}</dt>
          <dd>{formatDateTime(rating.ended_at, i18n.language)}</dd>
        </dl>
        {rating.comment === null && <p className="py-caption">{t('rating.commentHidden')}</p>}
      </Panel>
    </div>
  )
}
