import { expect, type Page } from '@playwright/test'
import { choose, expectThanks, goTo, handIn, review } from './support/ballot'
import { enter } from './support/console'
import { forgive, test } from './support/guard'
import { expectSound, picture, WIDTHS } from './support/look'
import { Office } from './support/office'
import { draft, openRound, rounds } from './support/prepare'

test.describe.configure({ mode: 'parallel' })
test.use({ trace: 'off' }) // a trace would keep every page as it was: slow

const LAST_UNIT = '河口镇'

for (const [index, viewport] of WIDTHS.entries()) {
  const at = `${viewport.width} px`
  const suffix = index === 0 ? '' : `-${viewport.width}`

  test.describe(at, () => {
    test.use({ viewport })

    test(`W04 D04: console pages at ${at}`, async ({ page, request, troubles }) => {
      const office = await Office.enter(request)
      const { counted, survey, open } = await rounds(office)
      const own = (await draft(office, 10 + index)).id
      await page.goto('/login')
      await expectSound(page, '/login')
      await page.goto('/activate#no-such-token')
      await expectSound(page, '/activate')
      await enter(page)
      const pages: [address: string, shown: string | RegExp, shot?: string][] = [
        [`/?round_id=${counted}`, '总览', 'dashboard'],
        ['/units', '单位'],
        ['/units/ZX-06', '示范市城市管理局', 'unit'],
        ['/units/import', '导入单位'],
        ['/rounds', '评议轮次'],
        ['/rounds/new', '新建轮次'],
        [`/rounds/${own}/setup`, '群众评议机关作风'],
        [`/rounds/${own}/codes`, '群众评议机关作风'],
        [`/rounds/${own}/progress`, '群众评议机关作风'],
        [`/rounds/${own}/keying`, '群众评议机关作风'],
        [`/rounds/${open}/setup`, /复评/],
        [`/rounds/${open}/codes`, /复评/],
        [`/rounds/${open}/progress`, /复评/, 'round'],
        [`/rounds/${open}/keying`, /复评/],
        [`/rounds/${counted}/setup`, /评议/],
        [`/rounds/${counted}/codes`, /评议/],
        [`/rounds/${counted}/progress`, /评议/],
        [`/rounds/${counted}/screening`, /评议/, 'screening'],
        [`/rounds/${counted}/comments`, /评议/],
        [`/rounds/${counted}/results`, /评议/, 'results'],
        [`/rounds/${counted}/results?view=mean&group=执法部门&outcome=score`, /评议/],
        [`/rounds/${counted}/results?column=text`, /评议/],
        [`/rounds/${survey}/results`, /圣迭戈/],
        ['/system/calendar?year=2026', '工作日历'],
        ['/system/calendar?year=2027', '工作日历'],
        ['/system/calendar/import?year=2027', '公布 2027 年日历'],
        ['/system/policies', '投诉办理规则'],
        ['/complaints/figures', '投诉统计'],
        ['/complaints/figures?period=2025&by=month', '投诉统计'],
        ['/me', '我的账号'],
        ['/notices', '通知'],
        ['/system/users', '您的岗位不包括这一页'],
        ['/no/such/page', '没有找到这一页'],
      ]
      for (const [address, shown, shot] of pages) {
        await page.goto(address)
        await expect(page.getByRole('heading', { level: 1, name: shown }), address).toBeVisible()
        await expectSound(page, address)
        if (shot !== undefined) await picture(page, `${shot}${suffix}`)
      }
      forgive(troubles, /activation\/check\)$/, /\/no\/such\/page\)$/)
    })

    test(`W04: an import at ${at}`, async ({ page, request }) => {
      const office = await Office.enter(request)
      const { open } = await rounds(office)
      await enter(page)
      await importStates(page, open, `第 ${index + 1} 份`)
    })

    test(`W04: the accounts at ${at}`, async ({ page }) => {
      await enter(page, '系统管理')
      await page.goto('/system/users')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectSound(page, '/system/users')
      await page.goto('/system/security-check')
      await expect(page.getByRole('region', { name: '启动自检' })).toBeVisible()
      await expectSound(page, '/system/security-check')
    })

    test(`W04: the audit record at ${at}`, async ({ page }) => {
      await enter(page, '审计')
      await page.goto('/system/record')
      await expect(page.getByRole('button', { name: /^查看第 / }).first()).toBeVisible()
      await expectSound(page, '/system/record')
    })

    test(`W04: published results at ${at}`, async ({ page, request }) => {
      const { survey } = await rounds(await Office.enter(request))
      await page.goto('/results')
      await expectSound(page, '/results')
      await page.getByRole('link', { name: /圣迭戈/ }).click()
      await expect(page.getByText('已核验：本页数字与签名的结果文件一致')).toBeVisible()
      await page.getByText('数据说明：各列的含义').click()
      await expect(page.getByText('weighted_rate_lower')).toBeVisible()
      await expectSound(page, 'a published round')
      await picture(page, `published${suffix}`)
      await page.getByRole('button', { name: '长辈版' }).click()
      await expectSound(page, 'a published round in large type')
      await page.goto('/results/no-such-round')
      await expect(page.getByRole('heading', { level: 1, name: '没有找到这一轮结果' })).toBeVisible()
      await expectSound(page, 'no such round')
      await page.goto(`/verify?round=${survey}&version=1`)
      await page.getByRole('button', { name: '核验已公布的文件' }).click()
      await expect(page.getByRole('heading', { name: '核验通过' })).toBeVisible()
      await expectSound(page, 'verified')
      await picture(page, `verify${suffix}`)
      const file = (await (await request.get(`/api/v1/public/results/${survey}`)).text()).replace(
        '警务',
        '警察',
      )
      const choose = (text: string) =>
        page
          .getByLabel('公开文件', { exact: false })
          .first()
          .setInputFiles({ name: 'results.json', mimeType: 'application/json', buffer: Buffer.from(text) })
      await choose(file)
      await expect(page.getByRole('heading', { name: '核验不通过' })).toBeVisible()
      await expect(page.getByText('/method', { exact: true })).toBeVisible()
      await expectSound(page, 'an altered file')
      await choose('单位,满意率\n')
      await expect(page.getByRole('alert')).toContainText('这不是结果文件')
      await expectSound(page, 'a wrong file')
    })

    test(`W04: ballot pages at ${at}`, async ({ page, request, troubles }) => {
      const [code = '', spent = ''] = await openRound(request, await Office.enter(request), 20 + index)
      await page.goto('/s/')
      await expectSound(page, 'entry')
      await page.getByLabel('评议码').fill(spent.replace(/.$/, (last) => (last === '0' ? '1' : '0')))
      await expectSound(page, 'a mistyped code')
      await page.goto(`/s/#${code}`)
      await expect(page.getByRole('button', { name: '开始作答' })).toBeVisible()
      await expectSound(page, 'introduction')
      await page.getByRole('button', { name: '开始作答' }).click()
      await (index === 0 ? onPaper(page) : onCards(page))
      await review(page)
      await expectSound(page, 'review')
      await page.route('**/api/v1/ballots/submissions', (route) => route.abort('connectionreset'))
      await handIn(page)
      await expect(page.getByRole('alert')).toBeVisible()
      await expectSound(page, 'not handed in')
      await page.unroute('**/api/v1/ballots/submissions')
      await expectThanks(page)
      await expectSound(page, 'thanks')
      await page.goto(`/s/#${code}`)
      await expect(page.getByRole('heading', { level: 1, name: '该评议码已经用过' })).toBeVisible()
      await expectSound(page, 'a spent code')
      forgive(troubles, /submissions\)$/, /status of 409/) // the cut requests, the spent code
    })

    test(`W04: the ballot in large type at ${at}`, async ({ page, request }) => {
      const [code = ''] = await openRound(request, await Office.enter(request), 30 + index)
      await page.goto(`/s/#${code}`)
      await page.getByRole('button', { name: '长辈版' }).click()
      await expectSound(page, 'large introduction')
      await page.getByRole('button', { name: '开始作答' }).click()
      await choose(page, '满意')
      await expectSound(page, 'large card')
      await goTo(page, LAST_UNIT)
      await review(page)
      await expectSound(page, 'large review')
    })
  })
}

