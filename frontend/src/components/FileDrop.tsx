import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import './page.css'

interface Props {
  label: string
  /** Endings with their dot: ['.xlsx', '.csv']. */
  accept: readonly string[]
  /** In bytes; the server has the last word. */
  maxSize: number
  busy?: boolean
  onFile: (file: File) => void
}

/** One file, dropped or chosen. Refuses a wrong ending and what is too large before anything is sent. */
export function FileDrop({ label, accept, maxSize, busy = false, onFile }: Props) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const [refused, setRefused] = useState<'type' | 'size' | null>(null)
  const input = useId()
  const hint = useId()
  const take = (file: File | undefined) => {
    if (!file || busy) return
    const name = file.name.toLowerCase()
    const reason = !accept.some((ending) => name.endsWith(ending))
      ? 'type'
      : file.size > maxSize
        ? 'size'
        : null
    setRefused(reason)
    if (reason === null) onFile(file)
  }
  const values = { types: accept.join(' '), size: Math.round(maxSize / 1024 / 1024) }
  return (
    <div
      className={over ? 'py-drop py-drop-over' : 'py-drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files[0])
      }}
    >
      <label htmlFor={input} className="py-drop-label">
        {busy ? t('file.busy') : label}
      </label>
      <input
        id={input}
        type="file"
        className="py-drop-input"
        accept={accept.join(',')}
        aria-describedby={hint}
        disabled={busy}
        onChange={(event) => {
          take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <p id={hint} className="py-caption">
        {t('file.hint', values)}
      </p>
      {refused !== null && (
        <p role="alert" className="py-field-error">
          {t(`file.refused.${refused}`, values)}
        </p>
      )}
    </div>
  )
}
