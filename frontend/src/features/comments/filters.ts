import type { ListQuery } from '@/components/useListState'

export type Values = {
  state: '' | 'pending' | 'released' | 'withheld'
  unit: string
  topic: string
  found: '' | 'true' | 'false'
  same: string
  q: string
}

/** The filters of the desk, as they stand in the address; it opens with what is still to be done. */
export const DEFAULTS: Values = {
  state: 'pending',
  unit: '',
  topic: '',
  found: '',
  same: '',
  q: '',
}

/** What the API is asked. */
export function queryOf({ unit, same, found, state, topic, q, cursor, limit }: ListQuery<Values>) {
  return {
    limit,
    ...(cursor === undefined ? {} : { cursor }),
    ...(state === undefined ? {} : { state }),
    ...(topic === undefined ? {} : { topic }),
    ...(q === undefined ? {} : { q }),
    ...(unit === undefined ? {} : { unit_id: unit }),
    ...(same === undefined ? {} : { same_as: same }),
    ...(found === undefined ? {} : { found: found === 'true' }),
  }
}
