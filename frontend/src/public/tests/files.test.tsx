import { fireEvent, render, screen, waitFor } from '@testing-library/preact'
import userEvent from '@testing-library/user-event'
import { useState } from 'preact/hooks'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Case } from '../api'
import { Files } from '../Files'
import { faultOf, MAX_FILE } from '../queue'
import { SettingsProvider } from '../settings'

type Kept = Case['attachments'][number]
const CODE = '4FPF-YQ5E-65WM-KBFK'
const kept = (name: string, change: Partial<Kept> = {}): Kept => ({
  id: name,
  name,
  kind: 'jpg',
  size: 2048,
  day: '2026-11-29',
  state: 'ready',
  label: '已收到',
  has_copy: true,
  ...change,
})
const found = (...attachments: Kept[]) => ({ attachments, choices: [] }) as unknown as Case
const file = (name: string, size = 3): File => {
  const made = new File(['abc'], name)
  Object.defineProperty(made, 'size', { value: size })
  return made
}

/** A request as the page sees it: the test says how far it is and what comes back. */
class FakeRequest {
  static sent: FakeRequest[] = []
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {}
  status = 0
  responseText = ''
  retryAfter: string | null = null
  form = new FormData()
  address = ''
  onload = () => {}
  onerror = () => {}
  open(_method: string, address: string): void {
    this.address = address
  }
  headers: Record<string, string> = {}
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value
  }
  getResponseHeader(): string | null {
    return this.retryAfter
  }
  send(form: FormData): void {
    this.form = form
    FakeRequest.sent.push(this)
  }
  answer(status: number, body: unknown, retryAfter: string | null = null): void {
    Object.assign(this, { status, responseText: JSON.stringify(body), retryAfter })
    this.onload()
  }
}

function Page({ first = [], against = [] }: { first?: Kept[]; against?: string[] }) {
  const [files, setFiles] = useState(first)
  return (
    <SettingsProvider>
      <Files
        shown={{ code: CODE, pin: '135790' }}
        files={files}
        against={against}
        onArrived={({ attachments }) => setFiles(attachments)}
      />
    </SettingsProvider>
  )
}

const choose = (...files: File[]) => {
  const input = document.querySelector('input[type=file]') as HTMLInputElement
  Object.defineProperty(input, 'files', { value: files, configurable: true })
  fireEvent.change(input)
}
const request = async (place: number) => {
  await waitFor(() => expect(FakeRequest.sent.length).toBeGreaterThan(place))
  return FakeRequest.sent[place] as FakeRequest
}

beforeEach(() => {
  FakeRequest.sent = []
  vi.stubGlobal('XMLHttpRequest', FakeRequest)
  vi.stubGlobal('navigator', Object.create(navigator, { language: { value: 'zh-CN' } }))
})

