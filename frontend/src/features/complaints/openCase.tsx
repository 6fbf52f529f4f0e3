import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { json, problem, renderAt, serveApi } from '@/testing'
import type { CaseDetail } from './api'
import { CaseAt } from './CasePage'
import { HEADER, ID } from './sample'

// For tests only.

const NOTHING = () => json(200, { items: [], total: 0, limit: 50, next_cursor: null })

/** The page of a case on a server that knows nothing else, but for the given answers. */
export async function openCase(detail: CaseDetail, answers: Parameters<typeof serveApi>[0] = {}) {
  const requests = serveApi({
    [`GET /complaints/${ID}`]: () => json(200, detail),
    [`GET /complaints/${ID}/supervision-orders`]: NOTHING,
    'GET /complaints/categories': NOTHING,
    'GET /units': NOTHING,
    [`GET /units/${HEADER.unit_id ?? ''}`]: () => problem(404, 'not_found', '没有'),
    ...answers,
  })
  await renderAt('/', <CaseAt id={ID} />)
  return requests
}

export const nextStep = async () => within(await screen.findByRole('region', { name: '下一步' }))

/** Press the button of this name, also behind a dialog. */
export const press = (name: string) => userEvent.click(screen.getByRole('button', { name, hidden: true }))

export const posts = (requests: Request[]) => requests.filter(({ method }) => method === 'POST')
