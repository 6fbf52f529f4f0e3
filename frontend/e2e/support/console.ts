import { expect, type Page } from '@playwright/test'

/** Enters the demonstration as the office, whose pages are all pages but those of the accounts. */
export async function enter(page: Page, role = '效能办'): Promise<void> {
  await page.goto('/login')
  await page.getByRole('button', { name: role }).click()
  await expect(page).not.toHaveURL(/\/login/)
}

/** Presses the button of a final step and says yes to its sentence; returns when the dialog has gone. */
export async function confirm(page: Page, action: string, sentence?: RegExp): Promise<void> {
  await page.getByRole('button', { name: `${action}…`, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: action })
  if (sentence) await expect(dialog).toContainText(sentence)
  await dialog.getByRole('button', { name: action, exact: true }).click()
  await expect(dialog).toBeHidden()
}

/** Waits until the sheets of the round shown are counted. */
export async function expectCounted(page: Page): Promise<void> {
  const steps = page.getByRole('navigation', { name: '本轮步骤' })
  await expect(steps.getByRole('listitem').last()).toContainText('已计票', { timeout: 30_000 })
}

/** The round that a page below `/rounds/:id` shows. */
export function roundOf(page: Page): string {
  const id = /\/rounds\/([0-9a-f-]{36})/.exec(page.url())?.[1]
  if (id === undefined) throw new Error(`No round is shown at ${page.url()}.`)
  return id
}
