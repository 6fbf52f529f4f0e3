import { queryOptions } from '@tanstack/react-query'
import { api, respond, unwrap } from '@/api/client'
import type { components } from '@/api/schema.gen'
import { download, fileName, save, upload } from '@/api/transfer'

type Schemas = components['schemas']
export type Attachments = Schemas['CaseAttachmentList']
export type Attachment = Schemas['CaseAttachmentOut']
export type Target = Schemas['ReleaseTarget']
export type Release = Schemas['AttachmentReleaseOut']
export type FileState = Schemas['AttachmentState']

export const ENDINGS = ['.jpg', '.jpeg', '.png', '.pdf', '.docx', '.xlsx', '.mp3', '.m4a', '.mp4'] as const
export const MAX_SIZE = 10 * 1024 * 1024

export const attachmentsQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['complaints', caseId, 'attachments'],
    queryFn: () =>
      unwrap(api.GET('/api/v1/complaints/{case_id}/attachments', { params: { path: { case_id: caseId } } })),
  })

export const uploadAttachment = (caseId: string, file: File) =>
  upload<Attachments>(`/complaints/${caseId}/attachments`, file)

const at = (caseId: string, id: string) => ({ case_id: caseId, attachment_id: id })

export const releaseTo = (caseId: string, id: string, transferId: string) =>
  unwrap(
    api.POST('/api/v1/complaints/{case_id}/attachments/{attachment_id}/releases', {
      params: { path: at(caseId, id) },
      body: { transfer_id: transferId },
    }),
  )

export const takeBack = (caseId: string, id: string, transferId: string) =>
  unwrap(
    api.DELETE('/api/v1/complaints/{case_id}/attachments/{attachment_id}/releases/{transfer_id}', {
      params: { path: { ...at(caseId, id), transfer_id: transferId } },
    }),
  )

export const removeAttachment = (caseId: string, id: string) =>
  unwrap(
    api.DELETE('/api/v1/complaints/{case_id}/attachments/{attachment_id}', {
      params: { path: at(caseId, id) },
    }),
  )

const copyOf = (caseId: string, id: string) => `/complaints/${caseId}/attachments/${id}/copy`

export const downloadCopy = (caseId: string, id: string) => download(copyOf(caseId, id))

/** The copy of a picture, to be shown in the page. */
export const loadCopy = async (caseId: string, id: string): Promise<Blob> =>
  (await respond('GET', copyOf(caseId, id))).blob()

/** The file as it came. That it was opened goes into the timeline of the case. */
export async function downloadOriginal(caseId: string, id: string): Promise<void> {
  const response = await respond('POST', `/complaints/${caseId}/attachments/${id}/original`)
  save(await response.blob(), fileName(response.headers.get('Content-Disposition')) ?? 'download')
}
