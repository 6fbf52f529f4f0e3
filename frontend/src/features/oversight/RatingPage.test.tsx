import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type * as Router from 'react-router'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { comeIn, json, renderAt, serveApi } from '@/testing'
import RatingPage from './RatingPage'
import { sampleRating } from './sample'

vi.mock('react-router', async (original) => ({
  ...(await original<typeof Router>()),
  useParams: () => ({ id: sampleRating().id }),
}))

const RATING = sampleRating()
const GET = `GET /service-ratings/${RATING.id}`
const draw = () => renderAt(`/oversight/ratings/${RATING.id}`, <RatingPage />)

beforeEach(() => comeIn('rating.read', 'rating.answer'))

describe('the page of a rating', () => {
  it('writes down that somebody called back', async () => {
    const sent: unknown[] = []
    let now = sampleRating({ comment: '等了三次', actions: [{ action: 'call_back', against: null }] })
    serveApi({
      [GET]: () => json(200, now),
      [`POST /service-ratings/${RATING.id}/call-back`]: async (request: Request) => {
        sent.push(await request.json())
        now = sampleRating({ callback: '已致歉', called_back_at: '2026-11-24T02:00:00Z', version: 2 })
        return json(200, now)
      },
    })
    await draw()
    expect(await screen.findByText('等了三次')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '回访' }))
    expect(await screen.findByText('请填写')).toBeTruthy()
    await userEvent.type(screen.getByLabelText('回访情况'), '已致歉')
    await userEvent.click(screen.getByRole('button', { name: '回访' }))
    const follow = await screen.findByRole('region', { name: '差评回访' })
    expect(await within(follow).findByText('已致歉')).toBeTruthy()
    expect(sent).toEqual([{ callback: '已致歉' }])
  })

  it('says why the same person cannot verify', async () => {
    serveApi({
      [GET]: () =>
        json(
          200,
          sampleRating({
            state: 'assessed',
            proposed: 'mistaken',
            finding: '点错',
            actions: [{ action: 'verify', against: '核实和复核不能是同一人' }],
          }),
        ),
    })
    await draw()
    expect(await screen.findByText(/核实和复核不能是同一人/)).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
    expect(screen.getByText('误评')).toBeTruthy()
  })
})
