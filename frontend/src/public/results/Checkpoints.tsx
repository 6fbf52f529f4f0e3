import { loadCheckpoints } from './api'
import { useTexts } from './settings'
import { useLoaded } from './useLoaded'

/** 存证点: what the audit record was, for everybody to keep. Nothing before there is one. */
export function Checkpoints() {
  const t = useTexts()
  const [found] = useLoaded(loadCheckpoints)
  if (found?.kind !== 'done' || found.answer.length === 0) return null
  const words = t.check.record
  return (
    <section class="checkpoints">
      <h2>{words.title}</h2>
      <p>{words.lead}</p>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{words.at}</th>
            <th scope="col" class="right">
              {words.seq}
            </th>
            <th scope="col">{words.code}</th>
          </tr>
        </thead>
        <tbody>
          {found.answer.map(({ seq, at, code }) => (
            <tr key={seq}>
              <td>{words.moment(at)}</td>
              <td class="right">{t.count(seq)}</td>
              <td>
                <code>{code}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <a href="/api/v1/public/checkpoints?limit=10000" download="pingyi-checkpoints.json">
          {words.download}
        </a>
      </p>
    </section>
  )
}
