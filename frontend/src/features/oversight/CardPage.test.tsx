import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type * as Router from 'react-router'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import CardPage from './CardPage'
import { sampleCard, sampleRecord } from './sample'

vi.mock('react-router', async (original) => ({
  ...(await original<typeof Router>()),
  useParams: () => ({ id: sampleCard().id }),
}))

const CARD = sampleCard()
const GET = `GET /oversight-cards/${CARD.id}`
const RECORD = { [`GET /service-records/${CARD.record_id}`]: () => json(200, sampleRecord()) }
const draw = () => renderAt(`/oversight/cards/${CARD.id}`, <CardPage />)

beforeEach(() => comeIn('card.read', 'card.answer'))

describe('the page of a card', () => {
  it('is acknowledged with the version that was read', async () => {
    let now = sampleCard({ actions: [{ action: 'acknowledge', against: null }] })
    const requests = serveApi({
      ...RECORD,
      [GET]: () => json(200, now),
      [`POST /oversight-cards/${CARD.id}/acknowledge`]: () => {
        now = sampleCard({ state: 'acknowledged', version: 2 })
        return json(200, now)
      },
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '签收' }))
    expect((await screen.findAllByText('已签收，待说明')).length).toBeGreaterThan(0)
    const sent = requests.find(({ method }) => method === 'POST')
    expect(sent?.headers.get('If-Match')).toBe('"1"')
  })

  it('asks for words before it sends an explanation', async () => {
    let now = sampleCard({
      state: 'acknowledged',
      actions: [{ action: 'explain', against: null }],
    })
    const sent: unknown[] = []
    serveApi({
      ...RECORD,
      [GET]: () => json(200, now),
      [`POST /oversight-cards/${CARD.id}/explain`]: async (request: Request) => {
        sent.push(await request.json())
        now = sampleCard({ state: 'explained', explanation: '系统切换，漏办', version: 2 })
        return json(200, now)
      },
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '说明' }))
    expect((await screen.findByRole('alert')).textContent).toBe('请填写')
    expect(sent).toEqual([])
    await userEvent.type(screen.getByLabelText('说明'), '系统切换，漏办')
    await userEvent.click(screen.getByRole('button', { name: '说明' }))
    expect(await screen.findByText('系统切换，漏办')).toBeTruthy()
    expect(sent).toEqual([{ explanation: '系统切换，漏办' }])
  })

  it('says why it cannot be closed yet, and what somebody else did meanwhile', async () => {
    const explained = sampleCard({
      state: 'explained',
      actions: [
        { action: 'return', against: null },
        { action: 'close', against: '办件还没有办结，不能销号' },
      ],
    })
    serveApi({
      ...RECORD,
      [GET]: () => json(200, explained),
      [`POST /oversight-cards/${CARD.id}/return`]: () => problem(412, 'stale', '内容已被他人修改'),
    })
    await draw()
    expect(await screen.findByText('办件还没有办结，不能销号')).toBeTruthy()
    expect(screen.queryByRole('button', { name: /销号/ })).toBeNull()
    await userEvent.type(screen.getByLabelText('退回原因'), '请说明责任人')
    await userEvent.click(screen.getByRole('button', { name: '退回' }))
    expect(await screen.findByText(/内容已被他人修改/)).toBeTruthy()
  })

  it('tells apart a card that is not there', async () => {
    serveApi({ [GET]: () => problem(404, 'not_found', '没有找到') })
    await draw()
    await waitFor(() => expect(screen.getByText(/没有这张红黄牌/)).toBeTruthy())
  })
})
