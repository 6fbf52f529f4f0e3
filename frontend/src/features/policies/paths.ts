import { GENERAL } from './api'

const query = (scope: string) => (scope === GENERAL ? '' : `?scope=${encodeURIComponent(scope)}`)

export const policyPath = (scope: string): string => `/system/policies${query(scope)}`
export const editPath = (scope: string): string => `/system/policies/edit${query(scope)}`
