import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { json, problem, renderAt, serveApi } from '@/testing'
import { RoundResults } from './RoundResults'
import {
  ROUND,
  sampleChange,
  sampleComparisons,
  sampleDashboard,
  sampleEarlier,
  sampleFigures,
} from './sample'

const PATH = `GET /rounds/${ROUND.id}/results`
const draw = () => renderAt('/', <RoundResults roundId={ROUND.id} />)

describe('RoundResults', () => {
  beforeEach(() => localStorage.clear())

  it('explains in plain words the notes that occur, and only those', async () => {
    const units = [sampleFigures('A1', '市教育局', '86.19', 100), sampleFigures('A2', '市气象局', null, 0)]
    serveApi({
      [PATH]: () => json(200, { round: ROUND, overall: sampleDashboard().overall, turnout: [], units }),
    })
    await draw()
    expect(await screen.findByText('没有人对该单位作出有效评价，不能计算满意率。')).toBeTruthy()
    expect(screen.queryByText('精度不足')).toBeNull()
    const row = screen.getByRole('row', { name: /市教育局/ })
    expect(row.textContent).toContain('86.19')
    expect(row.textContent).toContain('70.1–90.9')
    expect(row.textContent).toContain('100 / 200')
  })

  it('shows ranks, changes and the round they are from beside the figures', async () => {
    const units = [sampleFigures('A1', '市教育局', '86.19', 100)]
    const compared = sampleComparisons({ earlier: sampleEarlier() })
    compared.units = compared.units.map((unit) => ({ ...unit, change: sampleChange() }))
    serveApi({
      [PATH]: () => json(200, { round: ROUND, overall: sampleDashboard().overall, turnout: [], units }),
      [`GET /rounds/${ROUND.id}/comparisons`]: () => json(200, compared),
    })
    await draw()
    const table = await screen.findByRole('table', { name: `${ROUND.title} 各单位结果` })
    const row = await within(table).findByText('↓ 下降 6.00')
    expect(row.closest('tr')?.textContent).toContain('−6.00（−9.1 至 −2.9）')
    expect(row.closest('tr')?.textContent).toContain('3 (2–3)')
    expect(screen.getByText(/变化与2026年上半年评议相比.*显著下降 1 个/)).toBeTruthy()
  })

  it('shows the columns that are chosen, and remembers them', async () => {
    const units = [sampleFigures('A1', '市教育局', '86.19', 100)]
    serveApi({
      [PATH]: () => json(200, { round: ROUND, overall: sampleDashboard().overall, turnout: [], units }),
    })
    const first = await draw()
    const table = () => screen.findByRole('table', { name: `${ROUND.title} 各单位结果` })
    expect(within(await table()).queryByRole('columnheader', { name: /知晓率/ })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: '列设置' }))
    await userEvent.click(screen.getByRole('checkbox', { name: '知晓率' }))
    expect(within(await table()).getByRole('columnheader', { name: /知晓率/ })).toBeTruthy()
    expect(screen.getByRole('checkbox', { name: '单位' })).toHaveProperty('disabled', true)
    first.unmount()
    await draw()
    expect(within(await table()).getByRole('columnheader', { name: /知晓率/ })).toBeTruthy()
  })

  it('says that a round is not counted yet, and offers another try after a failure', async () => {
    serveApi({ [PATH]: () => problem(404, 'not_found', '没有找到') })
    const first = await draw()
    expect(await screen.findByText('本轮尚未计票')).toBeTruthy()
    first.unmount()
    serveApi({ [PATH]: () => problem(500, 'internal_error', '系统出错') })
    await draw()
    expect(await screen.findByText('系统出错')).toBeTruthy()
    expect(screen.getByRole('button', { name: '重试' })).toBeTruthy()
  })
})
