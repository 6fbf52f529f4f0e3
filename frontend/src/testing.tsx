import { enter } from '@/api/session'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, type RenderResult } from '@testing-library/react'
import i18next from 'i18next'
import { Suspense, type ReactNode } from 'react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { vi } from 'vitest'
import { AntdSettings } from './AntdSettings'
import { startTexts } from './i18n'

type Router = ReturnType<typeof createMemoryRouter>

/**
 * Draw part of the console at a path, in Chinese; other paths are empty. `pattern` is the route of a path with
 * parameters. For tests only.
 */
export async function renderAt(
  path: string,
  element: ReactNode,
  pattern?: string,
): Promise<RenderResult & { router: Router }> {
  if (!i18next.isInitialized) await startTexts('zh-CN')
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const own = pattern ?? path.split(/[?#]/)[0] ?? ''
  const router = createMemoryRouter(
    [
      { path: own, element },
      { path: '*', element: null },
    ],
    { initialEntries: [path] },
  )
  const result = render(
    <AntdSettings nonce="">
      <QueryClientProvider client={queries}>
        <Suspense>
          <RouterProvider router={router} />
        </Suspense>
      </QueryClientProvider>
    </AntdSettings>,
  )
  return { ...result, router }
}

/** Have the API answer by `METHOD /path` below /api/v1; other requests are 404. Returns the requests, as they come. */
export function serveApi(
  answers: Record<string, (request: Request) => Response | Promise<Response>>,
): Request[] {
  const requests: Request[] = []
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request =
      input instanceof Request ? input : new Request(new URL(String(input), location.origin), init)
    requests.push(request.clone())
    const path = new URL(request.url).pathname.replace('/api/v1', '')
    const answer = answers[`${request.method} ${path}`]
    return answer ? answer(request) : problem(404, 'not_found', '没有找到')
  })
  return requests
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}

export function problem(status: number, code: string, title: string, more: object = {}): Response {
  return json(status, { type: 'about:blank', title, status, code, trace_id: 'trace-1', errors: [], ...more })
}

/** Logs in somebody with these permissions. */
export function comeIn(...permissions: string[]) {
  enter({
    access_token: 'token',
    expires_in: 900,
    user: {
      id: 'user',
      username: 'reader',
      display_name: '用户甲',
      roles: ['leader'],
      unit_id: null,
      email: null,
      version: 1,
      has_password: true,
      second_factor: false,
      missing: null,
      permissions,
    },
  })
}
