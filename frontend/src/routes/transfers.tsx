import type { RouteObject } from 'react-router'
import { page } from './page'

export const transferRoutes: RouteObject[] = [
  page('transfers', 'transfer.read', () => import('@/features/transfers/TransferListPage')),
  page('transfers/:id', 'transfer.read', () => import('@/features/transfers/TransferPage')),
]
