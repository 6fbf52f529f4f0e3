import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { PublishedRound } from '../results/api'
import { sorted, type PublicFile, type Row } from '../results/file'
import { RoundList } from '../results/RoundList'
import { RoundPage } from '../results/RoundPage'
import { SettingsProvider } from '../results/settings'
import { VerifyPage } from '../results/VerifyPage'

const FILES = import.meta.glob<string>('../../../../tests/data/publishing/*.public.json', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const SINGLE = FILES['../../../../tests/data/publishing/single.public.json'] ?? ''
const SEVERAL = FILES['../../../../tests/data/publishing/several.public.json'] ?? ''
const LATER = FILES['../../../../tests/data/publishing/later.public.json'] ?? ''
const { key_id: KEY, value: SIGNED } = (
  JSON.parse(SINGLE) as { signature: Record<'key_id' | 'value', string> }
).signature

const version = (number: number, reason = '') => ({
  version: number,
  reason,
  published_at: `2026-11-2${number}T01:00:00Z`,
  public_digest: `${number}a`.repeat(32),
  sealed_digest: `${number}b`.repeat(32),
})
const ROUND: PublishedRound = {
  id: '0193a0a0-0000-7000-8000-000000000001',
  year: 2026,
  number: 1,
  title: '群众评议机关作风',
  kind: 'formal',
  demo: true,
  method_digest: 'c'.repeat(64),
  versions: [version(1)],
}

/** The server: its rounds, and the same file for every version. */
function serve(rounds: PublishedRound[], file = SINGLE): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    const known: Record<string, unknown> = {
      '/api/v1/system/info': { site_name: '示范市效能办', demo: false },
      '/api/v1/public/results': { items: rounds },
    }
    if (path in known) return Promise.resolve(Response.json(known[path]))
    const answer = path.startsWith('/api/v1/public/results/')
      ? new Response(file)
      : new Response('', { status: 404 })
    return Promise.resolve(answer)
  })
  return asked
}

const show = (page: preact.ComponentChild) => render(<SettingsProvider>{page}</SettingsProvider>)

beforeEach(() => {
  sessionStorage.clear()
  vi.stubGlobal('navigator', Object.create(navigator, { language: { value: 'zh-CN' } }))
})

describe('the list of published rounds', () => {
  it('says what each round is, what is made up, and why there is another version', async () => {
    serve([{ ...ROUND, versions: [version(1), version(2, '更正单位名称')] }])
    show(<RoundList />)
    expect((await screen.findByRole('link', { name: ROUND.title })).getAttribute('href')).toBe(
      `/results/${ROUND.id}`,
    )
    expect(screen.getByText('演示数据')).toBeTruthy()
    expect(screen.getByText('更正原因：更正单位名称')).toBeTruthy()
    expect(screen.getByRole('link', { name: '第 1 版' }).getAttribute('href')).toBe(
      `/results/${ROUND.id}?version=1`,
    )
  })

  it('says that there is none', async () => {
    serve([])
    show(<RoundList />)
    expect(await screen.findByText('还没有公布的评议结果')).toBeTruthy()
  })
})

describe('checkpoints of the record', () => {
  const point = { seq: 1024, at: '2026-11-30T02:00:00Z', hash: 'a'.repeat(64), code: 'aaaa-aaaa-aaaa-aaaa' }

  it('are shown with their codes, and may be taken along', async () => {
    vi.stubGlobal('fetch', (path: string) =>
      Promise.resolve(Response.json(path.includes('/checkpoints') ? { items: [point] } : {})),
    )
    show(<VerifyPage round={null} version={null} />)
    const row = await screen.findByRole('row', { name: /1,024 aaaa-aaaa-aaaa-aaaa/ })
    expect(row.textContent).toContain('2026年11月30日')
    expect(row.textContent).toContain('10:00')
    expect(screen.getByRole('link', { name: '下载全部存证点（JSON）' }).getAttribute('href')).toBe(
      '/api/v1/public/checkpoints?limit=10000',
    )
  })

  it('are not mentioned before there is one', async () => {
    serve([])
    show(<VerifyPage round={null} version={null} />)
    await screen.findByText('示范市效能办')
    expect(screen.queryByText('审计记录的存证点')).toBeNull()
  })
})

