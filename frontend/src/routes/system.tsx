import { useTranslation } from 'react-i18next'
import { Link, Outlet, type RouteObject, useLocation } from 'react-router'
import { useCan } from '@/api/session'
import { shownItems, SYSTEM } from './nav'
import { page } from './page'

/** The frame of the pages below 系统: the way between them, where there is more than one. */
function SystemFrame() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const items = shownItems(SYSTEM, useCan())
  return (
    <>
      {items.length > 1 && (
        <nav className="py-subnav" aria-label={t('nav.systemPages')}>
          <ul>
            {items.map(({ to, part, label }) => (
              <li key={to}>
                <Link to={to} aria-current={part.test(pathname) ? 'page' : undefined}>
                  {t(`nav.${label}`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <Outlet />
    </>
  )
}

export const systemRoutes: RouteObject[] = [
  {
    path: 'system',
    element: <SystemFrame />,
    children: [
      page('users', 'user.read', () => import('@/features/users/UserListPage')),
      page('rights', 'right.read', () => import('@/features/rights/RightsPage')),
      page('clients', 'client.read', () => import('@/features/clients/ClientListPage')),
      page('clients/:id', 'client.read', () => import('@/features/clients/ClientPage')),
      page('adapters', 'adapter.read', () => import('@/features/adapters/AdapterListPage')),
      page('adapters/:system', 'adapter.read', () => import('@/features/adapters/AdapterPage')),
      page('adapters/:system/edit', 'adapter.write', () => import('@/features/adapters/AdapterEditPage')),
      page('record', 'audit.read', () => import('@/features/audit/RecordPage')),
      page('webhooks', 'webhook.read', () => import('@/features/webhooks/EndpointsPage')),
      page('webhooks/:id', 'webhook.read', () => import('@/features/webhooks/DeliveriesPage')),
      page('security-check', 'system.check', () => import('@/features/security/SecurityCheckPage')),
      page('calendar', 'calendar.read', () => import('@/features/calendar/CalendarPage')),
      page('calendar/import', 'calendar.write', () => import('@/features/calendar/YearImportPage')),
      page('policies', 'complaint_policy.read', () => import('@/features/policies/PoliciesPage')),
      page('policies/edit', 'complaint_policy.write', () => import('@/features/policies/PolicyEditPage')),
    ],
  },
]
