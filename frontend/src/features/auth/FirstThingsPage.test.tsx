import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { currentSession, enter, leave, useSession } from '@/api/session'
import { comeIn, json, renderAt, serveApi } from '@/testing'
import FirstThingsPage from './FirstThingsPage'

const INFO = {
  name: '评议',
  site_name: '',
  version: '1',
  env: 'production',
  password_policy: 'djbh',
  demo: false,
}

/** As the frame shows it: until nothing is missing any more. */
function Frame() {
  const session = useSession()
  if (session.status !== 'in') return null
  return session.user.missing === null ? <p>其他页面</p> : <FirstThingsPage missing={session.user.missing} />
}

async function begin(missing: 'password' | 'second_factor', answers: Parameters<typeof serveApi>[0]) {
  comeIn()
  const session = currentSession()
  if (session.status !== 'in') throw new Error('nobody is in')
  const entry = { access_token: 'token', expires_in: 900, user: { ...session.user, missing } }
  enter(entry)
  serveApi({
    'GET /system/info': () => json(200, INFO),
    'POST /auth/refresh': () => json(200, { ...entry, user: { ...entry.user, missing: null } }),
    ...answers,
  })
  await renderAt('/', <Frame />)
}

describe('what has to be set first', () => {
  beforeEach(() => {
    leave()
    // The browser of these tests has no locks, which a refresh waits for.
    const locks = { request: (_name: string, work: () => Promise<void>) => work() }
    Object.defineProperty(navigator, 'locks', { value: locks, configurable: true })
  })

  it('is a new password, and then the page moves on', async () => {
    await begin('password', { 'PUT /auth/me/password': () => new Response(null, { status: 204 }) })
    expect(await screen.findByRole('heading', { level: 1, name: '请更换密码' })).toBeTruthy()
    expect(await screen.findByText(/每 90 天更换一次/)).toBeTruthy()
    for (const [label, text] of [
      ['现在的密码', 'the old one'],
      ['新密码', 'A new one of 2026'],
      ['再输入一次', 'A new one of 2026'],
    ] as const) {
      await userEvent.click(screen.getByLabelText(label))
      await userEvent.paste(text)
    }
    await userEvent.click(screen.getByRole('button', { name: '修改密码' }))
    await screen.findByText('其他页面')
  })

  it('is a second factor, and the recovery codes stay until they are kept', async () => {
    await begin('second_factor', {
      'POST /auth/me/second-factor': () =>
        json(200, { secret: 'ABCD', uri: 'otpauth://x', picture: 'data:,' }),
      'POST /auth/me/second-factor/confirm': () => json(200, { recovery_codes: ['AAAAA-00000'] }),
    })
    await userEvent.click(await screen.findByRole('button', { name: '开始设置' }))
    await userEvent.type(await screen.findByLabelText('动态码'), '123456')
    await userEvent.click(screen.getByRole('button', { name: '确认启用' }))
    await screen.findByText('AAAAA-00000')
    expect(screen.queryByText('其他页面')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: '我已妥善保存' }))
    await waitFor(() => expect(screen.getByText('其他页面')).toBeTruthy())
  })
})
