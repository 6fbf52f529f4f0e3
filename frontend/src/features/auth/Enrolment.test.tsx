import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { json, problem, renderAt, serveApi } from '@/testing'
import { Enrolment } from './Enrolment'

const SETUP = { secret: 'ABCDEFGHIJKLMNOP', uri: 'otpauth://totp/x', picture: 'data:image/svg+xml,x' }
const CODES = Array.from({ length: 10 }, (_, n) => `AAAAA-0000${n}`)

describe('setting up a second factor', () => {
  it('shows picture and key, takes a code, and gives the recovery codes once', async () => {
    const done = vi.fn()
    const requests = serveApi({
      'POST /auth/me/second-factor': () => json(200, SETUP),
      'POST /auth/me/second-factor/confirm': () => json(200, { recovery_codes: CODES }),
    })
    await renderAt('/', <Enrolment onDone={done} />)
    await userEvent.click(screen.getByRole('button', { name: '开始设置' }))
    const picture = await screen.findByRole('img', { name: /二维码/ })
    expect(picture.getAttribute('src')).toBe(SETUP.picture)
    expect(screen.getByText('ABCD EFGH IJKL MNOP')).toBeTruthy()
    await userEvent.type(screen.getByLabelText('动态码'), '123456')
    await userEvent.click(screen.getByRole('button', { name: '确认启用' }))
    for (const code of CODES) await screen.findByText(code)
    expect(await requests.find(({ url }) => url.endsWith('/confirm'))?.json()).toEqual({ code: '123456' })
    expect(done).not.toHaveBeenCalled()
    await userEvent.click(screen.getByRole('button', { name: '我已妥善保存' }))
    expect(done).toHaveBeenCalledOnce()
  })

  it('says at the field that a code is wrong', async () => {
    const errors = [{ pointer: '/code', code: 'code_wrong', message: '动态码不正确或已用过' }]
    serveApi({
      'POST /auth/me/second-factor': () => json(200, SETUP),
      'POST /auth/me/second-factor/confirm': () =>
        problem(422, 'invalid_input', '填写的内容有误', { errors }),
    })
    await renderAt('/', <Enrolment onDone={() => undefined} />)
    await userEvent.click(screen.getByRole('button', { name: '开始设置' }))
    await userEvent.type(await screen.findByLabelText('动态码'), '000000')
    await userEvent.click(screen.getByRole('button', { name: '确认启用' }))
    await screen.findByText('动态码不正确或已用过')
    await waitFor(() => expect(screen.queryByText('恢复码')).toBeNull())
  })
})
