import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import type { Category, Policy, PolicyPreview, PolicyVersion } from './api'
import PoliciesPage from './PoliciesPage'
import PolicyEditPage from './PolicyEditPage'

const days = (amount: number) => ({ unit: 'wd' as const, amount, warn_left: null, warn_share: null })

const POLICY: Policy = {
  accept: { ...days(3), warn_left: 1 },
  supplement: days(5),
  receipt: days(5),
  dispatch: days(1),
  sign: days(1),
  total: { ...days(30), warn_left: 3, warn_share: 20 },
  rework: days(15),
  check: days(2),
  callback: days(1),
  rating: days(10),
  objection: { ...days(30), unit: 'cd' },
  review: { ...days(30), unit: 'cd' },
  ladder: [
    { name: 'remind', after: 0 },
    { name: 'head', after: 2 },
  ],
  extension_cap: 60,
  extension_before: 1,
  pause_days: 90,
  max_cycles: 2,
  max_returns: 2,
  return_within: 1,
  callback_tries: 2,
  two_handlers: true,
  accepted_when_silent: false,
}

function version(number: number, change: Partial<PolicyVersion> = {}): PolicyVersion {
  return {
    id: `${change.scope ?? '*'} ${number}`,
    scope: '*',
    number,
    policy: POLICY,
    note: '',
    created_by: null,
    created_at: '2026-11-02T01:00:00Z',
    in_force: true,
    cases: 0,
    ...change,
  }
}

const VERSIONS = [
  version(2, { policy: { ...POLICY, total: days(20) }, note: '按新办法缩短', created_by: '用户壬' }),
  version(1, { in_force: false, cases: 24 }),
]

function category(code: string, name: string, change: Partial<Category> = {}): Category {
  return {
    id: code,
    code,
    name,
    group_name: '履行职责',
    hint: '',
    source: 'S0',
    active: true,
    version: 4,
    ...change,
  }
}

const CATEGORIES = [category('slow', '慢作为'), category('old', '旧类', { active: false })]

const PREVIEW: PolicyPreview = {
  clocks: [
    {
      clock: 'total',
      due_now: '2026-12-25T16:00:00Z',
      due_new: '2026-12-11T16:00:00Z',
      yellow_new: null,
      provisional: false,
    },
  ],
  open_cases: 6,
  waiting_cases: 2,
}

function serve(more: Parameters<typeof serveApi>[0] = {}) {
  return serveApi({
    'GET /complaint-policies': () => json(200, { items: VERSIONS }),
    'GET /complaint-categories': () => json(200, { items: CATEGORIES }),
    'POST /complaint-policies/preview': () => json(200, PREVIEW),
    ...more,
  })
}

const read = (path = '/system/policies') => renderAt(path, <PoliciesPage />)
const edit = (scope = '') => renderAt(`/system/policies/edit${scope}`, <PolicyEditPage />)

/** Presses a button found by its words: finding by role among so many fields takes long. */
async function press(words: string) {
  const button = (await screen.findByText(words)).closest('button')
  if (!button) throw new Error(`${words} is no button`)
  await userEvent.click(button)
}

beforeEach(() => comeIn('complaint_policy.read', 'complaint_policy.write'))

it('shows the rules in force in words, what each version changed, and that running cases keep theirs', async () => {
  comeIn('complaint_policy.read')
  serve()
  await read()
  const limits = await screen.findByRole('table', { name: '各环节期限' })
  expect(within(limits).getByRole('row', { name: /受理审查/ }).textContent).toContain(
    '3 个工作日剩 1 个工作日时预警',
  )
  expect(screen.getByText(/已经受理的投诉件，期限和规则在受理时已经固定/)).toBeTruthy()
  const row = screen.getByRole('row', { name: /第 2 版/ })
  expect(row.textContent).toContain('按新办法缩短')
  expect(row.querySelector('del')?.textContent).toBe('30 个工作日，剩 3 个工作日或者 20% 时预警，先到为准')
  expect(row.querySelector('ins')?.textContent).toBe('20 个工作日，不预警')
  for (const name of ['修改规则', '新增类别', /停用/])
    expect(screen.queryByRole('button', { name })).toBeNull()
})

it('shows an earlier version as replaced, and a category without rules under the general ones', async () => {
  serve()
  const { router } = await read('/system/policies?version=1')
  expect(await screen.findByText(/按这一版受理的投诉件 24 件/)).toBeTruthy()
  await userEvent.selectOptions(screen.getByLabelText('适用类别'), 'slow')
  expect(router.state.location.search).toBe('?scope=slow')
  expect(screen.getByText(/本类投诉没有单独规则/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: '为本类制定单独规则' }))
  expect(router.state.location.pathname).toBe('/system/policies/edit')
})

