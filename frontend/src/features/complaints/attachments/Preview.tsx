import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { ProblemAlert } from '@/components/ProblemAlert'
import { loadCopy } from './api'

/** The cleaned copy of a picture. Nothing else is shown in the page: other kinds are saved and opened outside. */
export function Preview({
  caseId,
  id,
  title,
  onClose,
}: {
  caseId: string
  id: string
  title: string
  onClose: () => void
}) {
  const { t } = useTranslation('attachments')
  const { data, error } = useQuery({
    queryKey: ['complaints', caseId, 'attachments', id, 'copy'],
    queryFn: () => loadCopy(caseId, id),
    gcTime: 0,
  })
  const address = useMemo(() => (data ? URL.createObjectURL(data) : null), [data])
  useEffect(() => () => URL.revokeObjectURL(address ?? ''), [address])
  return (
    <Dialog title={title} onClose={onClose}>
      <ProblemAlert error={error} />
      {address === null ? (
        error === null && <p className="py-caption">{t('opening')}</p>
      ) : (
        <img className="py-file-picture" src={address} alt={t('pictureOf', { title })} />
      )}
    </Dialog>
  )
}
