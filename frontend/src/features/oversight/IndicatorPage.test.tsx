import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { comeIn, json, renderAt, serveApi } from '@/testing'
import IndicatorPage from './IndicatorPage'
import { sampleFigures } from './sample'

const FOUND = {
  period_from: '2026-01-01',
  period_to: '2026-11-30',
  by: 'unit',
  rows: [{ unit_id: 'u1', unit_code: 'ZF-07', unit_name: '市财政局', month: null, figures: sampleFigures() }],
  total: sampleFigures(),
}
const UNITS = { 'GET /units': () => json(200, { items: [], total: 0, limit: 50, next_cursor: null }) }

beforeEach(() => comeIn('indicator.read', 'unit.read'))

describe('the figures of the oversight', () => {
  it('shows each share with its fraction, its target, and what it is of', async () => {
    serveApi({ ...UNITS, 'GET /oversight-indicators': () => json(200, FOUND) })
    await renderAt('/oversight', <IndicatorPage />)
    const row = (await screen.findByRole('rowheader', { name: '市财政局' })).closest('tr')
    if (row === null) throw new Error('no row')
    expect(within(row).getByText('95.00%').parentElement?.textContent ?? '').toContain('19 / 20')
    expect(within(row).getByText(/ 达标/)).toBeTruthy()
    expect(within(row).getByText(/未达标/)).toBeTruthy()
    expect(within(row).getByText('3.4 / 8.0')).toBeTruthy()
    for (const name of ['仅已办结且有时限', '已办结或已到期', '全部办件']) {
      expect(screen.getByText(name)).toBeTruthy()
    }
    expect(screen.getByText('剔除：误评 1 条，恶意差评 0 条')).toBeTruthy()
  })

  it('asks by month when that is chosen, in the address', async () => {
    const requests = serveApi({ ...UNITS, 'GET /oversight-indicators': () => json(200, FOUND) })
    const { router } = await renderAt('/oversight', <IndicatorPage />)
    await screen.findByRole('rowheader', { name: '市财政局' })
    await userEvent.selectOptions(screen.getByLabelText('分组'), 'month')
    expect(router.state.location.search).toBe('?by=month')
    const asked = requests.filter(({ url }) => url.includes('oversight-indicators'))
    expect(asked.at(-1)?.url).toContain('by=month')
  })
})
