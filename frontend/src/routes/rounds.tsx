import { lazy } from 'react'
import type { RouteObject } from 'react-router'
import { STEP_PERMISSION } from '@/features/rounds/steps'
import { page } from './page'

const FirstStep = lazy(() => import('@/features/rounds/FirstStep'))
const workspace = page('rounds/:id', 'round.read', () => import('@/features/rounds/RoundWorkspace'))

/** The pages of one round: one for each step, and those of the work that belongs to a step. */
const pages: RouteObject[] = [
  { index: true, element: <FirstStep /> },
  page('setup', STEP_PERMISSION.setup, () => import('@/features/rounds/SetupPage')),
  page('codes', STEP_PERMISSION.codes, () => import('@/features/collection/CodesPage')),
  page('progress', STEP_PERMISSION.progress, () => import('@/features/collection/ProgressPage')),
  page('keying', 'import.write', () => import('@/features/collection/ImportPage')),
  page('screening', STEP_PERMISSION.screening, () => import('@/features/screening/ScreeningPage')),
  page('comments', 'comment.read', () => import('@/features/comments/CommentsPage')),
  page('publication', 'snapshot.read', () => import('@/features/publication/PublicationPage')),
  page('results', STEP_PERMISSION.results, () => import('@/features/rounds/ResultsPage')),
]

export const roundRoutes: RouteObject[] = [
  page('rounds', 'round.read', () => import('@/features/rounds/RoundListPage')),
  page('rounds/new', 'round.write', () => import('@/features/rounds/NewRoundPage')),
  { path: 'rounds/:id', element: workspace.element, children: pages },
]
