import { test as base, type BrowserContext, expect, type Page } from '@playwright/test'

/** Asking at the start whether a session is open is answered 401 when there is none; the browser prints that. */
const EXPECTED = /\/api\/v1\/auth\/refresh$/

/**
 * Notes everything that a page prints as an error, throws, is kept from doing by the content security policy, or asks
 * of another server (security checks W04 and D04); and when a page that is shown gives way to its own loading again.
 */
async function watch(context: BrowserContext, troubles: string[], own: string): Promise<void> {
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      reportError(new Error(`Refused by the policy: ${violatedDirective} ${blockedURI}`))
    })
    // React hides what waits for a late part; a reader would lose the page under the eyes.
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        if (!(target instanceof HTMLElement) || target.style.display !== 'none') continue
        const heading = target.matches('h1') ? target : target.querySelector('h1')
        if (heading !== null) reportError(new Error(`The page is gone again: ${heading.textContent}`))
      }
    }).observe(document, { attributeFilter: ['style'], subtree: true })
  })
  context.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.location().url)) {
      troubles.push(`${message.text()} (${message.location().url})`)
    }
  })
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== own) troubles.push(`Asked of another: ${request.url()}`)
  })
  context.on('weberror', (error) => troubles.push(String(error.error())))
}

/** Strikes out what a test has brought about itself. */
export function forgive(troubles: string[], ...patterns: RegExp[]): void {
  const left = troubles.filter((trouble) => !patterns.some((pattern) => pattern.test(trouble)))
  troubles.splice(0, troubles.length, ...left)
}

/**
 * A test whose pages must finish without such troubles; those listed in `troubles` by then fail it. `newcomer` gives
 * the page of somebody else, at a desk of their own.
 */
export const test = base.extend<{ troubles: string[]; newcomer: () => Promise<Page> }>({
  troubles: [
    async ({ context, baseURL }, use) => {
      const troubles: string[] = []
      await watch(context, troubles, new URL(baseURL ?? '').origin)
      await use(troubles)
      expect(troubles).toEqual([])
    },
    { auto: true },
  ],
  newcomer: async ({ browser, troubles, viewport, baseURL }, give) => {
    const desks: BrowserContext[] = []
    await give(async () => {
      const desk = await browser.newContext({ viewport })
      desks.push(desk)
      await watch(desk, troubles, new URL(baseURL ?? '').origin)
      return desk.newPage()
    })
    await Promise.all(desks.map((desk) => desk.close()))
  },
})
