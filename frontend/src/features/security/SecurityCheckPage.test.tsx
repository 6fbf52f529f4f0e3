import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { comeIn, json, problem, renderAt, serveApi } from '@/testing'
import type { Finding, SecurityCheck } from './api'
import SecurityCheckPage from './SecurityCheckPage'

const AT = '/system/security-check'
const FINDING: Finding = {
  code: 'docs',
  title: '没有开放接口调试页',
  state: 'holds',
  found: '',
  advice: '',
}
const CHECK: SecurityCheck = {
  checked_at: '2026-11-30T01:00:00Z',
  env: 'production',
  startup: [
    FINDING,
    {
      ...FINDING,
      code: 'root',
      title: '程序以专门的系统用户运行',
      state: 'advice',
      found: 'uid 0',
      advice: '请换用户',
    },
    {
      ...FINDING,
      code: 'folder_open',
      title: '数据目录其他用户不能进入',
      state: 'fails',
      found: '755',
      advice: 'chmod 700',
    },
  ],
  running: [
    { ...FINDING, code: 'egress', title: '允许程序访问的外部机器', state: 'note', found: '2 台' },
    { ...FINDING, code: 'second_factor', title: '重要岗位必须使用动态码', state: 'exempt' },
    { ...FINDING, code: 'other', title: '其他', state: 'unknown' },
  ],
}

async function show(answer: () => Response) {
  comeIn('system.check')
  const requests = serveApi({ 'GET /system/security-check': answer })
  await renderAt(AT, <SecurityCheckPage />)
  return requests
}

it('shows what has to be put right first, what was found and what to do', async () => {
  const requests = await show(() => json(200, CHECK))
  const startup = await screen.findByRole('region', { name: '启动自检' })
  const rows = within(startup).getAllByRole('row')
  expect(rows.map((row) => row.textContent)).toEqual([
    '检查项结论情况和处理',
    '数据目录其他用户不能进入folder_open须整改755chmod 700',
    '程序以专门的系统用户运行root建议改进uid 0请换用户',
    '没有开放接口调试页docs符合—',
  ])
  const running = within(screen.getByRole('region', { name: '运行状况' })).getAllByRole('row')
  expect(running.map((row) => row.textContent.match(/无法得知|情况说明|本环境不要求/)?.[0])).toEqual([
    undefined,
    '无法得知',
    '情况说明',
    '本环境不要求',
  ])
  expect(screen.getByText('须整改 1 项')).toBeTruthy()
  expect(screen.getByText('建议改进 1 项')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: /重新检查/ }))
  const asked = () => requests.filter(({ url }) => url.endsWith('/security-check'))
  await waitFor(() => expect(asked().length).toBe(2))
})

it('says that nothing has to be put right', async () => {
  await show(() => json(200, { ...CHECK, startup: [FINDING] }))
  expect(await screen.findByText('没有须整改的事项')).toBeTruthy()
  expect(screen.queryByText(/建议改进/)).toBeNull()
})

it('says when the server gives no answer, and asks again', async () => {
  let answers = 0
  await show(() => (answers++ === 0 ? problem(500, 'internal', '服务器出错') : json(200, CHECK)))
  await screen.findByText('服务器出错')
  await userEvent.click(screen.getByRole('button', { name: '重试' }))
  expect(await screen.findByText('须整改 1 项')).toBeTruthy()
})
