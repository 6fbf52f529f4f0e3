import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import type { Client } from './api'
import { ClientDrawer } from './ClientDrawer'
import { Credentials } from './Credentials'

const CLIENT: Client = {
  id: '00000000-0000-4000-8000-000000000001',
  name: '12345 热线平台',
  purpose: '',
  owner_unit_id: null,
  contact: '值班室 0000-1',
  scopes: ['complaints:create'],
  all_units: true,
  unit_ids: [],
  networks: ['10.20.0.0/16'],
  per_minute: 600,
  sandbox: false,
  state: 'expired',
  created_at: '2026-01-05T01:00:00Z',
  expires_at: '2026-06-30T16:00:00Z',
  last_used_at: null,
  credentials: [],
  requests_today: 0,
  version: 3,
}
const PATH = `/clients/${CLIENT.id}`
const CREDENTIAL = {
  id: '00000000-0000-4000-8000-000000000002',
  kind: 'secret' as const,
  kid: null,
  created_at: '2026-11-01T01:00:00Z',
  expires_at: null,
  last_used_at: null,
}
const UNITS = { 'GET /units': () => json(200, { items: [], total: 0, limit: 50, next_cursor: null }) }
const bodies = (requests: Request[]) =>
  Promise.all(requests.filter(({ method }) => method !== 'GET').map((one) => one.json() as Promise<unknown>))

async function drawDrawer(client: Client | null, answers: Parameters<typeof serveApi>[0]) {
  const requests = serveApi({ ...UNITS, ...answers })
  const nothing = () => undefined
  await renderAt('/', <ClientDrawer client={client} onSaved={nothing} onClose={nothing} />)
  await screen.findByLabelText('名称')
  return { requests, save: () => userEvent.click(screen.getByText('保存')) }
}

describe('the form of a client system', () => {
  it('sends what has changed and nothing else: an end that has passed would be refused', async () => {
    const { requests, save } = await drawDrawer(CLIENT, { [`PATCH ${PATH}`]: () => json(200, CLIENT) })
    expect(screen.getByLabelText<HTMLInputElement>('有效期至').value).toBe('2026-06-30')
    await userEvent.type(screen.getByLabelText('来源网段'), '\n 10.30.0.0/16 \n')
    await save()
    await waitFor(async () =>
      expect(await bodies(requests)).toEqual([{ networks: ['10.20.0.0/16', '10.30.0.0/16'] }]),
    )
    expect(requests.find(({ method }) => method === 'PATCH')?.headers.get('If-Match')).toBe('"3"')
  })

  it('ends a system with its last day, and names no units beside all', async () => {
    const some = { ...CLIENT, all_units: false, unit_ids: ['00000000-0000-4000-8000-000000000009'] }
    const { requests, save } = await drawDrawer(some, { [`PATCH ${PATH}`]: () => json(200, CLIENT) })
    await userEvent.click(screen.getByRole('radio', { name: '全部', hidden: true }))
    const day = screen.getByLabelText('有效期至')
    await userEvent.clear(day)
    await userEvent.type(day, '2027-12-31')
    await save()
    await waitFor(async () =>
      expect(await bodies(requests)).toEqual([
        { all_units: true, unit_ids: [], expires_at: '2027-12-31T16:00:00.000Z' },
      ]),
    )
  })

  it('shows at the field which network is none', async () => {
    const errors = [{ pointer: '/networks', code: 'value_error', message: '第 1 个不是网段' }]
    const { save } = await drawDrawer(null, {
      'POST /clients': () => problem(422, 'invalid_input', '填写的内容有误', { errors }),
    })
    await userEvent.type(screen.getByLabelText('名称'), '热线')
    await save()
    await screen.findByText('请至少勾选一项权限')
    await userEvent.click(screen.getByRole('checkbox', { name: /^登记投诉/, hidden: true }))
    await save()
    await screen.findByText('第 1 个不是网段')
    expect(screen.getByLabelText('来源网段').getAttribute('aria-invalid')).toBe('true')
  })
})

async function drawCredentials(
  credentials: Client['credentials'],
  answers: Parameters<typeof serveApi>[0] = {},
) {
  const requests = serveApi(answers)
  await renderAt('/', <Credentials client={{ ...CLIENT, credentials }} />)
  await screen.findByRole('heading', { name: '凭证' })
  return requests
}

describe('the credentials of a client system', () => {
  it('are two at most, and only read by who may not change them', async () => {
    comeIn('client.read', 'client.write')
    const two = [CREDENTIAL, { ...CREDENTIAL, id: '3', kind: 'key' as const, kid: 'k-2027' }]
    await drawCredentials(two)
    for (const name of ['生成密钥…', '添加公钥…']) {
      expect(screen.getByRole<HTMLButtonElement>('button', { name }).disabled).toBe(true)
    }
    const row = screen.getByRole('row', { name: /k-2027/ })
    expect(within(row).getByRole('button', { name: '立即失效…' })).toBeTruthy()
  })

  it('are without any step for a reader', async () => {
    comeIn('client.read')
    await drawCredentials([CREDENTIAL])
    expect(screen.getByRole('row', { name: /密钥/ }).textContent).toContain('长期')
    expect(screen.queryAllByRole('button')).toEqual([])
  })

  it('show a new secret once', async () => {
    comeIn('client.write')
    const answers = {
      [`POST ${PATH}/secrets`]: () => json(201, { secret: 'only-now', credential: CREDENTIAL }),
    }
    await drawCredentials([], answers)
    await userEvent.click(screen.getByRole('button', { name: '生成密钥…' }))
    await userEvent.click(screen.getByRole('button', { name: '生成密钥', hidden: true }))
    expect((await screen.findByLabelText<HTMLTextAreaElement>('密钥（client_secret）')).value).toBe(
      'only-now',
    )
    await userEvent.click(screen.getByText('已交付，关闭'))
    expect(document.body.innerHTML).not.toContain('only-now')
  })

  it('send no private key', async () => {
    comeIn('client.write')
    const requests = await drawCredentials([], { [`POST ${PATH}/keys`]: () => json(201, CREDENTIAL) })
    await userEvent.click(screen.getByRole('button', { name: '添加公钥…' }))
    const box = screen.getByLabelText('公钥（JWK 格式）')
    const paste = async (text: string) => {
      await userEvent.clear(box)
      await userEvent.click(box)
      await userEvent.paste(text)
      await userEvent.click(screen.getByText('添加公钥', { selector: 'button *' }))
    }
    await paste('{"kty":"EC","crv":"P-256","x":"1","y":"2","d":"3"}')
    await screen.findByText(/这里包含私钥，没有提交/)
    await paste('-----BEGIN PUBLIC KEY-----')
    await screen.findByText(/不是一把 JWK 格式的公钥/)
    expect(requests.filter(({ method }) => method === 'POST')).toEqual([])
    await paste('{"keys":[{"kty":"EC","crv":"P-256","x":"1","y":"2"}]}')
    await waitFor(async () =>
      expect(await bodies(requests)).toEqual([
        { jwk: { kty: 'EC', crv: 'P-256', x: '1', y: '2' }, expires_at: null },
      ]),
    )
  })
})
