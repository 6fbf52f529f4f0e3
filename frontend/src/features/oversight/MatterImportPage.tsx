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
import { ImportPreview } from '@/features/units/ImportPreview'
import { confirmImport, type MatterImport, OVERSIGHT, uploadMatters } from './api'

const MAX_SIZE = 5 * 1024 * 1024
const FIELDS = [
  'code',
  'name',
  'legal_limit',
  'legal_time_unit',
  'promised_limit',
  'promised_time_unit',
  'on_site',
  'in_centre',
  'fee',
  'basis',
  'procedure',
  'conditions',
  'time_limits',
  'fee_standard',
  'supervision',
  'timeout_effect',
  'active',
] as const

export default function MatterImportPage() {
  const { t } = useTranslation('oversight')
  const upload = useMutation({ mutationFn: uploadMatters })
  const preview = upload.data
  const titleOf = (field: string) => {
    const name = FIELDS.find((one) => one === field)
    return name === undefined ? field : t(`matter.${name}`)
  }
  return (
    <>
      <PageHeader
        title={t('import.title')}
        crumbs={[{ text: t('matters.title'), to: '/oversight/matters' }]}
        actions={<ExportButton label={t('import.template')} path="/matter-imports/template" />}
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
        <ImportPreview
          preview={preview}
          fieldTitle={titleOf}
          actions={<Steps preview={preview} onAgain={upload.reset} />}
        />
      )}
    </>
  )
}

/** What can be done with a preview: carry it out, or give another file. */
function Steps({ preview, onAgain }: { preview: MatterImport; onAgain: () => void }) {
  const { t } = useTranslation('oversight')
  const notice = useNotice()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { create, update, error } = preview.summary
  const confirm = async () => {
    const result = await confirmImport(preview.id)
    await queries.invalidateQueries({ queryKey: OVERSIGHT })
    notice(t('import.done', { created: result.created, updated: result.updated }))
    void navigate('/oversight/matters')
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
