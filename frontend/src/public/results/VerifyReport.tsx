import { useMemo } from 'preact/hooks'
import { Tick } from '../../ballot/Parts'
import type { Reason, Report } from '../verify/report'
import { SCRIPT } from './script'
import { useTexts } from './settings'

/** The verdict in words, with each altered block named as the stand-alone script does. */
export function VerifyReport({
  report,
  bytes,
  expected,
}: {
  report: Report
  bytes: Uint8Array
  expected: string
}) {
  const t = useTexts()
  const known = useMemo(() => aboutOf(bytes), [bytes])
  const differs = expected !== '' && expected !== report.keyId
  const good = report.good && !differs
  const units = report.needsSealed.filter((pointer) => pointer !== '/overall').length
  return (
    <section class={`report ${good ? 'good' : 'bad'}`}>
      <h2>
        {good && <Tick />} {good ? t.check.good : t.check.bad}
      </h2>
      {known.title !== '' && <p>{t.check.about(known.title, known.version)}</p>}
      {good && <p>{t.check.goodText}</p>}
      {!report.good && (
        <>
          <p>{t.check.badText}</p>
          <Altered report={report} names={known.names} />
        </>
      )}
      <h3>{t.check.keyId}</h3>
      <p>
        <code class="key">{report.keyId === '' ? t.check.keyNone : report.keyId}</code>{' '}
        {expected !== '' && <b>{differs ? t.check.keyDiffers : t.check.keyFits}</b>}
      </p>
      {expected === '' && <p class="help">{t.check.keyCompare}</p>}
      <h3>{t.check.digest}</h3>
      <p>
        <code>{report.sha256}</code>
      </p>
      <h3>{t.check.done}</h3>
      <dl class="marks">
        <div>
          <dt>{t.check.doneBlocks}</dt>
          <dd>{t.count(report.blocks)}</dd>
        </div>
        <div>
          <dt>{t.check.doneFigures}</dt>
          <dd>{t.count(report.checked)}</dd>
        </div>
        {report.needsSealed.length > 0 && (
          <div>
            <dt>{t.check.doneHidden}</dt>
            <dd>{t.check.hiddenUnits(t.count(units), report.needsSealed.includes('/overall'))}</dd>
          </div>
        )}
      </dl>
      <p class="help">
        {t.check.notDone}{' '}
        <a href={SCRIPT} download="pingyi_verify.py">
          {t.script}
        </a>
      </p>
    </section>
  )
}

function Altered({ report, names }: { report: Report; names: Map<string, string> }) {
  const t = useTexts()
  return (
    <ul class="altered">
      {[...report.altered].map(([pointer, reasons]) => (
        <li key={pointer}>
          <b>{inWords(pointer, names, t.check)}</b> <code>{pointer}</code>
          <ul>
            {reasons.map((reason, index) => (
              <li key={index}>{reasonText(reason, t.check)}</li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}

type Texts = ReturnType<typeof useTexts>['check']

const reasonText = (reason: Reason, t: Texts): string =>
  reason.kind === 'figure' ? t.figure(reason.name, reason.computed, reason.published) : t.reason[reason.kind]

/** A block as a reader knows it. */
function inWords(pointer: string, names: Map<string, string>, t: Texts): string {
  if (pointer.startsWith('sealed:')) return t.inSealed(inWords(pointer.slice('sealed:'.length), names, t))
  const [, kind = '', code = ''] = pointer.split('/')
  if ((kind === 'cells' || kind === 'results') && code !== '') {
    const plain = code.replaceAll('~1', '/').replaceAll('~0', '~')
    return t.unit(t.ofUnit[kind], names.get(plain) ?? '', plain)
  }
  return t.block[kind] ?? kind
}

/** Title, version and names of units as the file gives them, were it altered or not. */
function aboutOf(bytes: Uint8Array): { title: string; version: string; names: Map<string, string> } {
  const nothing = { title: '', version: '', names: new Map<string, string>() }
  try {
    const content = JSON.parse(new TextDecoder().decode(bytes)) as {
      about: { title: unknown; version: unknown }
      method: { roll: { code: unknown; name: unknown }[] }
    }
    const names = content.method.roll.map(({ code, name }) => [String(code), String(name)] as const)
    return {
      title: String(content.about.title),
      version: String(content.about.version),
      names: new Map(names),
    }
  } catch {
    return nothing
  }
}
