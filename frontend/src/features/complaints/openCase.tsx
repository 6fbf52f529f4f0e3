import { json, problem, renderAt, serveApi } from '@/testing'
import type { CaseDetail } from './api'
import { CaseAt } from './CasePage'
import { HEADER, ID } from './sample'

const NOTHING = () => json(200, { items: [], total: 0, limit: 50, next_cursor: null })

/** For tests: the page of a case on a server that knows nothing else, but for the given answers. */
export async function openCase(detail: CaseDetail, answers: Parameters<typeof serveApi>[0] = {}) {
  const requests = serveApi({
    [`GET /complaints/${ID}`]: () => json(200, detail),
    [`GET /complaints/${ID}/supervision-orders`]: NOTHING,
    'GET /complaints/categories': NOTHING,
    'GET /units': NOTHING,
    [`GET /units/${HEADER.unit_id ?? ''}`]: () => problem(404, 'not_found', '没有'),
    ...answers,
  })
  await renderAt('/', <CaseAt id={ID} />, ['complaints', 'units'])
  return requests
}
