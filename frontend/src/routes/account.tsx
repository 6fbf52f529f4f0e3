import type { RouteObject } from 'react-router'
import { openPage } from './page'

/** Before login: without the shell. */
export const entryRoutes: RouteObject[] = [
  openPage('login', () => import('@/features/auth/LoginPage')),
  openPage('login/callback', () => import('@/features/auth/ReturnPage')),
  openPage('activate', () => import('@/features/auth/ActivatePage')),
]

export const accountRoutes: RouteObject[] = [
  openPage('me', () => import('@/features/auth/AccountPage')),
  openPage('notices', () => import('@/features/notices/NoticesPage')),
]
