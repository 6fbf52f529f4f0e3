import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { APIRequest } from '@playwright/test'

const run = promisify(execFile)
const PROJECT = join(import.meta.dirname, '../../..')
const BIN = join(PROJECT, '.venv/bin')
const CLIENT = { clientId: 'pingyi', clientSecret: 'client secret: a+b/c' }

/** An installation of its own, empty but for its first people, with a certified identity provider beside it. */
export class Installation {
  readonly #folder: string
  readonly #processes: ChildProcess[] = []
  url = ''
  issuer = ''
  /** Of the administrator, who has no password yet. */
  activation = ''

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async start(requests: APIRequest): Promise<Installation> {
    const made = new Installation(await mkdtemp(join(tmpdir(), 'pingyi-provider.')))
    try {
      await made.#start(requests)
    } catch (problem) {
      await made.stop()
      throw problem
    }
    return made
  }

  async stop(): Promise<void> {
    for (const process of this.#processes) {
      if (process.exitCode !== null) continue
      const ended = once(process, 'exit')
      process.kill()
      await ended
    }
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #start(requests: APIRequest): Promise<void> {
    const port = await freePort()
    this.url = `http://127.0.0.1:${port}`
    const options = (more = {}) => ({ cwd: PROJECT, env: { ...process.env, ...this.#settings(), ...more } })
    const [issuer, { stdout }] = await Promise.all([
      this.#provide(),
      run(`${BIN}/pingyi`, ['init'], options()),
    ])
    this.issuer = issuer
    this.activation = /http\S+activate#\S+/.exec(stdout)?.[0] ?? ''
    const keys = join(this.#folder, 'keys.json')
    const kept = JSON.parse(await readFile(keys, 'utf8')) as Record<string, unknown>
    await writeFile(keys, JSON.stringify({ ...kept, oidc_client_secret: CLIENT.clientSecret }))
    const provider = {
      PINGYI_EGRESS_ALLOW: `${new URL(issuer).host}=127.0.0.0/8`,
      PINGYI_EGRESS_CA_FILE: join(this.#folder, 'client.pem'),
      PINGYI_OIDC_ISSUER: issuer,
      PINGYI_OIDC_CLIENT_ID: CLIENT.clientId,
    }
    const serve = ['serve', '--host', '127.0.0.1', '--port', String(port)]
    const server = spawn(`${BIN}/pingyi`, serve, { ...options(provider), stdio: 'ignore' })
    this.#processes.push(server)
    await this.#up(requests, server)
  }

  #settings() {
    return { PINGYI_ENV: 'test', PINGYI_DATA_DIR: this.#folder, PINGYI_BASE_URL: this.url }
  }

  async #provide(): Promise<string> {
    await run(`${BIN}/python`, ['-m', 'trustme', '--quiet', '-i', '127.0.0.1', '-d', this.#folder])
    const settings = {
      ...CLIENT,
      port: 0,
      certificate: join(this.#folder, 'server.pem'),
      key: join(this.#folder, 'server.key'),
      callback: `${this.url}/login/callback`,
    }
    const script = join(import.meta.dirname, 'identity-provider.mjs')
    const provider = spawn(process.execPath, [script, JSON.stringify(settings)], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#processes.push(provider)
    for await (const line of createInterface(provider.stdout)) return line
    throw new Error('The identity provider did not start.')
  }

  async #up(requests: APIRequest, server: ChildProcess): Promise<void> {
    const asking = await requests.newContext({ baseURL: this.url })
    for (;;) {
      if (server.exitCode !== null) throw new Error('The server did not start.')
      const answer = await asking.get('/healthz').catch(() => null)
      if (answer?.ok()) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await asking.dispose()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}
