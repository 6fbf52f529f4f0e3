import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { api, unwrap } from '@/api/client'
import { currentSession, enter, leave } from '@/api/session'
import { useStepUp } from '@/api/stepUp'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import StepUpDialog from './StepUpDialog'

const INFO = {
  name: '评议',
  site_name: '',
  version: '1',
  env: 'production',
  password_policy: 'djbh',
  demo: false,
}

function Asked() {
  const answer = useStepUp()
  return answer && <StepUpDialog onDone={answer} />
}

/** A server that wants to be shown again who somebody is before it does anything. */
async function serve(demo = false, shown: () => Response = () => new Response(null, { status: 204 })) {
  let fresh = false
  const showing = () => {
    const answer = shown()
    fresh = answer.ok
    return answer
  }
  const requests = serveApi({
    'GET /system/info': () => json(200, { ...INFO, demo }),
    'POST /rounds/r/publish': () =>
      fresh ? json(200, { id: 'r' }) : problem(403, 'step_up_required', '这项操作须重新验证身份'),
    'POST /auth/step-up': showing,
    'POST /demo/step-up': showing,
  })
  await renderAt('/', <Asked />)
  const sent = (path: string) => requests.filter(({ url }) => url.endsWith(path))
  return { sent }
}

const publish = () =>
  unwrap(api.POST('/api/v1/rounds/{round_id}/publish', { params: { path: { round_id: 'r' } } }))

describe('showing again who one is', () => {
  beforeEach(() => {
    leave()
    comeIn('round.publish')
  })

  it('asks once for all requests that wait, and sends them again by itself', async () => {
    const { sent } = await serve()
    const done = Promise.all([publish(), publish()])
    await userEvent.type(await screen.findByLabelText('密码'), 'the password')
    await userEvent.click(screen.getByRole('button', { name: '确认是本人' }))
    expect(await done).toHaveLength(2)
    expect(sent('/publish')).toHaveLength(4)
    expect(sent('/auth/step-up')).toHaveLength(1)
    expect(await sent('/auth/step-up')[0]?.json()).toEqual({ password: 'the password', code: null })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('asks for the code of whoever has a second factor', async () => {
    const session = currentSession()
    if (session.status !== 'in') throw new Error('nobody is in')
    enter({ access_token: 'token', expires_in: 900, user: { ...session.user, second_factor: true } })
    const { sent } = await serve()
    const done = publish()
    await userEvent.type(await screen.findByLabelText('密码'), 'the password')
    await userEvent.type(screen.getByLabelText('动态码'), '123456')
    await userEvent.click(screen.getByRole('button', { name: '确认是本人' }))
    await done
    expect(await sent('/auth/step-up')[0]?.json()).toEqual({ password: 'the password', code: '123456' })
  })

  it('leaves the act undone when the person closes the dialog', async () => {
    const { sent } = await serve()
    const done = publish().catch((error: unknown) => error)
    await userEvent.click(await screen.findByRole('button', { name: '取消' }))
    expect(await done).toMatchObject({ status: 403, problem: { code: 'step_up_required' } })
    expect(sent('/publish')).toHaveLength(1)
    expect(sent('/auth/step-up')).toHaveLength(0)
  })

  it('shows a wrong password at its field and goes on asking', async () => {
    const errors = [{ pointer: '/password', code: 'wrong_password', message: '现在的密码不正确' }]
    const { sent } = await serve(false, () => problem(422, 'invalid_input', '填写的内容有误', { errors }))
    const done = publish().catch((error: unknown) => error)
    await userEvent.type(await screen.findByLabelText('密码'), 'wrong')
    await userEvent.click(screen.getByRole('button', { name: '确认是本人' }))
    await screen.findByText('现在的密码不正确')
    expect(sent('/publish')).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: '取消' }))
    await done
  })

  it('takes a press of the button in the demonstration', async () => {
    const session = currentSession()
    if (session.status !== 'in') throw new Error('nobody is in')
    enter({ access_token: 'token', expires_in: 900, user: { ...session.user, has_password: false } })
    const { sent } = await serve(true)
    const done = publish()
    await screen.findByText(/演示系统/)
    expect(screen.queryByLabelText('密码')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: '确认是本人' }))
    await done
    expect(sent('/demo/step-up')).toHaveLength(1)
  })
})
