import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Change, Dashboard } from '@/features/results/api'
import {
  ROUND,
  sampleCells,
  sampleChange,
  sampleDashboard,
  sampleEarlier,
  sampleStanding,
  sampleUnit,
} from '@/features/results/sample'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import DashboardPage from './DashboardPage'

const draw = (path = '/') => renderAt(path, <DashboardPage />)
const serve = (data: Dashboard) => serveApi({ 'GET /dashboard': () => json(200, data) })

/** The names in the rows of the units, in their order. */
async function shownUnits(): Promise<(string | null)[]> {
  await screen.findByRole('table')
  return screen.queryAllByRole('rowheader').map((cell) => cell.textContent)
}

beforeEach(() => comeIn('dashboard.read', 'result.read', 'round.read', 'round.write', 'unit.write'))

describe('what waits for the lead supervisor', () => {
  const proposed = { name: '用户甲', at: '2026-11-20T08:00:00+00:00' }
  const items = [
    { round_id: 'r1', title: '上半年评议', step: 'open', proposed },
    { round_id: 'r2', title: '下半年评议', step: 'publish', proposed },
  ]

  it('leads to where it is countersigned', async () => {
    comeIn('dashboard.read', 'round.read', 'round.countersign')
    serveApi({
      'GET /dashboard': () => json(200, { ...sampleDashboard(), figures_visible: false }),
      'GET /rounds/awaiting': () => json(200, { items }),
    })
    await draw()
    const panel = within(await screen.findByRole('region', { name: '等待您复核' }))
    expect(panel.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
      ['上半年评议：提请开始，请复核评议办法', '/rounds/r1'],
      ['下半年评议：提请公布，请复核结果', '/rounds/r2/publication'],
    ])
    expect(panel.getAllByText(/用户甲提请/)).toHaveLength(2)
  })

  it('is asked for by nobody else', async () => {
    const requests = serveApi({ 'GET /dashboard': () => json(200, sampleDashboard()) })
    await draw()
    await shownUnits()
    expect(requests.some(({ url }) => url.endsWith('/awaiting'))).toBe(false)
    expect(screen.queryByRole('region', { name: '等待您复核' })).toBeNull()
  })
})

