import { expect } from '@playwright/test'
import { enter } from './support/console'
import { test } from './support/guard'
import { expectSound, picture, WIDTHS } from './support/look'

/** A unit is late: it acknowledges and explains its card; the office sees why it cannot be closed yet, and returns it. */
test('a card, from the unit to the office and back', async ({ page, newcomer }) => {
  await enter(page, '单位联络员')
  await page.goto('/oversight/cards')
  await page
    .getByRole('rowheader', { name: /-00001$/ })
    .getByRole('link')
    .first()
    .click()
  await page.getByRole('button', { name: '签收' }).click()
  await page.getByLabel('说明', { exact: true }).fill('经办岗位轮换，未及时移交，已指定专人办理。')
  await page.getByRole('button', { name: '说明', exact: true }).click()
  await expect(page.getByRole('region', { name: '已说明，待销号' })).toBeVisible()
  const address = page.url()

  const office = await newcomer()
  await enter(office)
  await office.goto(address)
  await expect(office.getByText('办件还没有办结，不能销号')).toBeVisible()
  await office.getByLabel('退回原因').fill('请写明责任岗位和办结日期')
  await office.getByRole('button', { name: '退回' }).click()
  await expect(office.getByRole('region', { name: '已签收，待说明' })).toBeVisible()

  await page.reload()
  await expect(page.getByText('请写明责任岗位和办结日期').first()).toBeVisible()
})

for (const size of WIDTHS) {
  test(`the pages of the oversight are sound at ${size.width} px`, async ({ page }) => {
    await page.setViewportSize(size)
    await enter(page)
    for (const name of ['', '/cards', '/records', '/ratings?scope=bad', '/matters', '/matters/import']) {
      await page.goto(`/oversight${name}`)
      await expectSound(page, `oversight${name}`)
      await picture(page, `oversight${name.replaceAll(/\W/g, '-')}-${size.width}`)
    }
    for (const name of ['records', 'ratings?scope=bad', 'cards']) {
      await page.goto(`/oversight/${name}`)
      const heading = page.getByRole('heading', { level: 1 })
      const ofList = await heading.innerText()
      await page.getByRole('rowheader').getByRole('link').first().click()
      await expect(page).toHaveURL(/[0-9a-f-]{36}$/)
      // The list stays to be seen until the page that was asked for has come.
      await expect(heading).not.toHaveText(ofList)
      await expectSound(page, `one of ${name}`)
      await picture(page, `oversight-one-${name.replaceAll(/\W/g, '-')}-${size.width}`)
    }
  })
}
