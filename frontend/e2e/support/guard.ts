import { test as base, type BrowserContext, expect } from '@playwright/test'

/** Asking at the start whether a session is open is answered 401 when there is none; the browser prints that. */
const EXPECTED = /\/api\/v1\/auth\/refresh$/

/** Everything that a page prints as an error, throws, or is kept from doing by the content security policy. */
export async function watch(context: BrowserContext): Promise<string[]> {
  const troubles: string[] = []
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      reportError(new Error(`Refused by the policy: ${violatedDirective} ${blockedURI}`))
    })
  })
  context.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.location().url)) {
      troubles.push(`${message.text()} (${message.location().url})`)
    }
  })
  context.on('weberror', (error) => troubles.push(String(error.error())))
  return troubles
}

/** Strikes out what a test has brought about itself. */
export function forgive(troubles: string[], ...patterns: RegExp[]): void {
  const left = troubles.filter((trouble) => !patterns.some((pattern) => pattern.test(trouble)))
  troubles.splice(0, troubles.length, ...left)
}

/** A test whose page must finish without such troubles; those listed in `troubles` by then fail it. */
export const test = base.extend<{ troubles: string[] }>({
  troubles: [
    async ({ context }, use) => {
      const troubles = await watch(context)
      await use(troubles)
      expect(troubles).toEqual([])
    },
    { auto: true },
  ],
})
