import { useTranslation } from 'react-i18next'
import { Link, Outlet, type RouteObject, useLocation } from 'react-router'
import { page } from './page'

const PAGES = [
  { to: '/oversight', part: /^\/oversight$/, label: 'indicators' },
  { to: '/oversight/cards', part: /^\/oversight\/cards(\/|$)/, label: 'cards' },
  { to: '/oversight/records', part: /^\/oversight\/records(\/|$)/, label: 'records' },
  { to: '/oversight/ratings', part: /^\/oversight\/ratings(\/|$)/, label: 'ratings' },
  { to: '/oversight/matters', part: /^\/oversight\/matters(\/|$)/, label: 'matters' },
] as const

/** The frame of the pages below 效能监察. Whoever reads one of them reads all. */
function OversightFrame() {
  const { t } = useTranslation('oversight')
  const { pathname } = useLocation()
  return (
    <>
      <nav className="py-subnav" aria-label={t('pages')}>
        <ul>
          {PAGES.map(({ to, part, label }) => (
            <li key={to}>
              <Link to={to} aria-current={part.test(pathname) ? 'page' : undefined}>
                {t(`nav.${label}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </>
  )
}

export const oversightRoutes: RouteObject[] = [
  {
    path: 'oversight',
    element: <OversightFrame />,
    children: [
      page('', 'indicator.read', () => import('@/features/oversight/IndicatorPage')),
      page('cards', 'card.read', () => import('@/features/oversight/CardListPage')),
      page('cards/:id', 'card.read', () => import('@/features/oversight/CardPage')),
      page('records', 'service_record.read', () => import('@/features/oversight/RecordListPage')),
      page('records/:id', 'service_record.read', () => import('@/features/oversight/RecordPage')),
      page('ratings', 'rating.read', () => import('@/features/oversight/RatingListPage')),
      page('ratings/:id', 'rating.read', () => import('@/features/oversight/RatingPage')),
      page('matters', 'service_matter.read', () => import('@/features/oversight/MatterListPage')),
      page('matters/import', 'service_matter.write', () => import('@/features/oversight/MatterImportPage')),
    ],
  },
]
