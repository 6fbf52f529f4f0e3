import { type BrowserContext, expect, type Page } from '@playwright/test'
import { doStep, enter, pick } from './support/console'
import { test } from './support/guard'
import { picture } from './support/look'

test.use({ viewport: { width: 1440, height: 1000 } })

const OFFICER = '投诉中心 用户'
const LEAD = '投诉中心负责人'
const LIAISON = '单位联络员'
const HEAD = '单位负责人'

const UNIT = '示范市财政局'
const NAME = '林示例'
const PHONE = '13900001234'
/** In the complainant's words, which the unit must not see either. */
const WORDS = '我姓林，在河口镇开小店，9月15日交的采购保证金退还材料，科室让我等了两个多月。'
const SUMMARY = '反映政府采购保证金退还超过规定期限'
const FIRST_REPLY = '经核实，保证金正在办理退还。'
const REPLY = '经核实，您反映的情况属实。保证金已于本月退还，对经办人员进行了批评教育，并建立到期提醒。'
/** What it may take beside the writing to call back and to close. */
const MOST_CLICKS = 6

test('a complaint in the hands of its officers', async ({ page: officer, newcomer }) => {
  await enter(officer, OFFICER)
  const lead = await newcomer()
  await enter(lead, LEAD)
  const liaison = await newcomer()
  const head = await newcomer()
  const heard = [await overhear(liaison.context()), await overhear(head.context())]
  await enter(liaison, LIAISON)
  await enter(head, HEAD)

  const { number, path } = await test.step('register what was said on the telephone', () => register(officer))
  const show = async (page: Page, state: string) => {
    await page.goto(path)
    await expect(page.getByText(`${number} · ${state}`)).toBeVisible()
  }
  const expectNext = (page: Page, title: string) =>
    expect(page.getByRole('region', { name: '下一步' }).getByRole('heading')).toHaveText(title)

  await test.step('accept it', async () => {
    await show(officer, '已登记待审')
    await expectNext(officer, '等待负责人决定是否受理')
    await show(lead, '已登记待审')
    await expectNext(lead, '决定是否受理')
    await doStep(lead, '受理', (form) => form.getByLabel('摘要').fill(SUMMARY))
    await expect(lead.getByText(`${number} · 已受理待派`)).toBeVisible()
  })

  await test.step('hand it to the unit', async () => {
    await show(officer, '已受理待派')
    await expectNext(officer, '派单')
    await doStep(officer, '派单', (form) => expect(form.getByLabel('反映事项')).toHaveValue(SUMMARY))
    await expect(officer.getByText(`${number} · 已派待签收`)).toBeVisible()
  })

  await test.step('sign for it and ask for more time', async () => {
    await liaison.goto('/transfers')
    await liaison.getByRole('row').filter({ hasText: SUMMARY }).getByRole('link').click()
    await liaison.getByRole('button', { name: '签收', exact: true }).click()
    await expectNext(liaison, '填写办理结果')
    const fill = async (form: ReturnType<Page['getByRole']>) => {
      await form.getByLabel(/^延长天数/).fill('5')
      await form.getByLabel('理由').fill('涉及跨年度的凭证，需向档案部门调阅。')
    }
    await doStep(liaison, '申请延期', fill, '提交申请')
    await expect(liaison.getByText('延期 5 天 待决定')).toBeVisible()
  })

  await test.step('approve the extension', async () => {
    await show(officer, '办理中')
    await expect(officer.getByRole('button', { name: '同意…' })).toHaveCount(0)
    await show(lead, '办理中')
    await expectNext(lead, '有申请等待您决定')
    await doStep(lead, '同意', (form) => form.getByLabel('理由').fill('需要调阅档案，情况属实。'))
    await expect(lead.getByText(/，原定/).first()).toBeVisible()
    await liaison.reload()
    await expect(liaison.getByText('延期 5 天 已同意')).toBeVisible()
  })

  await test.step('answer it, in the name of the head', async () => {
    await draft(liaison, FIRST_REPLY)
    await expectNext(liaison, '等待单位负责人审定')
    await submit(head, liaison.url())
  })

  await test.step('send the answer back once', async () => {
    await show(lead, '答复审核')
    await expectNext(lead, '审核并签发答复')
    await doStep(lead, '退回重办', (form) => form.getByLabel('理由').fill('没有写明超期的原因和整改措施。'))
    await expect(lead.getByText(`${number} · 办理中`)).toBeVisible()
    await liaison.reload()
    await expectNext(liaison, '按退回意见修改办理结果')
    await expect(liaison.getByText('没有写明超期的原因和整改措施。')).toBeVisible()
    await draft(liaison, REPLY)
    await submit(head, liaison.url())
  })

  await test.step('issue the reply', async () => {
    await officer.goto('/complaints')
    await expect(officer.getByRole('row').filter({ hasText: SUMMARY })).toContainText('答复审核')
    await picture(officer, 'complaint-list')
    await show(officer, '答复审核')
    await show(lead, '答复审核')
    await expect(lead.getByText('已退回重办 1 次')).toBeVisible()
    await picture(lead, 'complaint-case')
    await doStep(lead, '签发答复', (form) => expect(form.getByLabel('答复')).toHaveValue(REPLY))
    await expect(lead.getByText(`${number} · 已答复待回访`)).toBeVisible()
  })

  await test.step('call back and close', async () => {
    await show(officer, '已答复待回访')
    await expectNext(officer, '回访投诉人')
    const clicks = await countClicks(officer)
    await doStep(officer, '记录回访', async (form) => {
      await form.getByLabel('已联系上').check()
      await form.getByLabel('满意', { exact: true }).check()
      await form.getByLabel('回访记录').fill('电话回访，已收到退款，表示满意。')
    })
    await expectNext(officer, '办结')
    await doStep(officer, '办结', (form) => expect(form).toContainText(number))
    await expect(officer.getByText(`${number} · 已办结`)).toBeVisible()
    expect(await clicks()).toBeLessThanOrEqual(MOST_CLICKS)
  })

  await test.step('have told the unit nothing of the complainant', async () => {
    await liaison.reload()
    await expectNext(liaison, '本单不再需要办理')
    const told = heard.flat().join('\n')
    expect(told).toContain(SUMMARY)
    for (const secret of [NAME, PHONE, WORDS]) expect(told).not.toContain(secret)
  })
})

