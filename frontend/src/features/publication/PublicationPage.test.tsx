import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Outlet, Route, Routes } from 'react-router'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Round, RoundConfig } from '@/features/rounds/api'
import type { RoundContext } from '@/features/rounds/context'
import { comeIn, json, renderAt, serveApi } from '@/testing'
import type { Snapshot } from './api'
import { NextPublication } from './NextPublication'
import PublicationPage from './PublicationPage'

const ID = '00000000-0000-4000-8000-000000000001'
const round = (state: Round['state']) =>
  ({ id: ID, title: '上半年评议', state, version: 7, codes_issued: 0 }) as Round

const snapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
  version: 1,
  state: 'proposed',
  reason: '',
  public_digest: 'a'.repeat(64),
  sealed_digest: 'b'.repeat(64),
  proposed: { name: '用户甲', at: '2026-11-20T08:00:00+00:00' },
  decided: null,
  decision_note: '',
  published_at: null,
  ...change,
})

const action = (name: string, reasons: string[] = []) => ({
  action: name,
  label: { freeze: '冻结', publish: '公布', countersign: '复核' }[name],
  allowed: reasons.length === 0,
  reasons,
  effect: '将要发生的事。',
  second_person: false,
})

type Answers = Parameters<typeof serveApi>[0]

function serve(items: Snapshot[], actions: unknown[], more: Answers = {}) {
  return serveApi({
    [`GET /rounds/${ID}/snapshots`]: () => json(200, { items }),
    [`GET /rounds/${ID}/actions`]: () => json(200, { items: actions }),
    ...more,
  })
}

const draw = (state: Round['state']) => {
  const context: RoundContext = {
    round: round(state),
    config: {} as RoundConfig,
    refetch: () => Promise.resolve(),
    onUnsaved: () => undefined,
  }
  return renderAt(
    '/',
    <Routes>
      <Route element={<Outlet context={context} />}>
        <Route path="/" element={<PublicationPage />} />
      </Route>
    </Routes>,
  )
}

describe('the page of the publication', () => {
  beforeEach(() => comeIn('snapshot.read', 'round.countersign'))

  it('sends the digest that the second person has read', async () => {
    const sent: unknown[] = []
    serve([snapshot()], [action('countersign')], {
      [`POST /rounds/${ID}/countersign`]: async (request) => {
        sent.push(await request.json())
        return json(200, round('frozen'))
      },
    })
    await draw('frozen')
    await userEvent.click(await screen.findByRole('button', { name: '复核…' }))
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: '复核' }))
    expect(sent).toEqual([{ confirm: true, digest: 'a'.repeat(64), note: '' }])
  })

  it('asks for the reason of a refusal', async () => {
    serve([snapshot()], [action('countersign')])
    await draw('frozen')
    await userEvent.click(await screen.findByRole('button', { name: '退回…' }))
    const dialog = within(screen.getByRole('dialog'))
    expect(dialog.getByRole('button', { name: '退回' })).toHaveProperty('disabled', true)
    await userEvent.type(dialog.getByLabelText('退回的理由'), '名称有误')
    expect(dialog.getByRole('button', { name: '退回' })).toHaveProperty('disabled', true)
    await userEvent.type(dialog.getByLabelText('退回的理由'), '！')
    expect(dialog.getByRole('button', { name: '退回' })).toHaveProperty('disabled', false)
  })

  it('tells the proposer why not', async () => {
    serve([snapshot()], [action('countersign', ['提出的人不能自己复核'])])
    await draw('frozen')
    expect(await screen.findByText('提出的人不能自己复核')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '复核…' })).toBeNull()
  })

  it('lists every version, and gives the sealed file to those who may have it', async () => {
    comeIn('snapshot.read', 'snapshot.sealed', 'round.freeze')
    const items = [
      snapshot({ version: 2, state: 'published', reason: '更正名称' }),
      snapshot({ state: 'superseded' }),
    ]
    serve(items, [])
    await draw('published')
    expect(await screen.findByText('已被新的版本取代')).toBeTruthy()
    expect(screen.getByText('原因：更正名称')).toBeTruthy()
    expect(screen.getAllByRole('button', { name: '下载封存文件' })).toHaveLength(2)
    expect(screen.getByRole('button', { name: '更正…' })).toBeTruthy()
  })

  it('offers no other version while one waits', async () => {
    comeIn('snapshot.read', 'round.freeze')
    serve([snapshot()], [])
    await draw('frozen')
    expect(await screen.findByText('待复核')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '重新提出…' })).toBeNull()
    expect(screen.queryByRole('button', { name: '下载封存文件' })).toBeNull()
  })
})

describe('the next step after the count', () => {
  beforeEach(() => comeIn('result.read', 'snapshot.read', 'round.freeze'))

  it('freezes after a sentence', async () => {
    let frozen = 0
    serve([], [action('freeze')], {
      [`POST /rounds/${ID}/freeze`]: () => {
        frozen += 1
        return json(200, round('frozen'))
      },
    })
    await renderAt('/', <NextPublication round={round('tallied')} refetch={() => Promise.resolve()} />)
    await userEvent.click(await screen.findByRole('button', { name: '冻结…' }))
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: '冻结' }))
    expect(frozen).toBe(1)
  })

  it('says what stands against publishing', async () => {
    serve([], [action('publish', ['还没有经另一人复核'])])
    await renderAt('/', <NextPublication round={round('frozen')} refetch={() => Promise.resolve()} />)
    expect(await screen.findByText('还没有经另一人复核')).toBeTruthy()
    expect(screen.getByRole('button', { name: '公布…' })).toHaveProperty('disabled', true)
    expect(screen.getByRole('link', { name: '公布' })).toBeTruthy()
  })
})
