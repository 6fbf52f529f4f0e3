import { expect } from '@playwright/test'
import { activate, addPerson, logIn, logOut } from './support/account'
import { confirm, enter } from './support/console'
import { codeOf } from './support/device'
import { forgive, test } from './support/guard'

/** From the first link to the last: what a new clerk may do comes by two people, and ends the moment it is taken. */
test('a day of a new clerk', async ({ page, newcomer, troubles }) => {
  const name = '新来的经办人'
  const admin = await newcomer()
  await enter(admin, '系统管理')
  await activate(page, await addPerson(admin, 'staff.day', name, '效能办'))

  await logIn(page, 'staff.day')
  await expect(page.getByText('您的账号还没有岗位')).toBeVisible()
  await page.goto('/me')
  const panel = page.getByRole('region', { name: '动态码' })
  await panel.getByRole('button', { name: '开始设置' }).click()
  const secret = (await panel.locator('.py-secret').innerText()).replaceAll(' ', '')
  await panel.getByLabel('动态码').fill(codeOf(secret))
  await panel.getByRole('button', { name: '确认启用' }).click()
  await panel.getByRole('button', { name: '我已妥善保存' }).click()
  await logOut(page, name)
  await logIn(page, 'staff.day')
  await page.getByLabel('动态码').fill(codeOf(secret, 1))
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByText('您的账号还没有岗位')).toBeVisible()

  const auditor = await newcomer()
  await enter(auditor, '审计')
  await auditor.goto('/notices')
  await auditor.getByText('等待确认岗位的人员已设置密码').first().click()
  const asked = auditor.getByRole('row', { name })
  await asked.getByRole('button', { name: '确认…' }).click()
  await auditor.getByRole('dialog').getByRole('button', { name: '确认', exact: true }).click()
  await expect(asked).toContainText('已确认')

  await page.goto('/rounds/new')
  await expect(page.getByRole('heading', { level: 1, name: '新建轮次' })).toBeVisible()

  await admin.goto('/system/users?q=staff.day')
  await admin.getByRole('button', { name, exact: true }).click()
  await admin.getByRole('dialog').getByLabel('效能办').uncheck()
  await admin.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(admin.getByText('已保存')).toBeVisible()
  await page.getByRole('link', { name: '单位' }).click() // with the page and the token of before
  await expect(page.getByText('您的账号还没有岗位')).toBeVisible()

  await admin.getByRole('button', { name, exact: true }).click()
  await confirm(admin, '结束全部登录')
  await page.goto('/me')
  await expect(page).toHaveURL(/\/login/)
  forgive(troubles, /status of 40[13]/)
})
