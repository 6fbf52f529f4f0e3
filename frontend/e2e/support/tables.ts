import type { Locator } from '@playwright/test'

/** The cell of a table in the row of a name, below a title. */
export async function cellOf(table: Locator, name: string | RegExp, title: RegExp): Promise<Locator> {
  await table.getByRole('rowheader').first().waitFor()
  const titles = await table.getByRole('columnheader').allTextContents()
  const column = titles.findIndex((text) => title.test(text))
  if (column < 1) throw new Error(`No column of "${titles.join('", "')}" fits ${title.source}.`)
  const head = table.page().getByRole('rowheader', { name, exact: true })
  // The first column holds the heads of the rows, which are no cells.
  return table
    .getByRole('row')
    .filter({ has: head })
    .getByRole('cell')
    .nth(column - 1)
}
