import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCount } from '@/components/dates'
import { EmptyState } from '@/components/EmptyState'
import { useNotice } from '@/components/Notices'
import { saveRoll } from './api'
import { useRegister } from './register'
import { bySequence, inRegisterOrder, type RollRow, rowsOfRoll, withChosen } from './roll'
import { RowEditor } from './RowEditor'
import { problemsByRow } from './rows'
import { SectionPanel } from './SectionPanel'
import { UnitChooser } from './UnitChooser'
import { useSection } from './useSection'

/** More rows than this are shown only when they are asked for. */
const FEW = 12

/** The units that are rated, in the order of the ballot. */
export function RollSection() {
  const { t, i18n } = useTranslation('rounds')
  const notice = useNotice()
  const [choosing, setChoosing] = useState(false)
  const [open, setOpen] = useState<boolean | null>(null)
  const register = useRegister()
  const section = useSection<RollRow[]>({
    name: 'roll',
    read: ({ config }) => rowsOfRoll(config.roll),
    version: ({ config }) => config.version,
    send: (id, version, rows) =>
      saveRoll(id, version, {
        units: rows.map(({ unit_id, important, pilot, team }) => ({ unit_id, key: important, pilot, team })),
      }),
    onSaved: () => notice(t('saved')),
  })
  const rows = section.value
  // The unit itself is no field of the row: what is wrong with it is said below the rows, by number and name.
  const { rows: byRow, rest } = problemsByRow('units', section.problems)
  const others = [...rest, ...section.problems.filter(({ pointer }) => pointer.endsWith('/unit_id'))]
  const shown = open ?? (rows.length <= FEW || byRow.size > 0)
  const teams = [...new Set(rows.map(({ team }) => team).filter((team) => team !== ''))]
  const text = (count: number) => ({ count, text: formatCount(count, i18n.language) })
  return (
    <SectionPanel
      id="roll"
      title={t('roll.title')}
      note={t('roll.count', text(rows.length))}
      section={section}
      rest={others}
      actions={
        <>
          {register.data && rows.length > 1 && (
            <Button size="small" onClick={() => section.change((now) => inRegisterOrder(now, register.data))}>
              {t('roll.sort')}
            </Button>
          )}
          <Button size="small" onClick={() => setChoosing(true)}>
            {t('roll.choose')}…
          </Button>
        </>
      }
    >
      {rows.length === 0 ? (
        <EmptyState
          title={t('roll.empty')}
          hint={t('roll.emptyHint')}
          actions={<Button onClick={() => setChoosing(true)}>{t('roll.choose')}…</Button>}
        />
      ) : (
        <>
          <RollSummary rows={rows} />
          {rows.length > FEW && (
            <div>
              <Button size="small" aria-expanded={shown} onClick={() => setOpen(!shown)}>
                {t(shown ? 'roll.hide' : 'roll.show')}
              </Button>
            </div>
          )}
          {shown && (
            <>
              <p className="py-caption">{t('roll.moveHint')}</p>
              <RowEditor
                label={t('roll.title')}
                list="units"
                section={section}
                problems={byRow}
                jump
                columns={[
                  {
                    key: 'name',
                    title: t('roll.unit'),
                    width: 'minmax(0, 2fr)',
                    kind: 'shown',
                    whole: true,
                    show: (row) => (
                      <>
                        {row.name} <span className="py-caption">{row.sequence_name}</span>
                      </>
                    ),
                  },
                  {
                    key: 'team',
                    title: t('roll.team'),
                    width: 'minmax(0, 1fr)',
                    kind: 'text',
                    maxLength: 100,
                    suggestions: teams,
                    whole: true,
                  },
                  { key: 'important', title: t('roll.key'), width: '52px', kind: 'check', align: 'center' },
                  { key: 'pilot', title: t('roll.pilot'), width: '52px', kind: 'check', align: 'center' },
                ]}
              />
            </>
          )}
        </>
      )}
      {choosing && (
        <UnitChooser
          chosen={rows.map(({ unit_id }) => unit_id)}
          onChoose={(chosen, units) => {
            section.change((now) => withChosen(now, chosen, units))
            setChoosing(false)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </SectionPanel>
  )
}

/** How many units of each sequence are on the roll, and how many are marked. */
function RollSummary({ rows }: { rows: readonly RollRow[] }) {
  const { t } = useTranslation('rounds')
  const marks = {
    key: rows.filter((row) => row.important).length,
    pilot: rows.filter((row) => row.pilot).length,
  }
  const words = [
    ...bySequence(rows).map(({ sequence, count }) => `${sequence} ${count}`),
    ...(['key', 'pilot'] as const)
      .filter((mark) => marks[mark] > 0)
      .map((mark) => t(`roll.marked.${mark}`, { count: marks[mark] })),
  ]
  return <p>{words.join(' · ')}</p>
}
