import { cleanup as cleanPreact, configure as configurePreact } from '@testing-library/preact'
import { cleanup as cleanReact, configure as configureReact } from '@testing-library/react'
import { afterEach } from 'vitest'

// How long to wait for what comes, on a busy machine.
configureReact({ asyncUtilTimeout: 20_000 })
configurePreact({ asyncUtilTimeout: 20_000 })

afterEach(() => {
  cleanReact()
  cleanPreact()
})
