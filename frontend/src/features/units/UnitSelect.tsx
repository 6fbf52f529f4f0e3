import { type RefSelectProps, Select } from 'antd'
import { type Ref, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type UnitStatus, useUnit, useUnits } from './api'

interface Props {
  id?: string
  /** The id of a unit. */
  value?: string | null
  onChange?: (value: string | null) => void
  /** A unit that cannot be chosen: itself. */
  except?: string
  status?: UnitStatus
  /** For a field without a label. */
  label?: string
  placeholder?: string
  ref?: Ref<RefSelectProps>
}

/** Choose one unit, looked for by name or code on the server. */
export function UnitSelect({
  id,
  value,
  onChange,
  except,
  status = 'active',
  label,
  placeholder,
  ref,
}: Props) {
  const { t } = useTranslation('units')
  const [typed, setTyped] = useState('')
  const found = useUnits({ status, sort: 'sequence', limit: 50, ...(typed === '' ? {} : { q: typed }) })
  const units = found.data?.items ?? []
  const chosen = useUnit(units.some((unit) => unit.id === value) ? null : value).data
  const options = [...(chosen && typed === '' ? [chosen] : []), ...units]
    .filter((unit) => unit.id !== except)
    .map((unit) => ({ value: unit.id, label: `${unit.name} ${unit.code}` }))
  return (
    <Select
      {...(ref === undefined ? {} : { ref })}
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      value={value ?? null}
      options={options}
      placeholder={placeholder ?? t('select.placeholder')}
      notFoundContent={found.isFetching ? t('select.searching') : t('select.none')}
      allowClear
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      onChange={(next: string | undefined) => {
        setTyped('')
        onChange?.(next ?? null)
      }}
    />
  )
}
