import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { createQueries } from './api/queries'
import { startSession } from './api/session'
import { AntdSettings } from './AntdSettings'
import { startTexts } from './i18n'
import { mountPoint } from './mount'
import { routes } from './routes'
import './tokens.css'

// The server gives each response its own nonce; antd needs it for the styles that it adds at run time.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
const queries = createQueries()
const router = createBrowserRouter(routes)

await startTexts()
void startSession()

createRoot(mountPoint()).render(
  <StrictMode>
    <AntdSettings nonce={nonce}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </AntdSettings>
  </StrictMode>,
)
