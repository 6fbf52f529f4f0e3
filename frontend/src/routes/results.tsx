import type { RouteObject } from 'react-router'
import { page } from './page'

export const resultRoutes: RouteObject[] = [
  page('rounds/:id/results', 'result.read', () => import('@/features/results/RoundResultsPage')),
]
