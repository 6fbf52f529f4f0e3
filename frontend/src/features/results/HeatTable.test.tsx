import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { renderAt } from '@/testing'
import { HeatTable } from './HeatTable'
import { sampleCells } from './sample'

async function draw() {
  const cells = sampleCells()
  await renderAt('/', <HeatTable cells={cells} rows={cells.rows} printLine="" />)
}

describe('HeatTable', () => {
  it('prints a value in every cell, says why where there is none, and marks what rests on few answers', async () => {
    await draw()
    const cells = screen.getAllByRole('gridcell').map((cell) => cell.textContent)
    expect(cells).toHaveLength(6)
    expect(cells[0]).toContain('95.0')
    expect(cells[1]).toContain('60.0*')
    expect(cells[1]).toContain('有效票 3')
    expect(cells[3]).toBe('—没有有效评价')
    expect(screen.getByRole('list', { name: '颜色分档' }).textContent).toContain('75–82')
  })

  it('is one stop of the Tab key; arrow keys move inside and stay inside', async () => {
    await draw()
    const stops = screen.getAllByRole('gridcell').filter((cell) => cell.tabIndex === 0)
    expect(stops).toHaveLength(1)
    await userEvent.click(screen.getAllByRole('gridcell')[0] ?? document.body)
    expect(screen.getByText('市教育局 × 人大代表：95.0%，有效票 40')).toBeTruthy()
    await userEvent.keyboard('{ArrowDown}')
    expect(screen.getByText('城东街道 × 人大代表：没有有效评价')).toBeTruthy()
    await userEvent.keyboard('{ArrowDown}{End}')
    expect(screen.getByText('城东街道 × 合计（加权）：95.0%，有效票 40')).toBeTruthy()
    await userEvent.keyboard('{ArrowUp}{ArrowLeft}')
    expect(screen.getByText('市教育局 × 企业人员：60.0%，有效票 3')).toBeTruthy()
    expect(document.activeElement?.getAttribute('tabindex')).toBe('0')
  })
})
