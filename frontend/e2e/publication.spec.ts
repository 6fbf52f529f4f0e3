import { type APIRequestContext, expect } from '@playwright/test'
import type { components } from '../src/api/schema.gen'
import { confirm, doStep, enter, expectCounted } from './support/console'
import { test } from './support/guard'
import { Office } from './support/office'
import { openRound } from './support/prepare'

type Schemas = components['schemas']

/** A round of our own that everybody answered and that is closed; returns its id. */
async function closedRound(request: APIRequestContext, office: Office): Promise<string> {
  let round = ''
  for (const code of await openRound(request, office, 7)) {
    const start = await request.post('/api/v1/ballots/start', { data: { code } })
    const ballot = (await start.json()) as Schemas['BallotForm']
    round = ballot.round_id
    const answers = ballot.units.map((_, unit) => ((code.charCodeAt(0) + unit) % 3) + 1)
    const sheet = { code, round_id: round, retry_nonce: 'a'.repeat(32), answers, comments: [] }
    const sent = await request.post('/api/v1/ballots/submissions', { data: sheet })
    expect(sent.status(), await sent.text()).toBe(201)
  }
  await office.post(`/rounds/${round}/close`)
  return round
}

test('results are frozen, countersigned by somebody else, and published', async ({
  page: office,
  newcomer,
  request,
}) => {
  const round = await closedRound(request, await Office.enter(request))
  await enter(office)
  await office.goto(`/rounds/${round}/results`)
  await expectCounted(office)

  await test.step('screening', async () => {
    await office.goto(`/rounds/${round}/screening`)
    // Everybody has answered in one of three ways, which looks like copies.
    const waiting = office.getByRole('button', { name: /^(留用|已核实)…$/ })
    await expect(waiting.first()).toBeVisible()
    for (let left = await waiting.count(); left > 0; left--) {
      await waiting.first().click()
      const dialog = office.getByRole('dialog')
      await dialog.getByLabel('理由').fill('会场统一组织填写，已经核实')
      await dialog.getByRole('button', { name: /^(留用|已核实)$/ }).click()
      await expect(waiting).toHaveCount(left - 1)
    }
  })

  await test.step('freeze', async () => {
    await office.reload()
    await confirm(office, '冻结', /监督组长复核/)
    await expect(office.getByText('还没有经另一人复核')).toBeVisible()
    await expect(office.getByRole('button', { name: '公布…' })).toBeDisabled()
    expect((await request.get(`/api/v1/public/results/${round}`)).status()).toBe(404)
  })

  await test.step('countersign', async () => {
    const lead = await newcomer()
    await enter(lead, '监督组长')
    await lead.goto('/notices')
    await lead.locator(`a[href="/rounds/${round}/publication"]`).click()
    await expect(lead.getByText('待复核', { exact: true })).toBeVisible()
    await doStep(lead, '复核', (form) => form.getByLabel('意见（可不填）').fill('已核对公开文件'))
    await expect(lead.getByText('已复核，待公布')).toBeVisible()
    await expect(lead.getByRole('button', { name: '下载封存文件' })).toHaveCount(0)
  })

  await test.step('publish', async () => {
    await office.goto(`/rounds/${round}/publication`)
    await confirm(office, '公布', /不能撤回/)
    await expect(office.getByText('意见：已核对公开文件')).toBeVisible()
    const answer = await request.get(`/api/v1/public/results/${round}`)
    expect(answer.headers()['cache-control']).toContain('public')
    const file = (await answer.json()) as { about: { version: number }; signature: { algorithm: string } }
    expect([file.about.version, file.signature.algorithm]).toEqual([1, 'Ed25519'])
    const held = { 'If-None-Match': answer.headers().etag ?? '' }
    expect((await request.get(`/api/v1/public/results/${round}`, { headers: held })).status()).toBe(304)
  })

  await test.step('correct', async () => {
    await doStep(office, '更正', (form) => form.getByLabel('原因').fill('更正单位简称'))
    await expect(office.getByRole('region', { name: '第 2 版', exact: true })).toContainText('待复核')
    await expect(office.getByRole('region', { name: '第 1 版', exact: true })).toContainText('已公布')
  })
})
