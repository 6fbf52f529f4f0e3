import { expect } from '@playwright/test'
import { enter } from './support/console'
import { forgive, test } from './support/guard'
import { expectSound, picture, WIDTHS } from './support/look'

/** A system gets its words, which are refused at their field first, and then a second version of them. */
for (const [index, viewport] of WIDTHS.entries()) {
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport })

    test(`a word table at ${viewport.width} px`, async ({ page, troubles }) => {
      const suffix = index === 0 ? '' : `-${viewport.width}`
      const code = `mailbox-${index + 1}`
      const name = `政务信箱（测试${index + 1}）`
      await enter(page, '投诉中心负责人')
      await page.goto('/system/adapters')
      await expect(page.getByRole('row', { name: /信访信息系统/ })).toContainText('初始版本')
      await expectSound(page, 'the list of word tables')
      await picture(page, `adapters${suffix}`)

      await page.getByRole('button', { name: '新增词表' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('系统代号').fill(code)
      await expectSound(page, 'a new word table')
      await picture(page, `adapter-new${suffix}`)
      await dialog.getByRole('button', { name: '下一步' }).click()
      await page.getByLabel('来源系统').fill(name)
      await page.getByLabel('单位对应').fill('县住建局=NO-SUCH')
      await page.getByRole('button', { name: '提交新版本' }).click()
      await expect(page.getByText('第 1 行“县住建局”：没有这个单位')).toBeVisible()
      forgive(troubles, /422.*\/api\/v1\/adapters/)
      await expectSound(page, 'the form of a word table')
      await picture(page, `adapter-refused${suffix}`)
      await page.getByLabel('单位对应').fill('')
      await page.getByRole('button', { name: '提交新版本' }).click()
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

      await page.getByRole('button', { name: '修改词表' }).click()
      await page.getByRole('button', { name: '删除第 1 行' }).first().click()
      await page.getByLabel('修改说明').fill('按协议减少一类')
      await page.evaluate(() => scrollTo({ top: 0 }))
      await picture(page, `adapter-form${suffix}`)
      await page.getByRole('button', { name: '提交新版本' }).click()
      await expect(page.getByRole('row', { name: /第 2 版/ })).toContainText('按协议减少一类')
      await expectSound(page, 'a word table')
      await picture(page, `adapter${suffix}`)
      await page.getByRole('button', { name: '查看第 1 版' }).click()
      await expect(page.getByText('这是原有版本')).toBeVisible()
      await expectSound(page, 'an earlier word table')

      await page.context().clearCookies()
      await enter(page, '系统管理')
      await page.goto(`/system/adapters/${code}`)
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
      await expect(page.getByRole('button', { name: /词表/ })).toHaveCount(0)
    })
  })
}
