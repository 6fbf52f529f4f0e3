import { useTranslation } from 'react-i18next'
import { formatCount } from '@/components/dates'
import { useNotice } from '@/components/Notices'
import { saveStrata } from './api'
import { useRoundContext } from './context'
import { PresetButton } from './PresetButton'
import { RowEditor } from './RowEditor'
import { type Keyed, keyed, newKey, nextCode, problemsByRow } from './rows'
import { SectionPanel } from './SectionPanel'
import { sharesOf } from './shares'
import { SmallStrata } from './SmallStrata'
import { useSection } from './useSection'

interface Row extends Keyed {
  code: string
  name: string
  weight: string
  planned_codes: string
  /** '' for unknown. */
  population: string
}

/** The groups of people who are asked. */
export function StrataSection() {
  const { t, i18n } = useTranslation('rounds')
  const notice = useNotice()
  const { round } = useRoundContext()
  const section = useSection<Row[]>({
    name: 'strata',
    read: (kept) =>
      keyed(
        kept.config.strata.map(({ code, name, weight, planned_codes, population }) => ({
          code,
          name,
          weight,
          planned_codes: String(planned_codes),
          population: population === null ? '' : String(population),
        })),
      ),
    version: (kept) => kept.config.version,
    send: (id, version, rows) =>
      saveStrata(id, version, {
        strata: rows.map(({ code, name, weight, planned_codes, population }) => ({
          code,
          name,
          weight,
          planned_codes: Number(planned_codes),
          population: population.trim() === '' ? null : Number(population),
        })),
      }),
    onSaved: () => notice(t('saved')),
  })
  const rows = section.value
  const shares = sharesOf(rows.map(({ weight }) => weight))
  const codes = rows.reduce((sum, row) => sum + (Number(row.planned_codes) || 0), 0)
  const { rows: problems, rest } = problemsByRow('strata', section.problems)
  const number = { kind: 'number', align: 'right', maxLength: 20 } as const
  return (
    <SectionPanel
      id="strata"
      title={t('strata.title')}
      note={t('strata.totalCodes', { text: formatCount(codes, i18n.language) })}
      section={section}
      rest={rest}
      actions={
        <PresetButton
          kind="strata"
          onApply={(filled) =>
            section.change(() =>
              filled.map((row) => ({
                key: newKey(),
                code: row.code,
                name: row.name,
                weight: String(row.weight),
                planned_codes: String(row.planned_codes),
                population: row.population ? String(row.population) : '',
              })),
            )
          }
        />
      }
    >
      {rows.length === 0 && <p>{t('strata.empty')}</p>}
      <RowEditor
        label={t('strata.title')}
        list="strata"
        section={section}
        problems={problems}
        least={1}
        empty={(now) => ({
          key: newKey(),
          code: nextCode(
            'S',
            now.map(({ code }) => code),
          ),
          name: '',
          weight: '1',
          planned_codes: '0',
          population: '',
        })}
        columns={[
          { key: 'code', title: t('setup.code'), width: '84px', kind: 'text', maxLength: 20 },
          { key: 'name', title: t('strata.name'), width: 'minmax(0, 1fr)', kind: 'text', maxLength: 100 },
          { key: 'weight', title: t('setup.weight'), width: '84px', ...number },
          {
            key: 'share',
            title: t('setup.share'),
            width: '64px',
            kind: 'shown',
            align: 'right',
            show: (_, index) => shares?.[index] ?? '—',
          },
          {
            key: 'planned_codes',
            title: t(round.collection === 'coded' ? 'strata.planned' : 'strata.plannedPaper'),
            width: '92px',
            ...number,
          },
          { key: 'population', title: t('strata.population'), width: '112px', ...number },
        ]}
      />
      <p className="py-caption">{t('strata.populationHint')}</p>
      <SmallStrata />
    </SectionPanel>
  )
}
