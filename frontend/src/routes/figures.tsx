import type { RouteObject } from 'react-router'
import { page } from './page'

export const figureRoutes: RouteObject[] = [
  page('complaints/figures', 'complaint.figures', () => import('@/features/complaints/figures/FiguresPage')),
]
