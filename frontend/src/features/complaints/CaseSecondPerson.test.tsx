import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { comeIn, json } from '@/testing'
import type { CaseDetail, CaseRequest } from './api'
import { nextStep as next, openCase as open, posts, press } from './openCase'
import { CASE, HEADER, ID } from './sample'

const REQUEST: CaseRequest = {
  id: '00000000-0000-4000-8000-000000000009',
  kind: 'extension',
  state: 'pending',
  asked_by: '联络员 用户戊',
  asked_at: '2026-11-27T01:00:00Z',
  reason: '需要逐笔核对台账',
  decided_by: null,
  decided_at: null,
  decision_note: null,
  own: false,
  may_decide: true,
  detail: { amount: 10 },
}

describe('what a second person decides on a case', () => {
  beforeEach(() => comeIn('complaint.read', 'complaint.second', 'complaint.supervise'))

  it('has a request decided by another person than who asked', async () => {
    comeIn('complaint.read', 'complaint.handle', 'complaint.decide', 'complaint.second')
    const detail: CaseDetail = {
      ...CASE,
      requests: [
        REQUEST,
        { ...REQUEST, id: '2', kind: 'identity', own: true, may_decide: false, detail: {} },
      ],
    }
    const requests = await open(detail, {
      [`POST /complaints/${ID}/extensions/${REQUEST.id}/approve`]: () => json(200, {}),
    })
    expect((await next()).getByRole('heading', { name: '有申请等待您决定' })).toBeTruthy()
    const panel = within(screen.getByRole('region', { name: '申请和审批' }))
    expect(panel.getByText('由您提出，应由他人决定')).toBeTruthy()
    expect(panel.getAllByRole('button')).toHaveLength(2)
    await press('同意…')
    const dialog = within(await screen.findByRole('dialog', { name: '同意' }))
    expect(dialog.getByText(/联络员 用户戊申请：延期 10 天/)).toBeTruthy()
    await press('同意')
    expect(await dialog.findByText('请填写理由')).toBeTruthy()
    await userEvent.type(dialog.getByLabelText('理由'), '情况复杂')
    await press('同意')
    await waitFor(() => expect(posts(requests)).toHaveLength(1))
    expect(await posts(requests)[0]?.json()).toEqual({ note: '情况复杂' })
  })

  it('lets a second person read what a decision is about, and then decide', async () => {
    const requests = await open(
      {
        ...CASE,
        header: { ...HEADER, state: 'reply_review' },
        actions: [{ action: 'issue_reply', label: '签发答复', reasons: [] }],
        content: null,
      },
      {
        [`POST /complaints/${ID}/basis`]: () =>
          json(200, {
            decisions: ['issue_reply'],
            summary: '反映审批超期',
            conclusion: 'true',
            reply: '经查属实，已办结。',
            reasons: [{ action: 'send_back', at: HEADER.received_at, text: '请写明办结日期' }],
          }),
        [`POST /complaints/${ID}/issue-reply`]: () => json(200, CASE),
      },
    )
    expect((await next()).getByRole('heading', { name: '审核并签发答复' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: '签发答复…' })).toBeNull()
    await press('查看后决定')
    const panel = within(await screen.findByRole('region', { name: '由您决定的事项' }))
    expect(await panel.findByText('请写明办结日期')).toBeTruthy()
    await press('签发答复…')
    expect(await screen.findByDisplayValue('经查属实，已办结。')).toBeTruthy()
    await press('签发答复')
    await waitFor(() => expect(posts(requests)).toHaveLength(2))
    expect(await posts(requests)[1]?.json()).toEqual({ reply: '经查属实，已办结。' })
  })

  it('lets a second person decide on a request only after reading why', async () => {
    await open(
      {
        ...CASE,
        requests: [{ ...REQUEST, reason: '' }],
        actions: [],
        content: null,
      },
      {
        [`POST /complaints/${ID}/basis`]: () =>
          json(200, {
            decisions: ['ask_extension'],
            summary: '反映审批超期',
            conclusion: null,
            reply: null,
            reasons: [{ action: 'ask_extension', at: HEADER.received_at, text: '设备送检' }],
          }),
      },
    )
    expect(await screen.findByText('请先在“由您决定的事项”中查看理由，再作决定')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '同意…' })).toBeNull()
    await press('查看后决定')
    expect(await screen.findByText('设备送检')).toBeTruthy()
    expect(screen.getByRole('button', { name: '同意…' })).toBeTruthy()
  })
})