describe('a published round', () => {
  it('gives the plain rate with its counts first, and says why a figure is kept back', async () => {
    serve([ROUND])
    show(<RoundPage id={ROUND.id} version={null} />)
    const [row] = await screen.findAllByRole('row', { name: /测试单位02/ })
    const cells = within(row as HTMLElement).getAllByRole('cell')
    const { plain, rate } = (JSON.parse(SINGLE) as PublicFile).results.U02 ?? {}
    expect(cells[0]?.textContent).toBe(`${plain?.percent}${plain?.numerator} / ${plain?.denominator}`)
    expect(cells[1]?.textContent).toBe(`${rate?.value}${rate?.lower}–${rate?.upper}`)
    expect(screen.getAllByText('人数过少，不公布').length).toBeGreaterThan(2)
    expect(screen.getByText(/两个单位差得很少，就不能说谁好谁差/)).toBeTruthy()
    expect(screen.getByRole('link', { name: /核验程序/ }).getAttribute('download')).toBe('pingyi_verify.py')
  })

  it('is checked in the browser: whole, or altered', async () => {
    serve([ROUND])
    const first = show(<RoundPage id={ROUND.id} version={null} />)
    expect(await screen.findByText('已核验：本页数字与签名的结果文件一致')).toBeTruthy()
    first.unmount()
    serve([ROUND], SINGLE.replace('测试单位02', '测试单位99'))
    show(<RoundPage id={ROUND.id} version={null} />)
    expect(await screen.findByText('核验不通过：这份结果文件与签名不符')).toBeTruthy()
  })

  it('shows an older version as such, by its own number', async () => {
    const asked = serve([{ ...ROUND, versions: [version(1), version(2, '更正单位名称')] }])
    show(<RoundPage id={ROUND.id} version={1} />)
    expect(await screen.findByText(/您看到的是第 1 版，已由第 2 版取代/)).toBeTruthy()
    expect(asked).toContain(`/api/v1/public/results/${ROUND.id}?version=1`)
  })

  it('has ranks, and changes where there is an earlier round', async () => {
    serve([ROUND], LATER)
    const later = show(<RoundPage id={ROUND.id} version={null} />)
    const { results } = JSON.parse(LATER) as PublicFile
    const standing = results.U02?.ranks.rate?.sequence
    const shown = (await screen.findAllByText(/（\d–\d）/)).map(({ textContent }) => textContent)
    expect(shown).toContain(`${standing?.rank}（${standing?.lower}–${standing?.upper}）`)
    const [direction, difference] = [
      results.U02?.changes?.rate?.direction,
      results.U02?.changes?.rate?.difference,
    ]
    expect(direction).toBe('down')
    expect(screen.getByText(`↓ 下降 ${difference?.replace('-', '')}`)).toBeTruthy()
    later.unmount()
    serve([ROUND], SEVERAL)
    show(<RoundPage id={ROUND.id} version={null} />)
    expect(await screen.findByRole('heading', { name: '各项内容的满意率' })).toBeTruthy()
    expect(screen.queryByText('比上轮')).toBeNull()
  })

  it('says that there is no such round', async () => {
    serve([ROUND])
    show(<RoundPage id="nothing" version={null} />)
    expect(await screen.findByText('没有找到这一轮结果')).toBeTruthy()
  })

  it('is sorted by the figure chosen, units without it last', () => {
    const row = (code: string, plain: string | null, rate: string | null) =>
      ({
        unit: { code },
        plain: { percent: plain },
        rate: rate === null ? null : { value: rate },
      }) as unknown as Row
    const rows = [row('a', '80.00', null), row('b', '90.00', '70.00'), row('c', null, '100.00')]
    const codes = (sort: 'plain' | 'weighted' | 'roll') => sorted(rows, sort).map(({ unit }) => unit.code)
    expect([codes('weighted'), codes('plain'), codes('roll')]).toEqual([
      ['c', 'b', 'a'],
      ['b', 'a', 'c'],
      ['a', 'b', 'c'],
    ])
  })
})

describe('the page that checks a file', () => {
  const choose = async (text: string, label = /公开文件/) => {
    const input = await screen.findByLabelText(label, { selector: 'input' })
    Object.defineProperty(input, 'files', { value: [new File([text], 'results.json')], configurable: true })
    fireEvent.change(input)
  }

  it('verifies the published file without asking the server for more, and compares the key', async () => {
    const asked = serve([ROUND])
    show(<VerifyPage round={ROUND.id} version={1} />)
    fireEvent.click(await screen.findByRole('button', { name: '核验已公布的文件' }))
    expect(await screen.findByRole('heading', { name: '核验通过' })).toBeTruthy()
    expect(screen.getByText(KEY)).toBeTruthy()
    expect(new Set(asked).size).toBe(4)
    fireEvent.input(screen.getByLabelText(/通报上的签名密钥编号/), { target: { value: KEY.toUpperCase() } })
    expect(await screen.findByText('与您填写的一致')).toBeTruthy()
    fireEvent.input(screen.getByLabelText(/通报上的签名密钥编号/), { target: { value: '0'.repeat(16) } })
    expect(await screen.findByRole('heading', { name: '核验不通过' })).toBeTruthy()
  })

  it.each([
    ['a count', '"counts":[[0,', '"counts":[[9,', '/cells/U02'],
    ['a name', '测试单位02', '测试单位99', '/method'],
    ['a weight', '"weight":"0.5"', '"weight":"0.6"', '/method'],
    ['a byte of the signature', SIGNED, SIGNED.replace(/^../, '00'), '/signature'],
  ])('names the block where %s was altered', async (_, old, put, pointer) => {
    serve([])
    show(<VerifyPage round={null} version={null} />)
    await choose(SINGLE.replace(old, put))
    expect(await screen.findByRole('heading', { name: '核验不通过' })).toBeTruthy()
    await waitFor(() =>
      expect(screen.getAllByText(new RegExp(`^${pointer.replace('U02', 'U0\\d')}$`))).toBeTruthy(),
    )
  })

  it.each([
    ['a key given twice', SINGLE.replace('"demo":false', '"demo":false,"demo":true'), /有一个名称出现了两次/],
    ['a table', '单位,满意率\n', /这不是结果文件/],
    ['a sealed file', SINGLE.replace('pingyi-public-1', 'pingyi-sealed-1'), /这不是公开文件/],
  ])('says in a sentence what is wrong with %s', async (_, text, words) => {
    serve([])
    show(<VerifyPage round={null} version={null} />)
    await choose(text)
    expect((await screen.findByRole('alert')).textContent).toMatch(words)
  })
})
