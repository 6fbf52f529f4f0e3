import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { ExportButton } from '@/components/ExportButton'
import { FileDrop } from '@/components/FileDrop'
import { useNotice } from '@/components/Notices'
import { PageHeader, Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { confirmImport, type UnitImport, UNITS, uploadUnits } from './api'
import { ImportPreview } from './ImportPreview'

const MAX_SIZE = 5 * 1024 * 1024

export default function UnitImportPage() {
  const { t } = useTranslation('units')
  const upload = useMutation({ mutationFn: uploadUnits })
  const preview = upload.data
  return (
    <>
      <PageHeader
        title={t('import.title')}
        crumbs={[{ text: t('title'), to: '/units' }]}
        actions={<ExportButton label={t('import.template')} path="/unit-imports/template" />}
      />
      {preview === undefined ? (
        <Panel title={t('import.step')} note={t('import.note')}>
          <div className="py-stack">
            <FileDrop
              label={t('import.drop')}
              accept={['.xlsx', '.csv']}
              maxSize={MAX_SIZE}
              busy={upload.isPending}
              onFile={(file) => upload.mutate(file)}
            />
            <ProblemAlert error={upload.error} />
          </div>
        </Panel>
      ) : (
        <ImportPreview preview={preview} actions={<Steps preview={preview} onAgain={upload.reset} />} />
      )}
    </>
  )
}

/** What can be done with a preview: carry it out, or give another file. */
function Steps({ preview, onAgain }: { preview: UnitImport; onAgain: () => void }) {
  const { t } = useTranslation('units')
  const notice = useNotice()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { create, update, error } = preview.summary
  const confirm = async () => {
    const result = await confirmImport(preview.id)
    await queries.invalidateQueries({ queryKey: UNITS })
    notice(t('import.done', { created: result.created, updated: result.updated }))
    void navigate('/units')
  }
  return (
    <>
      <Button onClick={onAgain}>{t('import.again')}</Button>
      {preview.can_confirm && create + update > 0 ? (
        <ConfirmSentence
          action={t('import.confirm')}
          sentence={t('import.sentence', { create, update })}
          onConfirm={confirm}
        />
      ) : (
        <span>{error > 0 ? t('import.blocked', { count: error }) : t('import.nothing')}</span>
      )}
    </>
  )
}
