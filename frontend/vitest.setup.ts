import { cleanup as cleanPreact } from '@testing-library/preact'
import { cleanup as cleanReact } from '@testing-library/react'
import { afterEach } from 'vitest'

afterEach(() => {
  cleanReact()
  cleanPreact()
})
