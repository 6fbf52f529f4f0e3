import type { RouteObject } from 'react-router'
import { page } from './page'

export const userRoutes: RouteObject[] = [
  page('system/users', 'user.read', () => import('@/features/users/UserListPage')),
]
