import { mkdir } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const FOLDER = process.env['PINGYI_SCREENSHOTS']

/** A desk and a phone. */
export const WIDTHS = [
  { width: 1440, height: 1000 },
  { width: 390, height: 844 },
]

/** Nothing that axe finds, nothing wider than the window. Soft: one run reports all pages. */
export async function expectSound(page: Page, name: string): Promise<void> {
  await settle(page)
  // A part that comes later may take the place of the whole page for a moment.
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  // The pages have no frames: "legacy" spares the second page in which the parts of frames are put together.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  expect.soft(found, `${name}: axe`).toEqual([])
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect.soft(beyond, `${name}: pixels beyond the window`).toBeLessThanOrEqual(0)
}

/** Keeps a picture of the window when PINGYI_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return
  await settle(page)
  await mkdir(FOLDER, { recursive: true })
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' })
}

/** Waits until nothing of the page is a skeleton any more. */
async function settle(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('.py-skeleton')).toHaveCount(0)
}
