/** One page of a list, as every list of the API answers. */
export interface Page<Row> {
  items: Row[]
  total?: number | null
  /** Instead of `total`, when there are more than are counted. */
  total_at_least?: number | null
  limit: number
  next_cursor?: string | null
}
