import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { comeIn, json, renderAt, serveApi } from '@/testing'
import type { Opening, Round } from './api'
import { NextAction } from './NextAction'

const ID = '00000000-0000-4000-8000-000000000001'
const round = {
  id: ID,
  title: '上半年评议',
  state: 'draft',
  version: 3,
  codes_issued: 52,
  planned_open: null,
  planned_close: null,
  steps: [],
} as unknown as Round

const proposal = (change: Partial<NonNullable<Opening['proposal']>> = {}) => ({
  state: 'proposed',
  digest: 'a'.repeat(64),
  proposed: { name: '用户甲', at: '2026-11-20T08:00:00+00:00' },
  decided: null,
  decision_note: '',
  ...change,
})

const action = (name: string, label: string, reasons: string[] = []) => ({
  action: name,
  label,
  allowed: reasons.length === 0,
  reasons,
  effect: '将要发生的事。',
  second_person: false,
})

type Answers = Parameters<typeof serveApi>[0]

function draw(actions: unknown[], change: Partial<Opening>, more: Answers = {}) {
  const opening = { digest: 'a'.repeat(64), method: {}, small_strata: [], proposal: null, ...change }
  serveApi({
    [`GET /rounds/${ID}/actions`]: () => json(200, { items: actions }),
    [`GET /rounds/${ID}/opening`]: () => json(200, opening),
    [`GET /rounds/${ID}/config`]: () => json(200, {}),
    ...more,
  })
  return renderAt(
    `/rounds/${ID}/setup`,
    <NextAction round={round} refetch={() => Promise.resolve()} unsaved={false} />,
  )
}

describe('two people open a round', () => {
  beforeEach(() => comeIn('round.read'))

  it('shows the office one step at a time', async () => {
    const items = [action('propose_opening', '提请复核'), action('open', '开始评议', ['须先提请'])]
    await draw(items, {})
    expect(await screen.findByRole('button', { name: '提请复核…' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: '开始评议…' })).toBeNull()
  })

  it('can be proposed anew while it waits', async () => {
    const items = [action('open', '开始评议', ['待监督组长复核']), action('propose_opening', '重新提请复核')]
    const asked: string[] = []
    await draw(
      items,
      { proposal: proposal() as Opening['proposal'] },
      {
        [`POST /rounds/${ID}/propose-opening`]: (request) => {
          asked.push(request.headers.get('If-Match') ?? '')
          return json(200, round)
        },
      },
    )
    await userEvent.click(await screen.findByRole('button', { name: '重新提请复核…' }))
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: '重新提请复核' }))
    expect(asked).toEqual(['"3"'])
    expect(screen.getByRole('button', { name: '开始评议…' })).toHaveProperty('disabled', true)
  })

  it('says why the method came back', async () => {
    const refused = proposal({
      state: 'refused',
      decided: { name: '用户子', at: '2026-11-20T09:00:00+00:00' },
      decision_note: '层次权重有误',
    })
    await draw([action('propose_opening', '重新提请复核')], { proposal: refused as Opening['proposal'] })
    expect(await screen.findByText('理由：层次权重有误')).toBeTruthy()
    expect(screen.getByText(/用户子退回/)).toBeTruthy()
  })

  it('sends the digest that the lead supervisor has read, and names small strata', async () => {
    const sent: unknown[] = []
    await draw(
      [action('countersign', '复核')],
      { small_strata: ['社会各界'], proposal: proposal() as Opening['proposal'] },
      {
        [`POST /rounds/${ID}/countersign`]: async (request) => {
          sent.push(await request.json())
          return json(200, round)
        },
      },
    )
    expect(await screen.findByText(/容易被猜出是谁的层次：社会各界/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '复核同意…' }))
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: '复核同意' }))
    expect(sent).toEqual([{ confirm: true, digest: 'a'.repeat(64), note: '' }])
  })

  it('lets nobody countersign an own proposal', async () => {
    const items = [
      action('open', '开始评议', ['待监督组长复核']),
      action('countersign', '复核', ['提出的人不能自己复核']),
    ]
    await draw(items, { proposal: proposal() as Opening['proposal'] })
    expect(await screen.findByText('提出的人不能自己复核')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '复核同意…' })).toBeNull()
  })
})
