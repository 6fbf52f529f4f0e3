import { lazy } from 'react'

/** The first page of everybody who may read it. */
export const Dashboard = lazy(() => import('@/features/dashboard/DashboardPage'))
