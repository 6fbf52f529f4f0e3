import { useTranslation } from 'react-i18next'
import { useNotice } from '@/components/Notices'
import { saveScale } from './api'
import { PresetButton } from './PresetButton'
import { RowEditor } from './RowEditor'
import { type Keyed, keyed, newKey, problemsByRow } from './rows'
import { SectionPanel } from './SectionPanel'
import { useSection } from './useSection'

interface Row extends Keyed {
  label: string
  /** '' for none. */
  points: string
  satisfied: boolean
  valid: boolean
}

const text = (points: string | number | null | undefined) =>
  points === null || points === undefined ? '' : String(points)

/** The answers that can be given. Their numbers follow their order. */
export function ScaleSection() {
  const { t } = useTranslation('rounds')
  const notice = useNotice()
  const section = useSection<Row[]>({
    name: 'scale',
    read: (kept) =>
      keyed(
        kept.config.options.map(({ label, points, satisfied, valid }) => ({
          label,
          points: text(points),
          satisfied,
          valid,
        })),
      ),
    version: (kept) => kept.config.version,
    send: (id, version, rows) =>
      saveScale(id, version, {
        options: rows.map(({ label, points, satisfied, valid }, index) => ({
          number: index + 1,
          label,
          points: points.trim() === '' ? null : points.trim(),
          satisfied,
          valid,
        })),
      }),
    onSaved: () => notice(t('saved')),
  })
  const { rows: problems, rest } = problemsByRow('options', section.problems)
  return (
    <SectionPanel
      id="scale"
      title={t('scale.title')}
      note={t('scale.note')}
      section={section}
      rest={rest}
      actions={
        <PresetButton
          kind="scale"
          onApply={(filled) =>
            section.change(() =>
              filled.map(({ label, points, satisfied, valid }) => ({
                key: newKey(),
                label,
                points: text(points),
                satisfied,
                valid,
              })),
            )
          }
        />
      }
    >
      {section.value.length === 0 && <p>{t('scale.empty')}</p>}
      <RowEditor
        label={t('scale.title')}
        list="options"
        section={section}
        problems={problems}
        least={2}
        {...(section.value.length < 9 && {
          empty: () => ({ key: newKey(), label: '', points: '', satisfied: false, valid: true }),
        })}
        columns={[
          { key: 'label', title: t('scale.label'), width: 'minmax(0, 1fr)', kind: 'text', maxLength: 40 },
          {
            key: 'points',
            title: t('scale.points'),
            width: '96px',
            kind: 'number',
            align: 'right',
            maxLength: 12,
          },
          { key: 'satisfied', title: t('scale.satisfied'), width: '72px', kind: 'check', align: 'center' },
          { key: 'valid', title: t('scale.valid'), width: '72px', kind: 'check', align: 'center' },
        ]}
      />
      <p className="py-caption">{t('scale.hint')}</p>
    </SectionPanel>
  )
}
