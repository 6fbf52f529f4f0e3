import { expect, type Locator, type Page } from '@playwright/test'

/** A complaint as it is put into the form; without name and telephone it is anonymous. */
export interface Story {
  unit: string
  category: string
  text: string
}

export interface Receipt {
  number: string
  code: string
}

/** The card of a choice. Some go away once they are chosen, so that nothing can be said of them afterwards. */
export function card(page: Page, name: RegExp): Locator {
  return page.locator('label').filter({ has: page.getByRole('radio', { name }) })
}

/** The second step of the form, from the first one. */
export async function tell(page: Page, { unit, category, text }: Story): Promise<void> {
  await card(page, /^匿名/).click()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('输入单位名称中的几个字').fill(unit.slice(-3))
  await card(page, new RegExp(`^${unit}`)).click()
  await card(page, new RegExp(`^${category}`)).click()
  await page.getByLabel('具体情况').fill(text)
}

/** From the last step of the form to the receipt. */
export async function file(page: Page): Promise<Receipt> {
  await page.getByRole('button', { name: '提交投诉' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '投诉已收到' })).toBeVisible()
  const value = (term: string) =>
    page.locator('dl > div').filter({ hasText: term }).getByRole('definition').innerText()
  return { number: await value('编号'), code: (await value('查询码')).replace(/\s/g, '') }
}

/** Opens a case by its tracking code. */
export async function follow(page: Page, { number, code }: Receipt): Promise<void> {
  await page.goto('/track')
  await page.getByLabel('查询码').fill(code)
  await page.getByRole('button', { name: '查询', exact: true }).click()
  await expect(page.getByText(`编号 ${number}`)).toBeVisible()
}

/** Opens the form of an act, unless it is open, fills in the text and sends it. */
export async function act(
  page: Page,
  name: string,
  label: string,
  text: string,
  send: string,
): Promise<void> {
  const opener = page.getByRole('button', { name, exact: true })
  if ((await opener.getAttribute('aria-expanded')) === 'false') await opener.click()
  await page.getByLabel(label).fill(text)
  await page.getByRole('button', { name: send, exact: true }).last().click()
  await expect(page.getByText(`${name}: 已提交。`)).toBeVisible()
}
