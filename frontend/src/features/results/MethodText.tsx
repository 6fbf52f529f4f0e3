import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { components } from '@/api/schema.gen'
import { TableFrame } from '@/components/DataTable'
import { useCount } from './figures'
import { satisfiedLabels, type MethodDocument } from './method'
import './results.css'

interface Props {
  method: MethodDocument
  digest: string
  /** The round's configuration, for the shares that the weights come to. */
  config: components['schemas']['ConfigOut']
}

/** The frozen method of a round as an office would write it down. */
export function MethodText({ method, digest, config }: Props) {
  const { t } = useTranslation('results')
  const count = useCount()
  const { publication } = method
  const share = (list: { code: string; share: string }[], code: string) =>
    list.find((one) => one.code === code)?.share ?? '—'
  const coded = method.strata.some((stratum) => stratum.codes !== undefined)
  const rostered = method.strata.some((stratum) => stratum.population !== null)
  const scored = method.scale.some((option) => option.points !== null)
  return (
    <div className="py-method">
      <p>{t('method.fixed')}</p>
      <MethodTable
        title={t('method.criteria')}
        heads={[t('method.criterion'), t('method.weight'), t('method.share')]}
      >
        {method.criteria.map((criterion) => (
          <tr key={criterion.code}>
            <th scope="row">
              {criterion.name}
              {criterion.help !== '' && <span className="py-head-note py-help">{criterion.help}</span>}
            </th>
            <td className="py-right">{criterion.weight}</td>
            <td className="py-right">{share(config.criteria, criterion.code)}</td>
          </tr>
        ))}
      </MethodTable>
      <MethodTable
        title={t('method.scale')}
        heads={[t('method.option'), t('method.points'), t('method.counts')]}
      >
        {method.scale.map((option) => (
          <tr key={option.number}>
            <th scope="row">{option.label}</th>
            <td className="py-right">{option.points ?? '—'}</td>
            <td className="py-right">
              {t(
                option.satisfied
                  ? 'method.satisfied'
                  : option.valid
                    ? 'method.notSatisfied'
                    : 'method.invalid',
              )}
            </td>
          </tr>
        ))}
      </MethodTable>
      <MethodTable
        title={t('method.strata')}
        heads={[
          t('method.stratum'),
          t('method.weight'),
          t('method.share'),
          ...(coded ? [t('method.codes')] : []),
          ...(rostered ? [t('method.population')] : []),
        ]}
      >
        {method.strata.map((stratum) => (
          <tr key={stratum.code}>
            <th scope="row">{stratum.name}</th>
            <td className="py-right">{stratum.weight}</td>
            <td className="py-right">{share(config.strata, stratum.code)}</td>
            {coded && <td className="py-right">{count(stratum.codes ?? 0)}</td>}
            {rostered && (
              <td className="py-right">{stratum.population === null ? '—' : count(stratum.population)}</td>
            )}
          </tr>
        ))}
      </MethodTable>
      <section>
        <h3>{t('method.rules')}</h3>
        <ol className="py-rules">
          <li>{t('method.satisfiedRule', { satisfied: satisfiedLabels(method.scale, t('join')) })}</li>
          {scored && <li>{t('method.scoreRule')}</li>}
          <li>{t('method.weightRule')}</li>
          {method.criteria.length > 1 && (
            <li>{t('method.minWeight', { weight: publication.indicator_min_weight })}</li>
          )}
          {(['rankRule', 'meanRule', 'changeRule'] as const).map((rule) => (
            <li key={rule}>{t(`method.${rule}`)}</li>
          ))}
          <li>
            {t('method.decimals', {
              count: publication.decimals,
              rounding: t(`method.rounding.${publication.rounding}`),
            })}
          </li>
          <li>{t('method.k', { k: publication.k })}</li>
        </ol>
      </section>
      <section>
        <h3>{t('method.roll')}</h3>
        <p>{t('method.rollText', { count: method.roll.length })}</p>
      </section>
      <section>
        <h3>{t('method.digest')}</h3>
        <p className="py-digest">{digest}</p>
        <p className="py-caption">{t('method.digestNote')}</p>
      </section>
    </div>
  )
}

function MethodTable({ title, heads, children }: { title: string; heads: string[]; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      <TableFrame caption={title}>
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th key={head} scope="col" className={index === 0 ? undefined : 'py-right'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </TableFrame>
    </section>
  )
}
