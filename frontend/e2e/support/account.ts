import { expect, type Page } from '@playwright/test'

export const PASSWORD = 'A passphrase of 5 words'

/** Sets the password of a new account by its link. */
export async function activate(page: Page, link: string): Promise<void> {
  await page.goto('/login')
  await page.goto(link)
  await page.getByLabel('新密码').fill(PASSWORD)
  await page.getByLabel('再输入一次').fill(PASSWORD)
  await page.getByRole('button', { name: '设置密码' }).click()
  await expect(page.getByText('密码已设置')).toBeVisible()
}

/** Gives name and password; what comes then depends on the account. */
export async function logIn(page: Page, username: string): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** Leaves by the menu of the person with this name. */
export async function logOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByRole('button', { name: '退出' }).click()
  await expect(page).toHaveURL(/\/login/)
}

/** Adds a person on the page of users; gives the link to hand over. */
export async function addPerson(admin: Page, username: string, name: string, role: string): Promise<string> {
  await admin.goto('/system/users')
  await admin.getByRole('button', { name: '新建用户' }).first().click()
  const form = admin.getByRole('dialog')
  await form.getByRole('textbox', { name: /^\*? ?用户名/ }).fill(username)
  await form.getByRole('textbox', { name: /^\*? ?姓名/ }).fill(name)
  await form.getByLabel(role).check()
  await admin.getByRole('button', { name: '新建并取得激活链接' }).click()
  const link = await admin.getByRole('textbox', { name: '激活链接' }).inputValue()
  await admin.getByRole('button', { name: '已交付，关闭' }).click()
  return link
}
