import { readFile } from 'node:fs/promises'
import { expect, type BrowserContext, type Page } from '@playwright/test'
import type { components } from '../src/api/schema.gen'
import { begin, choose, expectThanks, goTo, handIn, review } from './support/ballot'
import { confirm, doStep, enter, expectCounted, roundOf } from './support/console'
import { percent, share, weighted } from './support/figures'
import { test } from './support/guard'
import { expectSound, picture } from './support/look'
import { Office } from './support/office'
import { PHONE } from './support/phone'
import { cellOf } from './support/tables'

const OPTIONS = ['满意', '基本满意', '不满意', '不了解'] as const
const SATISFIED = [0, 1]
const UNKNOWN = 3
const UNITS = 43
const STRATA = [
  { name: '服务对象', weight: 50, codes: 100, sheets: 24 },
  { name: '政风行风监督员', weight: 25, codes: 50, sheets: 18 },
  { name: '社会各界', weight: 25, codes: 50, sheets: 18 },
]

/** One sheet: its stratum, and for each unit the position of the option, or null. */
interface Sheet {
  stratum: string
  answers: (number | null)[]
}

/** Numbers from 0 to 1 that look random and are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Sixty sheets of paper; strata and units differ in how content they are, and some marks are blank or "don't know". */
function paperSheets(): Sheet[] {
  const next = numbers(20310101)
  return STRATA.flatMap(({ name, sheets }, stratum) =>
    Array.from({ length: sheets }, () => ({
      stratum: name,
      answers: Array.from({ length: UNITS }, (_, unit) => {
        const mark = next() * 100 + 6 * stratum + (unit % 5) * 3
        return mark < 45 ? 0 : mark < 70 ? 1 : mark < 92 ? 2 : mark < 100 ? UNKNOWN : null
      }),
    })),
  )
}

function asFile(sheets: readonly Sheet[], units: readonly string[]): string {
  const lines = sheets.map(({ stratum, answers }, row) => [
    String(row + 1),
    stratum,
    ...answers.map((answer) => (answer === null ? '' : (OPTIONS[answer] ?? ''))),
  ])
  return [['序号', '层次', ...units], ...lines].map((line) => line.join(',')).join('\r\n')
}

/** The plain and the weighted rate of a unit, computed from the sheets. */
function ratesOf(sheets: readonly Sheet[], unit: number): { plain: string; ratio: string; rate: string } {
  const counted = (some: readonly Sheet[]) => {
    const valid = some.map(({ answers }) => answers[unit]).filter((answer) => answer !== null)
    const known = valid.filter((answer) => answer !== UNKNOWN)
    return { satisfied: known.filter((answer) => SATISFIED.includes(answer ?? -1)).length, n: known.length }
  }
  const all = counted(sheets)
  const parts = STRATA.map(({ name, weight }) => {
    const { satisfied, n } = counted(sheets.filter(({ stratum }) => stratum === name))
    return { weight, share: share(satisfied, n) }
  })
  return {
    plain: percent(share(all.satisfied, all.n)),
    ratio: `${all.satisfied} / ${all.n}`,
    rate: percent(weighted(parts)),
  }
}

test('a round from its preparation to the dashboard', async ({ page, newcomer, browser, request }) => {
  test.slow()
  const office = await Office.enter(request)
  await enter(page)

  await test.step('create a round of 43 units from presets', async () => {
    await page.goto('/rounds/new')
    await page.getByLabel('年度').fill('2031')
    await page.getByLabel('第几轮').fill('1')
    await page.getByLabel('名称', { exact: true }).fill('2031年全流程评议')
    await page.getByText('服务对象、监督员、社会各界（50/25/25）').click()
    await page.getByRole('button', { name: '新建并继续设置' }).click()
    await expect(page).toHaveURL(/\/setup$/)
    await expect(page.getByText(`${UNITS} 个单位`).first()).toBeVisible()
  })
  const round = roundOf(page)
  const config = await office.get<components['schemas']['ConfigOut']>(`/rounds/${round}/config`)
  const units = config.roll.map((unit) => unit.name)
  expect(units).toHaveLength(UNITS)

  const codes = await test.step('issue the codes', async () => {
    await page.goto(`/rounds/${round}/codes`)
    await page.getByLabel(/只要评议码表/).check()
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: '发放 200 个评议码并下载' }).click()
    const download = await waiting
    expect(download.suggestedFilename()).toBe('2031年全流程评议-评议码.csv')
    const text = await readFile(await download.path(), 'utf8')
    const rows = text
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(','))
    await expect(page.getByText('已发放 200 个评议码')).toBeVisible()
    const issued = STRATA.map(({ name }) =>
      rows.filter(([stratum]) => stratum === name).map((row) => row[1] ?? ''),
    )
    expect(issued.map((some) => some.length)).toEqual(STRATA.map((stratum) => stratum.codes))
    return issued
  })

  await test.step('propose it, and have the lead supervisor countersign the method', async () => {
    await page.goto(`/rounds/${round}/progress`)
    await confirm(page, '提请复核', /监督组长复核/)
    await expect(page.getByText('待监督组长复核')).toBeVisible()
    await expect(page.getByRole('button', { name: '开始评议…' })).toBeDisabled()
    const lead = await newcomer()
    await enter(lead, '监督组长')
    const waiting = lead.getByRole('region', { name: '等待您复核' })
    await expect(waiting).toBeVisible()
    await expectSound(lead, 'what waits for the lead supervisor')
    await picture(lead, 'awaiting')
    await waiting.locator(`a[href="/rounds/${round}"]`).click()
    await lead.getByRole('button', { name: '查看评议办法' }).click()
    await expect(lead.getByRole('dialog')).toContainText('加权满意率 = 各层次满意率按上表权重合成')
    await lead.keyboard.press('Escape')
    await doStep(lead, '复核同意', (form) => form.getByLabel('意见（可不填）').fill('已核对'))
  })

  await test.step('open it', async () => {
    await page.reload()
    await confirm(page, '开始评议', /43 个单位.*200 个评议码/)
    await page.goto(`/rounds/${round}/codes`)
    await expect(page.getByText('不能再发放或作废')).toBeVisible()
  })

  const paper = paperSheets()
  await test.step('import sixty sheets of paper', () => importPaper(page, round, asFile(paper, units)))

  const web = await test.step('three people answer on their phones', async () => {
    const phone = await browser.newContext({ ...PHONE, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    const sheets = await answerOnPhones(phone, codes, units)
    await phone.close()
    return sheets
  })

  await test.step('close it and see it counted', async () => {
    await page.goto(`/rounds/${round}/progress`)
    // 24 + 18 + 18 sheets of paper and three from the web, each rounded down to a multiple of five.
    await expect(
      page.getByRole('row', { name: '服务对象' }).getByRole('cell', { name: '20', exact: true }),
    ).toHaveCount(2)
    await confirm(page, '结束评议', /打乱次序后计票/)
    await expectCounted(page)
  })

  await test.step('find the rates on the dashboard that the sheets give', async () => {
    await page.goto(`/?round_id=${round}`)
    const table = page.getByRole('table', { name: '2031年全流程评议' })
    for (const unit of [0, 1, 2, 20, 42]) {
      const name = units[unit] ?? ''
      const { plain, ratio, rate } = ratesOf([...paper, ...web], unit)
      await expect(await cellOf(table, name, /^加权(?!满意率)/), `${name}: weighted`).toHaveText(rate)
      await expect(await cellOf(table, name, /^不加权/), `${name}: plain`).toContainText(plain)
      await expect(await cellOf(table, name, /^不加权/), name).toContainText(ratio)
    }
  })
})

