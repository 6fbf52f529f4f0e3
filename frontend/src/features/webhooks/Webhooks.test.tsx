import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { comeIn, json, renderAt, serveApi } from '@/testing'
import type { Delivery, Endpoint } from './api'
import DeliveriesPage from './DeliveriesPage'
import EndpointsPage from './EndpointsPage'

const ENDPOINT: Endpoint = {
  id: '0a1b2c3d-0000-4000-8000-000000000001',
  client_id: '00000000-0000-4000-8000-000000000002',
  client_name: '12345 热线平台',
  url: null,
  host: 'hooks.example.gov.cn',
  types: [],
  description: '正式环境',
  state: 'active',
  stopped_by: null,
  failing_since: null,
  previous_until: null,
  waiting: 3,
  dead: 2,
  last_delivered_at: '2026-11-30T01:00:00Z',
  created_at: '2026-11-01T01:00:00Z',
  version: 1,
}
const DELIVERY: Delivery = {
  id: '00000000-0000-4000-8000-000000000003',
  message_id: 'msg_3',
  sequence: '00000000000000000012',
  type: 'cn.gov.efficiency.complaint.accepted.v1',
  subject: 'complaint/00000000-0000-4000-8000-000000000004',
  state: 'dead',
  attempt: 10,
  next_at: null,
  last_status: 500,
  last_error: 'status',
  created_at: '2026-11-27T01:00:00Z',
  first_at: '2026-11-27T01:00:01Z',
  delivered_at: null,
}
const list = (items: unknown[]) => json(200, { items, total: items.length, limit: 50, next_cursor: null })
/** The path is drawn as it stands: the id of the endpoint is then `:id`. */
const AT = '/system/webhooks/:id'
const ONE = '/webhooks/%3Aid'

it('shows where events go to and how it goes', async () => {
  comeIn('webhook.read')
  const requests = serveApi({
    'GET /webhooks': () =>
      list([
        ENDPOINT,
        { ...ENDPOINT, id: 'b', failing_since: '2026-11-29T01:00:00Z', dead: 0 },
        { ...ENDPOINT, id: 'c', state: 'paused', stopped_by: 'failures', dead: 0 },
      ]),
  })
  await renderAt('/system/webhooks', <EndpointsPage />)
  await screen.findByText('投递失败，正在重试')
  const [, first, second, third] = screen.getAllByRole('row')
  expect(first?.textContent).toMatch(/12345 热线平台编号 0a1b2c3dhooks\.example\.gov\.cn正式环境正常32/)
  expect(second?.textContent).toMatch(/自 .* 起没有送达/)
  expect(third?.textContent).toContain('已暂停连续多日全部失败，自动暂停')
  const dead = within(first as HTMLElement).getByRole('link', { name: '2' })
  expect(dead.getAttribute('href')).toContain(`${ENDPOINT.id}?state=dead`)
  await userEvent.selectOptions(screen.getByRole('combobox', { name: '状况' }), '已停用')
  await waitFor(() => expect(requests.at(-1)?.url).toContain('state=disabled'))
})

it('says that there is none', async () => {
  comeIn('webhook.read')
  serveApi({ 'GET /webhooks': () => list([]) })
  await renderAt('/system/webhooks', <EndpointsPage />)
  await screen.findByText('还没有登记接收地址')
})

it('shows what became of each event, and to those who only look no way to stop it', async () => {
  comeIn('webhook.read')
  const requests = serveApi({
    [`GET ${ONE}`]: () => json(200, ENDPOINT),
    [`GET ${ONE}/deliveries`]: () =>
      list([
        DELIVERY,
        { ...DELIVERY, id: 'b', state: 'delivered', last_status: 204, last_error: null },
        { ...DELIVERY, id: 'c', state: 'pending', last_status: null, last_error: 'of a later version' },
      ]),
  })
  await renderAt(`${AT}?state=dead`, <DeliveriesPage />)
  await screen.findByText('接收方没有成功处理')
  expect(requests.some(({ url }) => url.includes('deliveries?') && url.includes('state=dead'))).toBe(true)
  const [, first, second, third] = screen.getAllByRole('row')
  expect(first?.textContent).toMatch(/complaint\.accepted.*投递失败10500接收方没有成功处理/)
  expect(second?.textContent).toContain('已送达10204')
  expect(third?.textContent).toContain('of a later version')
  expect(screen.queryByRole('button', { name: '暂停推送…' })).toBeNull()
})

it.each([
  ['active', '暂停推送', 'pause'],
  ['active', '停用', 'disable'],
  ['paused', '恢复推送', 'resume'],
] as const)('an administrator acts on an %s endpoint: %s', async (state, label, action) => {
  comeIn('webhook.read', 'webhook.stop')
  const shown = { ...ENDPOINT, state, stopped_by: state === 'active' ? null : 'administrator' }
  const requests = serveApi({
    [`GET ${ONE}`]: () => json(200, shown),
    [`GET ${ONE}/deliveries`]: () => list([]),
    [`POST /webhooks/${ENDPOINT.id}/${action}`]: () => json(200, shown),
  })
  await renderAt(AT, <DeliveriesPage />)
  await userEvent.click(await screen.findByRole('button', { name: `${label}…` }))
  const dialog = screen.getByRole('dialog', { name: label })
  expect(dialog.textContent).toContain('12345 热线平台')
  await userEvent.click(within(dialog).getByRole('button', { name: label }))
  await waitFor(() => expect(requests.some(({ method }) => method === 'POST')).toBe(true))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})
