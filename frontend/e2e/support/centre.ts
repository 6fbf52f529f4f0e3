import type { APIRequestContext } from '@playwright/test'
import type { components } from '../../src/api/schema.gen'
import { Office } from './office'

type Schemas = components['schemas']

/** What the centre and the unit do with a case, where a journey needs it but does not test it. */
export class Staff {
  readonly #request: APIRequestContext
  readonly #officer: Office
  readonly #lead: Office

  private constructor(request: APIRequestContext, officer: Office, lead: Office) {
    this.#request = request
    this.#officer = officer
    this.#lead = lead
  }

  static async enter(request: APIRequestContext): Promise<Staff> {
    const officer = await Office.enter(request, 'complaint_officer')
    return new Staff(request, officer, await Office.enter(request, 'complaint_lead'))
  }

  /** The id of the case of a number. */
  async find(number: string): Promise<string> {
    const { items } = await this.#officer.get<Schemas['Page_CaseHeader_']>(`/complaints?q=${number}`)
    const found = items.find((one) => one.number === number)
    if (!found) throw new Error(`There is no case ${number}.`)
    return found.id
  }

  /** Accepts a case that nobody has yet and hands it to the unit complained of. */
  async dispatch(id: string, summary: string): Promise<void> {
    await this.#officer.post(`/complaints/${id}/take`)
    const { header } = await this.#lead.post<Schemas['CaseDetail']>(`/complaints/${id}/accept`, {
      handling: 'passed',
      summary,
    })
    await this.#officer.post(`/complaints/${id}/dispatch`, {
      lead: { unit_id: header.unit_id, matter: summary },
    })
  }

  /** The unit signs and answers, and the centre issues the reply. */
  async answer(id: string, result: Schemas['DraftIn'] & { reply: string }): Promise<void> {
    const { content } = await this.#officer.get<Schemas['CaseDetail']>(`/complaints/${id}`)
    const order = `/transfers/${content?.orders[0]?.id}`
    const liaison = await Office.enter(this.#request, 'liaison')
    const head = await Office.enter(this.#request, 'liaison', true)
    const signed = await liaison.post<Schemas['TransferOut']>(`${order}/sign`)
    const drafted = await liaison.put<Schemas['TransferOut']>(`${order}/draft`, result, signed.version)
    await head.post(`${order}/approve`, undefined, drafted.version)
    await this.#lead.post(`/complaints/${id}/issue-reply`, { reply: result.reply })
  }

  async close(id: string): Promise<void> {
    await this.#officer.post(`/complaints/${id}/close`, {})
  }
}