async function importPaper(page: Page, round: string, file: string): Promise<void> {
  await page.goto(`/rounds/${round}/keying`)
  await page.getByLabel('发出份数').fill('70')
  await page
    .getByLabel('选择测评表文件')
    .setInputFiles({ name: '纸质测评表.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
  await expect(page.getByText(`已识别 ${UNITS} 个评价列中的 ${UNITS} 个`)).toBeVisible()
  await page.getByRole('button', { name: '核对全部行' }).click()
  await expect(page.getByText('全部行核对无误')).toBeVisible()
  const total = page.getByRole('row', { name: /^合计/ })
  await expect(total.getByRole('cell').first()).toHaveText('60')
  await confirm(page, '装入', /60 份测评表/)
  await expect(page.getByText('已计入本轮，为第 1 批')).toBeVisible()
}

/** One reloads in the middle, one loses the answer of the server, one first tries a code that is spent. */
async function answerOnPhones(
  phone: BrowserContext,
  codes: readonly string[][],
  units: readonly string[],
): Promise<Sheet[]> {
  const [first = '', second = '', third = ''] = codes.map((some) => some[0])
  const name = (unit: number) => units[unit] ?? ''
  const last = UNITS - 1
  const page = await phone.newPage()

  await begin(page, first)
  await choose(page, '基本满意')
  await page.getByRole('button', { name: '下一个' }).click()
  await choose(page, '不满意')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name(1))
  await expect(page.getByRole('radio', { name: '不满意' })).toBeChecked()
  await goTo(page, name(last))
  await review(page)
  await expect(page.getByRole('definition').first()).toHaveText('2 个')
  await handIn(page)
  await expectThanks(page)

  await begin(page, second)
  await choose(page, '不了解')
  await goTo(page, name(last))
  await choose(page, '满意')
  await review(page)
  // The server has the sheet, its answer never arrives; the page tries again by itself and is held until it has said so.
  const statuses: number[] = []
  let letThrough = () => {}
  const seen = new Promise<void>((resolve) => (letThrough = resolve))
  await page.route('**/api/v1/ballots/submissions', async (route) => {
    if (statuses.length > 0) await seen
    const response = await route.fetch({ maxRetries: 2 }) // the server may end a kept connection as it is taken up
    statuses.push(response.status())
    await (statuses.length === 1 ? route.abort('connectionreset') : route.fulfill({ response }))
  })
  await handIn(page)
  await expect(page.getByRole('alert')).toContainText('没有收到回音')
  letThrough()
  await expectThanks(page)
  expect(statuses).toEqual([201, 200])
  await page.unroute('**/api/v1/ballots/submissions')

  await page.goto(`/s/#${first}`)
  await expect(page.getByRole('heading', { level: 1, name: '该评议码已经用过' })).toBeVisible()
  await page.getByRole('button', { name: '换一个评议码' }).click()
  await page.getByLabel('评议码').fill(third)
  await page.getByRole('button', { name: '开始评议' }).click()
  await page.getByRole('button', { name: '开始作答' }).click()
  await goTo(page, name(2))
  await choose(page, '满意')
  await goTo(page, name(last))
  await review(page)
  await handIn(page)
  await expectThanks(page)

  const sheet = (stratum: number, given: Record<number, number>): Sheet => ({
    stratum: STRATA[stratum]?.name ?? '',
    answers: Array.from({ length: UNITS }, (_, unit) => given[unit] ?? null),
  })
  return [sheet(0, { 0: 1, 1: 2 }), sheet(1, { 0: UNKNOWN, [last]: 0 }), sheet(2, { 2: 0 })]
}
