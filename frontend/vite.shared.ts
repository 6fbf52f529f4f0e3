import { fileURLToPath } from 'node:url'
import type { UserConfig } from 'vite'

/** What the two builds have in common. The server puts the nonce of each response in place of the placeholder. */
export const shared = {
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  html: { cspNonce: '__CSP_NONCE__' },
} satisfies UserConfig

export const page = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
