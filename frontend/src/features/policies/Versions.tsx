import { useTranslation } from 'react-i18next'
import { TableFrame } from '@/components/DataTable'
import { formatCount, formatDateTime } from '@/components/dates'
import { Panel } from '@/components/PageHeader'
import type { Policy, PolicyVersion } from './api'
import { Changes } from './Changes'

interface Props {
  /** Of one scope, newest first. */
  versions: readonly PolicyVersion[]
  /** What the first version of a category departs from: the general rules. */
  base: Policy | null
  shown: number | undefined
  onShow: (number: number) => void
}

/** Every version that has been in force, with what it changed and why. */
export function Versions({ versions, base, shown, onShow }: Props) {
  const { t, i18n } = useTranslation('policies')
  return (
    <Panel title={t('versions.title')} note={t('versions.note')}>
      <TableFrame caption={t('versions.title')}>
        <thead>
          <tr>
            <th scope="col">{t('versions.number')}</th>
            <th scope="col">{t('versions.at')}</th>
            <th scope="col">{t('versions.change')}</th>
            <th scope="col">{t('versions.reason')}</th>
            <th scope="col" className="py-right">
              {t('versions.cases')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {versions.map((version, index) => {
            const before = versions[index + 1]?.policy ?? base
            return (
              <tr key={version.id} aria-current={version.number === shown || undefined}>
                <th scope="row">{t('version', { number: version.number })}</th>
                <td>
                  {formatDateTime(version.created_at, i18n.language)}
                  <br />
                  <span className="py-caption">{version.created_by ?? t('versions.byProgram')}</span>
                </td>
                <td className="py-policy-changes">
                  {before === null ? t('versions.first') : <Changes before={before} after={version.policy} />}
                </td>
                <td>{version.note === '' ? '—' : version.note}</td>
                <td className="py-right">{formatCount(version.cases, i18n.language)}</td>
                <td className="py-right">
                  {version.number !== shown && (
                    <button type="button" className="py-link" onClick={() => onShow(version.number)}>
                      {t('versions.show', { number: version.number })}
                    </button>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </TableFrame>
    </Panel>
  )
}