async function register(page: Page): Promise<{ number: string; path: string }> {
  await page.goto('/complaints/new')
  await pick(page, '被投诉单位', UNIT)
  await pick(page, '类别', '慢作为')
  await page.getByLabel('投诉内容').fill(WORDS)
  await page.getByLabel('姓名').fill(NAME)
  await page.getByLabel('电话', { exact: true }).fill(PHONE)
  await page.getByRole('button', { name: '登记', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: '投诉已登记' })).toBeVisible()
  const number = await page.getByRole('status').getByRole('definition').first().innerText()
  await page.getByRole('button', { name: '打开本件' }).click()
  await expect(page).toHaveURL(/\/complaints\/[0-9a-f-]{36}$/)
  return { number, path: new URL(page.url()).pathname }
}

async function draft(liaison: Page, reply: string): Promise<void> {
  await liaison.getByLabel('属实', { exact: true }).check()
  await liaison.getByLabel('调查情况').fill('调阅了采购档案和退款凭证，询问了经办人员。')
  await liaison.getByLabel('答复意见').fill(reply)
  await liaison.getByRole('button', { name: '保存', exact: true }).click()
  await expect(liaison.getByText('已保存')).toBeVisible()
}

async function submit(head: Page, order: string): Promise<void> {
  await head.goto(order)
  await doStep(head, '审定并提交', (form) => expect(form).toContainText('属实'))
  await expect(head.getByText('等待投诉中心审核')).toBeVisible()
}

/** Everything that the server answers to somebody. */
async function overhear(context: BrowserContext): Promise<string[]> {
  const heard: string[] = []
  await context.route('**/api/**', async (route) => {
    const response = await route.fetch({ maxRetries: 2 }) // the server may end a kept connection as it is taken up
    heard.push(await response.text())
    await route.fulfill({ response })
  })
  return heard
}

/** Begins to count how often the pointer is pressed on a page that is not left. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  const counter = await page.evaluateHandle(() => {
    const count = { presses: 0 }
    addEventListener('pointerdown', () => count.presses++, { capture: true })
    return count
  })
  return () => counter.evaluate(({ presses }) => presses)
}
