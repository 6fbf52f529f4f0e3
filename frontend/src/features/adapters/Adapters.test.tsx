import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '@/api/errors'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import AdapterEditPage from './AdapterEditPage'
import AdapterListPage from './AdapterListPage'
import AdapterPage from './AdapterPage'
import type { Adapter, WordTable } from './api'
import { atFields, linesOf, STATES, valuesOf, wrongLine } from './table'

const TABLE: WordTable = {
  name: '12345 政务服务便民热线',
  channel: 'hotline',
  members: { source_id: '工单编号', text: '诉求内容' },
  categories: { 服务态度: 'attitude', 办事效率: 'slow' },
  default_category: 'other',
  units: { 县住建局: 'ZJJ' },
  modes: { 保密: 'confidential' },
  default_mode: 'confidential',
  states: Object.fromEntries(STATES.map((state) => [state, '办理中'])),
}

function version(number: number, change: Partial<Adapter> = {}): Adapter {
  return {
    source_system: '12345',
    number,
    mapping: TABLE,
    note: '',
    created_by: null,
    created_at: null,
    in_force: true,
    ...change,
  }
}

const SHIPPED = version(0, {
  mapping: { ...TABLE, categories: { 服务态度: 'attitude', 推诿: 'slow' }, units: {} },
  in_force: false,
})
const NEWEST = version(1, { note: '增加单位', created_by: '用户辛', created_at: '2026-11-02T01:00:00Z' })
const category = (code: string, name: string) => ({
  id: code,
  code,
  group_name: '作风',
  name,
  hint: '',
  source: '',
  active: true,
  version: 1,
})
const CATEGORIES = [category('attitude', '态度生硬'), category('slow', '办事拖拉'), category('other', '其他')]
const ANSWERS = {
  'GET /adapters': () => json(200, { items: [NEWEST] }),
  'GET /adapters/12345': () => json(200, { items: [NEWEST, SHIPPED] }),
  'GET /complaint-categories': () => json(200, { items: CATEGORIES }),
  'GET /units': () =>
    json(200, { items: [{ id: '1', code: 'ZJJ', name: '县住建局' }], total: 1, limit: 200 }),
}
const LEAD = ['calendar.read', 'adapter.read', 'adapter.write', 'complaint_policy.read', 'unit.read']

async function draw(
  page: 'list' | 'one' | 'edit',
  answers: Parameters<typeof serveApi>[0] = {},
  search = '',
) {
  const requests = serveApi({ ...ANSWERS, ...answers })
  const element = { list: <AdapterListPage />, one: <AdapterPage />, edit: <AdapterEditPage /> }[page]
  const path = { list: '', one: '/12345', edit: '/12345/edit' }[page]
  const pattern = path.replace('12345', ':system')
  const view = await renderAt(`/system/adapters${path}${search}`, element, `/system/adapters${pattern}`)
  await screen.findByRole('heading', { level: 1 })
  const sent = () => requests.filter(({ method }) => method === 'POST')
  return { ...view, requests, sent }
}

beforeEach(() => comeIn(...LEAD))

describe('the list of word tables', () => {
  it('shows what is in force, and begins no table under a code that there is', async () => {
    const { router } = await draw('list')
    const row = await screen.findByRole('row', { name: /12345/ })
    expect(row.textContent).toContain('第 1 版')
    await userEvent.click(screen.getByRole('button', { name: '新增词表' }))
    const code = screen.getByLabelText('系统代号')
    await userEvent.type(code, '12345')
    await userEvent.click(screen.getByText('下一步'))
    await screen.findByText(/这个代号已有词表/)
    await userEvent.clear(code)
    await userEvent.type(code, 'Hot line')
    await userEvent.click(screen.getByText('下一步'))
    await screen.findByText(/请填写系统代号/)
    await userEvent.clear(code)
    await userEvent.type(code, 'hotline')
    await userEvent.click(screen.getByText('下一步'))
    await waitFor(() => expect(router.state.location.pathname).toBe('/system/adapters/hotline/edit'))
    expect(router.state.location.search).toBe('?like=12345')
  })

  it('is only read by who may not change it', async () => {
    comeIn('adapter.read', 'calendar.read')
    await draw('list')
    await screen.findByRole('row', { name: /12345/ })
    expect(screen.queryByRole('button', { name: '新增词表' })).toBeNull()
  })
})

describe('one word table', () => {
  it('shows the names of codes, and what each version changed', async () => {
    await draw('one')
    const categories = await screen.findByRole('region', { name: '投诉类别' })
    await within(categories).findByText('办事拖拉')
    expect(categories.textContent).toContain('归入“其他”')
    const versions = screen.getByRole('region', { name: '历次版本' })
    const [, first] = within(versions).getAllByRole('row')
    expect(first?.textContent).toContain('类别“办事效率”：办事拖拉')
    expect(first?.textContent).toContain('类别“推诿”：办事拖拉 → 删除')
    await userEvent.click(within(versions).getByRole('button', { name: /查看/ }))
    await screen.findByText(/这是原有版本/)
    expect(screen.getByRole('button', { name: '以此为底稿修改' })).toBeTruthy()
  })

  it('is shown by its codes to who may not read our categories', async () => {
    comeIn('adapter.read')
    const { requests } = await draw('one')
    const categories = await screen.findByRole('region', { name: '投诉类别' })
    expect(categories.textContent).toContain('slow')
    expect(screen.queryByRole('button', { name: '修改词表' })).toBeNull()
    expect(requests.some(({ url }) => url.includes('complaint-categories'))).toBe(false)
  })
})

