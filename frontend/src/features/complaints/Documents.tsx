import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/api/session'
import { downloadMade, openMade } from '@/api/transfer'
import { Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type CaseDetail, type DocumentKind, type SupervisionOrder, useSupervision } from './api'
import { useCase } from './context'

interface Letter {
  kind: DocumentKind
  /** Of the order that it is about. */
  number: string | null
  /** Of a supervision order, which has a name of its own at each. */
  level?: SupervisionOrder['level']
}

/** The notices of the case as Word files and as pages to print, as far as there is something to tell. */
export function Documents() {
  const { t } = useTranslation('complaints')
  const can = useCan()
  const { detail, reload } = useCase()
  const supervision = useSupervision(detail.header.id).data?.items ?? []
  const [error, setError] = useState<unknown>(null)
  const letters = lettersOf(detail, supervision)
  if (letters.length === 0 || !can('complaint.handle')) return null
  const nameOf = ({ kind, level }: Letter) =>
    level === undefined ? t(`documents.kind.${kind}`) : t(`supervision.level.${level}`)
  const write = async ({ kind, number }: Letter, format: 'docx' | 'html') => {
    setError(null)
    const hand = format === 'docx' ? downloadMade : openMade
    try {
      await hand(`/complaints/${detail.header.id}/documents/${kind}`, { number, format })
      void reload()
    } catch (problem) {
      setError(problem)
    }
  }
  return (
    <Panel title={t('documents.title')} note={t('documents.note')}>
      <ul className="py-plain-list">
        {letters.map((letter) => (
          <li key={`${letter.kind} ${letter.number}`}>
            <button type="button" className="py-link" onClick={() => void write(letter, 'docx')}>
              {nameOf(letter)} {letter.number}
            </button>{' '}
            <button
              type="button"
              className="py-link"
              aria-label={t('documents.printOf', { name: nameOf(letter) })}
              onClick={() => void write(letter, 'html')}
            >
              {t('documents.print')}
            </button>
          </li>
        ))}
      </ul>
      <ProblemAlert error={error} />
    </Panel>
  )
}

function lettersOf(detail: CaseDetail, supervision: SupervisionOrder[]): Letter[] {
  const { accepted_at, events, requests, content } = detail
  const did = (name: string) => events.some(({ action }) => action === name)
  const extended = requests.some(({ kind, state }) => kind === 'extension' && state === 'approved')
  const single: [DocumentKind, boolean][] = [
    ['supplement', did('ask_supplement')],
    ['acceptance', accepted_at !== null],
    ['refusal', did('refuse')],
    ['extension', extended],
    ['referral', did('transfer_out')],
    ['termination', did('terminate')],
  ]
  return [
    ...single.filter(([, there]) => there).map(([kind]) => ({ kind, number: null })),
    ...(content?.orders ?? []).map(({ number }) => ({ kind: 'transfer' as const, number })),
    ...supervision.map(({ number, level }) => ({ kind: 'supervision' as const, number, level })),
  ]
}
