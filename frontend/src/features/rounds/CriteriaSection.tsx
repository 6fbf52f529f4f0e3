import { useTranslation } from 'react-i18next'
import { useNotice } from '@/components/Notices'
import { saveCriteria } from './api'
import { useRoundContext } from './context'
import { PresetButton } from './PresetButton'
import { RowEditor } from './RowEditor'
import { type Keyed, keyed, newKey, nextCode, problemsByRow } from './rows'
import { SectionPanel } from './SectionPanel'
import { sharesOf } from './shares'
import { effortOf } from './taps'
import { useEffortText } from './useEffortText'
import { useSection } from './useSection'

interface Row extends Keyed {
  code: string
  name: string
  help: string
  weight: string
}

/** What is rated, with weights. */
export function CriteriaSection() {
  const { t } = useTranslation('rounds')
  const notice = useNotice()
  const { config } = useRoundContext()
  const effortText = useEffortText()
  const section = useSection<Row[]>({
    name: 'criteria',
    read: (kept) =>
      keyed(kept.config.criteria.map(({ code, name, help, weight }) => ({ code, name, help, weight }))),
    version: (kept) => kept.config.version,
    send: (id, version, rows) =>
      saveCriteria(id, version, {
        criteria: rows.map(({ code, name, help, weight }) => ({ code, name, help, weight })),
      }),
    onSaved: () => notice(t('saved')),
  })
  const rows = section.value
  const shares = sharesOf(rows.map(({ weight }) => weight))
  const { rows: problems, rest } = problemsByRow('criteria', section.problems)
  const effort = effortOf(config.roll.length, rows.length)
  return (
    <SectionPanel
      id="criteria"
      title={t('criteria.title')}
      note={effort.taps > 0 ? effortText(effort) : undefined}
      section={section}
      rest={rest}
      actions={
        <PresetButton
          kind="criteria"
          onApply={(filled) =>
            section.change(() => filled.map((row) => ({ ...row, weight: String(row.weight), key: newKey() })))
          }
        />
      }
    >
      {rows.length === 0 && <p>{t('criteria.empty')}</p>}
      <RowEditor
        label={t('criteria.title')}
        list="criteria"
        section={section}
        problems={problems}
        least={1}
        empty={(now) => ({
          key: newKey(),
          code: nextCode(
            'C',
            now.map(({ code }) => code),
          ),
          name: '',
          help: '',
          weight: '1',
        })}
        columns={[
          { key: 'code', title: t('setup.code'), width: '96px', kind: 'text', maxLength: 20 },
          { key: 'name', title: t('criteria.name'), width: 'minmax(0, 1fr)', kind: 'text', maxLength: 100 },
          {
            key: 'weight',
            title: t('setup.weight'),
            width: '96px',
            kind: 'number',
            align: 'right',
            maxLength: 20,
          },
          {
            key: 'share',
            title: t('setup.share'),
            width: '72px',
            kind: 'shown',
            align: 'right',
            show: (_, index) => shares?.[index] ?? '—',
          },
          { key: 'help', title: t('criteria.help'), width: '', kind: 'long', maxLength: 2000 },
        ]}
      />
    </SectionPanel>
  )
}
