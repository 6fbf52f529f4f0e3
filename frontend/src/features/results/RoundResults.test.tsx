import { screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { json, problem, renderAt, serveApi } from '@/testing'
import { RoundResults } from './RoundResults'
import { ROUND, sampleDashboard, sampleFigures } from './sample'

const PATH = `GET /rounds/${ROUND.id}/results`
const draw = () => renderAt('/', <RoundResults roundId={ROUND.id} />, ['results'])

describe('RoundResults', () => {
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
