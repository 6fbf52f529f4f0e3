import { mergeConfig } from 'vite'
import { defineConfig } from 'vitest/config'
import pages from './vite.config.ts'

export default mergeConfig(
  pages,
  defineConfig({
    test: {
      environment: 'happy-dom',
      pool: 'threads',
      include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
      setupFiles: ['./vitest.setup.ts'],
      // Whole pages with their forms take seconds on a busy machine.
      testTimeout: 120_000,
      restoreMocks: true,
      unstubGlobals: true,
    },
  }),
)
