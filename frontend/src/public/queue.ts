import { useEffect, useState } from 'preact/hooks'
import type { Case, Outcome } from './api'
import type { Texts } from './zh'

export const MAX_FILE = 10 * 1024 * 1024
export const MAX_TOTAL = 30 * 1024 * 1024
export const MAX_FILES = 5
export const ENDINGS = ['.jpg', '.jpeg', '.png', '.pdf', '.docx', '.xlsx', '.mp3', '.m4a', '.mp4']

export type Fault = keyof Texts['fileFault']
/** A file of this page that the case does not have yet. `part` of it has left; `fault` says why it stays here. */
export interface Waiting {
  key: number
  file: File
  part: number | null
  fault: Fault | null
  /** In the words of the server. */
  told: string
}

/** What can be seen without opening a file; the server has the last word. `kept` share the room with it. */
export function faultOf(file: File, kept: { size: number }[]): Fault | null {
  const name = file.name.toLowerCase()
  if (!ENDINGS.some((ending) => name.endsWith(ending))) return 'kind'
  if (file.size === 0) return 'empty'
  if (file.size > MAX_FILE) return 'large'
  const total = kept.reduce((sum, { size }) => sum + size, file.size)
  return kept.length >= MAX_FILES || total > MAX_TOTAL ? 'many' : null
}

interface Way {
  send: (file: File, report: (part: number) => void) => Promise<Outcome<Case>>
  onArrived: (found: Case) => void
}

/**
 * Files on their way, one after the other: on a weak line several at once would all fail. A file whose answer got lost is
 * sent again; the server knows it by its content.
 */
export class UploadQueue {
  way: Way
  #items: Waiting[] = []
  #last = 0
  #running = false
  #show: (items: Waiting[]) => void

  constructor(way: Way, show: (items: Waiting[]) => void) {
    this.way = way
    this.#show = show
  }

  take(files: File[], kept: { size: number }[]): void {
    const going = this.#items.filter(({ fault }) => fault === null || canBeSentAgain(fault))
    const room = [...kept, ...going.map(({ file }) => file)]
    for (const file of files) {
      const fault = faultOf(file, room)
      if (fault === null) room.push(file)
      this.#last += 1
      this.#items = [...this.#items, { key: this.#last, file, part: null, fault, told: '' }]
    }
    this.#show(this.#items)
    void this.#run()
  }

  again(key: number): void {
    this.#edit(key, { fault: null, told: '' })
    void this.#run()
  }

  drop(key: number): void {
    this.#items = this.#items.filter((one) => one.key !== key)
    this.#show(this.#items)
  }

  async #run(): Promise<void> {
    if (this.#running) return
    this.#running = true
    for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#deliver(next)
    this.#running = false
  }

  async #deliver({ key, file }: Waiting): Promise<void> {
    const outcome = await this.way.send(file, (part) => this.#edit(key, { part }))
    if (outcome.kind === 'done') {
      this.drop(key)
      this.way.onArrived(outcome.answer)
    } else if (outcome.kind === 'rejected') {
      this.#edit(key, { part: null, fault: 'refused', told: outcome.messages.join(' ') })
    } else {
      this.#edit(key, { part: null, fault: outcome.kind === 'wait' ? 'wait' : 'lost' })
    }
  }

  #next = (): Waiting | undefined => this.#items.find(({ fault }) => fault === null)

  #edit(key: number, change: Partial<Waiting>): void {
    this.#items = this.#items.map((one) => (one.key === key ? { ...one, ...change } : one))
    this.#show(this.#items)
  }
}

export const canBeSentAgain = (fault: Fault): boolean => fault === 'lost' || fault === 'wait'

/** A queue of the page; leaving it while something is on its way is asked about. */
export function useQueue(way: Way): [Waiting[], UploadQueue] {
  const [items, setItems] = useState<Waiting[]>([])
  const [queue] = useState(() => new UploadQueue(way, setItems))
  useEffect(() => {
    Object.assign(queue, { way })
  })
  const going = items.some(({ fault }) => fault === null)
  useEffect(() => {
    if (!going) return
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [going])
  return [items, queue]
}
