import type { RouteObject } from 'react-router'
import { page } from './page'

export const complaintRoutes: RouteObject[] = [
  page('complaints', 'complaint.read', () => import('@/features/complaints/CaseListPage')),
  page('complaints/new', 'complaint.register', () => import('@/features/complaints/NewCasePage')),
  page('complaints/retaliation', 'complaint.retaliation', () => import('@/features/retaliation/ReportsPage')),
  page('complaints/:id', 'complaint.read', () => import('@/features/complaints/CasePage')),
]
