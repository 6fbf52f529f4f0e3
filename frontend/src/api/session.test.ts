import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const USER = {
  id: 'u1',
  username: 'a',
  display_name: '用户甲',
  roles: [],
  unit_id: null,
  permissions: ['unit.read'],
}
const entry = (token: string, expires_in = 600) => ({ access_token: token, expires_in, user: USER })

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
const problem = (status: number, code: string) =>
  json(status, { type: 'about:blank', title: '标题', status, code, trace_id: 't1' })

type Answer = () => Response | Promise<Response>

/** A server whose refresh and other routes answer in turn; the last answer repeats. */
function serve(answers: { refresh: Answer[]; other?: Answer[] }) {
  const left = { refresh: [...answers.refresh], other: [...(answers.other ?? [() => json(200, {})])] }
  const calls: { path: string; authorization: string | null }[] = []
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const request = new Request(new URL(typeof input === 'string' ? input : input.url, location.origin), {
      headers: typeof input === 'string' ? (init?.headers ?? {}) : input.headers,
    })
    const { pathname } = new URL(request.url)
    calls.push({ path: pathname, authorization: request.headers.get('Authorization') })
    const queue = pathname.endsWith('/auth/refresh') ? left.refresh : left.other
    const next = queue.length > 1 ? queue.shift() : queue[0]
    if (!next) throw new Error('unexpected request')
    return next()
  })
  return { calls, refreshes: () => calls.filter(({ path }) => path.endsWith('/auth/refresh')).length }
}

/** The modules anew: each test is a page of its own, in a browser where locks are free. */
async function freshPage() {
  vi.stubGlobal('navigator', { locks: { request: (_name: string, work: () => Promise<void>) => work() } })
  vi.resetModules()
  return {
    session: await import('./session'),
    client: await import('./client'),
    errors: await import('./errors'),
  }
}

