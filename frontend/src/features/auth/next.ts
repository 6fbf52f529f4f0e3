/** Where to go after login: the path asked for when it is one of this site, else the first page. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/')) return '/'
  // The browser decides what an address means ("//evil", "/\evil", control characters); so it is asked.
  const address = parsed(next)
  if (address?.origin !== location.origin) return '/'
  const path = address.pathname + address.search + address.hash
  return path.startsWith('//') || path.startsWith('/login') ? '/' : path
}

function parsed(next: string): URL | null {
  try {
    return new URL(next, location.origin)
  } catch {
    return null
  }
}

/** The login page that comes back to the page shown now. */
export function loginPath(location: { pathname: string; search: string; hash: string }): string {
  const path = location.pathname + location.search + location.hash
  return path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`
}
