import { useState } from 'react'
import { isStatus } from '@/api/errors'

/**
 * The version that an edit replaces (for If-Match). After a conflict (412) it is the one that the conflict has shown:
 * the person has then seen it in EditProblem, and saving again replaces it knowingly.
 */
export function useVersion(
  opened: number,
): <Result>(save: (version: number) => Promise<Result>) => Promise<Result> {
  const [version, setVersion] = useState(opened)
  return async (save) => {
    try {
      return await save(version)
    } catch (error) {
      const current = isStatus(error, 412) ? error.problem.current?.['version'] : undefined
      if (typeof current === 'number') setVersion(current)
      throw error
    }
  }
}