describe('DashboardPage', () => {
  it('shows the units by weighted rate, the figures as the server gave them, and reasons as text', async () => {
    serve(sampleDashboard())
    await draw()
    expect(await shownUnits()).toEqual(['城东街道', '市教育局', '市气象局'])
    const row = screen.getByRole('row', { name: /市教育局/ })
    expect(within(row).getByText('86.19')).toBeTruthy()
    // In a column of their own, and under the rate where there is no room for it.
    expect(within(row).getAllByText('100 / 200 项')).toHaveLength(2)
    expect(screen.getByRole('row', { name: /市气象局/ }).textContent).toContain('没有有效评价')
    expect(screen.getByText('有效 1,297 / 1,500 份')).toBeTruthy()
    expect(screen.getByText(/横轴从 70 起/)).toBeTruthy()
  })

  it('reads filters and order from the address and writes them there', async () => {
    serve(sampleDashboard())
    const { router } = await draw('/?sort=unit')
    expect(await shownUnits()).toEqual(['市教育局', '市气象局', '城东街道'])
    await userEvent.click(screen.getByRole('radio', { name: /镇街/ }))
    expect(await shownUnits()).toEqual(['城东街道'])
    expect(new URLSearchParams(router.state.location.search).get('sequence')).toBe('镇街')
    await userEvent.click(screen.getByRole('checkbox', { name: /只看需关注/ }))
    expect(screen.getByText('没有需要关注的单位')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '清除筛选条件' }))
    await userEvent.click(screen.getByRole('button', { name: '有效票' }))
    expect(router.state.location.search).toBe('?sort=-n')
  })

  it('writes the bounds where the drawing was, when asked for a table', async () => {
    serve(sampleDashboard())
    await draw('/?column=text')
    await shownUnits()
    expect(screen.getByRole('columnheader', { name: '误差范围（95%）' })).toBeTruthy()
    expect(within(screen.getByRole('row', { name: /市教育局/ })).getByText('70.1–90.9')).toBeTruthy()
  })

  it('shows the change as an arrow where it is significant, or why there is none', async () => {
    const plain = { numerator: 1, denominator: 2, percent: '50.00' }
    const changed = (code: string, change: Partial<Change>) =>
      sampleUnit(code, code, '82.00', {
        previous: { plain, rate: '88.00', n: 90 },
        standing: {
          left_out: null,
          overall: sampleStanding(2, 1, 2, 2),
          in_sequence: sampleStanding(1, 1, 1, 1),
          change: sampleChange(change),
        },
      })
    const units = [
      changed('A1', {}),
      changed('A2', { direction: 'none', difference: '+1.00' }),
      changed('B1', { status: 'new', difference: null }),
    ]
    serve(sampleDashboard({ units, comparison: sampleEarlier() }))
    const first = await draw('/?sort=unit')
    const changes = async () => (await screen.findAllByRole('row')).slice(1).map((row) => row.textContent)
    const [down, none, added] = (await changes()).filter((text) => text.includes('(1–2)'))
    expect(down).toContain('↓ 下降 6.00')
    expect(none).toContain('无显著变化')
    expect(none).not.toContain('1.00')
    expect(added).toContain('新增')
    first.unmount()
    const reasons = ['两轮的量表或分值不同']
    serve(sampleDashboard({ comparison: { ...sampleEarlier(), comparable: false, reasons } }))
    await draw()
    expect(await screen.findByText('与2026年上半年评议不能直接比较：两轮的量表或分值不同。')).toBeTruthy()
  })

  it('says where each unit stands by the mean of the chosen units', async () => {
    const standing = {
      left_out: null,
      overall: sampleStanding(2, 1, 2, 2),
      in_sequence: { ...sampleStanding(1, 1, 1, 1), against_mean: 'not_separable' as const },
      change: null,
    }
    serve(sampleDashboard({ units: [sampleUnit('A1', '市教育局', '86.19', { standing })] }))
    await draw()
    const row = await screen.findByRole('row', { name: /市教育局/ })
    expect(row.textContent).toContain('明确低于平均')
    expect(within(row).getByText('(1–2)')).toBeTruthy()
    await userEvent.click(screen.getByRole('radio', { name: /政府部门/ }))
    expect(screen.getByRole('row', { name: /市教育局/ }).textContent).toContain('与平均分不出高低')
  })

  it('shows a heat map of the filtered units, in the same order', async () => {
    serveApi({
      'GET /dashboard': () => json(200, sampleDashboard()),
      [`GET /rounds/${ROUND.id}/results/cells`]: () => json(200, sampleCells()),
    })
    await draw('/?view=stratum')
    expect(await screen.findByRole('grid')).toBeTruthy()
    expect(screen.getAllByRole('rowheader').map((cell) => cell.textContent)).toEqual(['城东街道', '市教育局'])
  })

  it('lists units without figures to those who may not see them, and says why', async () => {
    comeIn('dashboard.read', 'round.read')
    const units = [sampleUnit('A1', '市教育局', null, { figures: null })]
    serve(sampleDashboard({ figures_visible: false, round: null, overall: null, rounds: [], units }))
    await draw()
    expect(await screen.findByText(/只有效能办和审计可以查看/)).toBeTruthy()
    expect(screen.getByRole('link', { name: '市教育局' }).getAttribute('href')).toBe('/units/A1')
    expect(screen.queryByRole('button', { name: '导出' })).toBeNull()
  })

  it('shows open and overdue complaints with a total, and says where a number is hidden', async () => {
    comeIn('dashboard.read', 'round.read')
    const complaints = (open: number | null, overdue: number | null) => ({
      open,
      overdue,
      on_time: null,
      hidden: open === null ? ['open'] : [],
    })
    const units = [
      sampleUnit('A1', '市教育局', '86.19', { complaints: complaints(7, 0) }),
      sampleUnit('A2', '市气象局', '80.00', { complaints: complaints(null, 2) }),
    ]
    const counted = sampleDashboard({ units, complaints: complaints(12, 2) })
    serve(counted)
    const first = await draw('/?sort=-overdue')
    expect(await shownUnits()).toEqual(['市气象局', '市教育局'])
    expect(screen.getByRole('row', { name: /市气象局/ }).textContent).toContain('件数过少，不显示2')
    expect(screen.getByText('单位在办投诉').parentElement?.textContent).toContain('12 件其中超期 2 件')
    first.unmount()
    serve({ ...counted, figures_visible: false, round: null, overall: null })
    const second = await draw()
    expect(await shownUnits()).toEqual(['市教育局', '市气象局'])
    expect(screen.getByText('单位在办投诉').parentElement?.textContent).toContain('12 件')
    second.unmount()
    serve(sampleDashboard())
    await draw()
    await shownUnits()
    expect(screen.queryByText('单位在办投诉')).toBeNull()
    expect(screen.queryByRole('button', { name: '投诉' })).toBeNull()
  })

  it('shows open cards and services on time to who sees those of all units', async () => {
    comeIn('dashboard.read', 'round.read')
    const oversight = (red: number, yellow: number, numerator: number, denominator: number) => ({
      red,
      yellow,
      bad_ratings: 0,
      on_time: {
        numerator,
        denominator,
        percent: denominator === 0 ? null : ((100 * numerator) / denominator).toFixed(2),
      },
    })
    const units = [
      sampleUnit('A1', '市教育局', '86.19', { oversight: oversight(0, 3, 9, 10) }),
      sampleUnit('A2', '市气象局', '80.00', { oversight: oversight(1, 0, 0, 0) }),
      sampleUnit('A3', '市民政局', '70.00', { oversight: oversight(0, 0, 3, 4) }),
    ]
    const counted = sampleDashboard({ units, oversight: oversight(1, 3, 12, 14) })
    serve(counted)
    const first = await draw('/?sort=-cards')
    expect(await shownUnits()).toEqual(['市气象局', '市教育局', '市民政局'])
    expect(screen.getByRole('link', { name: '黄 3' }).getAttribute('href')).toContain(
      '/oversight/cards?unit=',
    )
    expect(screen.getByRole('row', { name: /市教育局/ }).textContent).toContain('黄 3按期 9 / 10')
    first.unmount()
    serve({ ...counted, oversight: null })
    await draw()
    await shownUnits()
    expect(screen.queryByRole('button', { name: /红黄牌/ })).toBeNull()
    expect(screen.queryByRole('link', { name: '黄 3' })).toBeNull()
  })

  it('says what to do first, with the way there for those who can go it', async () => {
    const nothing = sampleDashboard({ round: null, overall: null, rounds: [] })
    serve(nothing)
    const first = await draw()
    expect((await screen.findByRole('link', { name: '新建评议轮次' })).getAttribute('href')).toBe(
      '/rounds/new',
    )
    first.unmount()
    serve({ ...nothing, units: [] })
    const second = await draw()
    expect(await screen.findByRole('link', { name: '去登记单位' })).toBeTruthy()
    second.unmount()
    comeIn('dashboard.read')
    serve(nothing)
    await draw()
    expect(await screen.findByText('还没有已计票的评议')).toBeTruthy()
    expect(screen.queryByRole('link')).toBeNull()
  })

  it.each([404, 422])('shows what went wrong (%d), and leads back to the newest round', async (status) => {
    serveApi({
      'GET /dashboard': (request) =>
        new URL(request.url).searchParams.has('round_id')
          ? problem(status, 'not_found', '没有找到')
          : json(200, sampleDashboard()),
    })
    await draw('/?round_id=gone')
    expect((await screen.findByRole('alert')).textContent).toContain('没有找到')
    expect(screen.queryByRole('button', { name: '重试' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: '查看最近一轮' }))
    expect(await shownUnits()).toHaveLength(3)
  })
})
