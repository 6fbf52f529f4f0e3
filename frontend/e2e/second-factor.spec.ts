import { expect, type Page } from '@playwright/test'
import { activate, logIn, logOut } from './support/account'
import { doStep, enter } from './support/console'
import { codeOf } from './support/device'
import { forgive, test } from './support/guard'
import { expectSound, picture, WIDTHS } from './support/look'
import { Office } from './support/office'

test.describe.configure({ mode: 'parallel' })

for (const { width, height } of WIDTHS) {
  test.describe(`at ${width} px`, () => {
    test.use({ viewport: { width, height } })

    test('an account with a second factor, from its first link to its reset', async ({
      page,
      request,
      newcomer,
      troubles,
    }) => {
      const username = `qian.yi-${width}`
      await activate(page, await invite(request, username))

      await logIn(page, username)
      await expect(page).not.toHaveURL(/\/login/)
      await page.goto('/me')
      const panel = page.getByRole('region', { name: '动态码' })
      await panel.getByRole('button', { name: '开始设置' }).click()
      await expect(panel.getByRole('img', { name: /二维码/ })).toBeVisible()
      const secret = (await panel.locator('.py-secret').innerText()).replaceAll(' ', '')
      await expectSound(page, 'enrolment')
      await picture(page, `enrolment-${width}`)
      await panel.getByLabel('动态码').fill(codeOf(secret))
      await panel.getByRole('button', { name: '确认启用' }).click()
      const codes = panel.locator('.py-recovery-codes code')
      await expect(codes).toHaveCount(10)
      const recovery = await codes.first().innerText()
      await expectSound(page, 'recovery codes')
      await picture(page, `recovery-codes-${width}`)
      await panel.getByRole('button', { name: '我已妥善保存' }).click()
      await expect(panel).toContainText('还有 10 个恢复码未使用')
      await expectSound(page, 'account')
      await picture(page, `account-${width}`)

      await logOut(page, '钱一')
      await logIn(page, username)
      await expect(page.getByRole('heading', { level: 1, name: '输入动态码' })).toBeVisible()
      await expectSound(page, 'code')
      await picture(page, `code-${width}`)
      await page.getByLabel('动态码').fill(recovery)
      await page.getByRole('button', { name: '登录' }).click()
      await expect(page).not.toHaveURL(/\/login/)

      await logOut(page, '钱一')
      await logIn(page, username)
      await page.getByLabel('动态码').fill(recovery)
      await page.getByRole('button', { name: '登录' }).click()
      await expect(page.getByRole('alert')).toContainText('动态码不正确或已用过')
      await page.getByLabel('动态码').fill(codeOf(secret, 1))
      await page.getByRole('button', { name: '登录' }).click()
      await expect(page).not.toHaveURL(/\/login/)

      const admin = await newcomer()
      await enter(admin, '系统管理')
      await admin.goto(`/system/users?q=${username}`)
      await expect(admin.getByRole('cell', { name: '已启用' })).toBeVisible()
      await expectSound(admin, 'users')
      await picture(admin, `users-${width}`)
      await admin.getByRole('button', { name: '钱一' }).click()
      await doStep(
        admin,
        '重发激活链接',
        async (dialog) => {
          await dialog.getByLabel(/同时清除动态码/).check()
          await expectSound(admin, 'reset')
          await picture(admin, `reset-${width}`)
        },
        '重发激活链接',
      )
      const link = await admin.getByRole('textbox', { name: '激活链接' }).inputValue()

      const auditor = await newcomer()
      await enter(auditor, '审计')
      await auditor.goto('/notices')
      await auditor.getByText('有一名用户的动态码将随重置链接一并清除').first().click()
      await expect(auditor).toHaveURL(/\/system\/users\?id=/)
      await expect(auditor.getByRole('row')).toHaveCount(2)

      await activate(page, link)
      await logIn(page, username)
      await expect(page).not.toHaveURL(/\/login/)
      await page.goto('/me')
      await expect(panel.getByRole('button', { name: '开始设置' })).toBeVisible()
      // The code that was used before, and what a page still asks when its session ends.
      forgive(troubles, /login\/code\)$/, /status of 401/)
    })

    test('a sensitive act asks again who one is', async ({ page, troubles }) => {
      await enter(page, '系统管理')
      await page.goto('/system/users?q=demo-leader')
      await age(page)
      await page.getByRole('button', { name: '领导小组' }).click()
      await page.getByRole('button', { name: '重发激活链接…' }).click()
      await page
        .getByRole('dialog', { name: '重发激活链接' })
        .getByRole('button', { name: '重发激活链接' })
        .click()
      const dialog = page.getByRole('dialog', { name: '重新验证身份' })
      await expect(dialog).toBeVisible()
      await expectSound(page, 'step-up')
      await picture(page, `step-up-${width}`)
      await dialog.getByRole('button', { name: '确认是本人' }).click()
      await expect(page.getByRole('textbox', { name: '激活链接' })).toHaveValue(/activate#/)
      forgive(troubles, /activation-link\)$/)
    })
  })
}

/** As if the login had been some time ago: the server's first answer is that of a session that is no longer fresh. */
async function age(page: Page): Promise<void> {
  let shown = false
  await page.route('**/demo/step-up', (route) => {
    shown = true
    return route.continue()
  })
  await page.route('**/activation-link', (route) =>
    shown
      ? route.continue()
      : route.fulfill({
          status: 403,
          contentType: 'application/problem+json',
          json: { type: '', title: '', status: 403, code: 'step_up_required', trace_id: '', errors: [] },
        }),
  )
}

async function invite(request: Parameters<typeof Office.enter>[0], username: string): Promise<string> {
  const admin = await Office.enter(request, 'sysadmin')
  const body = { username, display_name: '钱一', roles: ['leader'] }
  return (await admin.post<{ activation_link: string }>('/users', body)).activation_link
}
