import { expect } from '@playwright/test'
import { activate, addPerson } from './support/account'
import { enter } from './support/console'
import { test } from './support/guard'
import { expectSound, picture, WIDTHS } from './support/look'

/** A role is proposed by the administrator, and comes when an auditor has confirmed it. */
for (const [index, viewport] of WIDTHS.entries()) {
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport })

    test(`four eyes over a role at ${viewport.width} px`, async ({ page, newcomer }) => {
      const suffix = index === 0 ? '' : `-${viewport.width}`
      const name = `测试人员${index + 1}`
      await enter(page, '系统管理')
      const link = await addPerson(page, `four.eyes${index}`, name, '效能办')
      const row = page.getByRole('row', { name })
      await expect(row).toContainText('待审计确认：效能办')
      await expectSound(page, '/system/users with a role that waits')
      await row.getByRole('link', { name: /待审计确认/ }).click()
      const asked = page.getByRole('row', { name })
      await expect(asked.getByRole('button', { name: '撤回…' })).toBeVisible()
      await expect(asked.getByRole('button', { name: '确认…' })).toHaveCount(0)

      await page.context().clearCookies()
      await enter(page, '审计')
      await page.goto('/system/rights')
      await expect(page.getByRole('table', { name: '权限对照表' })).toBeVisible()
      await expectSound(page, '/system/rights')
      await picture(page, `rights${suffix}`)
      await expect(asked).toContainText('待本人设置密码')
      await expect(asked.getByRole('button', { name: '确认…' })).toBeDisabled()
      await activate(await newcomer(), link)
      await page.reload()
      await asked.getByRole('button', { name: '确认…' }).click()
      await expectSound(page, 'confirming a grant')
      await page.getByRole('dialog').getByRole('button', { name: '确认', exact: true }).click()
      await expect(asked).toContainText('已确认')
      await page.getByLabel('查看').selectOption('office')
      await page.getByRole('button', { name, exact: true }).click()
      await expect(page.getByRole('dialog')).toContainText('新建和设置评议轮次')
      await expectSound(page, 'what somebody may do')
      await page.getByRole('button', { name: '关闭' }).click()
      await expectSound(page, 'one role')
      await picture(page, `role${suffix}`)
    })
  })
}
