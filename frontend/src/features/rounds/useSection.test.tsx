import { useQuery, useQueryClient } from '@tanstack/react-query'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Outlet, Route, Routes } from 'react-router'
import { describe, expect, it } from 'vitest'
import { json, problem, renderAt, serveApi } from '@/testing'
import { configQuery, type Round, type RoundConfig, roundQuery, ROUNDS } from './api'
import type { RoundContext } from './context'
import { CriteriaSection } from './CriteriaSection'

const ID = '00000000-0000-4000-8000-000000000001'
const ROUND: Round = {
  id: ID,
  year: 2026,
  number: 1,
  title: '2026年上半年评议',
  kind: 'formal',
  state: 'draft',
  collection: 'coded',
  planned_open: null,
  planned_close: null,
  opened_at: null,
  closed_at: null,
  unit_count: 0,
  demo: false,
  version: 1,
  planned_close_moves: [],
  greeting: '',
  contact: '',
  publication: { k: 5, decimals: 2, rounding: 'half_up', indicator_min_weight: '0.5' },
  allow_small_strata: false,
  method_digest: null,
  tallied_at: null,
  criterion_count: 2,
  stratum_count: 0,
  codes_issued: 0,
  compare_to: null,
  copied_from: null,
  job_id: null,
  remains: null,
  steps: [],
}
const CONFIG: RoundConfig = {
  round_id: ID,
  version: 1,
  editable: true,
  roll: [],
  criteria: [
    { code: 'C1', name: '责任落实', help: '', weight: '1', share: '50.00' },
    { code: 'C2', name: '依法行政', help: '', weight: '1', share: '50.00' },
  ],
  options: [],
  strata: [],
  publication: ROUND.publication,
}

/** The frame of a round, as far as a section needs it. */
function Frame() {
  const queries = useQueryClient()
  const round = useQuery(roundQuery(ID)).data
  const config = useQuery(configQuery(ID)).data
  if (!round || !config) return null
  const context: RoundContext = {
    round,
    config,
    refetch: () => queries.invalidateQueries({ queryKey: ROUNDS }),
    onUnsaved: () => undefined,
  }
  return <Outlet context={context} />
}

/**
 * Open the criteria of version 1; then somebody else saves version 2, with `theirs`. Each PUT is answered by `put`,
 * given the version that it replaces.
 */
async function open(theirs: RoundConfig['criteria'], put: (version: string | null) => Response) {
  let version = 1
  const kept = () => (version === 1 ? CONFIG : { ...CONFIG, version, criteria: theirs })
  const requests = serveApi({
    [`GET /rounds/${ID}`]: () => json(200, { ...ROUND, version }),
    [`GET /rounds/${ID}/config`]: () => json(200, kept()),
    [`PUT /rounds/${ID}/criteria`]: (request) => put(request.headers.get('If-Match')),
  })
  const element = (
    <Routes>
      <Route element={<Frame />}>
        <Route path="*" element={<CriteriaSection />} />
      </Route>
    </Routes>
  )
  await renderAt('/*', element)
  const weight = await screen.findByLabelText<HTMLInputElement>('权重，第 1 行')
  version = 2
  await userEvent.clear(weight)
  await userEvent.type(weight, '3')
  return {
    weight: () => screen.getByLabelText<HTMLInputElement>('权重，第 1 行').value,
    save: () => userEvent.click(screen.getByText('保存')),
    replaced: () =>
      requests.filter(({ method }) => method === 'PUT').map(({ headers }) => headers.get('If-Match')),
  }
}

const stale = () => problem(412, 'stale', '内容已被他人修改', { current: {} })
const onlySecond = (version: string | null) => (version === '"2"' ? json(200, CONFIG) : stale())

describe('saving a section', () => {
  it('shows the shares that the weights will have', async () => {
    await open(CONFIG.criteria, onlySecond)
    expect(screen.getByText('75.00')).toBeTruthy()
    expect(screen.getByText('25.00')).toBeTruthy()
  })

  it('does not trouble the person when another section was saved meanwhile', async () => {
    const page = await open(CONFIG.criteria, onlySecond)
    await page.save()
    await waitFor(() => expect(screen.queryByText('有修改未保存')).toBeNull())
    expect(page.replaced()).toEqual(['"1"', '"2"'])
  })

  it('asks whose changes count when this section was saved meanwhile', async () => {
    const theirs = CONFIG.criteria.map((criterion) => ({ ...criterion, weight: '9' }))
    const page = await open(theirs, onlySecond)
    await page.save()
    await screen.findByText('本节已被他人修改')
    expect(page.replaced()).toEqual(['"1"'])
    expect(page.weight()).toBe('3')
    await userEvent.click(screen.getByText('以我的为准'))
    await page.save()
    await waitFor(() => expect(page.replaced()).toEqual(['"1"', '"2"']))
  })

  it('can give way to what others have saved', async () => {
    const theirs = CONFIG.criteria.map((criterion) => ({ ...criterion, weight: '9' }))
    const page = await open(theirs, onlySecond)
    await page.save()
    await userEvent.click(await screen.findByText('用现在的内容'))
    expect(page.weight()).toBe('9')
    expect(screen.queryByText('有修改未保存')).toBeNull()
  })

  it('says below the row what is wrong with it, until it is changed', async () => {
    const errors = [
      { pointer: '/criteria/0/weight', code: 'weight_large', message: '权重过大' },
      { pointer: '/criteria', code: 'other', message: '别处的问题' },
    ]
    const page = await open(CONFIG.criteria, () =>
      problem(422, 'invalid_input', '填写的内容有误', { errors }),
    )
    await page.save()
    await screen.findByText('别处的问题')
    const weight = screen.getByLabelText('权重，第 1 行')
    expect(weight.getAttribute('aria-invalid')).toBe('true')
    const text = document.getElementById(weight.getAttribute('aria-describedby') ?? '')
    expect(text?.textContent).toContain('权重过大')
    await userEvent.type(weight, '4')
    expect(weight.getAttribute('aria-invalid')).toBe('false')
  })
})
