import { useUnit } from '@/features/units/api'

/** The name of a unit, once it is known; — for none. */
export function UnitName({ id }: { id: string | null }) {
  const unit = useUnit(id).data
  return id === null ? '—' : (unit?.name ?? '')
}
