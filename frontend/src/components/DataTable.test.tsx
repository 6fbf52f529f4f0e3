import { useQuery } from '@tanstack/react-query'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '@/api/errors'
import type { Page } from '@/api/lists'
import { renderAt } from '@/testing'
import { DataTable } from './DataTable'
import { EmptyState } from './EmptyState'
import { useListState } from './useListState'

interface Row {
  name: string
  phone: string
}

type Ask = (query: object) => Promise<Page<Row>>

const page = (items: Row[], more: Partial<Page<Row>> = {}): Page<Row> => ({
  items,
  total: items.length,
  limit: 50,
  next_cursor: null,
  ...more,
})
const ROW = { name: '市水利局', phone: '0000-1' }
const DEFAULTS = { q: '', sort: 'name' }

function Rows({ ask }: { ask: Ask }) {
  const list = useListState(DEFAULTS)
  const query = useQuery({ queryKey: ['rows', list.query], queryFn: () => ask(list.query) })
  return (
    <>
      <button type="button" onClick={() => list.set({ q: '水' })}>
        find
      </button>
      <DataTable
        name="rows"
        caption="名册"
        columns={[
          { key: 'name', title: '名称', sort: 'name', heading: true, render: (row: Row) => row.name },
          { key: 'phone', title: '电话', render: (row: Row) => row.phone },
        ]}
        rowKey={(row) => row.name}
        query={query}
        list={list}
        empty={<EmptyState title="还没有单位" />}
      />
    </>
  )
}

/** A list whose answers are given; what it asks is recorded. */
async function show(path: string, answer: Ask) {
  const asked: object[] = []
  const ask: Ask = (query) => {
    asked.push(query)
    return answer(query)
  }
  const view = await renderAt(path, <Rows ask={ask} />)
  return { ...view, asked }
}

beforeEach(() => localStorage.clear())

describe('DataTable', () => {
  it('shows the head and says so while it loads', async () => {
    await show('/', () => new Promise(() => undefined))
    expect(screen.getByRole('columnheader', { name: '名称' })).toBeTruthy()
    expect(screen.getByText('正在加载')).toBeTruthy()
    expect(screen.getByRole('table').getAttribute('aria-busy')).toBe('true')
  })

  it('shows rows with their heading, and the total', async () => {
    await show('/', () => Promise.resolve(page([ROW])))
    expect(await screen.findByRole('rowheader', { name: '市水利局' })).toBeTruthy()
    expect(screen.getByText('共 1 条')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '下一页' })).toBeNull()
  })

  it('says what to do when there is nothing at all', async () => {
    await show('/', () => Promise.resolve(page([])))
    expect(await screen.findByText('还没有单位')).toBeTruthy()
  })

  it('offers to clear the filters when nothing fits', async () => {
    const { asked, router } = await show('/?q=x&sort=-name', (query) =>
      Promise.resolve(page('q' in query ? [] : [ROW])),
    )
    await userEvent.click(await screen.findByRole('button', { name: '清除筛选条件' }))
    expect(await screen.findByText('市水利局')).toBeTruthy()
    expect(asked).toEqual([
      { q: 'x', sort: '-name', limit: 50 },
      { sort: '-name', limit: 50 },
    ])
    expect(router.state.location.search).toBe('?sort=-name')
  })

  it('shows what went wrong, and tries again', async () => {
    let failing = true
    await show('/', () =>
      failing
        ? Promise.reject(
            new ApiError(503, {
              type: '',
              title: '系统繁忙',
              status: 503,
              code: 'unavailable',
              trace_id: 'abc123',
            }),
          )
        : Promise.resolve(page([ROW])),
    )
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('系统繁忙')
    expect(alert.textContent).toContain('abc123')
    failing = false
    await userEvent.click(within(alert).getByRole('button', { name: '重试' }))
    expect(await screen.findByText('市水利局')).toBeTruthy()
  })

  it('does not ask again for what was refused, but for everything', async () => {
    const refused = new ApiError(422, {
      type: '',
      title: '填写的内容有误',
      status: 422,
      code: 'invalid_input',
      trace_id: 'abc123',
      errors: [{ pointer: '?q', code: 'unknown', message: '没有这个单位' }],
    })
    const { asked, router } = await show('/?q=x&sort=phone&limit=100', (query) =>
      'q' in query ? Promise.reject(refused) : Promise.resolve(page([ROW])),
    )
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('没有这个单位')
    expect(within(alert).queryByRole('button', { name: '重试' })).toBeNull()
    await userEvent.click(within(alert).getByRole('button', { name: '清除筛选条件' }))
    expect(await screen.findByText('市水利局')).toBeTruthy()
    expect(asked.at(-1)).toEqual({ sort: 'name', limit: 50 })
    expect(router.state.location.search).toBe('')
  })

  it('tries again what is refused without being asked for', async () => {
    const refused = { type: '', title: '无效', status: 422, code: 'invalid_input', trace_id: '' }
    await show('/', () => Promise.reject(new ApiError(422, refused)))
    const alert = await screen.findByRole('alert')
    expect(within(alert).getByRole('button', { name: '重试' })).toBeTruthy()
  })

  it('sorts by the server, up and down, in the address', async () => {
    const { asked, router } = await show('/', () => Promise.resolve(page([ROW])))
    await userEvent.click(await screen.findByRole('button', { name: '名称' }))
    await waitFor(() => expect(router.state.location.search).toBe('?sort=-name'))
    expect(screen.getByRole('columnheader', { name: '名称' }).getAttribute('aria-sort')).toBe('descending')
    expect(asked.at(-1)).toEqual({ sort: '-name', limit: 50 })
  })

  it('goes forward and back by cursors, and begins anew with another filter', async () => {
    const { asked, router } = await show('/', (query) =>
      Promise.resolve(
        'cursor' in query
          ? page([{ ...ROW, name: '第二页' }], { total: 51 })
          : page([ROW], { total: 51, next_cursor: 'c2' }),
      ),
    )
    await userEvent.click(await screen.findByRole('button', { name: '下一页' }))
    expect(await screen.findByText('第二页')).toBeTruthy()
    expect(screen.getByRole('status').textContent).toContain('第 51–51 条')
    await userEvent.click(screen.getByRole('button', { name: '上一页' }))
    expect(await screen.findByText('市水利局')).toBeTruthy()
    expect(router.state.location.search).toBe('')
    await userEvent.click(screen.getByRole('button', { name: '下一页' }))
    await userEvent.click(await screen.findByRole('button', { name: 'find' }))
    await waitFor(() => expect(asked.at(-1)).toEqual({ q: '水', sort: 'name', limit: 50 }))
  })

  it('remembers which columns were chosen, but never hides the heading', async () => {
    const first = await show('/', () => Promise.resolve(page([ROW])))
    await userEvent.click(await screen.findByRole('button', { name: '列设置' }))
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: '名称' }).disabled).toBe(true)
    await userEvent.click(screen.getByRole('checkbox', { name: '电话' }))
    expect(screen.queryByRole('columnheader', { name: '电话' })).toBeNull()
    first.unmount()
    await show('/', () => Promise.resolve(page([ROW])))
    await screen.findByText('市水利局')
    expect(screen.queryByRole('columnheader', { name: '电话' })).toBeNull()
  })
})
