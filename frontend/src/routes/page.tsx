import { lazy, type ComponentType } from 'react'
import type { RouteObject } from 'react-router'
import { useCan } from '@/api/session'
import { Forbidden } from '@/components/PageStates'

type Load = () => Promise<{ default: ComponentType }>

/** A page of the console: its code is loaded when it is first shown, and only to people with the permission. */
export function page(path: string, permission: string, load: Load): RouteObject {
  const Page = lazy(load)
  return { path, element: <Allowed permission={permission} Page={Page} /> }
}

/** A page for everybody, or for everybody who is logged in (below the shell). */
export function openPage(path: string, load: Load): RouteObject {
  const Page = lazy(load)
  return { path, element: <Page /> }
}

function Allowed({ permission, Page }: { permission: string; Page: ComponentType }) {
  return useCan()(permission) ? <Page /> : <Forbidden />
}
