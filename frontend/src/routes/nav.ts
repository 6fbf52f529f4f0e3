/** The main navigation. Shown are the items whose permission the person has; `part` are the paths that belong to it. */
export const NAV = [
  { to: '/', part: /^\/$/, label: 'dashboard', permission: 'dashboard.read' },
  { to: '/units', part: /^\/units(\/|$)/, label: 'units', permission: 'unit.read' },
  { to: '/rounds', part: /^\/rounds(\/|$)/, label: 'rounds', permission: 'round.read' },
  { to: '/transfers', part: /^\/transfers(\/|$)/, label: 'transfers', permission: 'transfer.read' },
  { to: '/system/users', part: /^\/system(\/|$)/, label: 'system', permission: 'user.read' },
] as const

export type NavItem = (typeof NAV)[number]
