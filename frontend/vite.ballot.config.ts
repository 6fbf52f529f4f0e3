import { defineConfig } from 'vite'
import { page, shared } from './vite.shared.ts'

// The ballot page: Preact (src/ballot/tsconfig.json says so), older browsers, nothing shared with the other pages but types.
export default defineConfig({
  ...shared,
  build: {
    target: 'chrome80',
    manifest: '.vite/ballot.json',
    emptyOutDir: false,
    rolldownOptions: { input: { ballot: page('ballot.html') } },
  },
})
