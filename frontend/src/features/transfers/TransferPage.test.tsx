import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { json, problem, renderAt, serveApi } from '@/testing'
import type { Transfer } from './api'
import TransferListPage from './TransferListPage'
import { TransferAt } from './TransferPage'

const ID = '00000000-0000-4000-8000-000000000001'
const ORDER: Transfer = {
  id: ID,
  number: '转2026-00012',
  unit_name: '市财政局',
  role: 'lead',
  state: 'sent',
  final: false,
  dispatched_on: '2026-11-26',
  sign_by: '2026-11-27',
  due_on: '2027-01-08',
  provisional: true,
  paused: false,
  level: 'none',
  excerpt: '反映窗口审批超期',
  matter: '反映窗口审批超期，请调查。',
  result: {
    conclusion: null,
    findings: '',
    measures: '',
    reply: '',
    drafted_by: null,
    approved_by: null,
    answered_on: null,
  },
  sent_back: [],
  messages: [],
  extensions: [],
  returns: [],
  supervision_orders: [],
  attachments: [],
  actions: [
    { action: 'sign', label: '签收', allowed: true, reasons: [] },
    { action: 'extend', label: '申请延期', allowed: true, reasons: [] },
    { action: 'return', label: '退单', allowed: false, reasons: ['本单为指定办理，不能再退'] },
    { action: 'message', label: '联系投诉中心', allowed: true, reasons: [] },
  ],
  reader_is_head: false,
  version: 3,
}
const SIGNED: Transfer = {
  ...ORDER,
  state: 'signed',
  sign_by: null,
  actions: [
    { action: 'draft', label: '填写办理结果', allowed: true, reasons: [] },
    { action: 'approve', label: '审定并提交', allowed: false, reasons: ['应由单位负责人账号审定'] },
    { action: 'message', label: '联系投诉中心', allowed: true, reasons: [] },
  ],
}
const WRITTEN = { ...SIGNED.result, conclusion: 'true' as const, findings: '漏办。', reply: '已办结。' }

async function open(order: Transfer, answers: Parameters<typeof serveApi>[0] = {}) {
  const requests = serveApi({ [`GET /transfers/${ID}`]: () => json(200, order), ...answers })
  const { router } = await renderAt('/', <TransferAt id={ID} />)
  return { requests, router }
}

const next = () => screen.findByRole('region', { name: '下一步' })

describe('the page of a transfer order', () => {
  it('shows the due date and offers the one next step', async () => {
    const { requests } = await open(ORDER, { [`POST /transfers/${ID}/sign`]: () => json(200, SIGNED) })
    const strip = within(await next())
    expect(strip.getByText(/1月8日/)).toBeTruthy()
    await userEvent.click(strip.getByRole('button', { name: '签收' }))
    await screen.findByRole('heading', { name: '填写办理结果' })
    expect(requests.some(({ method }) => method === 'POST')).toBe(true)
    expect(screen.getByLabelText('调查情况')).toBeTruthy()
  })

  it('says why an order cannot be given back', async () => {
    await open(ORDER)
    expect(await screen.findByText('本单为指定办理，不能再退')).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: '退单…' }).disabled).toBe(true)
  })

  it('saves the version that was read, and says that somebody else was faster', async () => {
    const current = { ...WRITTEN, findings: '另一人写的。', version: 4 }
    const { requests } = await open(SIGNED, {
      [`PUT /transfers/${ID}/draft`]: () => problem(412, 'stale', '内容已被他人修改', { current }),
    })
    await userEvent.click(await screen.findByLabelText('调查情况'))
    await userEvent.paste('经查，漏办。')
    expect(within(await next()).getByText('有修改没有保存')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '保存' }))
    expect(await screen.findByText('另一人写的。')).toBeTruthy()
    const put = requests.find(({ method }) => method === 'PUT')
    expect(put?.headers.get('If-Match')).toBe('"3"')
    expect(await put?.json()).toEqual({ conclusion: null, findings: '经查，漏办。', measures: '', reply: '' })
  })

  it('waits for the head, whose page submits', async () => {
    await open({ ...SIGNED, result: WRITTEN })
    expect(await screen.findByRole('heading', { name: '等待单位负责人审定' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: '审定并提交…' })).toBeNull()
  })

  it('lets the head submit what was read', async () => {
    const actions = [{ action: 'approve', label: '审定并提交', allowed: true, reasons: [] }]
    const { requests } = await open(
      { ...SIGNED, result: WRITTEN, reader_is_head: true, actions },
      { [`POST /transfers/${ID}/approve`]: () => json(200, { ...SIGNED, state: 'answered', actions: [] }) },
    )
    await userEvent.click(await screen.findByRole('button', { name: '审定并提交…' }))
    const dialog = await screen.findByRole('dialog', { name: '审定并提交' })
    expect(dialog.textContent).toContain('结论为“属实”')
    await userEvent.click(within(dialog).getByText('审定并提交', { selector: 'button *' }))
    await screen.findByRole('heading', { name: '等待投诉中心审核' })
    expect(requests.find(({ method }) => method === 'POST')?.headers.get('If-Match')).toBe('"3"')
  })

  it('says so when the order is not there', async () => {
    serveApi({})
    await renderAt('/', <TransferAt id={ID} />)
    expect(await screen.findByText(/不是转给你单位的/)).toBeTruthy()
  })
})

