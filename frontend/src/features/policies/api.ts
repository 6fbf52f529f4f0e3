import { useQuery } from '@tanstack/react-query'
import { api, etagOf, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Policy = Schemas['Policy']
export type PolicyVersion = Schemas['PolicyOut']
/** A version that is not added yet, based on the newest one that the writer has seen. */
export type PolicyDraft = Schemas['PolicyIn']
export type PolicyPreview = Schemas['PolicyPreview']
export type Limit = Schemas['Limit']
export type Rung = Schemas['Rung']
export type RungName = Rung['name']
export type Category = Schemas['CategoryOut']
export type CategoryIn = Schemas['CategoryIn']
export type CategoryEdit = Schemas['CategoryEdit']

/** The scope of the rules for all categories without rules of their own. */
export const GENERAL = '*'

/** Begins the key of every query about the rules of complaints. */
export const POLICIES = ['complaint-policies'] as const

/** Every version of every scope; of one scope the newest first. */
export const usePolicies = () =>
  useQuery({
    queryKey: [...POLICIES, 'versions'],
    queryFn: () => unwrap(api.GET('/api/v1/complaint-policies')),
    select: ({ items }) => items,
  })

export const useCategories = (enabled = true) =>
  useQuery({
    queryKey: [...POLICIES, 'categories'],
    queryFn: () => unwrap(api.GET('/api/v1/complaint-categories')),
    select: ({ items }) => items,
    enabled,
  })

export const previewPolicy = (body: PolicyDraft) =>
  unwrap(api.POST('/api/v1/complaint-policies/preview', { body }))

export const addPolicy = (body: PolicyDraft) => unwrap(api.POST('/api/v1/complaint-policies', { body }))

export const addCategory = (body: CategoryIn) => unwrap(api.POST('/api/v1/complaint-categories', { body }))

export const editCategory = (id: string, version: number, body: CategoryEdit) =>
  unwrap(
    api.PATCH('/api/v1/complaint-categories/{category_id}', {
      params: { path: { category_id: id }, header: { 'If-Match': etagOf(version) } },
      body,
    }),
  )
