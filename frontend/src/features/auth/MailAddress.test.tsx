import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { json, problem, renderAt, serveApi } from '@/testing'
import type { Me } from './api'
import { MailAddress } from './MailAddress'

const ME: Me = {
  id: '1',
  username: 'wang.fang',
  display_name: '王芳',
  roles: ['office'],
  unit_id: null,
  email: 'old@office.example',
  version: 4,
  has_password: true,
  second_factor: false,
  missing: null,
  permissions: [],
}

async function enter(text: string, answers: Parameters<typeof serveApi>[0]) {
  const requests = serveApi({ 'GET /auth/me': () => json(200, ME), ...answers })
  await renderAt('/me', <MailAddress />)
  const field = await screen.findByLabelText('电子邮箱')
  await userEvent.clear(field)
  if (text !== '') await userEvent.type(field, text)
  await userEvent.click(screen.getByRole('button', { name: '保存' }))
  return () => requests.filter(({ method }) => method === 'PATCH')
}

describe('the own mail address', () => {
  it.each([
    ['new@office.example', 'new@office.example'],
    ['', null],
  ])('is saved with the version that was read: %s', async (text, email) => {
    const edits = await enter(text, { 'PATCH /auth/me': () => json(200, { ...ME, email, version: 5 }) })
    await waitFor(() => expect(edits()).toHaveLength(1))
    expect(edits()[0]?.headers.get('If-Match')).toBe('"4"')
    expect(await edits()[0]?.json()).toEqual({ email })
  })

  it('is refused at its field in the words of the server', async () => {
    const errors = [{ pointer: '/email', code: 'string_pattern_mismatch', message: '格式不正确' }]
    await enter('wang@office', {
      'PATCH /auth/me': () => problem(422, 'invalid_input', '填写的内容有误', { errors }),
    })
    await screen.findByText('格式不正确')
  })
})
