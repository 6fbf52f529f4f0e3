import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { useNotice } from '@/components/Notices'
import { deleteRound, type Round, ROUNDS } from './api'
import { CopyRound } from './CopyRound'

/** What can be done with a round as a whole, at any time: copy it, delete a draft. */
export function RoundMenu({ round }: { round: Round }) {
  const { t } = useTranslation('rounds')
  const [copying, setCopying] = useState(false)
  return (
    <>
      <button type="button" className="py-button" onClick={() => setCopying(true)}>
        {t('copy.action')}…
      </button>
      {round.state === 'draft' && <DeleteDraft round={round} />}
      {copying && <CopyRound round={round} onClose={() => setCopying(false)} />}
    </>
  )
}

function DeleteDraft({ round }: { round: Round }) {
  const { t } = useTranslation('rounds')
  const notice = useNotice()
  const navigate = useNavigate()
  const queries = useQueryClient()
  return (
    <ConfirmSentence
      action={t('delete.action')}
      sentence={t('delete.sentence', { title: round.title })}
      onConfirm={async () => {
        await deleteRound(round.id, round.version)
        notice(t('delete.done', { title: round.title }))
        await navigate('/rounds', { replace: true })
        queries.removeQueries({ queryKey: [...ROUNDS, round.id] })
        await queries.invalidateQueries({ queryKey: [...ROUNDS, 'list'] })
      }}
    />
  )
}
