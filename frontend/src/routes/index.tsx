import type { RouteObject } from 'react-router'

function Home() {
  return <h1>评议</h1>
}

export const routes: RouteObject[] = [{ path: '*', element: <Home /> }]
