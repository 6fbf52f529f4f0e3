import { expect } from '@playwright/test'
import { enter } from './support/console'
import { forgive, test } from './support/guard'
import { expectSound, picture, WIDTHS } from './support/look'

/** An auditor reads the record, follows one object, takes the record home and has it verified. */
for (const [index, viewport] of WIDTHS.entries()) {
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport })

    test(`the audit record at ${viewport.width} px`, async ({ page, troubles }) => {
      const suffix = index === 0 ? '' : `-${viewport.width}`
      await enter(page, '审计')
      await page.goto('/system/record')
      await expect(page.getByRole('heading', { level: 1, name: '审计记录' })).toBeVisible()
      await expect(page.getByRole('button', { name: /^查看第 / }).first()).toBeVisible()
      await page.getByRole('button', { name: '核验', exact: true }).click()
      await expect(page.getByText('未发现问题')).toBeVisible()
      await expectSound(page, '/system/record')
      await picture(page, `record${suffix}`)
      await page.getByRole('combobox', { name: '操作', exact: true }).fill('round.open')
      await page.getByRole('button', { name: '查询' }).click()
      await expect(page).toHaveURL(/action=round\.open/)
      await expect(page.getByRole('table')).not.toContainText('核验审计记录') // of the verification above
      await page
        .getByRole('button', { name: /^查看第 / })
        .first()
        .click()
      await expect(page.getByRole('dialog')).toContainText('开始评议')
      await expectSound(page, 'one event')
      await picture(page, `record-event${suffix}`)
      await page.getByRole('button', { name: '跟踪这个对象' }).click()
      await expect(page).toHaveURL(/object_type=round&object_id=/)
      await expect(page.getByRole('table')).toContainText('新建轮次')
      await page.getByRole('button', { name: '导出', exact: true }).click()
      const saved = page.waitForEvent('download')
      await page.getByRole('button', { name: /jsonl/ }).click()
      expect((await saved).suggestedFilename()).toBe('record.jsonl')
      await page.goto('/system/record?object_id=7')
      await expect(page.getByRole('alert')).toBeVisible()
      await expectSound(page, 'a senseless question')
      forgive(troubles, /object_id=7/, /status of 422/)
    })
  })
}
