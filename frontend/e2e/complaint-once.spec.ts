import { expect } from '@playwright/test'
import { tell } from './support/citizen'
import { forgive, test } from './support/guard'
import { PHONE } from './support/phone'

test.use(PHONE)

const STORY = {
  unit: '示范市财政局',
  category: '慢作为',
  text: '十月二十日交的材料，窗口一直说系统里查不到，要求重新提交。',
}

test('case 14: pressed twice, answer lost, gone back and loaded again, it stays one complaint', async ({
  page,
  troubles,
}) => {
  const keys: (string | undefined)[] = []
  const numbers: string[] = []
  let lost = true
  await page.route('**/api/v1/filing', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    keys.push(route.request().headers()['idempotency-key'])
    const answer = await route.fetch({ maxRetries: 2 })
    const { number } = (await answer.json()) as { number: string }
    numbers.push(number)
    // The server has it, and the phone does not know.
    return lost ? route.abort('connectionreset') : route.fulfill({ response: answer })
  })
  await page.goto('/complain')
  await tell(page, STORY)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByRole('button', { name: '提交投诉' }).dblclick()
  await expect(page.getByRole('button', { name: '再试一次' })).toBeVisible()
  await page.goBack()
  lost = false
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: '投诉已收到' })).toBeVisible()
  await expect(page.getByText(numbers[0] ?? 'none')).toBeVisible()
  expect(keys.length).toBeGreaterThanOrEqual(2)
  expect(new Set(keys).size).toBe(1)
  expect(new Set(numbers).size).toBe(1)

  // Back from the receipt there is nothing left that could be handed in once more.
  await page.goBack()
  await expect(page.getByRole('button', { name: '提交投诉' })).toHaveCount(0)
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain(STORY.text)
  forgive(troubles, /ERR_CONNECTION_RESET.*\/api\/v1\/filing/)
})
