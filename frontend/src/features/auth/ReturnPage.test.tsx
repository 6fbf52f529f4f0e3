import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { currentSession, leave } from '@/api/session'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import { IdentityPanel } from './IdentityPanel'
import LoginPage from './LoginPage'
import * as provider from './provider'
import ReturnPage from './ReturnPage'

const INFO = { name: '评议', site_name: '', version: '1', env: 'production', demo: false }
const USER = { id: 'u1', username: 'a', display_name: '用户甲', roles: [], missing: null, permissions: [] }
const ENTRY = { access_token: 'token', expires_in: 600, user: USER }
const ADDRESS = 'https://id.example/authorize?state=s'

const info = (oidc: boolean) => ({ 'GET /system/info': () => json(200, { ...INFO, oidc }) })

beforeEach(() => {
  leave()
  sessionStorage.clear()
  vi.restoreAllMocks()
})

async function comeBack(search: string, answers: Parameters<typeof serveApi>[0]) {
  history.replaceState(null, '', `/login/callback${search}`)
  const requests = serveApi(answers)
  const shown = await renderAt(`/login/callback${search}`, <ReturnPage />)
  return { ...shown, sent: () => requests.filter(({ method }) => method === 'POST') }
}

const note = (purpose: 'login' | 'link', next: string | null = null) =>
  sessionStorage.setItem('pingyi.provider', JSON.stringify({ purpose, next }))

describe('the way to the identity provider', () => {
  it('is offered where there is one, and leads there', async () => {
    const leaving = vi.spyOn(provider, 'leaveFor').mockImplementation(() => undefined)
    serveApi({ ...info(true), 'POST /auth/provider': () => json(200, { address: ADDRESS }) })
    await renderAt('/login?next=%2Funits', <LoginPage />)
    await userEvent.click(
      await screen.findByRole('button', { name: '通过统一身份认证登录' }, { timeout: 20_000 }),
    )
    await waitFor(() => expect(leaving).toHaveBeenCalledWith(ADDRESS, { purpose: 'login', next: '/units' }))
  })

  it('is not offered elsewhere', async () => {
    const requests = serveApi(info(false))
    await renderAt('/login', <LoginPage />)
    await waitFor(() => expect(requests.some(({ url }) => url.endsWith('/system/info'))).toBe(true))
    await screen.findByLabelText('用户名')
    expect(screen.queryByText('通过统一身份认证登录')).toBeNull()
  })
})

describe('the page of return', () => {
  it('logs in, goes where the person wanted to go, and forgets the code', async () => {
    note('login', '/units?q=1')
    const { router, sent } = await comeBack('?state=s&code=c', {
      'POST /auth/provider/return': () => json(200, ENTRY),
    })
    await waitFor(() => expect(router.state.location.pathname).toBe('/units'))
    expect(currentSession().status).toBe('in')
    expect(sent()).toHaveLength(1)
    expect(await sent()[0]?.json()).toEqual({ state: 's', code: 'c' })
    expect(location.search).toBe('')
  })

  it('leads nowhere else', async () => {
    note('login', '//evil.example')
    const { router } = await comeBack('?state=s&code=c', {
      'POST /auth/provider/return': () => json(200, ENTRY),
    })
    await waitFor(() => expect(router.state.location.pathname).toBe('/'))
  })

  it('asks for the code of whoever has a second factor', async () => {
    const { sent } = await comeBack('?state=s&code=c', {
      'POST /auth/provider/return': () => json(202, { token: 'step', expires_in: 300 }),
      'POST /auth/login/code': () => json(200, ENTRY),
    })
    await userEvent.type(await screen.findByLabelText('动态码'), '123456')
    await userEvent.click(screen.getByRole('button', { name: '登录' }))
    await waitFor(() => expect(currentSession().status).toBe('in'))
    expect(await sent()[1]?.json()).toEqual({ token: 'step', code: '123456' })
  })

  it('says why not, in the words of the server', async () => {
    await comeBack('?state=s&code=c', {
      'POST /auth/provider/return': () => problem(403, 'identity_unknown', '这个统一身份没有绑定账号'),
    })
    expect((await screen.findByRole('alert')).textContent).toContain('没有绑定账号')
    expect(screen.getByRole('link', { name: '返回登录页' }).getAttribute('href')).toBe('/login')
  })

  it('sends nothing when the login there was cancelled', async () => {
    const { sent } = await comeBack('?state=s&error=access_denied', {})
    expect(await screen.findByText('统一身份认证没有完成')).toBeTruthy()
    expect(sent()).toHaveLength(0)
  })

  it('says so where no provider is set up, whatever brought somebody here', async () => {
    const nothing = { 'POST /auth/provider/return': () => problem(404, 'not_found', '没有找到') }
    for (const search of ['', '?state=s&code=c']) {
      const { unmount } = await comeBack(search, { ...info(false), ...nothing })
      expect(await screen.findByText('本系统没有启用统一身份认证')).toBeTruthy()
      expect(screen.queryByText('没有找到')).toBeNull()
      expect(screen.getByRole('link', { name: '返回登录页' }).getAttribute('href')).toBe('/login')
      unmount()
    }
  })

  it('links the identity of somebody who is logged in', async () => {
    note('link')
    comeIn()
    const { router, sent } = await comeBack('?state=s&code=c', {
      'POST /auth/me/identity/return': () => json(200, { linked_at: '2026-11-30T08:00:00Z' }),
    })
    await waitFor(() => expect(router.state.location.pathname).toBe('/me'))
    expect(sent().map(({ url }) => new URL(url).pathname)).toEqual(['/api/v1/auth/me/identity/return'])
  })

  it('does not link for somebody who is not', async () => {
    note('link')
    const { sent } = await comeBack('?state=s&code=c', {})
    expect(await screen.findByRole('link', { name: '返回我的账号' })).toBeTruthy()
    expect(sent()).toHaveLength(0)
  })
})

describe('the own identity', () => {
  it('can be linked', async () => {
    comeIn()
    const leaving = vi.spyOn(provider, 'leaveFor').mockImplementation(() => undefined)
    serveApi({
      'GET /auth/me/identity': () => json(200, { linked_at: null }),
      'POST /auth/me/identity': () => json(200, { address: ADDRESS }),
    })
    await renderAt('/me', <IdentityPanel />)
    await userEvent.click(await screen.findByRole('button', { name: '绑定统一身份' }))
    await waitFor(() => expect(leaving).toHaveBeenCalledWith(ADDRESS, { purpose: 'link', next: null }))
  })

  it('can be removed, after a sentence', async () => {
    comeIn()
    let linked_at: string | null = '2026-11-30T08:00:00Z'
    serveApi({
      'GET /auth/me/identity': () => json(200, { linked_at }),
      'DELETE /auth/me/identity': () => {
        linked_at = null
        return new Response(null, { status: 204 })
      },
    })
    await renderAt('/me', <IdentityPanel />)
    await userEvent.click(await screen.findByRole('button', { name: '解除绑定…' }))
    expect(screen.getByText('解除后，只能用用户名和密码登录。需要时可以重新绑定。')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '解除绑定' }))
    expect(await screen.findByRole('button', { name: '绑定统一身份' })).toBeTruthy()
  })
})
