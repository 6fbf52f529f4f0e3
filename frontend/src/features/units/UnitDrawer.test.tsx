import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { json, problem, renderAt, serveApi } from '@/testing'
import type { Unit } from './api'
import { UnitDrawer } from './UnitDrawer'

const UNIT: Unit = {
  id: '00000000-0000-4000-8000-000000000001',
  code: 'ZF-07',
  name: '市财政局',
  short_name: '',
  sequence_id: '00000000-0000-4000-8000-000000000002',
  sequence_name: '政府部门',
  parent_id: null,
  duties: '财政收支',
  responsible_post: '',
  responsible_since: null,
  contact_post: '',
  contact_phone: '0000-1',
  active_from: null,
  active_to: null,
  successor_id: null,
  version: 4,
}
const EDIT = `PATCH /units/${UNIT.id}`
const LISTS = {
  'GET /sequences': () =>
    json(200, { items: [{ id: UNIT.sequence_id, name: UNIT.sequence_name, position: 1, version: 1 }] }),
  'GET /units': () => json(200, { items: [], total: 0, limit: 50, next_cursor: null }),
}

async function open(answers: Parameters<typeof serveApi>[0]) {
  const requests = serveApi({ ...LISTS, ...answers })
  const onSaved = vi.fn()
  const onClose = vi.fn()
  await renderAt('/', <UnitDrawer unit={UNIT} onSaved={onSaved} onClose={onClose} />)
  const duties = await screen.findByLabelText('职能')
  await userEvent.clear(duties)
  await userEvent.click(duties)
  await userEvent.paste('财政收支、国有资产')
  const save = () => userEvent.click(screen.getByText('保存'))
  const edits = () => requests.filter(({ method }) => method === 'PATCH')
  return { save, edits, onSaved, onClose }
}

describe('editing a unit', () => {
  it('sends the version that was read, and nothing that the API does not take', async () => {
    const { save, edits, onSaved } = await open({ [EDIT]: () => json(200, { ...UNIT, version: 5 }) })
    await save()
    await waitFor(() => expect(onSaved).toHaveBeenCalledOnce())
    const [edit] = edits()
    expect(edit?.headers.get('If-Match')).toBe('"4"')
    const body = (await edit?.json()) as Record<string, unknown>
    expect(body).toMatchObject({ duties: '财政收支、国有资产', code: 'ZF-07' })
    for (const foreign of ['id', 'version', 'sequence_name', 'active_to', 'successor_id']) {
      expect(body).not.toHaveProperty(foreign)
    }
  })

  it('explains a conflict with the current values; saving again replaces them knowingly', async () => {
    const current = { ...UNIT, contact_phone: '0000-2', version: 7 }
    const { save, edits, onSaved } = await open({
      [EDIT]: (request) =>
        request.headers.get('If-Match') === '"7"'
          ? json(200, { ...UNIT, version: 8 })
          : problem(412, 'stale', '内容已被他人修改', { current }),
    })
    await save()
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('联系电话0000-2')
    expect(alert.textContent).not.toContain('职能')
    expect(screen.getByLabelText<HTMLInputElement>('职能').value).toBe('财政收支、国有资产')
    await save()
    await waitFor(() => expect(onSaved).toHaveBeenCalledOnce())
    expect(edits().map((edit) => edit.headers.get('If-Match'))).toEqual(['"4"', '"7"'])
  })

  it("shows the server's words at the field they belong to", async () => {
    const errors = [
      { pointer: '/duties', code: 'too_long', message: '职能太长' },
      { pointer: '', code: 'other', message: '别处的问题' },
    ]
    const { save, onSaved } = await open({
      [EDIT]: () => problem(422, 'invalid_input', '填写的内容有误', { errors }),
    })
    await save()
    await screen.findByText('别处的问题')
    expect(screen.getByLabelText('职能').getAttribute('aria-invalid')).toBe('true')
    expect(screen.getAllByText('职能太长')).toHaveLength(1)
    expect(onSaved).not.toHaveBeenCalled()
  })
})
