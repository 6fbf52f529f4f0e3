import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ROUND } from '@/features/results/sample'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import type { Flag } from './api'
import { BURST, COPIES, sampleEffect, sampleScreening } from './sample'
import ScreeningPage from './ScreeningPage'

const state = vi.hoisted(() => ({ state: 'tallied' }))
vi.mock('@/features/rounds/context', () => ({
  useRoundContext: () => ({ round: { id: 'round-2', state: state.state }, refetch: () => Promise.resolve() }),
}))

const LIST = `GET /rounds/${ROUND.id}/screening`
const EFFECT = `GET /rounds/${ROUND.id}/screening/effect`
const DECIDE = `POST /rounds/${ROUND.id}/screening/${COPIES.id}/decision`
const SEVERAL = `POST /rounds/${ROUND.id}/screening/decisions`
const draw = () => renderAt('/', <ScreeningPage />)

describe('the page of screening', () => {
  beforeEach(() => {
    state.state = 'tallied'
    comeIn('screening.read', 'screening.decide')
  })

  it('says of each flag what was seen, how likely it is by chance and what excluding would do', async () => {
    serveApi({
      [LIST]: () => json(200, sampleScreening(COPIES, BURST)),
      [EFFECT]: () => json(200, sampleEffect()),
    })
    await draw()
    expect(await screen.findByRole('heading', { name: '已决定 1/2' })).toBeTruthy()
    const copies = within(screen.getByRole('region', { name: '答案完全相同的测评表' }))
    expect(copies.getByText(/有 4 份测评表对所有单位的每一项评价完全相同（企业人员 4 份）/)).toBeTruthy()
    expect(copies.getByText('如果全凭偶然，一百万轮评议也难得出现一次。')).toBeTruthy()
    expect(copies.getByText(/变化最大的是教育局，不加权满意率由 86.19% 变为 85.90%/)).toBeTruthy()
    const burst = within(screen.getByRole('region', { name: '短时间集中提交' }))
    expect(burst.getByText(/10月20日 14:05 起五分钟：26 份/)).toBeTruthy()
    expect(burst.getByText(/留用：当天组织代表集中填写（用户甲/)).toBeTruthy()
    expect(burst.queryByRole('button', { name: '剔除…' })).toBeNull()
    const row = await screen.findByRole('row', { name: /市教育局/ })
    expect(row.textContent).toContain('85.90−0.29')
    await userEvent.click(screen.getByRole('radio', { name: '按现有决定' }))
    expect(screen.getByRole('row', { name: /市教育局/ }).textContent).not.toContain('85.90')
  })

  it('excludes with a reason of five characters, and sends the version', async () => {
    let decided = false
    const requests = serveApi({
      [LIST]: () =>
        json(200, sampleScreening(decided ? { ...COPIES, decision: 'excluded', version: 2 } : COPIES)),
      [EFFECT]: () => json(200, sampleEffect()),
      [DECIDE]: () => {
        decided = true
        return json(200, COPIES)
      },
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '剔除…' }))
    const dialog = within(screen.getByRole('dialog'))
    expect(dialog.getByText(/这 4 份测评表不再计入结果，但仍然保存/)).toBeTruthy()
    const button = dialog.getByRole('button', { name: '剔除' })
    await userEvent.type(dialog.getByLabelText('理由'), '是复印')
    expect(button).toHaveProperty('disabled', true)
    expect(dialog.getByText('理由太短，还差 2 个字。')).toBeTruthy()
    await userEvent.type(dialog.getByLabelText('理由'), '件无疑')
    await userEvent.click(button)
    expect(await screen.findByRole('heading', { name: '已决定 1/1' })).toBeTruthy()
    const sent = requests.find(({ method }) => method === 'POST')
    expect(sent?.headers.get('If-Match')).toBe('"1"')
    expect(await sent?.json()).toEqual({ decision: 'excluded', reason: '是复印件无疑' })
  })

  it('keeps the rest of a kind for one reason, and shows what somebody else decided meanwhile', async () => {
    const copies = [1, 2, 3].map((number): Flag => ({ ...COPIES, id: `flag-${String(number)}`, number }))
    let flags: Flag[] = [...copies, { ...BURST, id: 'flag-4', number: 4 }]
    const requests = serveApi({
      [LIST]: () => json(200, sampleScreening(...flags)),
      [EFFECT]: () => json(200, sampleEffect()),
      [SEVERAL]: () => {
        const [first] = flags
        if (first?.decision === 'undecided') {
          flags = flags.map((flag, place) =>
            place === 0 ? { ...flag, decision: 'excluded', version: 2 } : flag,
          )
          return problem(412, 'stale', '内容已被他人修改，请核对后再保存', {
            detail: '疑点 1 已有新的决定，本次未作任何决定',
          })
        }
        flags = flags.map((flag) =>
          flag.decision === 'undecided' ? { ...flag, decision: 'kept', version: 2 } : flag,
        )
        return json(200, flags.slice(1, 3))
      },
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '全部 3 条一并留用…' }))
    const dialog = within(screen.getByRole('dialog'))
    expect(dialog.getByText(/涉及的 12 份测评表照常计入结果/)).toBeTruthy()
    await userEvent.type(dialog.getByLabelText('理由'), '经核实为同一会场填写')
    await userEvent.click(dialog.getByRole('button', { name: '全部 3 条一并留用' }))
    expect(await dialog.findByText('疑点 1 已有新的决定，本次未作任何决定')).toBeTruthy()
    expect(dialog.getByText(/涉及的 8 份测评表照常计入结果/)).toBeTruthy()
    await userEvent.click(dialog.getByRole('button', { name: '其余 2 条一并留用' }))
    expect(await screen.findByRole('heading', { name: '已决定 4/4' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: /一并/ })).toBeNull()
    const sent = requests.filter(({ method }) => method === 'POST')
    expect(await sent[1]?.json()).toEqual({
      decision: 'kept',
      reason: '经核实为同一会场填写',
      flags: [
        { id: 'flag-2', version: 1 },
        { id: 'flag-3', version: 1 },
      ],
    })
  })

  it('offers no decision to readers, nor when the round is frozen', async () => {
    serveApi({ [LIST]: () => json(200, sampleScreening(COPIES)), [EFFECT]: () => json(200, sampleEffect()) })
    comeIn('screening.read')
    const first = await draw()
    expect(await screen.findByRole('heading', { name: '已决定 0/1' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: '留用…' })).toBeNull()
    first.unmount()
    state.state = 'frozen'
    comeIn('screening.read', 'screening.decide')
    await draw()
    expect(await screen.findByText('本轮结果已经冻结，决定不能再改。')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '留用…' })).toBeNull()
  })

  it('says when there is nothing, when it is too early, and when it failed', async () => {
    serveApi({ [LIST]: () => json(200, sampleScreening()) })
    const nothing = await draw()
    expect(await screen.findByText('没有需要甄别的情况')).toBeTruthy()
    expect(screen.getByRole('row', { name: /人大代表/ }).textContent).toContain('14.5')
    nothing.unmount()
    serveApi({ [LIST]: () => problem(404, 'not_found', '没有找到') })
    const early = await draw()
    expect(await screen.findByText('本轮尚未计票')).toBeTruthy()
    early.unmount()
    serveApi({ [LIST]: () => json(200, { ...sampleScreening(), screened_at: null, straight: [] }) })
    const old = await draw()
    expect(await screen.findByRole('button', { name: '开始甄别…' })).toBeTruthy()
    old.unmount()
    serveApi({ [LIST]: () => problem(403, 'forbidden', '您的岗位没有这项权限') })
    await draw()
    expect(await screen.findByText('您的岗位没有这项权限')).toBeTruthy()
  })
})
