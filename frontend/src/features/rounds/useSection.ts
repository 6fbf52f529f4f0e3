import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, type FieldProblem, isStatus } from '@/api/errors'
import { configQuery, type Round, type RoundConfig, roundQuery } from './api'
import { useRoundContext } from './context'

interface Kept {
  round: Round
  config: RoundConfig
}

interface Options<Value> {
  /** Names the section among those of the page. */
  name: string
  /** The section as it is kept; equal values must be equal as JSON. */
  read: (kept: Kept) => Value
  /** The version that `read` belongs to. */
  version: (kept: Kept) => number
  send: (id: string, version: number, value: Value) => Promise<unknown>
  onSaved: () => void
}

export interface Section<Value> {
  value: Value
  /** Change the value. `pointer`: the field that is changed; without it rows have moved, and no problem fits any more. */
  change: (next: (now: Value) => Value, pointer?: string) => void
  dirty: boolean
  busy: boolean
  error: unknown
  /** The server's field problems that still stand. */
  problems: readonly FieldProblem[]
  /** Somebody else has saved this section since the first change. */
  conflict: boolean
  /** Whether it is saved now; what stood against it is in `error`, `problems` and `conflict`. */
  save: () => Promise<boolean>
  /** Give up the changes. */
  reset: () => void
  /** Save over what somebody else has saved. */
  keepMine: () => void
}

interface Edit<Value> {
  value: Value
  /** What was kept when the first change was made. */
  base: Value
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * One section of a draft that is edited and saved by itself. Saving replaces the version that was read; when another
 * section was saved meanwhile (412) that is no matter, only when this one was, the person has to choose.
 */
export function useSection<Value>(options: Options<Value>): Section<Value> {
  const { name, read, version, send, onSaved } = options
  const { round, config, refetch, onUnsaved } = useRoundContext()
  const queries = useQueryClient()
  const kept = read({ round, config })
  const [edit, setEdit] = useState<Edit<Value> | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const dirty = edit !== null && !same(edit.value, edit.base)
  useEffect(() => {
    onUnsaved(name, dirty)
    return () => onUnsaved(name, false)
  }, [name, dirty, onUnsaved])

  const clear = () => {
    setError(null)
    setProblems([])
  }
  const reset = () => {
    setEdit(null)
    clear()
  }

  const replace = async (now: Edit<Value>) => {
    try {
      await send(round.id, version({ round, config }), now.value)
      return true
    } catch (problem) {
      if (!isStatus(problem, 412)) throw problem
      const [freshRound, freshConfig] = await Promise.all([
        queries.query({ ...roundQuery(round.id), staleTime: 0 }),
        queries.query({ ...configQuery(round.id), staleTime: 0 }),
      ])
      const fresh = { round: freshRound, config: freshConfig }
      if (!same(read(fresh), now.base)) return false
      await send(round.id, version(fresh), now.value)
      return true
    }
  }

  const save = async () => {
    if (edit === null) return true
    setBusy(true)
    clear()
    try {
      if (!(await replace(edit))) return false
      await refetch()
      reset()
      onSaved()
      return true
    } catch (problem) {
      setError(problem)
      setProblems(problem instanceof ApiError ? (problem.problem.errors ?? []) : [])
      return false
    } finally {
      setBusy(false)
    }
  }

  return {
    value: edit?.value ?? kept,
    change: (next, pointer) => {
      setEdit((now) => ({ value: next(now?.value ?? kept), base: now?.base ?? kept }))
      setProblems((all) => (pointer === undefined ? [] : all.filter((one) => one.pointer !== pointer)))
    },
    dirty,
    busy,
    error,
    problems,
    conflict: dirty && !same(edit.base, kept),
    save,
    reset,
    keepMine: () => setEdit((now) => now && { ...now, base: kept }),
  }
}
