import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/Dialog'
import { PageLoading } from '@/components/PageStates'
import { ProblemAlert } from '@/components/ProblemAlert'
import { type PresetKind, usePresets } from './api'
import { type Filled, ofKind, preselected, rowsOf } from './presets'
import { PresetCards } from './PresetCards'

interface Props<Kind extends PresetKind> {
  kind: Kind
  onApply: (rows: Filled[Kind]) => void
}

/** Fills a section with the rows of a preset; nothing is saved by that. */
export function PresetButton<Kind extends PresetKind>({ kind, onApply }: Props<Kind>) {
  const { t } = useTranslation(['rounds', 'common'])
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<string | null>(null)
  const { data, error, refetch } = usePresets()
  const some = data?.items ?? []
  const preset = some.find(({ id }) => id === chosen) ?? preselected(some, kind)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('preset.action')}…
      </Button>
      {open && (
        <Dialog
          title={t(`preset.title.${kind}`)}
          onClose={() => setOpen(false)}
          footer={
            <>
              <Button onClick={() => setOpen(false)}>{t('common:action.cancel')}</Button>
              <Button
                type="primary"
                disabled={preset === undefined}
                onClick={() => {
                  if (preset) onApply(rowsOf(kind, preset))
                  setOpen(false)
                }}
              >
                {t('preset.apply')}
              </Button>
            </>
          }
        >
          <p className="py-sentence">{t('preset.replace')}</p>
          {data ? (
            <PresetCards
              kind={kind}
              legend={t(`preset.title.${kind}`)}
              presets={ofKind(data.items, kind)}
              value={preset?.id ?? null}
              onChange={setChosen}
            />
          ) : error ? (
            <ProblemAlert error={error} onRetry={() => void refetch()} />
          ) : (
            <PageLoading />
          )}
        </Dialog>
      )}
    </>
  )
}
