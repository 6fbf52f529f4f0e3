import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { useListState } from '@/components/useListState'
import { json, renderAt, serveApi } from '@/testing'
import { DEFAULTS } from './choice'
import { ROUND, sampleComparisons, sampleGroup } from './sample'
import { Separation } from './Separation'

const PATH = `GET /rounds/${ROUND.id}/comparisons`

function Page() {
  return <Separation roundId={ROUND.id} list={useListState(DEFAULTS)} scored />
}

const draw = (path = '/') => renderAt(path, <Page />)
const serve = (data = sampleComparisons()) => serveApi({ [PATH]: () => json(200, data) })
const names = () => screen.getAllByRole('rowheader').map((cell) => cell.textContent)

describe('Separation', () => {
  it('lists the units by rank, with the ranks that the data leave open, and says why one has none', async () => {
    serve()
    await draw()
    await screen.findByRole('table')
    expect(names()).toEqual(['城东街道', '市司法局', '市教育局', '市气象局'])
    const row = screen.getByRole('row', { name: /市教育局/ })
    expect(within(row).getByText('(2–3)')).toBeTruthy()
    expect(row.textContent).toContain('肯定高于 0 个、肯定低于 1 个')
    expect(row.textContent).toContain('4 (85.00)')
    expect(screen.getByRole('row', { name: /市气象局/ }).textContent).toContain('未参与排名检验：代表性不足')
    expect(screen.getByText(/是否重叠，都不能用来判断两个单位有无差别/)).toBeTruthy()
  })

  it('says of the unit under the pointer or the focus what the data are sure of', async () => {
    serve()
    await draw()
    await screen.findByRole('table')
    expect(screen.getByText(/将光标移到一行/)).toBeTruthy()
    screen.getByRole('link', { name: '城东街道' }).focus()
    // Once above the table, once in the row for those who do not see the drawing.
    const said = () =>
      screen.getAllByText(/^城东街道：按数值排第 1，.*肯定高于 2 个、肯定低于 0 个，明确高于平均/)
    await waitFor(() => expect(said()).toHaveLength(2))
    await userEvent.hover(screen.getByRole('link', { name: '市气象局' }))
    expect(screen.getByText('市气象局：未参与排名检验（代表性不足）。')).toBeTruthy()
  })

  it('calls a decision by last place supported only where the data are sure', async () => {
    serve()
    const first = await draw()
    expect(await screen.findByText(/没有单位可以肯定在后 1 名/)).toBeTruthy()
    first.unmount()
    serve(sampleComparisons({ groups: [{ ...sampleGroup(null, 3), surely_in_last: 1 }] }))
    await draw()
    expect(await screen.findByText(/有 1 个单位肯定在后 1 名/)).toBeTruthy()
  })

  it('compares within a sequence, against its mean, by score, as its address says', async () => {
    const requests = serve()
    const { router } = await draw('/?view=mean')
    await screen.findByRole('table')
    expect(screen.getByRole('row', { name: /城东街道/ }).textContent).toContain('84.0–90.0')
    await userEvent.click(screen.getByRole('radio', { name: /政府部门/ }))
    expect(names()).toEqual(['市教育局', '市司法局', '市气象局'])
    expect(screen.getByText('平均是政府部门参加比较的 2 个单位的简单平均：87.00%')).toBeTruthy()
    await userEvent.click(screen.getByRole('radio', { name: '测评分' }))
    await userEvent.selectOptions(screen.getByRole('combobox'), '后 3 名')
    const asked = new URL(requests.at(-1)?.url ?? '')
    expect([asked.searchParams.get('outcome'), asked.searchParams.get('last')]).toEqual(['score', '3'])
    expect(new URLSearchParams(router.state.location.search).get('group')).toBe('政府部门')
  })

  it('writes the same in columns, without the drawing', async () => {
    serve()
    await draw('/?column=text')
    await screen.findByRole('table')
    expect(screen.getByRole('columnheader', { name: /肯定低于/ })).toBeTruthy()
    expect(screen.queryByRole('columnheader', { name: /数据支持的名次区间/ })).toBeNull()
  })
})
