import { useState } from 'preact/hooks'
import type { Case, Shown } from './api'
import { canBeSentAgain, ENDINGS, useQueue, type Waiting } from './queue'
import { fetchCopy, sendFile } from './sending'
import { saveAs } from './saving'
import { useSettings, useTexts } from './settings'

interface FilesProps {
  shown: Shown
  files: Case['attachments']
  /** Why nothing can be sent now; empty: it can. */
  against: string[]
  onArrived: (found: Case) => void
}

/** The complainant's files: those the centre has, those on their way, and the choice of more. */
export function Files({ shown, files, against, onArrived }: FilesProps) {
  const { t, language } = useSettings()
  const [going, queue] = useQueue({
    send: (file, report) => sendFile(file, shown, language, report),
    onArrived,
  })
  const kept = files.filter(({ state }) => state !== 'deleted')
  return (
    <section class="files off-paper">
      <h2>{t.files}</h2>
      {against.length === 0 ? (
        <p class="help">{t.filesLead}</p>
      ) : (
        files.length === 0 && <p class="help">{against.join(' ')}</p>
      )}
      <ul class="file-list">
        {files.map((file) => (
          <li key={file.id}>
            <Kept file={file} shown={shown} />
          </li>
        ))}
        {going.map((one) => (
          <li key={one.key}>
            <OnItsWay one={one} onAgain={() => queue.again(one.key)} onDrop={() => queue.drop(one.key)} />
          </li>
        ))}
      </ul>
      {against.length === 0 ? (
        <>
          <p class="caution calm">{t.filesHidden}</p>
          <label class="button wide picker">
            {files.length + going.length === 0 ? t.pickFiles : t.pickMore}
            <input
              type="file"
              multiple
              accept={ENDINGS.join(',')}
              onChange={(event) => {
                queue.take([...(event.currentTarget.files ?? [])], kept)
                event.currentTarget.value = ''
              }}
            />
          </label>
          <p class="help">{t.filesLimits}</p>
        </>
      ) : (
        files.length > 0 && <p class="help">{against.join(' ')}</p>
      )}
    </section>
  )
}

function Kept({ file, shown }: { file: Case['attachments'][number]; shown: Shown }) {
  const { t, language } = useSettings()
  const [missing, setMissing] = useState(false)

  async function save(): Promise<void> {
    const blob = await fetchCopy(file.id, shown, language)
    setMissing(blob === null)
    if (blob !== null) saveAs(`${t.copyName}.${file.kind}`, blob)
  }

  return (
    <>
      <p class="file-name">{file.name ?? t.fileDeleted}</p>
      <p class="help">
        {t.size(file.size)} · {t.day(file.day)} · {file.label}
      </p>
      {file.has_copy && (
        <button type="button" class="plain" onClick={() => void save()}>
          {t.getCopy}
        </button>
      )}
      {missing && (
        <p class="fault" role="alert">
          {t.silent}
        </p>
      )}
    </>
  )
}

function OnItsWay({ one, onAgain, onDrop }: { one: Waiting; onAgain: () => void; onDrop: () => void }) {
  const t = useTexts()
  const { file, part, fault, told } = one
  return (
    <>
      <p class="file-name">{file.name}</p>
      {fault === null ? (
        <>
          <p class="help" role="status">
            {part === null ? t.fileWaiting : part < 1 ? t.fileGoing(Math.floor(part * 100)) : t.fileChecked}
          </p>
          <progress aria-label={file.name} max={1} value={part ?? 0} />
        </>
      ) : (
        <>
          <p class="fault" role="alert">
            {told || t.fileFault[fault]}
          </p>
          <div class="buttons">
            {canBeSentAgain(fault) && (
              <button type="button" class="small" onClick={onAgain}>
                {t.sendAgain}
              </button>
            )}
            <button type="button" class="small" onClick={onDrop}>
              {t.dropFile}
            </button>
          </div>
        </>
      )}
    </>
  )
}
