import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import type { Word } from './mapping'

interface Props {
  title: string
  words: readonly Word[]
  meanings: readonly { value: string; text: string }[]
  chosen: (text: string) => string | undefined
  /** What the server has against an entry. */
  problem: (text: string) => string | null
  /** Whether to fold away what was not met so far: texts that can only mean what they say. */
  folded?: boolean
  /** '' takes the meaning away. */
  onChange: (text: string, value: string) => void
}

/** Which text of the file means what. */
export function WordTable({ title, words, folded = false, ...rest }: Props) {
  const { t } = useTranslation('collection')
  const seen = words.filter((word) => word.seen || !folded)
  const others = words.filter((word) => !word.seen && folded)
  return (
    <section className="py-words" aria-label={title}>
      <h3>{title}</h3>
      {seen.length > 0 && <Words title={title} words={seen} {...rest} />}
      {others.length > 0 && (
        <details>
          <summary>{t('import.map.others', { count: others.length })}</summary>
          <Words title={t('import.map.others', { count: others.length })} words={others} {...rest} />
        </details>
      )}
    </section>
  )
}

function Words({ title, words, meanings, chosen, problem, onChange }: Omit<Props, 'folded'>) {
  const { t } = useTranslation('collection')
  return (
    <TableFrame caption={title}>
      <thead>
        <tr>
          <th scope="col">{t('import.map.text')}</th>
          <th scope="col">{t('import.map.means')}</th>
        </tr>
      </thead>
      <tbody>
        {words.map(({ text }) => (
          <tr key={text}>
            <th scope="row">{text}</th>
            <td>
              <select
                aria-label={t('import.map.meansOf', { text })}
                className="py-select"
                value={chosen(text) ?? ''}
                onChange={(event) => onChange(text, event.target.value)}
              >
                <option value="">{t('import.map.choose')}</option>
                {meanings.map((meaning) => (
                  <option key={meaning.value} value={meaning.value}>
                    {meaning.text}
                  </option>
                ))}
              </select>
              {problem(text) !== null && (
                <p role="alert" className="py-field-error">
                  {problem(text)}
                </p>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
}
