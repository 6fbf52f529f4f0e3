import { readdirSync, readFileSync } from 'node:fs'
import { expect, type BrowserContext, type Page } from '@playwright/test'
import { begin } from './support/ballot'
import { enter } from './support/console'
import { forgive, test } from './support/guard'
import { Office } from './support/office'
import { openRound, rounds } from './support/prepare'

const LEAD = '投诉中心负责人'
const MARKUP = `"><img src="/hit" onerror="alert(1)"><a href="javascript:alert(1)">看</a>`

/** Everything that somebody has written, wherever a page gets it from, ends in markup. */
async function spoil(context: BrowserContext): Promise<void> {
  await context.addInitScript((markup) => {
    const spoilt = (_key: string, value: unknown) =>
      typeof value === 'string' && /\p{Script=Han}/u.test(value) ? value + markup : value
    const plain = fetch.bind(globalThis)
    globalThis.fetch = async (...asked) => {
      const answer = await plain(...asked)
      const { status, headers } = answer
      if (headers.get('content-type')?.startsWith('application/json') !== true) return answer
      const content = JSON.stringify(JSON.parse(await answer.text(), spoilt))
      return new Response(content, { status, headers })
    }
  }, MARKUP)
}

async function expectText(page: Page, address: string, shown: RegExp): Promise<void> {
  await expect(page.getByRole('heading', { name: shown }).first(), address).toBeVisible()
  await expect(page.locator('body'), address).toContainText(MARKUP)
  await expect(page.locator('img[src="/hit"], a[href^="javascript:"]'), address).toHaveCount(0)
}

test('W01: markup that was stored is shown as text', async ({ page, newcomer, request, troubles }) => {
  test.slow() // a dozen pages, four logins
  page.on('dialog', (dialog) => troubles.push(`A dialog: ${dialog.message()}`))
  const officer = await Office.enter(request, 'complaint_officer')
  const text = `窗口不办理。${MARKUP}`
  const stored = await officer.register({ mode: 'anonymous', category: 'slow', channel: 'letter', text })
  await enter(page, LEAD)
  await page.goto(`/complaints/${stored}`)
  await page.getByRole('button', { name: '查看原文' }).click()
  await expectText(page, 'stored', /待审查投诉件/)

  const office = await Office.enter(request)
  const { counted, open } = await rounds(office)
  const [code = ''] = await openRound(request, office, 70)
  await spoil(page.context())
  for (const [address, shown] of [
    [`/complaints/${stored}`, /投诉件/],
    ['/complaints', /投诉中心/],
    ['/complain', /您想怎样投诉/],
    ['/results', /评议/],
  ] as const) {
    await page.goto(address)
    await expectText(page, address, shown)
  }
  await begin(page, code)
  await expectText(page, 'ballot', /./)

  const desk = await newcomer()
  await enter(desk)
  await spoil(desk.context())
  for (const [address, shown] of [
    [`/?round_id=${counted}`, /总览/],
    ['/units', /单位/],
    ['/units/ZX-06', /示范市/],
    [`/rounds/${open}/setup`, /复评/],
    [`/rounds/${counted}/results`, /评议/],
    [`/rounds/${counted}/comments`, /评议/],
  ] as const) {
    await desk.goto(address)
    await expectText(desk, address, shown)
  }
})

test('W03: no page of another site can frame ours', async ({ page, baseURL, troubles }) => {
  const elsewhere = 'http://elsewhere.example'
  await page.route(`${elsewhere}/**`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: route.request().url().endsWith('/harmless')
        ? 'harmless'
        : ['/login', '/s/', '/complain', '/results', '/verify']
            .map((path) => `<iframe src="${baseURL}${path}"></iframe>`)
            .join('') + `<iframe src="${elsewhere}/harmless"></iframe>`,
    }),
  )
  await page.goto(`${elsewhere}/`)
  const frames = page.frames().slice(1)
  await expect(page.locator('iframe').last().contentFrame().getByText('harmless')).toBeVisible()
  expect(frames.map((frame) => frame.url())).toEqual([
    ...Array<string>(5).fill('chrome-error://chromewebdata/'),
    `${elsewhere}/harmless`,
  ])
  forgive(troubles, /Asked of another: http:\/\/elsewhere\.example/, /frame/)
})

test('W07: the way after login leads nowhere else', async ({ page, baseURL }) => {
  await page.goto(`/login?next=${encodeURIComponent('//evil.example/x')}`)
  await page.getByRole('button', { name: '效能办' }).click()
  await expect(page).toHaveURL(`${baseURL}/`)
  for (const [next, path] of [
    ['/\\evil.example', '/'],
    ['/units', '/units'],
  ] as const) {
    await page.goto(`/login?next=${encodeURIComponent(next)}`)
    await expect(page, next).toHaveURL(`${baseURL}${path}`)
  }
})

test('D04: what is built names no content network', () => {
  /** Formats, and where messages of libraries send their readers: nothing is loaded from there. */
  const known = ['www.w3.org', 'react.dev', 'reactrouter.com', 'react.i18next.com', 'github.com']
  const dist = new URL('../dist/', import.meta.url)
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(html|js|css|json)$/.test(name),
  )
  const hosts = (text: string) =>
    [...text.matchAll(/(?:https?:)?\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?=[/"'`)?#])/gi)].map(
      ([, host]) => host,
    )
  expect(hosts('a="//cdn.example.com/x.js";b="https://fonts.example.cn"')).toHaveLength(2)
  expect(files.length).toBeGreaterThan(20)
  for (const name of files) {
    const named = hosts(readFileSync(new URL(name, dist), 'latin1')).filter(
      (host) => !known.includes(host ?? ''),
    )
    expect.soft(named, name).toEqual([])
  }
})
