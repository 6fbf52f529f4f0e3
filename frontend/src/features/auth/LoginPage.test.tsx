import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { currentSession, leave } from '@/api/session'
import { json, problem, renderAt, serveApi } from '@/testing'
import LoginPage from './LoginPage'
import { loginPath, safeNext } from './next'

const INFO = {
  password_policy: 'djbh',
  name: '评议',
  site_name: '示范市',
  version: '1',
  env: 'production',
  demo: false,
}
const USER = {
  id: 'u1',
  username: 'a',
  display_name: '用户甲',
  roles: ['office'],
  unit_id: null,
  missing: null,
  permissions: [],
}
const ENTRY = { access_token: 'token', expires_in: 600, user: USER }

const info = (demo: boolean) => ({ 'GET /system/info': () => json(200, { ...INFO, demo }) })

beforeEach(() => leave())

async function fillIn(username: string, password: string) {
  await userEvent.click(await screen.findByLabelText('用户名'))
  await userEvent.paste(username)
  await userEvent.click(screen.getByLabelText('密码'))
  await userEvent.paste(password)
  await userEvent.click(screen.getByRole('button', { name: '登录' }))
}

describe('the login page', () => {
  it('logs in and goes where the person wanted to go', async () => {
    const requests = serveApi({ ...info(false), 'POST /auth/login': () => json(200, ENTRY) })
    const { router } = await renderAt('/login?next=%2Funits%3Fq%3D1', <LoginPage />)
    await fillIn('zhang', 'a long password')
    await waitFor(() =>
      expect(router.state.location.pathname + router.state.location.search).toBe('/units?q=1'),
    )
    expect(currentSession()).toMatchObject({ status: 'in', user: { id: 'u1' } })
    const sent = requests.find((request) => request.url.endsWith('/auth/login'))
    expect(await sent?.json()).toEqual({ username: 'zhang', password: 'a long password' })
  })

  it('says why not, in the words of the server', async () => {
    serveApi({ ...info(false), 'POST /auth/login': () => problem(401, 'login_failed', '用户名或密码不正确') })
    await renderAt('/login', <LoginPage />)
    await fillIn('zhang', 'wrong')
    expect((await screen.findByRole('alert')).textContent).toContain('用户名或密码不正确')
    expect(currentSession().status).toBe('out')
  })

  it('asks for the code of whoever has a second factor', async () => {
    const requests = serveApi({
      ...info(false),
      'POST /auth/login': () => json(202, { token: 'step', expires_in: 300 }),
      'POST /auth/login/code': () => json(200, ENTRY),
    })
    await renderAt('/login', <LoginPage />)
    await fillIn('zhang', 'a long password')
    await userEvent.type(await screen.findByLabelText('动态码'), '123456')
    expect(currentSession().status).toBe('out')
    await userEvent.click(screen.getByRole('button', { name: '登录' }))
    await waitFor(() => expect(currentSession().status).toBe('in'))
    const sent = requests.find((request) => request.url.endsWith('/login/code'))
    expect(await sent?.json()).toEqual({ token: 'step', code: '123456' })
  })

  it('goes back to the password when the code came too late', async () => {
    serveApi({
      ...info(false),
      'POST /auth/login': () => json(202, { token: 'step', expires_in: 300 }),
      'POST /auth/login/code': () => problem(401, 'login_step_invalid', '等待时间过长，请重新输入密码'),
    })
    await renderAt('/login', <LoginPage />)
    await fillIn('zhang', 'a long password')
    await userEvent.type(await screen.findByLabelText('动态码'), '123456')
    await userEvent.click(screen.getByRole('button', { name: '登录' }))
    expect((await screen.findByRole('alert')).textContent).toContain('等待时间过长')
    expect(screen.queryByRole('button', { name: '登录' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: '返回重新输入密码' }))
    expect(await screen.findByLabelText('密码')).toBeTruthy()
  })

  it('asks for both fields before it sends anything', async () => {
    const requests = serveApi(info(false))
    await renderAt('/login', <LoginPage />)
    await userEvent.click(await screen.findByRole('button', { name: '登录' }))
    expect(await screen.findByText('请填写用户名')).toBeTruthy()
    expect(screen.getByText('请填写密码')).toBeTruthy()
    expect(requests.some((request) => request.method === 'POST')).toBe(false)
  })

  it('offers the roles of the demonstration, and only there', async () => {
    const roles = [
      { role: 'liaison', unit_head: false, label: '单位联络员', display_name: '用户甲' },
      { role: 'liaison', unit_head: true, label: '单位负责人', display_name: '用户乙' },
    ]
    const requests = serveApi({
      ...info(true),
      'GET /demo/roles': () => json(200, roles),
      'POST /demo/login': () => json(200, ENTRY),
    })
    await renderAt('/login', <LoginPage />)
    await userEvent.click(await screen.findByRole('button', { name: '单位负责人 · 用户乙' }))
    await waitFor(() => expect(currentSession().status).toBe('in'))
    expect(await requests.find((request) => request.url.endsWith('/demo/login'))?.json()).toEqual({
      role: 'liaison',
      unit_head: true,
    })
  })

  it('does not ask for roles elsewhere', async () => {
    const requests = serveApi(info(false))
    await renderAt('/login', <LoginPage />)
    await waitFor(() => expect(requests.length).toBeGreaterThan(0))
    expect(screen.queryByText('演示登录')).toBeNull()
    expect(requests.some((request) => request.url.includes('/demo/'))).toBe(false)
  })
})

describe('where to go after login', () => {
  it.each([
    ['/units?q=1#x', '/units?q=1#x'],
    [null, '/'],
    ['', '/'],
    ['//evil.example', '/'],
    ['///evil.example', '/'],
    ['/\\evil.example', '/'],
    ['\\\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/./\\evil.example', '/'],
    ['/.//evil.example', '/'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['units', '/'],
    ['/login?next=/login', '/'],
  ])('%j -> %s', (next, path) => {
    expect(safeNext(next)).toBe(path)
  })

  it('comes back to the page asked for', () => {
    const path = loginPath({ pathname: '/units', search: '?q=1&sort=name', hash: '' })
    expect(safeNext(new URLSearchParams(path.split('?')[1]).get('next'))).toBe('/units?q=1&sort=name')
    expect(loginPath({ pathname: '/', search: '', hash: '' })).toBe('/login')
  })
})
