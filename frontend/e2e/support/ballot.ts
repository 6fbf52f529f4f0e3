import { expect, type Page } from '@playwright/test'

/** Opens the ballot of a code as the link on a slip does, and begins. */
export async function begin(page: Page, code: string): Promise<void> {
  await page.goto(`/s/#${code}`)
  await page.getByRole('button', { name: '开始作答' }).click()
}

/** Chooses an option for the unit shown. */
export async function choose(page: Page, option: string): Promise<void> {
  // The name goes on where an option is not counted.
  const radio = page.getByRole('radio', { name: new RegExp(`^${option}`) })
  await page.locator('label').filter({ has: radio }).click()
  await expect(radio).toBeChecked()
}

/** Goes to a unit by the list of names. */
export async function goTo(page: Page, unit: string): Promise<void> {
  await page.getByRole('button', { name: '单位名单' }).click()
  await page.getByRole('button', { name: unit }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(unit)
}

/** From the last unit to the page where the sheet is handed in. */
export async function review(page: Page): Promise<void> {
  await page.getByRole('button', { name: '核对并提交' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '核对并提交' })).toBeVisible()
}

export async function handIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: '提交', exact: true }).click()
}

export async function expectThanks(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: '谢谢您的评议' })).toBeVisible()
}
