import { useTexts } from './settings'

const KB = 1024

const sizeOf = (bytes: number): string =>
  bytes < KB * KB ? `${Math.max(1, Math.round(bytes / KB))} KB` : `${(bytes / KB / KB).toFixed(1)} MB`

/** A file of the reader's own machine, read into memory. */
export function FileChoice({
  id,
  label,
  help,
  optional = false,
  chosen,
  onChoose,
}: {
  id: string
  label: string
  help: string
  optional?: boolean
  chosen: { name: string; bytes: Uint8Array } | null
  onChoose: (chosen: { name: string; bytes: Uint8Array }) => void
}) {
  const t = useTexts()
  return (
    <div class="field">
      <p>
        <b>{label}</b>
        {optional && <span class="help">{t.check.optional}</span>}
      </p>
      <p id={`${id}-help`} class="help">
        {help}
      </p>
      <label class="button picker" for={id}>
        {chosen === null ? t.check.choose : t.check.another}
        <span class="hidden"> {label}</span>
        <input
          id={id}
          type="file"
          accept=".json,application/json"
          aria-describedby={`${id}-help`}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0]
            if (file === undefined) return
            void file
              .arrayBuffer()
              .then((bytes) => onChoose({ name: file.name, bytes: new Uint8Array(bytes) }))
            currentTarget.value = ''
          }}
        />
      </label>
      {chosen !== null && (
        <p class="file-name">
          {t.check.chosen(chosen.name === '' ? t.check.fetched : chosen.name, sizeOf(chosen.bytes.length))}
        </p>
      )}
    </div>
  )
}
