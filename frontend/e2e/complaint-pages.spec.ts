import { expect } from '@playwright/test'
import { act, file, follow, tell } from './support/citizen'
import { enter } from './support/console'
import { test } from './support/guard'
import { expectSound, picture, WIDTHS } from './support/look'
import { complaints } from './support/prepare'

test.describe.configure({ mode: 'parallel' })
test.use({ trace: 'off' }) // a trace would keep every page as it was: slow

for (const viewport of WIDTHS) {
  const at = `${viewport.width} px`
  const suffix = viewport === WIDTHS[0] ? '' : `-${viewport.width}`

  test.describe(at, () => {
    test.use({ viewport })

    test(`W04: the complaint centre at ${at}`, async ({ page, request }) => {
      test.slow()
      const cases = await complaints(request)
      await enter(page, '投诉中心负责人')
      for (const [address, shown] of [
        ['/complaints', '投诉中心'],
        ['/complaints/new', '登记投诉'],
        [`/complaints/${cases.registered}`, '待审查投诉件'],
        [`/complaints/${cases.asked}`, '反映审批超过承诺期限'],
      ] as const) {
        await page.goto(address)
        await expect(page.getByRole('heading', { level: 1, name: shown }), address).toBeVisible()
        await expectSound(page, address)
      }
      await page.getByRole('button', { name: '同意…', exact: true }).first().click()
      await expectSound(page, 'deciding')
      await page.getByRole('dialog').getByRole('button', { name: '取消' }).click()
      await page.goto(`/complaints/${cases.registered}`)
      await page.getByRole('button', { name: '受理…', exact: true }).click()
      await expectSound(page, 'accepting')
    })

    test(`W04: what supervisors see to at ${at}`, async ({ page }) => {
      await page.goto('/complain')
      await tell(page, { unit: '示范市财政局', category: '脸难看', text: '窗口人员态度生硬，不作解释。' })
      await page.getByRole('button', { name: '下一步' }).click()
      const receipt = await file(page)
      await page.getByLabel('我已经记下查询码').check()
      await follow(page, receipt)
      await act(page, '反映打击报复', '什么人、什么时候、做了什么', '投诉以后被停办了业务。', '提交')
      await enter(page, '监督员')
      await page.goto('/complaints/retaliation')
      await expectSound(page, '/complaints/retaliation')
      const report = page.getByRole('listitem').filter({ hasText: receipt.number })
      await report.getByRole('button', { name: '受理' }).click()
      await report.getByRole('button', { name: '办结…' }).click()
      await expectSound(page, 'settling')
      const dialog = page.getByRole('dialog', { name: '办结' })
      await dialog.getByLabel('处理结果').fill('经约谈，单位已恢复办理。')
      await dialog.getByRole('button', { name: '办结' }).click()
      await expect(report.getByText('处理结果：经约谈，单位已恢复办理。')).toBeVisible()
      await picture(page, `retaliation${suffix}`)
    })

    test(`W04: the rules of complaints at ${at}`, async ({ page }) => {
      await enter(page, '投诉中心负责人')
      await page.goto('/system/policies?scope=slow')
      await page.getByRole('button', { name: '为本类制定单独规则' }).click()
      await expect(page.getByRole('heading', { level: 1, name: '修改“慢作为”类规则' })).toBeVisible()
      await page.getByLabel('办理期限', { exact: true }).fill('20')
      await page.getByRole('button', { name: '预览影响' }).click()
      await expect(page.getByRole('heading', { name: '预览影响' })).toBeVisible()
      await expectSound(page, 'rules with their effect')
      await page.getByRole('button', { name: '保存为第 1 版…' }).click()
      await expectSound(page, 'saving rules')
      await page.getByRole('dialog').getByRole('button', { name: '取消' }).click()
      await page.getByLabel('办理期限', { exact: true }).fill('25') // what was seen is of other rules then
      await expect(page.getByRole('heading', { name: '预览影响' })).toBeHidden()
      await page.goto('/system/policies')
      await page.getByRole('button', { name: '新增类别' }).click()
      await expectSound(page, 'a new category')
    })

    test(`W04: the pages of complainants at ${at}`, async ({ page }) => {
      await page.goto('/complain')
      await expectSound(page, 'how to complain')
      await tell(page, { unit: '示范市财政局', category: '脸难看', text: '窗口人员态度生硬，不作解释。' })
      await expectSound(page, 'what happened')
      await page.getByRole('button', { name: '下一步' }).click()
      await expectSound(page, 'a last look')
      const receipt = await file(page)
      await expectSound(page, 'the receipt')
      await page.getByLabel('我已经记下查询码').check()
      await page.goto('/track')
      await expectSound(page, '/track')
      await page.getByLabel('查询码').fill(receipt.code.replace(/.$/, (last) => (last === '0' ? '1' : '0')))
      await expect(page.getByText('有一位可能看错或打错了')).toBeVisible()
      await expectSound(page, 'a mistyped tracking code')
      await follow(page, receipt)
      await expectSound(page, 'a case received')
      await page.getByRole('button', { name: '撤回投诉' }).click()
      await expectSound(page, 'withdrawing')
    })
  })
}
