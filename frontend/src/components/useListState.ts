import { useLocation, useNavigate, useSearchParams } from 'react-router'

/** The values of a list's filters and its sort, as they stand in the address. */
export type ListValues = Record<string, string>

export type ListQuery<Values> = { [Name in keyof Values]?: Exclude<Values[Name], ''> } & {
  limit: number
  cursor?: string
}

export interface ListState<Values extends ListValues> {
  values: Values
  /** What the API is asked: values that are not '', limit and cursor. */
  query: ListQuery<Values>
  limit: number
  /** Items before this page, as far as the way here is known; null after following a link into the middle. */
  offset: number | null
  set: (change: Partial<Values> & { limit?: number }) => void
  /** Whether some filter differs from its default (the sort does not count). */
  filtered: boolean
  clear: () => void
  /** Whether the address asks for nothing of its own: no filter, sort, page size or place in the list. */
  isPlain: boolean
  /** To that, whatever the address asks for. */
  reset: () => void
  isFirst: boolean
  first: () => void
  previous: (() => void) | null
  next: (cursor: string) => void
}

interface Trail {
  cursors: string[]
}

const LIMIT = 50

/**
 * The state of a list: filters, sort, page size and cursor, all in the address. `defaults` names every parameter with
 * its default; parameters at their default are left out of the address, others in it are ignored.
 */
export function useListState<Values extends ListValues>(defaults: Values): ListState<Values> {
  const [search] = useSearchParams()
  const location = useLocation()
  const navigate = useNavigate()
  const values = { ...defaults }
  for (const name of Object.keys(defaults) as (keyof Values & string)[]) {
    const value = search.get(name)
    if (value !== null) values[name] = value as Values[typeof name]
  }
  const cursor = search.get('cursor') ?? ''
  const limit = Number(search.get('limit') ?? LIMIT) || LIMIT
  const trail = cursor === '' ? [] : trailOf(location.state)

  const go = (target: Values, size: number, at: string, cursors: string[], replace: boolean) => {
    const next = new URLSearchParams()
    for (const [name, value] of Object.entries(target)) if (value !== defaults[name]) next.set(name, value)
    if (size !== LIMIT) next.set('limit', String(size))
    if (at !== '') next.set('cursor', at)
    const state: Trail = { cursors }
    // At once: a control that follows the address would otherwise jump back until the navigation is done.
    void navigate({ search: next.toString() }, { state, replace, flushSync: true })
  }

  const isDefault = (name: string) => values[name] === defaults[name]
  const names = Object.keys(defaults).filter((name) => name !== 'sort')
  const asked = Object.entries({ ...values, cursor }).filter(([, value]) => value !== '')
  return {
    values,
    query: { ...Object.fromEntries(asked), limit } as ListQuery<Values>,
    limit,
    offset: cursor === '' ? 0 : trail && trail.length * limit,
    set: ({ limit: size, ...change }) => {
      go({ ...values, ...change }, size ?? limit, '', [], true)
    },
    filtered: !names.every(isDefault),
    clear: () =>
      go({ ...defaults, ...('sort' in values ? { sort: values['sort'] } : {}) }, limit, '', [], true),
    isPlain: Object.keys(defaults).every(isDefault) && limit === LIMIT && cursor === '',
    reset: () => go(defaults, LIMIT, '', [], true),
    isFirst: cursor === '',
    first: () => go(values, limit, '', [], false),
    previous:
      trail && trail.length > 0
        ? () => go(values, limit, trail.at(-1) ?? '', trail.slice(0, -1), false)
        : null,
    next: (at) => go(values, limit, at, trail ? [...trail, cursor] : [], false),
  }
}

/** The cursors of the pages before this one; null when they are not known. */
function trailOf(state: unknown): string[] | null {
  const cursors = (state as Partial<Trail> | null)?.cursors
  return Array.isArray(cursors) && cursors.length > 0 ? cursors : null
}
