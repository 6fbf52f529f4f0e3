// Fails when a page loads more JavaScript than its budget (gzip, 1 kB = 1000 bytes).
import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = {}
for (const name of ['pages', 'ballot', 'public']) {
  const file = new URL(`.vite/${name}.json`, dist)
  if (!existsSync(file)) {
    console.error('There is no build to measure: run `npm run build` first.')
    process.exit(1)
  }
  Object.assign(manifest, prefixed(JSON.parse(readFileSync(file, 'utf8')), name))
}

// The console's first page is the entry, and the Chinese texts and the dashboard, which the entry loads on its own.
const FIRST = /^pages:src\/((routes|features)\/dashboard|locales\/zh-CN\/index)/
const BUDGETS = [
  { page: 'ballot, all of it', limit: 40, chunks: reach(['ballot:ballot.html'], true) },
  {
    page: 'public pages, all of them',
    limit: 90,
    chunks: reach(['public:public.html', 'public:results.html'], true),
  },
  {
    page: 'console, first page',
    limit: 350,
    chunks: reach(['pages:index.html', ...Object.keys(manifest).filter((key) => FIRST.test(key))], false),
  },
]

/** The builds number their chunks alike, so every key carries the name of its build. */
function prefixed(chunks, name) {
  const key = (id) => `${name}:${id}`
  return Object.fromEntries(
    Object.entries(chunks).map(([id, chunk]) => [
      key(id),
      {
        file: chunk.file,
        imports: (chunk.imports ?? []).map(key),
        dynamicImports: (chunk.dynamicImports ?? []).map(key),
      },
    ]),
  )
}

/** The files that the given chunks load: by static imports, and by dynamic ones too when `all` is set. */
function reach(start, all) {
  const seen = new Set()
  const queue = [...start]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    const chunk = manifest[id]
    if (!chunk) throw new Error(`The build has no chunk ${id}.`)
    queue.push(...chunk.imports, ...(all ? chunk.dynamicImports : []))
  }
  return new Set([...seen].map((id) => manifest[id].file).filter((file) => file.endsWith('.js')))
}

const gzipSize = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1000

const rows = BUDGETS.map(({ page, limit, chunks }) => {
  const size = [...chunks].reduce((sum, file) => sum + gzipSize(file), 0)
  return {
    page,
    files: chunks.size,
    'kB gzip': Number(size.toFixed(1)),
    budget: limit,
    ok: size <= limit ? 'yes' : 'NO',
  }
})
console.table(rows)
if (rows.some((row) => row.ok !== 'yes')) {
  console.error('A page is over its budget.')
  process.exit(1)
}
