import { respond, type Params } from './client'

/** Fetch a file below /api/v1 with the session and hand it to the person, under the name that the server gave. */
export async function download(path: string, query: Params = {}): Promise<void> {
  await saveAnswer(await respond('GET', path, { query }))
}

/** Have the server make a file from `body`, and hand it to the person. */
export async function downloadMade(path: string, body: unknown, etag?: string): Promise<void> {
  await saveAnswer(await respond('POST', path, { body, ...(etag === undefined ? {} : { etag }) }))
}

/** Have the server make a page from `body`, and show it beside this one, to be printed. */
export async function openMade(path: string, body: unknown): Promise<void> {
  const address = URL.createObjectURL(await (await respond('POST', path, { body })).blob())
  window.open(address)
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

async function saveAnswer(response: Response): Promise<void> {
  save(await response.blob(), fileName(response.headers.get('Content-Disposition')) ?? 'download')
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
export async function upload<T>(path: string, file: File, fields: Record<string, string> = {}): Promise<T> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', file, file.name)
  return (await (await respond('POST', path, { body: form })).json()) as T
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
