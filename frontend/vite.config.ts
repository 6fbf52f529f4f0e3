import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { page, shared } from './vite.shared.ts'

const BALLOT_PATHS = /^\/s(\/|\?|$)/

/** The development server answers each address with the page that the program's own server would give. */
const entryPages: Plugin = {
  name: 'pingyi-entry-pages',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (BALLOT_PATHS.test(request.url ?? '')) request.url = '/ballot.html'
      next()
    })
  },
}

// The console. The ballot page is built by vite.ballot.config.ts, after this one, into the same folder.
export default defineConfig({
  ...shared,
  plugins: [react({ exclude: [/\/src\/ballot\//, /\/node_modules\//] }), entryPages],
  build: {
    target: 'chrome100',
    manifest: '.vite/pages.json',
    rolldownOptions: {
      input: { console: page('index.html') },
    },
  },
  server: {
    host: '127.0.0.1',
    // The Host stays that of the page, which the server holds the Origin against.
    proxy: { '/api': { target: 'http://127.0.0.1:8000', changeOrigin: false } },
  },
})
