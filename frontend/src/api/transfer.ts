import { respond, send, type Options } from './client'

/** Fetch a file with the session and hand it to the person, under the name that the server gave. */
export async function download(
  path: string,
  options: Options & { method?: 'GET' | 'POST' } = {},
): Promise<void> {
  const { method = 'GET', ...rest } = options
  const response = await respond(method, path, rest)
  const name = fileName(response.headers.get('Content-Disposition')) ?? 'download'
  save(await response.blob(), name)
}

/** Offer a blob for saving. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The browser reads the address when it begins to save, which may be after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Send one file as the multipart field `file`, with other fields beside it. */
export function upload<T>(
  path: string,
  file: File,
  fields: Record<string, string | number> = {},
): Promise<T> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
  form.append('file', file, file.name)
  return send<T>('POST', path, { body: form })
}

/** The file name of a Content-Disposition (RFC 6266), the encoded form first. */
export function fileName(disposition: string | null): string | null {
  if (disposition === null) return null
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  }
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1] ?? null
}
