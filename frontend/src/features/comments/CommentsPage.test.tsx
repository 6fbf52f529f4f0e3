import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ROUND } from '@/features/results/sample'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import type { Comment } from './api'
import CommentsPage from './CommentsPage'
import { coverAt, partsOf } from './covering'
import { Undecided } from './Undecided'
import { CALLED, COUNTS, RETIRED, sampleSummary, SLOW, TOPIC, withDesk } from './sample'

const state = vi.hoisted(() => ({ state: 'tallied' }))
vi.mock('@/features/rounds/context', () => ({
  useRoundContext: () => ({ round: { id: 'round-2', state: state.state }, refetch: () => Promise.resolve() }),
}))

const BASE = `/rounds/${ROUND.id}/comments`
const page = (...items: Comment[]) => json(200, { items, total: items.length, limit: 50, next_cursor: null })
const answers = (...items: Comment[]) => ({
  [`GET ${BASE}`]: () => page(...items),
  [`GET ${BASE}/summary`]: () => json(200, sampleSummary()),
  [`GET ${BASE}/counts`]: () => json(200, COUNTS),
  'GET /comment-topics': () => json(200, { items: [TOPIC, RETIRED] }),
})
const draw = () => renderAt('/', <CommentsPage />)
const items = () => screen.findAllByRole('radio', { name: '市财政局' })

