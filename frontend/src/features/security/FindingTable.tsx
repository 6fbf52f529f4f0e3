import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { type StatusLevel, StatusMark } from '@/components/StatusMark'
import type { Finding, FindingState } from './api'
import './security.css'

const LEVELS: Record<FindingState, StatusLevel> = {
  fails: 'overdue',
  advice: 'watch',
  unknown: 'watch',
  exempt: 'none',
  note: 'none',
  holds: 'done',
}
const FIRST: FindingState[] = ['fails', 'advice', 'unknown']
const rank = ({ state }: Finding) => (FIRST.includes(state) ? FIRST.indexOf(state) : FIRST.length)

interface Props {
  caption: string
  findings: Finding[]
}

/** One row a check: first what asks for something to be done, then the others in their order. */
export function FindingTable({ caption, findings }: Props) {
  const { t } = useTranslation('security')
  return (
    <div className="py-security">
      <TableFrame caption={caption}>
        <thead>
          <tr>
            <th scope="col" className="py-security-check">
              {t('field.check')}
            </th>
            <th scope="col" className="py-security-state">
              {t('field.state')}
            </th>
            <th scope="col">{t('field.found')}</th>
          </tr>
        </thead>
        <tbody>
          {[...findings]
            .sort((one, other) => rank(one) - rank(other))
            .map(({ code, title, state, found, advice }) => (
              <tr key={code}>
                <th scope="row" className="py-security-check">
                  {title}
                  <div className="py-caption">{code}</div>
                </th>
                <td className="py-security-state">
                  <StatusMark level={LEVELS[state]}>{t(`state.${state}`)}</StatusMark>
                </td>
                <td className="py-security-found">
                  {found || (advice === '' && '—')}
                  {advice !== '' && <div>{advice}</div>}
                </td>
              </tr>
            ))}
        </tbody>
      </TableFrame>
    </div>
  )
}
