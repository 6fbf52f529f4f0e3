import { type APIRequestContext, expect } from '@playwright/test'
import type { components } from '../../src/api/schema.gen'

type Schemas = components['schemas']

/** The hands on the API of the office, or of somebody else, for what a journey needs but does not test. */
export class Office {
  readonly #request: APIRequestContext
  readonly #headers: Record<string, string>

  private constructor(request: APIRequestContext, token: string) {
    this.#request = request
    this.#headers = { Authorization: `Bearer ${token}`, 'Accept-Language': 'zh-CN' }
  }

  static async enter(
    request: APIRequestContext,
    role: Schemas['Role'] = 'office',
    unit_head = false,
  ): Promise<Office> {
    const answer = await request.post('/api/v1/demo/login', { data: { role, unit_head } })
    expect(answer.ok(), await answer.text()).toBe(true)
    const { access_token } = (await answer.json()) as Schemas['LoginOut']
    return new Office(request, access_token)
  }

  async get<T>(path: string): Promise<T> {
    return this.#send<T>('get', path)
  }

  async post<T>(path: string, data?: unknown, version?: number): Promise<T> {
    return this.#send<T>('post', path, data, version)
  }

  /** Registers a complaint; returns its id. */
  async register(data: Partial<Schemas['RegisterIn']>): Promise<string> {
    const headers = { ...this.#headers, 'Idempotency-Key': crypto.randomUUID() }
    const answer = await this.#request.post('/api/v1/complaints', { headers, data })
    expect(answer.ok(), await answer.text()).toBe(true)
    return ((await answer.json()) as Schemas['StaffRegistered']).id
  }

  /** Replaces a section of a round of a version. */
  async put<T>(path: string, data: unknown, version: number): Promise<T> {
    return this.#send<T>('put', path, data, version)
  }

  /** The text of a file that the server makes. */
  async file(path: string, data: unknown, version: number): Promise<string> {
    const headers = { ...this.#headers, 'If-Match': `"${version}"` }
    const answer = await this.#request.post(`/api/v1${path}`, { headers, data })
    expect(answer.ok(), await answer.text()).toBe(true)
    return answer.text()
  }

  async preset(kind: Schemas['PresetKind'], name: string): Promise<string> {
    const { items } = await this.get<Schemas['PresetList']>('/presets')
    const found = items.find((preset) => preset.kind === kind && preset.name.includes(name))
    if (!found) throw new Error(`There is no preset ${name}.`)
    return found.id
  }

  async #send<T>(method: 'get' | 'post' | 'put', path: string, data?: unknown, version?: number): Promise<T> {
    const answer = await this.#request[method](`/api/v1${path}`, {
      headers: { ...this.#headers, ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) },
      ...(data === undefined ? {} : { data }),
    })
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
    return (await answer.json()) as T
  }
}
