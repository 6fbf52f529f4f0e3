import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { Staff } from './support/centre'
import { act, card, file, follow, tell } from './support/citizen'
import { test } from './support/guard'
import { expectSound, picture } from './support/look'
import { PHONE } from './support/phone'

test.use(PHONE)

const STORY = {
  unit: '示范市财政局',
  category: '慢作为',
  text: '10月8日在窗口申请惠民补贴，窗口说十个工作日办结。到现在去了四次，每次都说还在走流程。',
}
const SUMMARY = '反映惠民补贴申请超过承诺期限未办结'
const REPLY = '经查，您反映的申请在内部流转中滞留，超过承诺期限。现已办结，补贴将在五个工作日内发放。'
const REASON = '只说滞留，没有说谁负责，也没有说以后怎么办。'
const MESSAGE = '补贴今天还没有到账，请再查一下。'
const DOUBT = '答复没有说明超期的责任。'
/** The smallest picture: one grey point. */
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
)

test('a complaint that a citizen follows on a phone', async ({ page, request }) => {
  test.slow()

  const receipt = await test.step('file it without a name', async () => {
    await page.goto('/complain')
    await expect(page.getByRole('heading', { level: 1, name: '您想怎样投诉？' })).toBeVisible()
    await tell(page, STORY)
    await expect(page.getByText('请不要在文中写自己的姓名')).toBeVisible()
    await page.getByRole('button', { name: '下一步' }).click()
    await expect(page.getByLabel('姓名')).toHaveCount(0)
    for (const said of [STORY.unit, STORY.category, STORY.text]) {
      await expect(page.getByRole('definition').filter({ hasText: said })).toBeVisible()
    }
    await picture(page, 'complain')
    return file(page)
  })

  await test.step('send a photo after it and keep the code', async () => {
    await page
      .getByLabel('选择文件')
      .setInputFiles({ name: '受理回执.png', mimeType: 'image/png', buffer: PHOTO })
    await expect(page.getByText('受理回执.png')).toBeVisible()
    await expect(page.getByRole('progressbar')).toHaveCount(0)
    await page.getByLabel('我已经记下查询码').check()
  })

  await test.step('leave nothing of it in the browser', async () => {
    await page.reload()
    await expect(page.getByRole('heading', { level: 1, name: '您想怎样投诉？' })).toBeVisible()
    const left = await page.evaluate(() => JSON.stringify([sessionStorage, localStorage, history.state]))
    expect(left).not.toContain(STORY.text)
    expect(left).not.toContain(receipt.code.slice(0, 4))
  })

  const staff = await Staff.enter(request)
  const id = await staff.find(receipt.number)
  await test.step('see it received and handed on', async () => {
    await follow(page, receipt)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('已收到')
    await expect(page.getByText('受理回执.png')).toBeVisible()
    await staff.dispatch(id, SUMMARY)
    await follow(page, receipt)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('办理中')
    const steps = page.locator('.course > li')
    await expect(steps).toContainText(['收到您的投诉', '决定受理', '已转有关单位办理'])
  })

  await test.step('read the reply, be dissatisfied, and say so', async () => {
    await staff.answer(id, {
      conclusion: 'true',
      findings: '申请在内部流转中滞留。',
      measures: '',
      reply: REPLY,
    })
    await follow(page, receipt)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('已答复')
    await expect(page.getByText(REPLY)).toBeVisible()
    await picture(page, 'track')
    await card(page, /^不满意/).click()
    await page.getByRole('button', { name: '提交评价' }).click()
    await expect(page.getByText('请说明不满意的原因。')).toBeVisible()
    await act(page, '评价答复', '原因或者想说的话', REASON, '提交评价')
    await expect(page.getByText('您的评价: 不满意')).toBeVisible()
    await act(page, '留言', '留言内容', MESSAGE, '发送留言')
    await expect(page.locator('.messages')).toContainText(MESSAGE)
    await expectSound(page, 'an answered case')
  })

  await test.step('ask for a review once it is closed', async () => {
    await expect(page.getByRole('button', { name: '申请复查' })).toHaveCount(0)
    await staff.close(id)
    await follow(page, receipt)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('已办结')
    await act(page, '申请复查', '理由', DOUBT, '提交复查申请')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('复查中')
    await expect(page.locator('.course > li').last()).toContainText('收到您的复查申请')
    await expect(page.getByText(/作出复查决定：.*前/)).toBeVisible()
  })

  await test.step('take a copy home', async () => {
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: '保存到本机' }).click()
    expect(await readFile(await (await saved).path(), 'utf8')).toContain(STORY.text)
  })
})