describe('the desk of comments', () => {
  beforeEach(() => {
    state.state = 'tallied'
    comeIn('comment.read', 'comment.moderate', 'comment.export', 'result.read')
  })

  it('shows the original with the places found beside what leaves the office', async () => {
    serveApi(answers(CALLED, SLOW))
    await draw()
    expect(await screen.findByRole('heading', { name: '已处理 2/4' })).toBeTruthy()
    expect(screen.getByText('（侮辱谩骂 1 条）')).toBeTruthy()
    await items()
    const phone = screen.getByText('13800001234')
    expect(phone.tagName).toBe('MARK')
    expect(phone.textContent).toContain('疑似电话号码')
    expect(screen.getByText('此处已遮盖')).toBeTruthy()
    expect(screen.getByText('与原文相同')).toBeTruthy()
    expect(screen.getByRole('button', { name: '另有 2 条相近' })).toBeTruthy()
    expect(within(screen.getByRole('table')).getAllByText('件数过少，不显示')).toHaveLength(1)
  })

  it('releases by a key, sends the version, keeps the comment in its place and goes on to the next', async () => {
    const requests = serveApi({
      ...answers(CALLED, SLOW),
      [`POST ${BASE}/c-2/decision`]: () => json(200, withDesk(CALLED, { state: 'released', version: 2 })),
    })
    await draw()
    const [first, second] = await items()
    if (!first || !second) throw new Error('two comments')
    await userEvent.click(first)
    await userEvent.keyboard('l')
    await waitFor(() => expect(document.activeElement).toBe(second))
    expect(second).toHaveProperty('checked', true)
    const sent = requests.find(({ method }) => method === 'POST')
    expect(sent?.headers.get('If-Match')).toBe('"1"')
    expect(await sent?.json()).toEqual({ state: 'released', words: '' })
    expect(within(first.closest('li') as HTMLElement).getByText('留用')).toBeTruthy()
  })

  it('covers what is selected and nothing else', async () => {
    const requests = serveApi({
      ...answers(CALLED),
      [`POST ${BASE}/c-2/decision`]: () =>
        problem(422, 'invalid_input', '填写的内容有误', {
          errors: [{ pointer: '/text', code: 'not_covered', message: '只能遮盖原文，不能改写' }],
        }),
    })
    await draw()
    await items()
    await userEvent.click(screen.getByRole('button', { name: '遮盖' }))
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: '公开文字' })
    expect(field.value).toBe('王科长说打138****')
    field.setSelectionRange(0, 3)
    await userEvent.click(screen.getByRole('button', { name: '遮盖选中的文字' }))
    expect(field.value).toBe('****说打138****')
    await userEvent.click(screen.getByRole('button', { name: '恢复原文' }))
    expect(field.value).toBe('王科长说打13800001234')
    await userEvent.click(screen.getByRole('button', { name: '恢复程序的遮盖' }))
    fireEvent.change(field, { target: { value: '王科长很好' } })
    await userEvent.click(screen.getByRole('button', { name: '留用这段文字' }))
    expect(await screen.findByText('只能遮盖原文，不能改写')).toBeTruthy()
    expect(field.value).toBe('王科长很好')
    const sent = requests.find(({ method }) => method === 'POST')
    expect(await sent?.json()).toEqual({ state: 'released', words: '', text: '王科长很好' })
  })

  it('withholds with a reason, and with words where the reason is another', async () => {
    const requests = serveApi({
      ...answers(SLOW),
      [`POST ${BASE}/c-1/decision`]: () => json(200, withDesk(SLOW, { state: 'withheld', version: 2 })),
    })
    await draw()
    await items()
    await userEvent.click(screen.getByRole('button', { name: '不公开' }))
    const dialog = within(screen.getByRole('dialog'))
    const button = dialog.getByRole('button', { name: '不公开' })
    expect(button).toHaveProperty('disabled', true)
    await userEvent.click(dialog.getByRole('radio', { name: '其他' }))
    expect(button).toHaveProperty('disabled', true)
    await userEvent.type(dialog.getByLabelText('写明理由（至少五个字）'), '内容与评议无关')
    await userEvent.click(button)
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    const sent = requests.find(({ method }) => method === 'POST')
    expect(await sent?.json()).toEqual({ state: 'withheld', reason: 'other', words: '内容与评议无关' })
    expect(await screen.findByText('没有公开')).toBeTruthy()
  })

  it('takes back from a unit for protection only', async () => {
    state.state = 'published'
    const summary = sampleSummary()
    serveApi({
      ...answers(withDesk(SLOW, { state: 'released', version: 2 })),
      [`GET ${BASE}/summary`]: () => json(200, { ...summary, round: { ...ROUND, state: 'published' } }),
    })
    await draw()
    await items()
    await userEvent.click(screen.getByRole('button', { name: '不公开' }))
    const dialog = within(screen.getByRole('dialog'))
    expect(dialog.getByText(/单位已经看到这条意见/)).toBeTruthy()
    expect(dialog.getAllByRole('radio')).toHaveLength(3)
  })

  it('releases at once what is on the page and has nothing found in it', async () => {
    const requests = serveApi({
      ...answers(CALLED, SLOW),
      [`POST ${BASE}/decisions`]: () => json(200, { decided: 1 }),
    })
    await draw()
    await userEvent.click(await screen.findByRole('button', { name: '留用本页没有疑点的 1 条…' }))
    await userEvent.click(screen.getByRole('button', { name: '留用本页没有疑点的 1 条' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    const sent = requests.find(({ method }) => method === 'POST')
    expect(await sent?.json()).toEqual({ state: 'released', words: '', items: [{ id: 'c-1', version: 1 }] })
  })

  it('sets topics by ticking, without retired ones', async () => {
    const requests = serveApi({
      ...answers(SLOW),
      [`PUT ${BASE}/c-1/topics`]: () => json(200, { ...withDesk(SLOW, { version: 2 }), topics: [] }),
    })
    await draw()
    await items()
    await userEvent.click(screen.getByRole('button', { name: '改主题' }))
    expect(screen.queryByRole('checkbox', { name: '老主题' })).toBeNull()
    await userEvent.click(screen.getByRole('checkbox', { name: '办事效率' }))
    expect(await screen.findByRole('button', { name: '＋ 主题' })).toBeTruthy()
    expect(await requests.find(({ method }) => method === 'PUT')?.json()).toEqual({ topics: [] })
  })

  it('gives the auditor no buttons', async () => {
    comeIn('comment.read', 'result.read')
    serveApi(answers(withDesk(CALLED, { original: null })))
    await draw()
    expect(await screen.findByText('程序遮盖后的原文')).toBeTruthy()
    expect(screen.getByText('没有另外遮盖')).toBeTruthy()
    expect(screen.queryByRole('radio', { name: '市财政局' })).toBeNull()
    expect(screen.queryByRole('button', { name: '留用' })).toBeNull()
    expect(screen.queryByRole('button', { name: '导出已留用的' })).toBeNull()
  })

  it('says when there is nothing, when it is too early, when it is on its way and when it failed', async () => {
    const told = async (answer: () => Response, text: string) => {
      serveApi({ ...answers(), [`GET ${BASE}/summary`]: answer })
      const drawn = await draw()
      expect(await screen.findByText(text)).toBeTruthy()
      drawn.unmount()
    }
    await told(
      () => json(200, sampleSummary({ total: 0, pending: 0, released: 0, withheld: 0 })),
      '本轮没有群众意见',
    )
    await told(() => problem(404, 'not_found', '没有找到'), '现在还不能看')
    await told(() => json(200, sampleSummary({ unprepared: 7 })), '有 7 条意见还没有整理')
    await told(() => problem(403, 'forbidden', '您的岗位没有这项权限'), '您的岗位没有这项权限')
    await told(() => json(200, sampleSummary()), '没有待处理的意见')
  })
})

describe('what others read', () => {
  it('shows a unit its released comments, without anything of the desk', async () => {
    state.state = 'published'
    comeIn('comment.read', 'comment.export')
    serveApi({
      ...answers({ ...CALLED, topics: [TOPIC], desk: null }),
      [`GET ${BASE}/summary`]: () => json(200, { ...sampleSummary(), progress: null }),
    })
    await draw()
    expect(await screen.findByRole('heading', { name: '群众意见' })).toBeTruthy()
    expect(await screen.findByText('此处已遮盖')).toBeTruthy()
    expect(screen.getByRole('button', { name: '导出' })).toBeTruthy()
    expect(screen.queryByRole('radio')).toBeNull()
    expect(screen.queryByRole('table')).toBeNull()
  })

  it('says when nothing was released', async () => {
    state.state = 'published'
    comeIn('comment.read')
    serveApi({
      ...answers(),
      [`GET ${BASE}/summary`]: () => json(200, { ...sampleSummary(), released: 0, progress: null }),
    })
    await draw()
    expect(await screen.findByText('还没有可以阅看的意见')).toBeTruthy()
  })
})

describe('beside the publication', () => {
  it('says how many are undecided, to those who see how the office is doing', async () => {
    comeIn('comment.read', 'result.read')
    serveApi(answers())
    const drawn = await renderAt('/', <Undecided roundId={ROUND.id} />)
    expect(await screen.findByText(/群众意见还有 2 条没有处理/)).toBeTruthy()
    expect(screen.getByRole('link').getAttribute('href')).toBe(BASE)
    drawn.unmount()
    comeIn('comment.read')
    const requests = serveApi(answers())
    await renderAt('/', <Undecided roundId={ROUND.id} />)
    expect(requests).toEqual([])
  })
})

describe('covering', () => {
  it('makes one place of two that touch', () => {
    expect(coverAt('打138****找我', 0, 1)).toEqual({ text: '****138****找我', caret: 4 })
    expect(coverAt('打138****找我', 1, 4)).toEqual({ text: '打****找我', caret: 5 })
    expect(coverAt('打138****找我', 8, 9)).toEqual({ text: '打138****我', caret: 8 })
  })

  it('tells what is covered', () => {
    expect(partsOf('打138****')).toEqual([
      { text: '打138', covered: false },
      { text: '****', covered: true },
    ])
    expect(partsOf('')).toEqual([])
  })
})
