import { useTranslation } from 'react-i18next'
import { formatDate, formatDateTime } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { StatusMark } from '@/components/StatusMark'
import type { CaseResult } from './api'
import { useCase } from './context'

/** What the handling came to, the answer, the rating and the callbacks; the newest cycle first. */
export function Results() {
  const { t } = useTranslation('complaints')
  const { content, header } = useCase().detail
  if (content === null || content.results.length === 0) return null
  return (
    <Panel title={t('results.title')}>
      <div className="py-stack">
        {[...content.results].reverse().map((result) => (
          <section key={result.cycle} aria-label={t('value.cycle', { count: result.cycle })}>
            {header.cycle > 1 && <h3>{t('value.cycle', { count: result.cycle })}</h3>}
            <Result result={result} />
            <Callbacks cycle={result.cycle} />
          </section>
        ))}
      </div>
    </Panel>
  )
}

function Result({ result }: { result: CaseResult }) {
  const { t, i18n } = useTranslation('complaints')
  const { issued_at, on_time, rating } = result
  return (
    <dl className="py-facts-list py-case-text">
      <dt>{t('field.conclusion')}</dt>
      <dd>{t(`conclusion.${result.conclusion}`)}</dd>
      <dt>{t('field.findings')}</dt>
      <dd className="py-prose">{result.findings}</dd>
      {result.measures && (
        <>
          <dt>{t('field.measures')}</dt>
          <dd className="py-prose">{result.measures}</dd>
        </>
      )}
      <dt>{t(issued_at === null ? 'form.draftReply' : 'field.reply')}</dt>
      <dd className="py-prose">{result.reply}</dd>
      {result.sent_back > 0 && (
        <dd className="py-caption">{t('results.sentBack', { count: result.sent_back })}</dd>
      )}
      {issued_at !== null && (
        <>
          <dd className="py-caption">
            {t(on_time ? 'results.onTime' : 'results.late', { day: formatDate(issued_at, i18n.language) })}
          </dd>
          <dt>{t('field.rating')}</dt>
          <dd>
            {t(`rating.${rating ?? 'none'}`)}
            {result.rating_flagged && <StatusMark level="watch">{t('results.flagged')}</StatusMark>}
            {result.rating_note && <span className="py-prose"> {result.rating_note}</span>}
          </dd>
        </>
      )}
    </dl>
  )
}

function Callbacks({ cycle }: { cycle: number }) {
  const { t, i18n } = useTranslation('complaints')
  const callbacks = useCase().detail.content?.callbacks.filter((one) => one.cycle === cycle) ?? []
  if (callbacks.length === 0) return null
  return (
    <ul className="py-order-requests py-case-callbacks" aria-label={t('results.callbacks')}>
      {callbacks.map((one) => (
        <li key={one.at}>
          <StatusMark level={one.outcome === 'reached' ? 'done' : 'none'}>
            {t('results.callback')} {t(`outcome.${one.outcome}`)}
          </StatusMark>
          <p className="py-prose">{one.note}</p>
          <p className="py-caption">
            {one.cause !== null && `${t(`cause.${one.cause}`)} `}
            {one.made_by} {formatDateTime(one.at, i18n.language)}
          </p>
        </li>
      ))}
    </ul>
  )
}
