import type { RouteObject } from 'react-router'
import { page } from './page'

export const unitRoutes: RouteObject[] = [
  page('units', 'unit.read', () => import('@/features/units/UnitListPage')),
  page('units/import', 'unit.write', () => import('@/features/units/UnitImportPage')),
  page('units/:code', 'unit.read', () => import('@/features/units/UnitPage')),
]
