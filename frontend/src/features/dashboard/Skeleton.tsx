import { useTranslation } from 'react-i18next'

/** The real layout, before the figures are here. */
export function DashboardSkeleton() {
  const { t } = useTranslation()
  return (
    <div className="py-results" role="status" aria-label={t('state.loading')}>
      <div className="py-panel py-panel-flush">
        <div className="py-headlines">
          {[0, 1, 2, 3].map((one) => (
            <div key={one} className="py-headline">
              <div className="py-skeleton py-skeleton-short" />
              <div className="py-skeleton py-skeleton-title" />
              <div className="py-skeleton" />
            </div>
          ))}
        </div>
      </div>
      <div className="py-panel">
        <div className="py-skeleton py-skeleton-title" />
        {Array.from({ length: 14 }, (_, row) => (
          <div key={row} className="py-skeleton py-skeleton-row" />
        ))}
      </div>
    </div>
  )
}
