import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { page, shared } from './vite.shared.ts'

const ENTRIES: [addresses: RegExp, page: string][] = [
  [/^\/s(\/|\?|$)/, '/ballot.html'],
  [/^\/(complain|track)(\?|$)/, '/public.html'],
  [/^\/(results|verify)(\/|\?|$)/, '/results.html'],
]

/** The development server answers each address with the page that the program's own server would give. */
const entryPages: Plugin = {
  name: 'pingyi-entry-pages',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      request.url = ENTRIES.find(([addresses]) => addresses.test(request.url ?? ''))?.[1] ?? request.url
      next()
    })
  },
}

// The console. The ballot and complaint pages are built after it by configurations of their own, into the same folder.
export default defineConfig({
  ...shared,
  plugins: [react({ exclude: [/\/src\/(ballot|public)\//, /\/node_modules\//] }), entryPages],
  build: {
    target: 'chrome100',
    manifest: '.vite/pages.json',
    rolldownOptions: {
      input: { console: page('index.html') },
    },
  },
  server: {
    host: '127.0.0.1',
    // Beside this folder: the stand-alone script, which the results pages offer, and data of tests.
    fs: { allow: ['.', '../verify', '../tests/data'] },
    // The Host stays that of the page, which the server holds the Origin against.
    proxy: { '/api': { target: 'http://127.0.0.1:8000', changeOrigin: false } },
  },
})