it('previews a change before it can be saved, and saves it with its reason', async () => {
  const requests = serve({ 'POST /complaint-policies': () => json(201, version(1, { scope: 'slow' })) })
  const { router } = await edit('?scope=slow')
  const user = userEvent.setup()
  const total = await screen.findByLabelText('办理期限')
  expect(screen.getAllByText(/^通用规则：20 个工作日/)).toBeTruthy()
  expect(screen.queryByText(/^保存为/)).toBeNull()
  await user.clear(total)
  await user.type(total, '10')
  await press('预览影响')
  expect(await screen.findByText('在办的 6 件已经受理，仍按受理时的规则办理，不受影响。')).toBeTruthy()
  expect(screen.getByText('待审查的 2 件尚未受理，受理后适用新规则。')).toBeTruthy()
  expect(screen.getByText('有变化').closest('tr')?.textContent).toBe('办理12月25日12月11日 有变化—')
  await press('保存为第 1 版…')
  const dialog = within(screen.getByRole('dialog'))
  const save = dialog.getByRole<HTMLButtonElement>('button', { name: '保存为第 1 版' })
  expect(save.disabled).toBe(true)
  await user.type(dialog.getByLabelText(/修改理由/), '本类从快')
  await user.click(save)
  await waitFor(() => expect(router.state.location.pathname).toBe('/system/policies'))
  const sent = requests.filter(({ method, url }) => method === 'POST' && url.endsWith('policies')).at(-1)
  const body = (await sent?.json()) as { policy: Policy }
  expect(body).toMatchObject({ scope: 'slow', after: 0, note: '本类从快' })
  expect(body.policy).toEqual({ ...POLICY, total: days(10) })
})

it('discards the preview of what is changed again, and of what somebody else has overtaken', async () => {
  serve({ 'POST /complaint-policies': () => problem(412, 'stale', '内容已被他人修改') })
  await edit()
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText('回访期限'), '5')
  await press('预览影响')
  await screen.findByText('保存为第 3 版…')
  await user.type(screen.getByLabelText('回访期限'), '0')
  expect(screen.queryByText(/^保存为/)).toBeNull()
  await press('预览影响')
  await press('保存为第 3 版…')
  const dialog = within(screen.getByRole('dialog'))
  await user.type(dialog.getByLabelText(/修改理由/), '放宽')
  await user.click(dialog.getByRole('button', { name: '保存为第 3 版' }))
  expect((await screen.findByRole('alert')).textContent).toContain('内容已被他人修改')
  expect(screen.queryByText(/^保存为/)).toBeNull()
})

it('shows what the server refuses at its field', async () => {
  const errors = [{ pointer: '/policy/extension_cap', code: 'value_error', message: '不应短于办理期限本身' }]
  serve({
    'POST /complaint-policies/preview': () => problem(422, 'invalid_input', '填写的内容有误', { errors }),
  })
  await edit()
  await press('预览影响')
  const field = await screen.findByText('不应短于办理期限本身')
  expect(field.closest('.ant-form-item')?.textContent).toContain('连同延期最长')
})

it('adds a category with the problem at its field, and retires one with the version that was read', async () => {
  const errors = [{ pointer: '/code', code: 'taken', message: '已有相同的类别' }]
  const requests = serve({
    'POST /complaint-categories': () => problem(409, 'conflict', '与当前状态冲突', { errors }),
    'PATCH /complaint-categories/slow': () => json(200, category('slow', '慢作为', { active: false })),
  })
  await read()
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: '新增类别' }))
  await user.type(screen.getByLabelText('名称'), '拖欠')
  await user.type(screen.getByLabelText('所属大类'), '履行职责')
  await user.type(screen.getByLabelText('代码'), 'slow')
  await user.click(screen.getByRole('button', { name: '保存' }))
  const taken = await screen.findByText('已有相同的类别')
  expect(taken.closest('.ant-form-item')?.textContent).toContain('代码')
  await user.click(screen.getByRole('button', { name: '取消' }))
  await user.click(within(screen.getByRole('row', { name: /慢作为/ })).getByRole('button', { name: '停用…' }))
  await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: '停用' }))
  await waitFor(() => expect(requests.some(({ method }) => method === 'PATCH')).toBe(true))
  const patch = requests.find(({ method }) => method === 'PATCH')
  expect(patch?.headers.get('If-Match')).toBe('"4"')
  expect(await patch?.json()).toEqual({ active: false })
  expect(screen.getByRole('row', { name: /旧类/ }).textContent).toContain('恢复使用')
})