describe('the list', () => {
  const page = (items: Transfer[]) => json(200, { items, total: items.length, limit: 50, next_cursor: null })

  it('shows the orders with their dates', async () => {
    const requests = serveApi({ 'GET /transfers': () => page([{ ...ORDER, level: 'red' }]) })
    await renderAt('/transfers', <TransferListPage />)
    expect(await screen.findByText(/已逾期/, { selector: 'td *' })).toBeTruthy()
    expect(screen.getByRole('link', { name: '转2026-00012' }).getAttribute('href')).toBe(`/transfers/${ID}`)
    const asked = requests.find(({ url }) => url.includes('/transfers'))
    expect(new URL(asked?.url ?? '').searchParams.get('sort')).toBe('next_due')
  })

  it('says what to expect when there are none', async () => {
    serveApi({ 'GET /transfers': () => page([]) })
    await renderAt('/transfers', <TransferListPage />)
    expect(await screen.findByText('没有转给你单位的转办单')).toBeTruthy()
  })

  it('offers to try again when it fails', async () => {
    serveApi({ 'GET /transfers': () => problem(503, 'unavailable', '系统繁忙，请稍后再试') })
    await renderAt('/transfers', <TransferListPage />)
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('系统繁忙'))
  })
})

describe('the files of an order', () => {
  const GIVEN = {
    id: 'given',
    sender: 'officer' as const,
    title: '附件1',
    kind: 'pdf' as const,
    size: 4096,
    state: 'ready' as const,
    on: '2026-11-27',
    removable: false,
  }
  const OWN = { ...GIVEN, id: 'own', sender: 'unit' as const, title: '整改照片.jpg', removable: true }
  const attach = { action: 'attach', label: '上传附件', allowed: true, reasons: [] }
  const signed = { ...SIGNED, actions: [...SIGNED.actions, attach], attachments: [GIVEN] }

  it('are those of the centre, and those that the unit attaches', async () => {
    const { requests } = await open(signed, {
      [`POST /transfers/${ID}/attachments`]: () => json(201, { ...signed, attachments: [GIVEN, OWN] }),
    })
    const files = within(await screen.findByRole('region', { name: '证明材料' }))
    const given = within(screen.getByRole('region', { name: '投诉中心提供的材料' }))
    expect(given.getByText(/不得用来查找投诉人/)).toBeTruthy()
    expect(given.getByText('附件1')).toBeTruthy()
    await userEvent.upload(files.getByLabelText(/上传证明材料/), new File(['x'], '整改照片.jpg'))
    await files.findByText('整改照片.jpg')
    expect(files.getAllByRole('button', { name: '删除…' }).length).toBe(1)
    expect(requests.some(({ method, url }) => method === 'POST' && url.endsWith('/attachments'))).toBe(true)
  })

  it('can no longer be added once the result was submitted', async () => {
    const attachments = [{ ...OWN, removable: false }]
    await open({ ...signed, state: 'answered', actions: [], attachments })
    const files = within(await screen.findByRole('region', { name: '证明材料' }))
    expect(files.getByText(/已随办理结果提交/)).toBeTruthy()
    expect(files.queryByLabelText(/上传证明材料/)).toBeNull()
    expect(files.queryByRole('button', { name: '删除…' })).toBeNull()
  })
})
