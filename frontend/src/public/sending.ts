/** One file on its way to the server. `fetch` cannot tell how far an upload is; XMLHttpRequest can. */
import { isRecord } from '../ballot/post'
import { outcomeOf, type Case, type Outcome, type Shown } from './api'

const FILES = '/api/v1/tracking/attachments'
/** A 10 MB file on a slow line takes minutes. */
const TIMEOUT_MS = 10 * 60_000

/** Sends a file to the case that is shown; `report` gets the part that has left, from 0 to 1. Nothing is thrown. */
export function sendFile(
  file: File,
  shown: Shown,
  language: string,
  report: (part: number) => void,
): Promise<Outcome<Case>> {
  const form = new FormData()
  form.append('file', file, file.name)
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const lost = () => resolve({ kind: 'silent' })
    request.open('POST', FILES)
    request.timeout = TIMEOUT_MS
    request.setRequestHeader('Accept-Language', language)
    // In a header the code is checked before the file is read; no address and no log has it.
    request.setRequestHeader('Tracking-Code', shown.code)
    if (shown.pin !== undefined) request.setRequestHeader('Tracking-Pin', shown.pin)
    request.upload.onprogress = ({ loaded, total }) => report(total > 0 ? loaded / total : 0)
    request.onerror = request.ontimeout = request.onabort = lost
    request.onload = () => {
      const retryAfter = request.getResponseHeader('Retry-After')
      const reply = { status: request.status, retryAfter, body: parsed(request.responseText) }
      resolve(outcomeOf(reply, isCase))
    }
    request.send(form)
  })
}

/** The own file without what cannot be seen in it; null when it did not come. */
export async function fetchCopy(id: string, shown: Shown, language: string): Promise<Blob | null> {
  try {
    const response = await fetch(`${FILES}/${id}/copy`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
      body: JSON.stringify(shown),
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    })
    return response.ok ? await response.blob() : null
  } catch {
    return null
  }
}

const isCase = (body: Record<string, unknown>): body is Case & Record<string, unknown> =>
  Array.isArray(body.attachments)

function parsed(json: string): unknown {
  try {
    const body: unknown = JSON.parse(json)
    return isRecord(body) ? body : undefined
  } catch {
    return undefined
  }
}
