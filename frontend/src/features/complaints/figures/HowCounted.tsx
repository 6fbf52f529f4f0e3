import { useTranslation } from 'react-i18next'

const NOTES = ['pieces', 'unit', 'days', 'onTime', 'satisfaction', 'overdue'] as const

/** How the figures are counted; `k`: from how many on a number is shown to this reader. */
export function HowCounted({ k }: { k: number | null }) {
  const { t } = useTranslation('complaintFigures')
  return (
    <div className="py-under-table">
      <h2>{t('how.title')}</h2>
      <ul className="py-figures-notes">
        {k !== null && <li>{t('how.hidden', { k })}</li>}
        {NOTES.map((name) => (
          <li key={name}>{t(`how.${name}`)}</li>
        ))}
      </ul>
    </div>
  )
}
