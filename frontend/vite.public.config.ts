import { defineConfig } from 'vite'
import { page, shared } from './vite.shared.ts'

// The pages of complainants and the published results: Preact (src/public/tsconfig.json says so), with parts of the
// ballot page.
export default defineConfig({
  ...shared,
  build: {
    target: 'chrome100',
    manifest: '.vite/public.json',
    emptyOutDir: false,
    rolldownOptions: { input: { public: page('public.html'), results: page('results.html') } },
  },
})
