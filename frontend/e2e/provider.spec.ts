import { expect, type Page } from '@playwright/test'
import { activate, logIn, logOut } from './support/account'
import { forgive, test as guarded } from './support/guard'
import { Installation } from './support/installation'
import { expectSound } from './support/look'

/** Who logs in at the provider. */
const ACCOUNT = 'sun.yi'
const FONTS = /^https:\/\/fonts\.googleapis\.com\//

const test = guarded.extend<object, { installation: Installation }>({
  installation: [
    async ({ playwright }, give) => {
      const installation = await Installation.start(playwright.request)
      await give(installation)
      await installation.stop()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ installation }, give) => give(installation.url),
  ignoreHTTPSErrors: true,
})

test('an identity is linked, and logs in from then on', async ({ page, installation, troubles }) => {
  // The provider's pages ask for one.
  await page.route(FONTS, (route) => route.fulfill({ contentType: 'text/css', body: '' }))
  await activate(page, installation.activation)
  await logIn(page, 'sysadmin')
  await expect(page).not.toHaveURL(/\/login/)

  await page.goto('/me')
  const panel = page.getByRole('region', { name: '统一身份认证' })
  await panel.getByRole('button', { name: '绑定统一身份' }).click()
  await expect(page).toHaveURL(/\/interaction\//)
  await page.getByRole('link', { name: 'Cancel' }).click()
  await expect(page.getByText('统一身份认证没有完成')).toBeVisible()
  await expectSound(page, 'a link that was cancelled')
  await page.getByRole('link', { name: '返回我的账号' }).click()
  await panel.getByRole('button', { name: '绑定统一身份' }).click()
  await logInThere(page)
  await expect(panel).toContainText('可以通过统一身份认证登录')
  await expect(page).toHaveURL(`${installation.url}/me`)
  await expectSound(page, 'a linked identity')

  await logOut(page, '系统管理')
  await page.goto('/login?next=%2Fsystem%2Fusers')
  await page.getByRole('button', { name: '通过统一身份认证登录' }).click()
  await expect(page).toHaveURL(`${installation.url}/system/users`)
  await expect(page.getByRole('heading', { level: 1, name: '用户' })).toBeVisible()
  forgive(troubles, /^Asked of another: https:\/\/(127\.0\.0\.1:|fonts\.)/, /\/favicon\.ico\)$/)
  forgive(troubles, /status of 401/) // what a page still asks when its session ends
})

async function logInThere(page: Page): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(ACCOUNT)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}
