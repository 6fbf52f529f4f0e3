import { expect } from '@playwright/test'
import { confirm, doStep, enter } from './support/console'
import { forgive, test } from './support/guard'
import { expectSound, picture, WIDTHS } from './support/look'

/** A system is let in, comes with its secret, and is shut out: at its next request, whatever token it holds. */
for (const [index, viewport] of WIDTHS.entries()) {
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport })

    test(`a client system at ${viewport.width} px`, async ({ page, request, troubles }) => {
      const suffix = index === 0 ? '' : `-${viewport.width}`
      const name = `热线平台（测试${index + 1}）`
      await enter(page, '系统管理')
      await page.goto('/system/clients')
      await page.getByRole('button', { name: '新增对接系统' }).first().click()
      const form = page.getByRole('dialog')
      await form.getByLabel('名称').fill(name)
      await form.getByLabel('用途').fill('按数据交换协议转办热线受理的效能投诉')
      await form.getByRole('checkbox', { name: /^登记投诉/ }).check()
      await form.getByRole('checkbox', { name: /^查询投诉/ }).check()
      await form.getByRole('radio', { name: '全部' }).check()
      await form.getByLabel('来源网段').fill('127.0.0.0/8\n10.20.0.1/16')
      await form.getByRole('button', { name: '保存' }).click()
      await expect(form.getByText('第 2 个不是网段')).toBeVisible()
      forgive(troubles, /422.*\/api\/v1\/clients/)
      await expectSound(page, 'the form of a client')
      await picture(page, `client-form${suffix}`)
      await form.getByLabel('来源网段').fill('127.0.0.0/8')
      await form.getByRole('button', { name: '保存' }).click()
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

      await page.getByRole('button', { name: '生成密钥…' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '生成密钥', exact: true }).click()
      const shown = page.getByRole('dialog', { name: `${name}的密钥` })
      const client_secret = await shown.getByLabel('密钥（client_secret）').inputValue()
      await expectSound(page, 'a secret')
      await picture(page, `client-secret${suffix}`)
      await shown.getByRole('button', { name: '已交付，关闭' }).click()
      await expect(page.getByText(client_secret)).toHaveCount(0)

      const client_id = /[0-9a-f-]{36}$/.exec(page.url())?.[0] ?? ''
      const asked = { grant_type: 'client_credentials', client_id, client_secret }
      const given = await request.post('/api/v1/oauth/token', { form: asked })
      expect(given.status(), await given.text()).toBe(200)
      const { access_token } = (await given.json()) as { access_token: string }
      const headers = { Authorization: `Bearer ${access_token}` }
      const own = await request.get('/api/v1/clients/me', { headers })
      expect(await own.json()).toMatchObject({ client_id, name, all_units: true })

      await doStep(page, '定时失效', (dialog) => dialog.getByRole('radio', { name: '7 天后' }).check())
      await expect(page.getByRole('row', { name: /^密钥/ })).not.toContainText('长期')
      await expectSound(page, 'a client')
      await picture(page, `client${suffix}`)
      await confirm(page, '停用', /下一次请求即被拒绝/)
      await expect(page.getByRole('button', { name: '启用…' })).toBeVisible()
      expect((await request.get('/api/v1/clients/me', { headers })).status()).toBe(401)
      expect((await request.post('/api/v1/oauth/token', { form: asked })).status()).toBe(401)

      await page.getByRole('navigation', { name: '系统各页' }).getByRole('link', { name: '对接系统' }).click()
      await expect(page.getByRole('row', { name })).toContainText('停用')
      await expectSound(page, 'the list of clients')
      await picture(page, `clients${suffix}`)

      await page.context().clearCookies()
      await enter(page)
      await page.goto(`/system/clients/${client_id}`)
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
      await expect(page.getByRole('button', { name: /…$/ })).toHaveCount(0)
    })
  })
}
