import { fireEvent, render, screen } from '@testing-library/preact'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Case } from '../api'
import { SettingsProvider } from '../settings'
import { Track } from '../Track'

const CODE = '4FPF-YQ5E-65WM-KBFK'
const CASE: Case = {
  number: '2026-000005',
  label: '已收到',
  open: true,
  pin_set: false,
  demo: false,
  received_at: '2026-11-26T01:00:00Z',
  deadlines: [],
  steps: [],
  answers: [],
  where_to_go: null,
  messages: [],
  attachments: [],
  choices: [],
}

/** The page on an installation, with the case that its code opens. */
function open(site: { site_name: string; demo: boolean } | null, found: Case): void {
  vi.stubGlobal('fetch', (path: string) => {
    const body = path === '/api/v1/system/info' ? site : found
    return Promise.resolve(new Response(JSON.stringify(body), { status: body === null ? 503 : 200 }))
  })
  render(
    <SettingsProvider>
      <Track />
    </SettingsProvider>,
  )
}

async function enter(): Promise<void> {
  fireEvent.input(screen.getByLabelText('查询码'), { target: { value: CODE } })
  fireEvent.click(screen.getByRole('button', { name: '查询' }))
  await screen.findByText(`编号 ${CASE.number}`)
}

beforeEach(() => vi.stubGlobal('navigator', Object.create(navigator, { language: { value: 'zh-CN' } })))

describe('the mark of invented data', () => {
  it('stands on the page of an invented case, wherever it is kept', async () => {
    open({ site_name: '示范市效能办', demo: false }, { ...CASE, demo: true })
    await screen.findByText(/^示范市效能办/)
    expect(screen.queryByText('演示数据')).toBeNull()
    await enter()
    expect(screen.getByText('演示数据')).toBeTruthy()
  })

  it('stands there before a case is opened where all data is invented', async () => {
    open({ site_name: '示范市效能办', demo: true }, CASE)
    expect(await screen.findByText('演示数据')).toBeTruthy()
    await enter()
    expect(screen.getByText('演示数据')).toBeTruthy()
  })

  it('is not there with a real case, nor does the page need to know whose it is', async () => {
    open(null, CASE)
    await enter()
    expect(screen.queryByText('演示数据')).toBeNull()
  })
})
