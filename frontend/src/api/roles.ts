import type { components } from './schema.gen'

/** The roles of people who log in; their names are texts `role.*`. */
export const ROLES = [
  'office',
  'leader',
  'supervisor',
  'lead_supervisor',
  'evaluator',
  'liaison',
  'complaint_officer',
  'complaint_lead',
  'auditor',
  'sysadmin',
] as const satisfies Role[]

export type Role = components['schemas']['Role']
