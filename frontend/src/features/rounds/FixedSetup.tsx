import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { formatDate } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import { CompareSection } from './CompareSection'
import { useRoundContext } from './context'
import { CriteriaTable, RollTable, ScaleTable, StrataTable } from './FixedTables'
import { MoveHistory } from './MoveHistory'
import { Fingerprint, OpeningStanding } from './Opening'
import { RoundDates } from './RoundDates'

/** The setup of a round, to be read: after opening it does not change any more. */
export function FixedSetup() {
  const can = useCan()
  const { round } = useRoundContext()
  return (
    <div className="py-two-columns">
      <div>
        <CriteriaTable />
        <ScaleTable />
        <StrataTable />
        <RollTable />
      </div>
      <div>
        <Basics />
        <Method />
        <Publication />
        {round.planned_close_moves.length > 0 && <MoveHistory round={round} />}
        {can('round.write') && <CompareSection />}
      </div>
    </div>
  )
}

function Basics() {
  const { t } = useTranslation('rounds')
  const { round } = useRoundContext()
  const facts = [
    ['round', t('order', { year: round.year, number: round.number })],
    ['kind', t(`kind.${round.kind}`)],
    ['collection', t(`collection.${round.collection}`)],
    ['dates', <RoundDates key="dates" round={round} />],
    ['contact', round.contact || '—'],
    [
      'greeting',
      <span key="greeting" className="py-prose">
        {round.greeting || '—'}
      </span>,
    ],
  ] as const
  return (
    <Panel title={t('basics.title')}>
      <dl className="py-facts-list">
        {facts.map(([name, value]) => (
          <div key={name} className="py-fact">
            <dt>{t(`field.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

/** The fingerprint of the method; nothing for a draft, whose method is not fixed. */
function Method() {
  const { t, i18n } = useTranslation('rounds')
  const { round } = useRoundContext()
  const can = useCan()
  if (round.method_digest === null) return null
  return (
    <Panel title={t('setup.method')}>
      <div className="py-stack">
        <p>{t('setup.fixed', { day: formatDate(round.opened_at, i18n.language) })}</p>
        <div>
          <span className="py-caption">{t('setup.digest')}</span>
          <Fingerprint digest={round.method_digest} />
        </div>
        {can('batch.read') && <OpeningStanding round={round} />}
      </div>
    </Panel>
  )
}

function Publication() {
  const { t } = useTranslation('rounds')
  const { k, decimals, rounding, indicator_min_weight } = useRoundContext().config.publication
  const facts = [
    ['k', k],
    ['decimals', decimals],
    ['rounding', t(`publication.${rounding}`)],
    ['indicator_min_weight', indicator_min_weight],
  ] as const
  return (
    <Panel title={t('publication.title')}>
      <dl className="py-facts-list py-facts-narrow">
        {facts.map(([name, value]) => (
          <div key={name} className="py-fact">
            <dt>{t(`publication.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
