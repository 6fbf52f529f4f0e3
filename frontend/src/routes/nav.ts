/**
 * The main navigation. Shown are the items whose permission the person has, of several with one label the first;
 * `part` are the paths that belong to it.
 */
export const NAV = [
  { to: '/', part: /^\/$/, label: 'dashboard', permission: 'dashboard.read' },
  { to: '/units', part: /^\/units(\/|$)/, label: 'units', permission: 'unit.read' },
  { to: '/rounds', part: /^\/rounds(\/|$)/, label: 'rounds', permission: 'round.read' },
  { to: '/complaints', part: /^\/complaints(\/|$)/, label: 'complaints', permission: 'complaint.read' },
  {
    to: '/complaints/figures',
    part: /^\/complaints(\/|$)/,
    label: 'complaints',
    permission: 'complaint.figures',
  },
  { to: '/transfers', part: /^\/transfers(\/|$)/, label: 'transfers', permission: 'transfer.read' },
  { to: '/oversight', part: /^\/oversight(\/|$)/, label: 'oversight', permission: 'indicator.read' },
  { to: '/system/users', part: /^\/system(\/|$)/, label: 'system', permission: 'user.read' },
  { to: '/system/calendar', part: /^\/system(\/|$)/, label: 'system', permission: 'calendar.read' },
] as const

/** The pages below 系统. */
export const SYSTEM = [
  { to: '/system/users', part: /^\/system\/users(\/|$)/, label: 'users', permission: 'user.read' },
  { to: '/system/rights', part: /^\/system\/rights(\/|$)/, label: 'rights', permission: 'right.read' },
  {
    to: '/system/clients',
    part: /^\/system\/clients(\/|$)/,
    label: 'clients',
    permission: 'client.read',
  },
  {
    to: '/system/adapters',
    part: /^\/system\/adapters(\/|$)/,
    label: 'adapters',
    permission: 'adapter.read',
  },
  { to: '/system/record', part: /^\/system\/record(\/|$)/, label: 'record', permission: 'audit.read' },
  {
    to: '/system/webhooks',
    part: /^\/system\/webhooks(\/|$)/,
    label: 'webhooks',
    permission: 'webhook.read',
  },
  {
    to: '/system/security-check',
    part: /^\/system\/security-check(\/|$)/,
    label: 'security',
    permission: 'system.check',
  },
  {
    to: '/system/calendar',
    part: /^\/system\/calendar(\/|$)/,
    label: 'calendar',
    permission: 'calendar.read',
  },
  {
    to: '/system/policies',
    part: /^\/system\/policies(\/|$)/,
    label: 'policies',
    permission: 'complaint_policy.read',
  },
] as const

export type NavItem = (typeof NAV | typeof SYSTEM)[number]

/** What of a navigation a person sees. */
export function shownItems<Item extends NavItem>(
  items: readonly Item[],
  can: (name: string) => boolean,
): Item[] {
  const allowed = items.filter(({ permission }) => can(permission))
  return allowed.filter(({ label }, index) => allowed.findIndex((one) => one.label === label) === index)
}
