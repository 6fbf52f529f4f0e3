import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { ConfirmSentence } from '@/components/ConfirmSentence'
import { today } from '@/components/dates'
import { ExportButton } from '@/components/ExportButton'
import { FileDrop } from '@/components/FileDrop'
import { useNotice } from '@/components/Notices'
import { PageHeader, Panel } from '@/components/PageHeader'
import { ProblemAlert } from '@/components/ProblemAlert'
import { checkYear, publishYear, useCalendar, type YearCheck } from './api'
import { CheckView } from './CheckView'
import { useSave } from './useSave'

const MAX_SIZE = 1024 * 1024

/** Publishing a year, or correcting one, from a file: compared first, changed when confirmed. */
export default function YearImportPage() {
  const { t } = useTranslation('calendar')
  const [search] = useSearchParams()
  const year = Number(search.get('year') ?? today().slice(0, 4))
  const calendar = useCalendar()
  const pattern = calendar.data?.years.find((one) => one.year <= year)?.year
  const upload = useMutation({ mutationFn: (file: File) => checkYear(year, file) })
  const check = upload.data
  return (
    <>
      <PageHeader
        title={t(pattern === year ? 'import.correctTitle' : 'import.title', { year })}
        crumbs={[{ text: t('title'), to: `/system/calendar?year=${year}` }]}
        actions={
          pattern !== undefined && (
            <ExportButton
              label={t('import.pattern', { year: pattern })}
              path={`/calendar/years/${pattern}/file`}
            />
          )
        }
      />
      {check === undefined ? (
        <Panel title={t('import.step')} note={t('import.note')}>
          <div className="py-stack">
            <p className="py-sentence">{t('import.how', { year })}</p>
            <FileDrop
              label={t('import.drop', { year })}
              accept={['.xlsx', '.csv']}
              maxSize={MAX_SIZE}
              busy={upload.isPending}
              onFile={(file) => upload.mutate(file)}
            />
            <ProblemAlert error={upload.error} />
          </div>
        </Panel>
      ) : (
        <CheckView check={check} actions={<Steps check={check} onAgain={upload.reset} />} />
      )}
    </>
  )
}

/** What can be done with a checked file: publish it, or give another one. */
function Steps({ check, onAgain }: { check: YearCheck; onAgain: () => void }) {
  const { t } = useTranslation('calendar')
  const notice = useNotice()
  const navigate = useNavigate()
  const save = useSave()
  const { year, working_days: workingDays, days_off: off, makeup_days: makeup } = check
  const differs = check.removed.length > 0 || check.rows.some(({ action }) => action !== 'unchanged')
  const confirm = async () => {
    await save(publishYear(check))
    notice(t('import.done', { year }))
    void navigate(`/system/calendar?year=${year}`)
  }
  return (
    <>
      <Button onClick={onAgain}>{t('import.again')}</Button>
      {check.can_confirm && differs ? (
        <ConfirmSentence
          action={t('import.confirm')}
          sentence={t('import.sentence', { year, off, makeup, workingDays })}
          onConfirm={confirm}
        />
      ) : (
        <span>{t(check.can_confirm ? 'import.nothing' : 'import.blocked')}</span>
      )}
    </>
  )
}
