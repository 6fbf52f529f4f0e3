import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { mountPoint } from '@/mount'
import '@/tokens.css'

createRoot(mountPoint()).render(
  <StrictMode>
    <h1>评议公示</h1>
  </StrictMode>,
)
