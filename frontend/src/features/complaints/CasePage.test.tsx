import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import { CaseAt } from './CasePage'
import { nextStep as next, openCase as open, posts, press } from './openCase'
import { CASE, HEADER, ID } from './sample'

beforeEach(() => comeIn('complaint.read', 'complaint.handle', 'complaint.decide', 'complaint.second'))

describe('the page of a case', () => {
  it('offers the one next step, and says why others are not possible', async () => {
    await open(CASE)
    const strip = await next()
    expect(strip.getByRole('heading', { name: '决定是否受理' })).toBeTruthy()
    expect(strip.getByText('剩 2 个工作日')).toBeTruthy()
    expect(strip.getByRole('button', { name: '受理…' })).toBeTruthy()
    const blocked = within(screen.getByRole('region', { name: '暂不能办理的事项' }))
    expect(blocked.getByText('登记人不能决定不予受理，请由另一位负责人办理')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '不予受理…' })).toBeNull()
  })

  it('sends what the form takes with the version that was read, and shows problems at their fields', async () => {
    const requests = await open(CASE, {
      [`POST /complaints/${ID}/accept`]: () =>
        problem(422, 'invalid', '内容有误', {
          errors: [
            { pointer: '/summary', code: 'identity_in_text', message: '文中出现了投诉人姓名，请删去' },
          ],
        }),
    })
    await userEvent.click((await next()).getByRole('button', { name: '受理…' }))
    const dialog = within(await screen.findByRole('dialog', { name: '受理' }))
    await press('受理')
    expect(await dialog.findByText('请填写摘要')).toBeTruthy()
    expect(posts(requests)).toHaveLength(0)
    await userEvent.type(dialog.getByLabelText('摘要'), '王测试反映审批超期')
    await press('受理')
    const alert = await dialog.findByText('文中出现了投诉人姓名，请删去')
    expect(alert.closest('.ant-form-item')?.textContent).toContain('摘要')
    const sent = posts(requests)[0]
    expect(sent?.headers.get('If-Match')).toBe('"3"')
    expect(await sent?.json()).toMatchObject({ handling: 'passed', summary: '王测试反映审批超期' })
  })

  it('shows what somebody else did meanwhile, keeps what was written and sends it with the new version', async () => {
    let version = 3
    const requests = await open(CASE, {
      // What can be done is another thing then, too: the button of the dialog has gone.
      [`GET /complaints/${ID}`]: () =>
        json(200, {
          ...CASE,
          header: { ...HEADER, version },
          actions: version === 3 ? CASE.actions : [],
        }),
      [`POST /complaints/${ID}/withdraw`]: () => {
        version = 4
        return problem(412, 'stale', '内容已被他人修改')
      },
    })
    await next()
    await press('撤诉…')
    const dialog = within(await screen.findByRole('dialog', { name: '撤诉' }))
    await userEvent.type(dialog.getByLabelText('撤回的时间、方式和记录'), '来电撤回')
    await press('撤诉')
    expect(await dialog.findByText('内容已被他人修改')).toBeTruthy()
    expect(dialog.getByDisplayValue('来电撤回')).toBeTruthy()
    await press('撤诉')
    await waitFor(() => expect(posts(requests)).toHaveLength(2))
    expect(posts(requests).map(({ headers }) => headers.get('If-Match'))).toEqual(['"3"', '"4"'])
  })

  it('keeps the original sealed until it is asked for, and says that this is recorded', async () => {
    const requests = await open(CASE, {
      [`POST /complaints/${ID}/original`]: () =>
        json(200, { subject: '', text: '二十天没有办结。', wish: '请尽快办理' }),
    })
    expect(await screen.findByText(/每次查看都记入办理经过/)).toBeTruthy()
    expect(posts(requests)).toHaveLength(0)
    await press('查看原文')
    expect(await screen.findByText('二十天没有办结。')).toBeTruthy()
    expect(screen.getByText('本次查看已记入办理经过。')).toBeTruthy()
  })

  it('lets an officer take a case that nobody has', async () => {
    comeIn('complaint.read', 'complaint.handle')
    const untaken = { ...HEADER, officer_id: null, officer_name: null }
    const requests = await open(
      { ...CASE, header: untaken, actions: [], content: null },
      { [`POST /complaints/${ID}/take`]: () => json(200, CASE) },
    )
    await userEvent.click((await next()).getByRole('button', { name: '接办' }))
    await waitFor(() => expect(posts(requests)).toHaveLength(1))
    expect(screen.queryByText('投诉原文')).toBeNull()
  })

  it('waits for the rating of somebody who cannot be called back, and says until when', async () => {
    const until = '投诉人没有留下联系方式，可以在查询页评价到2026年12月11日'
    await open({
      ...CASE,
      header: { ...HEADER, state: 'replied', mode: 'anonymous', next_due: null, next_clock: null },
      actions: [{ action: 'close', label: '办结', reasons: [until] }],
    })
    const strip = await next()
    expect(strip.getByRole('heading', { name: '等待投诉人评价' })).toBeTruthy()
    expect(strip.getByText(until)).toBeTruthy()
    expect(strip.queryByRole('button')).toBeNull()
  })

  it('proposes to close when the latest callback found an objective cause', async () => {
    const callback = {
      cycle: 1,
      outcome: 'reached',
      note: '已联系',
      made_by: '用户庚',
      at: HEADER.received_at,
    } as const
    const callbacks = (['subjective', 'objective'] as const).map((cause) => ({ ...callback, cause }))
    await open({
      ...CASE,
      header: { ...HEADER, state: 'replied' },
      actions: ['rework', 'close'].map((action) => ({ action, label: action, reasons: [] })),
      content: { orders: [], results: [], callbacks, messages: [], similar: [], merged: [] },
    })
    expect((await next()).getByRole('heading', { name: '办结' })).toBeTruthy()
  })

  it('has the receipt of a transfer confirmed', async () => {
    const requests = await open(
      {
        ...CASE,
        header: { ...HEADER, state: 'transferred_out', next_clock: 'receipt' },
        actions: [{ action: 'confirm_receipt', label: '确认对方已收到', reasons: [] }],
      },
      { [`POST /complaints/${ID}/confirm-receipt`]: () => json(200, CASE) },
    )
    await userEvent.click((await next()).getByRole('button', { name: '确认对方已收到…' }))
    const dialog = within(await screen.findByRole('dialog', { name: '确认对方已收到' }))
    await userEvent.type(dialog.getByLabelText('由谁、怎样确认'), '来函确认')
    await press('确认对方已收到')
    await waitFor(() => expect(posts(requests)).toHaveLength(1))
    expect(await posts(requests)[0]?.json()).toEqual({ note: '来函确认' })
  })

  it('says so when the case is not there', async () => {
    serveApi({})
    await renderAt('/', <CaseAt id={ID} />)
    expect(await screen.findByText('没有这件投诉，或者它不由您承办。')).toBeTruthy()
  })
})