describe('a new version', () => {
  it('holds everything, with what was changed', async () => {
    const { sent } = await draw('edit', { 'POST /adapters/12345': () => json(201, version(2)) })
    await userEvent.type(screen.getByLabelText('标题'), ' 诉求标题 ')
    const rows = screen.getByRole('group', { name: '投诉类别' })
    await userEvent.click(within(rows).getByRole('button', { name: '删除第 1 行' }))
    await userEvent.type(screen.getByLabelText('修改说明'), '减少类别')
    await userEvent.click(screen.getByRole('button', { name: '提交新版本' }))
    await waitFor(() => expect(sent()).toHaveLength(1))
    expect(await sent()[0]?.json()).toEqual({
      mapping: {
        ...TABLE,
        members: { ...TABLE.members, subject: '诉求标题' },
        categories: { 办事效率: 'slow' },
      },
      note: '减少类别',
      after: 1,
    })
  })

  it('shows at the field what the server does not know', async () => {
    const errors = [
      { pointer: '/mapping/units/县住建局', code: 'unknown', message: '没有这个单位' },
      { pointer: '/mapping/categories/办事效率', code: 'unknown', message: '没有这个类别' },
    ]
    await draw('edit', {
      'POST /adapters/12345': () => problem(422, 'invalid_input', '填写的内容有误', { errors }),
    })
    await userEvent.click(screen.getByRole('button', { name: '提交新版本' }))
    await screen.findByText('第 1 行“县住建局”：没有这个单位')
    await screen.findByText('没有这个类别')
    expect(screen.getByLabelText('单位对应，一行一个').getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByLabelText('第 2 行，本系统的类别').getAttribute('aria-invalid')).toBe('true')
  })

  it('is shown what somebody else has added meanwhile, and replaces that knowingly', async () => {
    const theirs = version(2, {
      mapping: { ...TABLE, categories: {} },
      created_by: '用户壬',
      created_at: '2026-11-03T01:00:00Z',
    })
    let refused = false
    const { sent } = await draw('edit', {
      'GET /adapters/12345': () => json(200, { items: refused ? [theirs, NEWEST] : [NEWEST] }),
      'POST /adapters/12345': () => {
        if (refused) return json(201, version(3))
        refused = true
        return problem(412, 'stale', '内容已被他人修改', { current: { source_system: '12345', number: 2 } })
      },
    })
    await userEvent.click(screen.getByRole('button', { name: '提交新版本' }))
    const alert = await screen.findByRole('alert')
    await waitFor(() => expect(alert.textContent).toContain('用户壬已于'))
    expect(alert.textContent).toContain('类别“服务态度”：态度生硬 → 删除')
    await userEvent.click(screen.getByRole('button', { name: '提交新版本' }))
    await waitFor(() => expect(sent()).toHaveLength(2))
    expect(await sent()[1]?.json()).toMatchObject({ after: 2, mapping: { categories: TABLE.categories } })
  })
})

describe('the lines of units', () => {
  it('are columns of a spreadsheet or sides of an equals sign', () => {
    expect(linesOf('县住建局\tZJJ\n\n a=b ＝ X1 \n')).toEqual([
      { number: 1, theirs: '县住建局', ours: 'ZJJ' },
      { number: 3, theirs: 'a=b', ours: 'X1' },
    ])
    expect(wrongLine('a=1\nb')).toEqual({ problem: 'incomplete', number: 2 })
    expect(wrongLine('a=1\nb=2\na=3')).toEqual({ problem: 'repeated', number: 3 })
    expect(wrongLine('')).toBeNull()
  })

  it('are named in one message, the first five of them', () => {
    const errors = Array.from({ length: 7 }, (_, index) => ({
      pointer: `/mapping/units/a~1${index}`,
      code: 'unknown',
      message: '没有',
    }))
    const units = Object.fromEntries(errors.map((_, index) => [`a/${index}`, 'X']))
    const refusal = new ApiError(422, { type: '', title: '', status: 422, code: '', trace_id: '', errors })
    const words = {
      line: ({ number, theirs }: { number: number; theirs: string }) => `${number} ${theirs}`,
      more: String,
    }
    const shown = atFields(refusal, valuesOf({ ...TABLE, units }), words) as ApiError
    expect(shown.problem.errors).toEqual([
      { pointer: '/mapping/units', code: 'unknown', message: '1 a/0\n2 a/1\n3 a/2\n4 a/3\n5 a/4\n2' },
    ])
  })
})
