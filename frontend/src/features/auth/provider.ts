/** What the browser went to the identity provider for, and where it goes afterwards. */
export interface Errand {
  purpose: 'login' | 'link'
  next: string | null
}

const KEY = 'pingyi.provider'

/** Leave for the provider's page. What for is noted in this tab: it comes back as a new page. */
export function leaveFor(address: string, errand: Errand): void {
  sessionStorage.setItem(KEY, JSON.stringify(errand))
  location.assign(address)
}

/** What this tab went for. Of a tab that knows nothing the server decides whether it may log in. */
export function errandOf(): Errand {
  const stored = sessionStorage.getItem(KEY)
  return stored === null ? { purpose: 'login', next: null } : (JSON.parse(stored) as Errand)
}
