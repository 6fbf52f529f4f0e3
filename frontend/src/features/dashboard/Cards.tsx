import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { StatusMark } from '@/components/StatusMark'
import type { DashboardUnit } from '@/features/results/api'
import { figure, ratio } from '@/features/results/figures'
import { SortHead } from '@/features/results/SortHead'

interface HeadProps {
  sort: string
  onSort: (sort: string) => void
}

/** The head of the column of service oversight. */
export function CardHead(props: HeadProps) {
  const { t } = useTranslation('dashboard')
  return <SortHead name="cards" title={t('cards.open')} note={t('cards.note')} {...props} />
}

/** Open cards of a unit, and of its service records of this year that are finished or due those in time. */
export function CardCell({ unit }: { unit: DashboardUnit }) {
  const { t, i18n } = useTranslation('dashboard')
  if (unit.oversight === null) return null
  const { on_time: rate } = unit.oversight
  return (
    <td className="py-right py-nowrap">
      <Cards unit={unit} />
      {rate.denominator > 0 && (
        <span className="py-ratio py-below">{t('cards.kept', { ratio: ratio(rate, i18n.language) })}</span>
      )}
    </td>
  )
}

/** The same in the line below a unit's name, on a phone. */
export function CardWords({ unit }: { unit: DashboardUnit }) {
  const { t, i18n } = useTranslation('dashboard')
  if (unit.oversight === null) return null
  const { on_time: rate } = unit.oversight
  return (
    <>
      <span>
        {t('cards.open')} <Cards unit={unit} />
      </span>
      {rate.denominator > 0 && (
        <span>
          {t('cards.keptShort', { percent: figure(rate.percent), ratio: ratio(rate, i18n.language) })}
        </span>
      )}
    </>
  )
}

function Cards({ unit }: { unit: DashboardUnit }) {
  const { t } = useTranslation('dashboard')
  const { red, yellow } = unit.oversight ?? { red: 0, yellow: 0 }
  if (red + yellow === 0) return 0
  const shown = [
    red > 0 && t('cards.red', { count: red }),
    yellow > 0 && t('cards.yellow', { count: yellow }),
  ]
  return (
    <StatusMark level="watch">
      <Link to={`/oversight/cards?unit=${unit.unit_id}`}>{shown.filter(Boolean).join(' ')}</Link>
    </StatusMark>
  )
}
