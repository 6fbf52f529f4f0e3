import { render, screen, waitFor } from '@testing-library/preact'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from '../App'
import { BallotControl } from '../control'
import { freshDraft, loadDraft, saveDraft } from '../draft'
import { rewind } from '../place'
import { SettingsProvider } from '../settings'
import { CODE, FORM } from './form'

type Reply = Response | 'lost'
interface Call {
  path: string
  init: RequestInit
  body: Record<string, unknown>
}

const json = (status: number, body: unknown, headers = {}): Response =>
  new Response(JSON.stringify(body), { status, headers })
const form = (): Response => json(200, FORM)

/** Serves the page with the replies in order and opens it at the address; returns the requests made. */
function open(fragment: string, ...replies: Reply[]): Call[] {
  const calls: Call[] = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    calls.push({ path, init, body: JSON.parse(init.body as string) as Record<string, unknown> })
    const reply = replies.shift()
    return reply instanceof Response ? Promise.resolve(reply) : Promise.reject(new TypeError('network'))
  })
  location.hash = fragment
  const control = new BallotControl(() => 'zh-CN')
  void control.begin()
  render(
    <SettingsProvider>
      <App control={control} />
    </SettingsProvider>,
  )
  return calls
}

const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
const choose = async (group: RegExp, option: string) => {
  const radios = await screen.findByRole('radiogroup', { name: group })
  const label = [...radios.querySelectorAll('label')].find((each) => each.textContent === option)
  if (!label) throw new Error(`no option ${option}`)
  await userEvent.click(label)
}

function setWindow(size: 'phone' | 'wide'): void {
  const media = { matches: size === 'wide', addEventListener: vi.fn(), removeEventListener: vi.fn() }
  vi.stubGlobal('matchMedia', () => media)
}

beforeEach(() => {
  sessionStorage.clear()
  vi.stubGlobal('navigator', Object.create(navigator, { language: { value: 'zh-CN' } }))
  window.scrollTo = vi.fn()
  setWindow('phone')
  rewind()
})

describe('opening', () => {
  it('takes the code out of the address and sends neither cookie nor referrer', async () => {
    const [call] = open(`#${CODE}`, form())
    expect(await screen.findByRole('heading', { level: 1, name: FORM.title })).toBeTruthy()
    expect(location.hash).toBe('')
    expect(call?.path).toBe('/api/v1/ballots/start')
    expect(call?.body).toEqual({ code: CODE })
    expect(call?.init).toMatchObject({
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    })
  })

  it('does not ask the server about a code that cannot be right', async () => {
    const calls = open('')
    const field = await screen.findByLabelText('评议码')
    await userEvent.type(field, `${CODE.slice(0, 15)}${CODE.endsWith('0') ? '1' : '0'}`)
    await press('开始评议')
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByRole('status').textContent).toContain('看错')
    expect(calls).toEqual([])
  })

  it('says plainly that the code has been used, and erases its draft', async () => {
    saveDraft(freshDraft(CODE, FORM))
    open(`#${CODE}`, json(409, { code: 'code_used' }))
    expect(await screen.findByRole('heading', { name: '该评议码已经用过' })).toBeTruthy()
    expect(loadDraft()).toBeNull()
  })

  it('tells how long to wait', async () => {
    open(`#${CODE}`, json(429, { code: 'too_many_requests' }, { 'Retry-After': '300' }))
    expect((await screen.findByRole('alert')).textContent).toContain('5 分钟')
  })

  it('does not take a missing page for an unknown code', async () => {
    open(`#${CODE}`, new Response('<h1>Not found</h1>', { status: 404 }))
    expect((await screen.findByRole('alert')).textContent).toContain('系统出了问题')
  })

  it('goes on with the draft of this tab after a reload', async () => {
    saveDraft({ ...freshDraft(CODE, FORM), answers: [1, 0, 0, 0, 0, 0] })
    const [call] = open('', form())
    expect(await screen.findByRole('button', { name: '接着作答' })).toBeTruthy()
    expect(call?.body).toEqual({ code: CODE })
  })
})

describe('answering on a phone', () => {
  it('names each group by unit and criterion, keeps the answer, and moves only when told', async () => {
    open(`#${CODE}`, form())
    await press('开始作答')
    await choose(/市教育局.*服务质量/, '基本满意')
    expect(loadDraft()?.answers).toEqual([2, 0, 0, 0, 0, 0])
    const heading = screen.getByRole('heading', { level: 1 })
    expect(heading.textContent).toContain('市教育局')
    await press('下一个')
    expect(document.activeElement?.textContent).toContain('市财政局')
  })

  it('chooses by digit and clears by Delete', async () => {
    open(`#${CODE}`, form())
    await press('开始作答')
    await userEvent.tab()
    await userEvent.keyboard('3')
    expect(loadDraft()?.answers[0]).toBe(3)
    await userEvent.keyboard('{Delete}')
    expect(loadDraft()?.answers[0]).toBe(0)
  })

  it('offers no submission of an empty ballot', async () => {
    open(`#${CODE}`, form())
    await press('开始作答')
    await press('下一个')
    await press('下一个')
    await press('核对并提交')
    expect(screen.queryByRole('button', { name: '提交' })).toBeNull()
  })
})

