import { useTranslation } from 'react-i18next'
import { StatusMark } from '@/components/StatusMark'
import { Suppressed } from '@/components/Suppressed'
import type { Complaints, DashboardUnit } from '@/features/results/api'
import { ComplaintCount } from '@/features/results/ComplaintCount'
import { useCount } from '@/features/results/figures'
import { SortHead } from '@/features/results/SortHead'
import { Headline } from '@/features/results/Summary'

/** The complaints with all units: how many there are, and how many are overdue. */
export function ComplaintsHeadline({ complaints }: { complaints: Complaints | null }) {
  const { t } = useTranslation('dashboard')
  const count = useCount()
  if (complaints === null) return null
  const { open, overdue } = complaints
  return (
    <Headline
      label={t('complaints.title')}
      value={open === null ? <Suppressed /> : count(open)}
      {...(open === null ? {} : { unit: t('complaints.unit') })}
      note={
        <>
          {t('complaints.overdueOf')}
          {overdue ? (
            <StatusMark level="overdue">
              <ComplaintCount count={overdue} />
            </StatusMark>
          ) : (
            <ComplaintCount count={overdue} />
          )}
        </>
      }
    />
  )
}

interface HeadProps {
  sort: string
  onSort: (sort: string) => void
}

/** The heads of the two columns of complaints. */
export function ComplaintHeads(props: HeadProps) {
  const { t } = useTranslation('dashboard')
  return (
    <>
      <SortHead name="open" title={t('complaints.open')} note={t('complaints.openNote')} {...props} />
      <SortHead
        name="overdue"
        title={t('complaints.overdue')}
        note={t('complaints.overdueNote')}
        {...props}
      />
    </>
  )
}

/** Open and overdue complaints of a unit. */
export function ComplaintCells({ complaints }: Pick<DashboardUnit, 'complaints'>) {
  const count = useCount()
  if (complaints === null) return null
  const { open, overdue } = complaints
  return (
    <>
      <td className="py-right">{open === null ? <Suppressed /> : count(open)}</td>
      <td className="py-right">
        {overdue === null ? (
          <Suppressed />
        ) : overdue > 0 ? (
          <StatusMark level="overdue">{count(overdue)}</StatusMark>
        ) : (
          count(overdue)
        )}
      </td>
    </>
  )
}

/** The same in the line below a unit's name, on a phone. */
export function ComplaintWords({ complaints }: Pick<DashboardUnit, 'complaints'>) {
  const { t } = useTranslation('dashboard')
  if (complaints === null) return null
  return (
    <span>
      {t('complaints.openShort')}
      <ComplaintCount count={complaints.open} />
      {t('complaints.overdueShort')}
      <ComplaintCount count={complaints.overdue} />
    </span>
  )
}
