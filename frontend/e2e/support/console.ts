import { expect, type Locator, type Page } from '@playwright/test'

/** Enters the demonstration as the office, whose pages are all pages but those of the accounts. */
export async function enter(page: Page, role = '效能办'): Promise<void> {
  await page.goto('/login')
  await page.getByRole('button', { name: role }).click()
  await expect(page).not.toHaveURL(/\/login/)
}

/** Opens the form of a step, fills it in and sends it; returns when it has gone. */
export async function doStep(
  page: Page,
  action: string,
  fill: (form: Locator) => Promise<void>,
  send = action,
): Promise<void> {
  await page.getByRole('button', { name: `${action}…`, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: action })
  await fill(dialog)
  await dialog.getByRole('button', { name: send, exact: true }).click()
  await expect(dialog).toBeHidden()
}

/** Presses the button of a final step and says yes to its sentence; returns when the dialog has gone. */
export async function confirm(page: Page, action: string, sentence = /./): Promise<void> {
  await doStep(page, action, (dialog) => expect(dialog).toContainText(sentence))
}

/** Chooses in a list, which is searched by typing where it can be long. */
export async function pick(page: Page, label: string, option: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true })
  await field.click()
  if (await field.isEditable()) await field.fill(option)
  await page.locator('.ant-select-item-option').filter({ hasText: option }).click()
}

/** Waits until the sheets of the round shown are counted. */
export async function expectCounted(page: Page): Promise<void> {
  const steps = page.getByRole('navigation', { name: '本轮步骤' })
  await expect(steps.getByRole('listitem').last()).toContainText('已计票')
}

/** The round that a page below `/rounds/:id` shows. */
export function roundOf(page: Page): string {
  const id = /\/rounds\/([0-9a-f-]{36})/.exec(page.url())?.[1]
  if (id === undefined) throw new Error(`No round is shown at ${page.url()}.`)
  return id
}