describe('answering on a wide screen', () => {
  it('shows every unit at once and moves between units with the arrows', async () => {
    setWindow('wide')
    open(`#${CODE}`, form())
    await press('开始作答')
    expect(screen.getAllByRole('radiogroup')).toHaveLength(6)
    await choose(/市教育局.*清正廉洁/, '满意')
    await userEvent.keyboard('{ArrowDown}4')
    expect(loadDraft()?.answers).toEqual([0, 1, 0, 4, 0, 0])
  })

  it('opens the comment of one unit below its row', async () => {
    setWindow('wide')
    open(`#${CODE}`, form())
    await press('开始作答')
    await press('意见: 城关街道')
    await userEvent.keyboard('办事快')
    expect(loadDraft()?.comments).toEqual({ 2: '办事快' })
    expect(screen.getByRole('button', { name: '已写意见: 城关街道' })).toBeTruthy()
  })
})

async function answerAndSubmit(): Promise<void> {
  await press('开始作答')
  await press(/6 项|2 项都记/)
  await press('下一个')
  await press('下一个')
  await press('核对并提交')
  await press('提交')
}

describe('submitting', () => {
  it('thanks, and keeps nothing', async () => {
    const calls = open(`#${CODE}`, form(), new Response(null, { status: 201 }))
    await answerAndSubmit()
    expect(await screen.findByRole('heading', { name: '谢谢您的评议' })).toBeTruthy()
    expect(sessionStorage.length).toBe(0)
    expect(calls[1]?.body).toMatchObject({ code: CODE, round_id: FORM.round_id, answers: [4, 4, 0, 0, 0, 0] })
  })

  it('keeps the draft when no answer comes and repeats the same submission', async () => {
    const calls = open(`#${CODE}`, form(), 'lost', new Response(null, { status: 200 }))
    await answerAndSubmit()
    expect((await screen.findByRole('alert')).textContent).toContain('没有收到回音')
    expect(loadDraft()?.sent).toBe(true)
    await press('现在重试')
    expect(await screen.findByRole('heading', { name: '谢谢您的评议' })).toBeTruthy()
    expect(calls[2]).toMatchObject({ path: '/api/v1/ballots/submissions', body: calls[1]?.body })
  })

  it('repeats it after a reload too, without opening the ballot again', async () => {
    const draft = { ...freshDraft(CODE, FORM), answers: [1, 1, 0, 0, 0, 0], sent: true }
    saveDraft(draft)
    const calls = open('', new Response(null, { status: 200 }))
    expect(await screen.findByRole('heading', { name: '谢谢您的评议' })).toBeTruthy()
    expect(calls.map(({ path }) => path)).toEqual(['/api/v1/ballots/submissions'])
    expect(calls[0]?.body).toMatchObject({ retry_nonce: draft.nonce, answers: draft.answers })
  })

  it('does not take a page of some gateway for the receipt', async () => {
    open(`#${CODE}`, form(), new Response('<html>login</html>', { status: 200 }))
    await answerAndSubmit()
    expect((await screen.findByRole('alert')).textContent).toContain('没有收到回音')
  })

  it('shows what the server refuses, in its words, and lets it be mended', async () => {
    const problem = {
      code: 'invalid_input',
      errors: [{ pointer: '/answers', code: 'x', message: '长度不符' }],
    }
    open(`#${CODE}`, form(), json(422, problem))
    await answerAndSubmit()
    expect((await screen.findByRole('alert')).textContent).toContain('长度不符')
    expect(screen.getByRole('button', { name: '提交' })).toBeTruthy()
    await waitFor(() => expect(loadDraft()?.sent).toBe(false))
  })

  it('erases the draft when the round has closed meanwhile', async () => {
    open(`#${CODE}`, form(), json(409, { code: 'round_not_open' }))
    await answerAndSubmit()
    expect(await screen.findByRole('heading', { name: '现在不能评议' })).toBeTruthy()
    expect(loadDraft()).toBeNull()
  })
})

describe('settings', () => {
  it('switches language and large type, and remembers them in this tab', async () => {
    open('')
    await press('长辈版')
    expect(document.documentElement.classList.contains('elder')).toBe(true)
    await press('EN')
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Enter your ballot code')
    expect(document.documentElement.lang).toBe('en')
    expect(sessionStorage.getItem(sessionStorage.key(0) ?? '')).toBe('{"language":"en","elder":true}')
  })
})