/** One unit after another. */
async function onCards(page: Page): Promise<void> {
  await choose(page, '基本满意')
  await expectSound(page, 'card')
  await picture(page, 'ballot-phone')
  await page.getByRole('button', { name: '单位名单' }).click()
  await expectSound(page, 'list of units')
  await page.getByRole('button', { name: '回到作答' }).click()
  await goTo(page, LAST_UNIT)
}

/** All units at once, as on the paper form. */
async function onPaper(page: Page): Promise<void> {
  const first = page.getByRole('radiogroup').first()
  for (const row of [0, 1, 2, 4]) {
    const cell = page.getByRole('radiogroup').nth(row).locator('label').first()
    await cell.click()
  }
  await expect(first.getByRole('radio').first()).toBeChecked()
  await expectSound(page, 'grid')
  await picture(page, 'ballot-wide')
}

/** A file that has to be mapped by hand, is refused, and is given up. */
async function importStates(page: Page, round: string, name: string): Promise<void> {
  await page.goto(`/rounds/${round}/keying`)
  const file = `人员,身份,对象,看法\n1,人大代表,ZX-06,满意\n2,人大代表,${name},说不好\n`
  await page
    .getByLabel('选择测评表文件')
    .setInputFiles({ name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(file) })
  const meaning = (title: string) => page.getByLabel(`“${title}”列的含义`)
  await expect(meaning('人员')).toBeVisible()
  await page.getByLabel('每个评价一行').check()
  await expectSound(page, 'mapping')
  await meaning('人员').selectOption('测评表序号')
  await meaning('身份').selectOption('层次')
  await meaning('对象').selectOption('单位')
  await meaning('看法').selectOption('选项')
  await page.getByRole('button', { name: '核对全部行' }).click()
  await expect(page.getByRole('heading', { name: '核对未通过' })).toBeVisible()
  await expect(page.getByText('“说不好”不是量表里的选项')).toBeVisible()
  await expectSound(page, 'problems')
  await page.getByRole('button', { name: '修改各列的含义' }).click()
  await page.getByLabel('“说不好”对应').selectOption('不了解')
  await expectSound(page, 'mapping again')
  await page.getByRole('button', { name: '放弃…' }).click()
  await expectSound(page, 'confirming')
  await page.getByRole('dialog').getByRole('button', { name: '放弃', exact: true }).click()
  await expect(page.getByText('这次导入已放弃')).toBeVisible()
  await expectSound(page, 'given up')
}
