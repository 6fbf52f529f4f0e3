import { Navigate, type RouteObject } from 'react-router'
import { useCan } from '@/api/session'
import { Forbidden, NotFound, PageError } from '@/components/PageStates'
import { accountRoutes, entryRoutes } from './account'
import { Bare } from './Bare'
import { complaintRoutes } from './complaints'
import { Dashboard } from './dashboard'
import { figureRoutes } from './figures'
import { NAV } from './nav'
import { oversightRoutes } from './oversight'
import { roundRoutes } from './rounds'
import { Shell } from './Shell'
import { systemRoutes } from './system'
import { transferRoutes } from './transfers'
import { unitRoutes } from './units'

/** The first page: the dashboard, or the first of the main navigation that the person may see. */
function FirstPage() {
  const can = useCan()
  if (can('dashboard.read')) return <Dashboard />
  const item = NAV.find(({ to, permission }) => to !== '/' && can(permission))
  return item ? <Navigate to={item.to} replace /> : <Forbidden />
}

export const routes: RouteObject[] = [
  { element: <Bare />, children: [{ errorElement: <PageError />, children: entryRoutes }] },
  {
    element: <Shell />,
    children: [
      {
        errorElement: <PageError />,
        children: [
          { index: true, element: <FirstPage /> },
          ...unitRoutes,
          ...systemRoutes,
          ...roundRoutes,
          ...complaintRoutes,
          ...transferRoutes,
          ...oversightRoutes,
          ...figureRoutes,
          ...accountRoutes,
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
]