describe('files of a complainant', () => {
  it('go one after the other, with code and PIN in headers and never in the address', async () => {
    render(<Page />)
    choose(file('一.jpg'), file('二.pdf'))
    const first = await request(0)
    expect(first.address).toBe('/api/v1/tracking/attachments')
    expect(first.headers).toMatchObject({ 'Tracking-Code': CODE, 'Tracking-Pin': '135790' })
    expect((first.form.get('file') as File).name).toBe('一.jpg')
    expect(screen.getByText('等待上传', { selector: 'li:nth-child(2) *' })).toBeTruthy()
    first.upload.onprogress?.({ loaded: 42, total: 100 })
    await screen.findByText('正在上传 42%')
    first.upload.onprogress?.({ loaded: 100, total: 100 })
    await screen.findByText('已传完，正在检查…')
    expect(FakeRequest.sent.length).toBe(1)
    first.answer(201, found(kept('一.jpg')))
    ;(await request(1)).answer(201, found(kept('一.jpg'), kept('二.pdf', { label: '已收到，等待查毒' })))
    await screen.findByText(/已收到，等待查毒/)
    expect(document.querySelectorAll('progress').length).toBe(0)
  })

  it('that got lost are sent again, and the complaint is said to be safe', async () => {
    render(<Page />)
    choose(file('一.jpg'))
    ;(await request(0)).onerror()
    expect((await screen.findByRole('alert')).textContent).toContain('投诉不受影响')
    await userEvent.click(screen.getByRole('button', { name: '再传一次' }))
    ;(await request(1)).answer(200, found(kept('一.jpg')))
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    expect(screen.getByText('一.jpg')).toBeTruthy()
  })

  it('that are refused say why in the words of the server, and the next one goes on', async () => {
    render(<Page />)
    choose(file('一.docx'), file('二.jpg'))
    const title = '文件含有宏、脚本或会自动执行的内容，请打印成 PDF 后再上传'
    ;(await request(0)).answer(415, { code: 'attachment_active', title, errors: [] })
    expect((await screen.findByRole('alert')).textContent).toBe(title)
    expect(screen.queryByRole('button', { name: '再传一次' })).toBeNull()
    ;(await request(1)).answer(201, found(kept('二.jpg')))
    await userEvent.click(screen.getByRole('button', { name: '移除' }))
    expect(screen.queryByText('一.docx')).toBeNull()
  })

  it('wait when too many come at once', async () => {
    render(<Page />)
    choose(file('一.jpg'))
    ;(await request(0)).answer(429, { code: 'too_many_requests', title: '操作过于频繁' }, '300')
    expect((await screen.findByRole('alert')).textContent).toContain('过几分钟再传一次')
    expect(screen.getByRole('button', { name: '再传一次' })).toBeTruthy()
  })

  it('that cannot be taken are not even sent', async () => {
    render(<Page first={['1', '2', '3', '4'].map((name) => kept(name))} />)
    choose(file('程序.exe'), file('空.jpg', 0), file('大.mp4', MAX_FILE + 1), file('五.jpg'), file('六.jpg'))
    await waitFor(() => expect(screen.getAllByRole('alert').length).toBe(4))
    expect(screen.getAllByRole('alert').map((one) => one.textContent)).toEqual([
      '不能传这种文件。照片、文件请另存为能传的格式。',
      '这个文件是空的，请重新选择。',
      '超过 10 MB，请压缩或者分开后再选。',
      '最多 5 个文件，合计不超过 30 MB，这个放不下了。',
    ])
    expect(FakeRequest.sent.length).toBe(1)
  })

  it('cannot be added once the case has ended', () => {
    render(<Page first={[kept('一.jpg', { has_copy: false })]} against={['本件已经办结或终止']} />)
    expect(screen.getByText('本件已经办结或终止')).toBeTruthy()
    expect(document.querySelector('input[type=file]')).toBeNull()
    expect(screen.queryByRole('button', { name: '下载去掉隐藏信息的副本' })).toBeNull()
  })

  it('have a copy without hidden details, asked for with the code in the body', async () => {
    const asked: RequestInit[] = []
    vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
      asked.push(init)
      return Promise.resolve(new Response('gone', { status: 404 }))
    })
    render(<Page first={[kept('一.jpg')]} />)
    await userEvent.click(screen.getByRole('button', { name: '下载去掉隐藏信息的副本' }))
    await screen.findByRole('alert')
    expect(JSON.parse(asked[0]?.body as string)).toEqual({ code: CODE, pin: '135790' })
  })
})

describe('what can be seen without opening a file', () => {
  it('is checked against what is there already', () => {
    const ten = MAX_FILE
    expect(faultOf(file('a.JPEG'), [])).toBeNull()
    expect(faultOf(file('a.jpg', ten), [{ size: ten }, { size: ten }])).toBeNull()
    expect(faultOf(file('a.jpg', 1), [{ size: ten }, { size: ten }, { size: ten }])).toBe('many')
  })
})
