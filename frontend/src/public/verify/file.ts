/** A signed file: reading it, its signature, the digests of its blocks and of its method. */
import { hashes, verify as verifySignature } from '@noble/ed25519'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { canonical, NotAFile, parse, type Json, type JsonObject } from './json'
import { object } from './reach'
import type { Report } from './report'

// Not the browser's own: it has no SHA-2 for pages without TLS, and Ed25519 only when it is new.
hashes.sha512 = sha512

const FORMATS = { public: 'pingyi-public-1', sealed: 'pingyi-sealed-1' }
export const BY_UNIT = ['cells', 'products', 'results']
const LARGEST = 64 * 1024 * 1024

export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha256(bytes))
export const digest = (value: Json): string => sha256Hex(canonical(value))

/** The content of a file. Throws NotAFile. */
export function read(bytes: Uint8Array): JsonObject {
  if (bytes.length > LARGEST) throw new NotAFile('large')
  const found = parse(decoded(bytes))
  const fit =
    found instanceof Map && found.get('manifest') instanceof Map && found.get('signature') instanceof Map
  if (!fit) throw new NotAFile('results')
  return found
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new NotAFile('json')
  }
}

/** Signature, and the digest of each block. `prefix` marks blocks of the sealed file. Throws NotAFile. */
export function checkFile(content: JsonObject, kind: 'public' | 'sealed', report: Report, prefix = ''): void {
  checkSignature(content, report, prefix)
  const found = digestsOf(content)
  const manifest = object(content.get('manifest'))
  for (const pointer of [...new Set([...found.keys(), ...manifest.keys()])].sort()) {
    const own = found.get(pointer)
    if (own === undefined) report.blame(prefix + pointer, { kind: 'missing' })
    else if (!manifest.has(pointer)) report.blame(prefix + pointer, { kind: 'unknown' })
    else if (own !== manifest.get(pointer)) report.blame(prefix + pointer, { kind: 'altered' })
    else report.blocks += 1
  }
  const about = content.get('about')
  if (!(about instanceof Map) || about.get('format') !== FORMATS[kind]) throw new NotAFile(kind)
  if (digest(content.get('method') ?? null) !== about.get('method_digest'))
    report.blame(`${prefix}/method`, { kind: 'method' })
}

function digestsOf(content: JsonObject): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, block] of content) {
    if (name === 'manifest' || name === 'signature') continue
    if (BY_UNIT.includes(name) && block instanceof Map) {
      for (const [code, part] of block) found.set(blockOf(name, code), digest(part))
    } else found.set(blockOf(name), digest(block))
  }
  return found
}

/** The JSON pointer of a block. */
export const blockOf = (...names: string[]): string =>
  names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

function checkSignature(content: JsonObject, report: Report, prefix: string): void {
  const signature = object(content.get('signature'))
  const key = fromHex(signature.get('public_key'))
  const value = fromHex(signature.get('value'))
  const fits =
    key?.length === 32 &&
    value?.length === 64 &&
    signed(value, canonical(content.get('manifest') ?? null), key)
  const keyId = key === null ? '' : sha256Hex(key).slice(0, 16)
  if (key !== null && (signature.get('algorithm') !== 'Ed25519' || signature.get('key_id') !== keyId))
    report.blame(`${prefix}/signature`, { kind: 'key' })
  // Where the manifest was altered the blocks do not fit it, and are named; else it is the signature itself.
  if (!fits) report.blame(`${prefix}/signature`, { kind: 'signature' })
  else report.keyId = keyId
}

function signed(value: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  try {
    return verifySignature(value, message, key, { zip215: false })
  } catch {
    return false // not a point of the curve
  }
}

function fromHex(value: Json | undefined): Uint8Array | null {
  if (typeof value !== 'string' || !/^(?:[0-9a-f]{2})*$/i.test(value)) return null
  return Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
