import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { json, problem, renderAt, serveApi } from '@/testing'
import type { Attachment, Attachments } from './api'
import { CaseAttachments } from './CaseAttachments'

const CASE = '00000000-0000-4000-8000-000000000001'
const BASE = `/complaints/${CASE}/attachments`
const PHOTO: Attachment = {
  id: 'photo',
  title: '附件1',
  name: null,
  kind: 'jpg',
  size: 1_572_864,
  source: 'filing',
  brought_by: '投诉人',
  at: '2026-11-29T01:00:00Z',
  state: 'ready',
  has_copy: true,
  removable: false,
  releases: [],
}
const VIDEO: Attachment = { ...PHOTO, id: 'video', title: '附件2', kind: 'mp4', has_copy: false }
const LETTER: Attachment = {
  ...PHOTO,
  id: 'letter',
  title: '附件3',
  name: '来信.pdf',
  kind: 'pdf',
  source: 'centre',
  brought_by: '测试王',
  state: 'pending_scan',
  removable: true,
}
const TARGETS = [
  { transfer_id: 'a', number: '转2026-00001', unit_name: '市财政局', lead: true },
  { transfer_id: 'b', number: '转2026-00002', unit_name: '市审计局', lead: false },
]
const list = (...items: Attachment[]): Attachments => ({ items, targets: TARGETS })
const RELEASE = {
  transfer_id: 'b',
  transfer_number: '转2026-00002',
  unit_name: '市审计局',
  title: '附件1',
  released_by: '测试王',
  released_at: '2026-11-29T02:00:00Z',
}

async function open(answers: Parameters<typeof serveApi>[0], may = { write: true, release: true }) {
  const requests = serveApi(answers)
  const onChanged = vi.fn()
  await renderAt('/', <CaseAttachments caseId={CASE} may={may} onChanged={onChanged} />)
  return { requests, onChanged }
}

describe('the files of a case', () => {
  it('are shown with what stands against opening them', async () => {
    await open({ [`GET ${BASE}`]: () => json(200, list(PHOTO, VIDEO, LETTER)) })
    const rows = await screen.findAllByRole('listitem')
    const [photo, video, letter] = rows.map((row) => within(row))
    const texts = rows.map(({ textContent }) => textContent)
    expect(texts[0]).toContain('1.5 MB')
    expect(photo?.getByRole('button', { name: '预览' })).toBeTruthy()
    expect(texts[1]).toContain('只有原件')
    expect(video?.queryByRole('button', { name: '提供给单位…' })).toBeNull()
    expect(texts[2]).toContain('来信.pdf')
    expect(texts[2]).toContain('等待查毒')
    expect(letter?.queryByRole('button', { name: '下载原件…' })).toBeNull()
  })

  it('are handed on to the unit chosen, once somebody has looked at the copy', async () => {
    const released = list({ ...PHOTO, releases: [RELEASE] })
    const { requests, onChanged } = await open({
      [`GET ${BASE}`]: () => json(200, list(PHOTO)),
      [`POST ${BASE}/photo/releases`]: () => json(200, released),
    })
    await userEvent.click(await screen.findByRole('button', { name: '提供给单位…' }))
    const dialog = await screen.findByRole('dialog')
    const confirm = () =>
      within(dialog).getByText('提供给单位', { selector: 'button *' }).closest('button') as HTMLButtonElement
    expect(confirm().disabled).toBe(true)
    await userEvent.click(within(dialog).getByLabelText('市审计局（转2026-00002）'))
    await userEvent.click(within(dialog).getByRole('checkbox'))
    expect(dialog.textContent).toContain('提供给市审计局（转2026-00002）')
    await userEvent.click(confirm())
    await screen.findByText(/已提供给市审计局/)
    const sent = requests.find(({ method }) => method === 'POST')
    expect(await sent?.json()).toEqual({ transfer_id: 'b' })
    expect(onChanged).toHaveBeenCalled()
  })

  it('are refused in the words of the server', async () => {
    await open({
      [`GET ${BASE}`]: () => json(200, list()),
      [`POST ${BASE}`]: () => problem(422, 'attachment_protected', '文件设了密码，请去掉密码后再上传'),
    })
    await screen.findByText('还没有附件')
    await userEvent.upload(screen.getByLabelText(/上传附件/), new File(['x'], 'a.pdf'))
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('文件设了密码'))
  })

  it('are only read by those who may do no more', async () => {
    await open(
      { [`GET ${BASE}`]: () => json(200, list({ ...PHOTO, releases: [RELEASE] }, LETTER)) },
      { write: false, release: false },
    )
    await screen.findAllByRole('listitem')
    for (const name of ['提供给单位…', '收回…', '删除…'])
      expect(screen.queryByRole('button', { name })).toBeNull()
    expect(screen.queryByLabelText(/上传附件/)).toBeNull()
  })
})
