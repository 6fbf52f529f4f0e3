import { expect, type Page } from '@playwright/test'
import { begin, choose, expectThanks, goTo, handIn, review } from './support/ballot'
import { test } from './support/guard'
import { Office } from './support/office'
import { openRound } from './support/prepare'

test.use({ viewport: { width: 390, height: 844 }, trace: 'off' })

const stored = (page: Page) =>
  page.evaluate(() => ({
    cookies: document.cookie,
    kept: JSON.stringify(Object.entries(localStorage)),
    tab: JSON.stringify(Object.entries(sessionStorage)),
  }))

test('A12: a ballot leaves nothing in the browser and tells nobody else', async ({
  page,
  context,
  request,
  baseURL,
}) => {
  const [code = ''] = await openRound(request, await Office.enter(request), 60)
  const plain = code.replaceAll('-', '')
  const asked: { url: string; referer: string; cookie: string }[] = []
  context.on('request', (one) => {
    const { referer = '', cookie = '' } = one.headers()
    asked.push({ url: one.url(), referer, cookie })
  })

  await begin(page, code)
  await choose(page, '满意')
  // While it is unfinished the draft is in this tab, and nowhere else.
  const before = await stored(page)
  expect(before.tab.replaceAll('-', '')).toContain(plain)
  expect([before.cookies, before.kept]).toEqual(['', '[]'])
  await goTo(page, '河口镇')
  await review(page)
  await handIn(page)
  await expectThanks(page)

  const after = await stored(page)
  expect([after.cookies, after.kept]).toEqual(['', '[]'])
  expect(after.tab.replaceAll('-', '')).not.toContain(plain)
  expect(after.tab).not.toContain('answers')
  expect(await context.cookies()).toEqual([])
  expect(asked.map(({ url }) => url).filter((url) => url.endsWith('/ballots/submissions'))).toHaveLength(1)
  for (const { url, referer, cookie } of asked) {
    expect(new URL(url).origin).toBe(new URL(baseURL ?? '').origin)
    expect(url.split('#')[0]).not.toContain(code) // what follows # never leaves the browser
    expect([referer, cookie]).toEqual(['', ''])
  }
})
