import { useTranslation } from 'react-i18next'
import { useNotice } from '@/components/Notices'
import { editRound, useRounds } from './api'
import { useRoundContext } from './context'
import { SectionPanel } from './SectionPanel'
import { useSection } from './useSection'

const COUNTED = ['tallied', 'frozen', 'published']

/** Which round results are compared with; the one thing that can be chosen at any time. */
export function CompareSection() {
  const { t } = useTranslation('rounds')
  const notice = useNotice()
  const { round } = useRoundContext()
  const rounds = useRounds({ limit: 200 })
  const section = useSection<string | null>({
    name: 'compare',
    read: (kept) => kept.round.compare_to,
    version: (kept) => kept.round.version,
    send: (id, version, compare_to) => editRound(id, version, { compare_to }),
    onSaved: () => notice(t('saved')),
  })
  const counted = (rounds.data?.items ?? []).filter(
    ({ id, state }) => id !== round.id && COUNTED.includes(state),
  )
  const problem = section.problems.find(({ pointer }) => pointer === '/compare_to')
  return (
    <SectionPanel
      id="compare"
      title={t('compare.title')}
      section={section}
      rest={section.problems.filter((one) => one !== problem)}
    >
      <div className="py-compare">
        <select
          className="py-select"
          aria-label={t('compare.title')}
          aria-describedby="compare-hint"
          aria-invalid={problem !== undefined}
          value={section.value ?? ''}
          onChange={({ target }) =>
            section.change(() => (target.value === '' ? null : target.value), '/compare_to')
          }
        >
          <option value="">{t('compare.none')}</option>
          {counted.map(({ id, title, year, number }) => (
            <option key={id} value={id}>
              {t('compare.option', { title, order: t('order', { year, number }) })}
            </option>
          ))}
        </select>
        {problem && <p className="py-field-error">{problem.message}</p>}
        <p id="compare-hint" className="py-caption">
          {rounds.data && counted.length === 0 ? t('compare.noRounds') : t('compare.hint')}
        </p>
      </div>
    </SectionPanel>
  )
}
