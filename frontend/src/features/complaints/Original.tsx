import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '@/components/ProblemAlert'
import { readOriginal } from './api'
import { useCase } from './context'

type Words = Awaited<ReturnType<typeof readOriginal>>

/** The complainant's own words, sealed until somebody asks for them; that they were read is an event of the case. */
export function Original() {
  const { t } = useTranslation('complaints')
  const { detail, reload } = useCase()
  const [words, setWords] = useState<Words | null>(null)
  const read = useMutation({
    mutationFn: () => readOriginal(detail.header.id),
    onSuccess: (found) => {
      setWords(found)
      void reload()
    },
  })
  if (words === null) {
    return (
      <div className="py-case-sealed">
        <div>
          <h3>{t('original.title')}</h3>
          <p className="py-caption">{t('original.sealed')}</p>
        </div>
        <Button loading={read.isPending} onClick={() => read.mutate()}>
          {t('original.read')}
        </Button>
        <ProblemAlert error={read.error} />
      </div>
    )
  }
  return (
    <section className="py-case-original" aria-label={t('original.title')}>
      <h3>{words.subject || t('original.title')}</h3>
      <p className="py-prose">{words.text}</p>
      {words.wish !== '' && <p className="py-prose">{t('original.wish', { wish: words.wish })}</p>}
      <p className="py-caption">{t('original.recorded')}</p>
    </section>
  )
}
