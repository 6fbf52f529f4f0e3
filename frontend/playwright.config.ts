import { defineConfig } from '@playwright/test'

// PINGYI_E2E_URL names a server that runs already; without it the run starts its own, on demonstration data.
const running = process.env.PINGYI_E2E_URL
const port = process.env.PINGYI_E2E_PORT ?? '8000'
const baseURL = running ?? `http://127.0.0.1:${port}`

export default defineConfig({
  testDir: './e2e',
  testMatch: '**/*.spec.ts',
  outputDir: './test-results',
  reporter: 'list',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // How fast a page answers is measured by the benchmark; a busy machine must not fail a test.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  use: {
    baseURL,
    actionTimeout: 60_000,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    // A trace costs a quarter of the time: PINGYI_TRACE=1 keeps those of failures.
    trace: process.env.PINGYI_TRACE ? 'retain-on-failure' : 'off',
    video: 'off',
    launchOptions: {
      executablePath: process.env.PINGYI_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  ...(running
    ? {}
    : {
        webServer: {
          command: `bash ../scripts/e2e_server.sh ${port}`,
          url: `${baseURL}/healthz`,
          reuseExistingServer: false,
          timeout: 120_000,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
          stdout: 'ignore',
          stderr: 'pipe',
        },
      }),
})
