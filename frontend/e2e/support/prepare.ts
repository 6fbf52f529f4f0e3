import type { APIRequestContext } from '@playwright/test'
import type { components } from '../../src/api/schema.gen'
import { Office } from './office'

type Schemas = components['schemas']

/** The rounds of the demonstration, and one of our own: still a draft, or open with codes to answer with. */
export async function rounds(office: Office): Promise<Record<'counted' | 'survey' | 'open', string>> {
  const { items } = await office.get<Schemas['Page_RoundSummary_']>('/rounds?limit=100')
  const find = (state: string, collection: string) => {
    const round = items.find((one) => one.demo && one.state === state && one.collection === collection)
    if (!round) throw new Error(`The demonstration has no round ${state} ${collection}.`)
    return round.id
  }
  return {
    counted: find('tallied', 'coded'),
    survey: find('published', 'paper'),
    open: find('open', 'coded'),
  }
}

export async function draft(office: Office, number: number): Promise<Schemas['RoundOut']> {
  return office.post<Schemas['RoundOut']>('/rounds', {
    year: 2032,
    number,
    title: '群众评议机关作风',
    greeting: '请您对以下单位今年的工作作出评价。评价不记名，用时约两分钟。',
    contact: '市效能办 0000-0000000',
    criteria_preset_id: await office.preset('criteria', '总体评价'),
    scale_preset_id: await office.preset('scale', '100/80/30'),
    strata_preset_id: await office.preset('strata', '50/25/25'),
    all_units: true,
  })
}

/** A complaint to be decided on, and one that is handled here and has a request to decide. */
export async function complaints(
  request: APIRequestContext,
): Promise<Record<'registered' | 'asked', string>> {
  const officer = await Office.enter(request, 'complaint_officer')
  const lead = await Office.enter(request, 'complaint_lead')
  const words = {
    mode: 'anonymous',
    category: 'slow',
    channel: 'letter',
    text: '承诺五日办结，至今没有结果。',
  } as const
  const registered = await officer.register(words)
  const asked = await officer.register(words)
  await lead.post(`/complaints/${asked}/accept`, { handling: 'self', summary: '反映审批超过承诺期限' })
  await officer.post(`/complaints/${asked}/pauses`, { cause: 'appraisal', days: 5, reason: '等待鉴定结论' })
  return { registered, asked }
}

/** Opens a draft as two people do it: proposed by the office, countersigned by the lead supervisor. */
export async function openDraft(request: APIRequestContext, office: Office, id: string): Promise<void> {
  const lead = await Office.enter(request, 'lead_supervisor')
  await office.post(`/rounds/${id}/propose-opening`)
  const { digest } = await lead.get<Schemas['OpeningOut']>(`/rounds/${id}/opening`)
  await lead.post(`/rounds/${id}/countersign`, { confirm: true, digest })
  await office.post(`/rounds/${id}/open`)
}

/** Codes of an open round of our own. */
export async function openRound(
  request: APIRequestContext,
  office: Office,
  number: number,
): Promise<string[]> {
  const { id, version: made } = await draft(office, number)
  const { strata } = await office.get<Schemas['ConfigOut']>(`/rounds/${id}/config`)
  const items = strata.map((stratum) => ({ stratum_id: stratum.id, count: 20 }))
  const table = await office.file(`/rounds/${id}/codes`, { items, format: 'csv' }, made)
  await openDraft(request, office, id)
  return table
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',')[1] ?? '')
}
