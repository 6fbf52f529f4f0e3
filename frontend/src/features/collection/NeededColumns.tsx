import { useTranslation } from 'react-i18next'
import { StatusMark } from '@/components/StatusMark'
import { useRoundContext } from '@/features/rounds/context'
import type { Mapping } from './api'
import { cellsOf, columnOf, rolesOf } from './mapping'

/** The columns that a file must have, and which they are; `at`: the server's problems by field. */
export function NeededColumns({ mapping, at }: { mapping: Mapping; at: ReadonlyMap<string, string> }) {
  const { t } = useTranslation('collection')
  const { config } = useRoundContext()
  const all = cellsOf(config).length
  const found = Object.keys(mapping.unit_columns).length
  return (
    <ul className="py-needed" aria-label={t('import.map.needed')}>
      {rolesOf(mapping.layout, config.criteria.length).needed.map((role) => {
        const whole = role === 'stratum' && mapping.stratum_id
        const column = whole ? t('import.map.whole') : columnOf(mapping, role)
        const problem = at.get(`${role}_column`)
        return (
          <li key={role}>
            <StatusMark level={column === null ? 'watch' : 'done'}>
              {t('import.map.is', {
                role: t(`import.role.${role}`),
                column: column ?? t('import.map.missing'),
              })}
            </StatusMark>
            {problem !== undefined && (
              <span role="alert" className="py-field-error">
                {problem}
              </span>
            )}
          </li>
        )
      })}
      {mapping.layout === 'wide' && (
        <li>
          <StatusMark level={found < all ? 'watch' : 'done'}>
            {t('import.map.cells', { found, all })}
          </StatusMark>
        </li>
      )}
    </ul>
  )
}
