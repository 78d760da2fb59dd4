import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get, post } from '~/api/http'
import type { BlobView, DiffView, Page, SessionView } from '~/api/wire'

export const sessionsQuery = (workspace: string, take = 50) =>
  queryOptions({
    queryKey: ['sessions', workspace, take],
    queryFn: ({ signal }) => get<Page<SessionView>>('/sessions', { workspace, take }, signal),
  })

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ['session', id],
    queryFn: ({ signal }) => get<SessionView>(`/sessions/${id}`, {}, signal),
  })

export const diffQuery = (id: string) =>
  queryOptions({
    queryKey: ['diff', id],
    queryFn: ({ signal }) => get<DiffView>(`/sessions/${id}/diff`, {}, signal),
  })

export const blobQuery = (workspace: string, hash: string) =>
  queryOptions({
    queryKey: ['blob', hash],
    queryFn: ({ signal }) => get<BlobView>(`/blobs/${hash}`, { workspace }, signal),
    staleTime: Infinity,
  })

export function useCancelSession(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => post<SessionView | undefined>(`/sessions/${id}/cancel`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['session', id] }),
  })
}