describe('session', () => {
  let page: Awaited<ReturnType<typeof freshPage>>

  beforeEach(async () => {
    page = await freshPage()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('begins with the refresh cookie', async () => {
    serve({ refresh: [() => json(200, entry('first'))] })
    await page.session.startSession()
    expect(page.session.currentSession()).toEqual({ status: 'in', user: USER })
    expect(await page.session.accessToken()).toBe('first')
  })

  it('is out without one', async () => {
    serve({ refresh: [() => problem(401, 'not_authenticated')] })
    await page.session.startSession()
    expect(page.session.currentSession()).toEqual({ status: 'out' })
  })

  it('keeps neither tokens nor the person in the browser', async () => {
    serve({ refresh: [() => json(200, entry('secret-token'))] })
    await page.session.startSession()
    const kept = [localStorage, sessionStorage].flatMap((store) => Object.values<string>(store as never))
    expect([...kept, document.cookie].join(' ')).not.toContain('secret-token')
  })

  it('asks once for several requests at a time', async () => {
    const server = serve({ refresh: [() => json(200, entry('first', 0)), () => json(200, entry('second'))] })
    await page.session.startSession()
    const tokens = await Promise.all([1, 2, 3].map(() => page.session.accessToken()))
    expect(tokens).toEqual(['second', 'second', 'second'])
    expect(server.refreshes()).toBe(2)
  })

  it('waits for the lock that the tabs share', async () => {
    const order: string[] = []
    let release: () => void = () => undefined
    vi.stubGlobal('navigator', {
      locks: {
        request: async (name: string, work: () => Promise<void>) => {
          order.push(`asked ${name}`)
          await new Promise<void>((resolve) => {
            release = resolve
          })
          order.push('held')
          await work()
        },
      },
    })
    const server = serve({ refresh: [() => json(200, entry('first'))] })
    const started = page.session.startSession()
    await vi.waitFor(() => expect(order).toEqual(['asked pingyi.refresh']))
    expect(server.refreshes()).toBe(0)
    release()
    await started
    expect(order).toEqual(['asked pingyi.refresh', 'held'])
    expect(server.refreshes()).toBe(1)
  })

  it('tries once more when another tab was faster', async () => {
    const server = serve({ refresh: [() => problem(409, 'refresh_raced'), () => json(200, entry('second'))] })
    await page.session.startSession()
    expect(page.session.currentSession().status).toBe('in')
    expect(server.refreshes()).toBe(2)
  })

  it('gives up when it is raced again and again', async () => {
    const server = serve({ refresh: [() => problem(409, 'refresh_raced')] })
    await page.session.startSession()
    expect(page.session.currentSession().status).toBe('failed')
    expect(server.refreshes()).toBe(5)
  })

  it('is not lost when the server cannot be reached', async () => {
    serve({
      refresh: [() => json(200, entry('first', 0)), () => Promise.reject(new TypeError('Failed to fetch'))],
    })
    await page.session.startSession()
    await expect(page.session.accessToken()).rejects.toMatchObject({
      status: 0,
      problem: { code: 'network' },
    })
    expect(page.session.currentSession().status).toBe('in')
  })

  it('can be started again after a failure', async () => {
    serve({
      refresh: [() => Promise.reject(new TypeError('Failed to fetch')), () => json(200, entry('late'))],
    })
    await page.session.startSession()
    expect(page.session.currentSession().status).toBe('failed')
    await page.session.startSession()
    expect(page.session.currentSession().status).toBe('in')
  })
})

describe('a request', () => {
  it('is sent again with a new token after a 401', async () => {
    const page = await freshPage()
    const server = serve({
      refresh: [() => json(200, entry('first')), () => json(200, entry('second'))],
      other: [() => problem(401, 'not_authenticated'), () => json(200, { fine: true })],
    })
    await page.session.startSession()
    const response = await page.client.respond('GET', '/units')
    expect(await response.json()).toEqual({ fine: true })
    expect(
      server.calls.filter(({ path }) => path === '/api/v1/units').map((call) => call.authorization),
    ).toEqual(['Bearer first', 'Bearer second'])
  })

  it('ends the session when no new token is given', async () => {
    const page = await freshPage()
    serve({
      refresh: [() => json(200, entry('first')), () => problem(401, 'not_authenticated')],
      other: [() => problem(401, 'not_authenticated')],
    })
    await page.session.startSession()
    await expect(page.client.respond('GET', '/units')).rejects.toMatchObject({ status: 401 })
    expect(page.session.currentSession()).toEqual({ status: 'out' })
  })

  it('is not repeated for ever', async () => {
    const page = await freshPage()
    const server = serve({
      refresh: [() => json(200, entry('token'))],
      other: [() => problem(401, 'not_authenticated')],
    })
    await page.session.startSession()
    await expect(page.client.respond('GET', '/units')).rejects.toBeInstanceOf(page.errors.ApiError)
    expect(server.calls.filter(({ path }) => path === '/api/v1/units')).toHaveLength(2)
  })

  it('of the API throws the problem in the words of the server', async () => {
    const page = await freshPage()
    serve({ refresh: [() => json(200, entry('token'))], other: [() => problem(409, 'username_taken')] })
    await page.session.startSession()
    const call = page.client.unwrap(page.client.api.GET('/api/v1/users', { params: { query: {} } }))
    await expect(call).rejects.toMatchObject({
      status: 409,
      problem: { code: 'username_taken', title: '标题' },
    })
  })

  it('throws what it can when the answer is no problem document', async () => {
    const page = await freshPage()
    serve({
      refresh: [() => json(200, entry('token'))],
      other: [() => new Response('<html>', { status: 502, headers: { 'X-Trace-Id': 'abc' } })],
    })
    await page.session.startSession()
    await expect(page.client.respond('GET', '/units')).rejects.toMatchObject({
      status: 502,
      problem: { code: 'unreadable', trace_id: 'abc' },
    })
  })
})
