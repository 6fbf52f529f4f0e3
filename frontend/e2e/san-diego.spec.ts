import { readFile } from 'node:fs/promises'
import { type APIRequestContext, expect } from '@playwright/test'
import type { components } from '../src/api/schema.gen'
import { confirm, enter, expectCounted } from './support/console'
import { test } from './support/guard'
import { picture } from './support/look'
import { Office } from './support/office'
import { openDraft } from './support/prepare'
import { cellOf } from './support/tables'

type Schemas = components['schemas']

const FOLDER = new URL('../../tests/data/san_diego_2015/', import.meta.url)
const STRATA = 9
const ROWS = '37,155'
const SHEETS = '2,477'
/** What the city and the press printed of four services, as computed from the file without "don't know". */
const PUBLISHED = [
  [/^Fire rescue/, '77.88'],
  [/^Library programs/, '76.03'],
  [/^Solid waste/, '69.90'],
  [/^Maintenance of City streets/, '23.43'],
] as const

/** What the answers can tell apart: two services share the first two places, roads are last without doubt. */
const PAIRS = '95'
const RANKS = [
  [/^Fire rescue/, '1 (1–2)'],
  [/^Library programs/, '2 (1–2)'],
  [/^Solid waste/, '5 (3–5)'],
  [/^Police/, '7 (7–7)'],
  [/^Maintenance of City streets/, '15 (15–15)'],
] as const

/** The lines of a file of the survey below its head; names are quoted where they hold commas. */
async function lines(name: string): Promise<string[][]> {
  const text = await readFile(new URL(name, FOLDER), 'utf8')
  const rows = text.trim().split(/\r?\n/).slice(1)
  return rows.map((row) =>
    [...row.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  )
}

/** An open round on paper with the fifteen services, the scale and the nine districts of the survey. */
async function prepare(request: APIRequestContext): Promise<string> {
  const office = await Office.enter(request)
  const options = await lines('options.csv')
  const parent = (await office.get<Schemas['Page_UnitOut_']>('/units?limit=1')).items[0]
  if (!parent) throw new Error('The register is empty.')
  const roll = []
  for (const [code = '', name = ''] of await lines('units.csv')) {
    const unit = await office.post<Schemas['UnitOut']>('/units', {
      code: code.replace('Q3_', 'SD-'),
      name: name.slice(0, 100),
      short_name: code, // as the file calls it
      sequence_id: parent.sequence_id,
      parent_id: parent.id, // rounds of all units leave sections out, so that journeys do not meet
    })
    roll.push({ unit_id: unit.id })
  }
  const { id, ...created } = await office.post<Schemas['RoundOut']>('/rounds', {
    year: 2033,
    number: 1,
    title: '圣迭戈市居民满意度调查',
    collection: 'paper',
    criteria_preset_id: await office.preset('criteria', '总体评价'),
    all_units: false,
  })
  let version = created.version
  const section = async (name: string, data: unknown) => {
    version = (await office.put<Schemas['ConfigOut']>(`/rounds/${id}/${name}`, data, version)).version
  }
  await section('roll', { units: roll })
  await section('scale', {
    options: options.map(([, label, score, valid], at) => ({
      number: at + 1,
      label,
      points: valid === '1' ? score : null,
      satisfied: at < 2,
      valid: valid === '1',
    })),
  })
  await section('strata', {
    strata: Array.from({ length: STRATA }, (_, at) => ({ code: String(at + 1), name: `District ${at + 1}` })),
  })
  await openDraft(request, office, id)
  return id
}

test('the San Diego survey through the import page', async ({ page, request }) => {
  const round = await prepare(request)
  await enter(page)
  await page.goto(`/rounds/${round}/keying`)
  await page.getByRole('combobox', { name: '来源' }).selectOption('其他导入')
  await page.getByLabel('选择测评表文件').setInputFiles({
    name: 'ratings.csv',
    mimeType: 'text/csv',
    buffer: await readFile(new URL('ratings.csv', FOLDER)),
  })

  await test.step('map: the columns are recognised, the numbers of the options are not ours', async () => {
    for (const [title, meaning] of [
      ['respondent_id', '测评表序号'],
      ['stratum', '层次'],
      ['unit_code', '单位'],
      ['option', '选项'],
    ] as const) {
      await expect(page.getByLabel(`“${title}”列的含义`).locator('option:checked')).toHaveText(meaning)
    }
    // 5 is the best answer in the file and the first of the scale; 9 is "don't know".
    const words = page.getByRole('region', { name: '选项的写法' })
    for (const [code = '', label = ''] of await lines('options.csv')) {
      await words.getByLabel(`“${code}”对应`).selectOption(label)
    }
    await page.getByRole('button', { name: '核对全部行' }).click()
  })

  await test.step('check: the totals are those of the file', async () => {
    await expect(page.getByText('全部行核对无误')).toBeVisible()
    const figure = (name: string | RegExp) =>
      page.locator('dl > div').filter({ hasText: name }).getByRole('definition')
    await expect(figure('数据行')).toHaveText(ROWS)
    await expect(figure('测评表（份）')).toHaveText(SHEETS)
    await expect(figure(/^评价/)).toHaveText(ROWS)
    await expect(page.getByRole('row', { name: /^合计/ })).toContainText(SHEETS)
  })

  await test.step('load', async () => {
    await confirm(page, '装入', /2,477 份测评表、37,155 个评价/)
    await expect(page.getByText('已计入本轮，为第 1 批')).toBeVisible()
  })

  await test.step('close, and read the published figures', async () => {
    await confirm(page, '结束评议')
    await expectCounted(page)
    await page.getByRole('navigation', { name: '本轮步骤' }).getByRole('link', { name: '结果' }).click()
    const table = page.getByRole('table', { name: '各单位结果' })
    await table.getByRole('columnheader', { name: /^名次/ }).first().waitFor()
    for (const [name, rate] of PUBLISHED) {
      await expect(await cellOf(table, name, /^不加权满意率/), name.source).toHaveText(rate)
    }
    await expect(page.getByText(SHEETS).first()).toBeVisible()
    await expect(page.getByText(ROWS).first()).toBeVisible()
  })

  await test.step('see which services the data can separate', async () => {
    const ranks = page.getByRole('table', { name: /各单位的名次区间$/ })
    for (const [name, shown] of RANKS) {
      await expect(await cellOf(ranks, name, /^名次/), name.source).toHaveText(shown)
    }
    const panel = page.getByRole('region', { name: '这些单位能区分开吗' })
    const separated = panel.locator('dl > div').filter({ hasText: '能分出先后' }).getByRole('definition')
    await expect(separated).toHaveText(new RegExp(`^${PAIRS}.*共 105 对`))
    await ranks.getByRole('link', { name: /^Maintenance of City streets/ }).focus()
    await expect(page.getByText(/肯定高于 0 个、肯定低于 14 个，明确低于平均/).first()).toBeVisible()
    await expect(page.getByText(/肯定在后 5 名，对这些单位按末位作处理有数据支持/)).toBeVisible()

    // Its state is in the address, so it is there a moment after the click.
    await panel.getByRole('radio', { name: '与平均相比' }).click()
    await expect(panel.getByRole('radio', { name: '与平均相比' })).toBeChecked()
    const mean = page.getByRole('table', { name: /各单位与平均相比$/ })
    await expect(await cellOf(mean, /^Parks and recreation/, /^与平均$/)).toHaveText('与平均分不出高低')
    await expect(await cellOf(mean, /^Fire rescue/, /^与平均$/)).toHaveText('明确高于平均')
    await picture(page, 'separation')
  })
})
