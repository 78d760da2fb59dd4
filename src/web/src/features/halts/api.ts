import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get, post, remove } from '~/api/http'
import type { HaltView, Page } from '~/api/wire'

export const haltsQuery = queryOptions({
  queryKey: ['halts'],
  queryFn: ({ signal }) => get<Page<HaltView>>('/halts', {}, signal),
  // What stops the installation or a person stands in no workspace's journal, which is all that the feed tells of.
  refetchInterval: 10_000,
})

export interface Order {
  kind: 'stop' | 'drain'
  reason: string
  workspace?: string
}

export function useDeclare() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (order: Order) => post<HaltView>('/halts', order),
    onSettled: () => queries.invalidateQueries({ queryKey: ['halts'] }),
  })
}

export function useLift() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => remove(`/halts/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['halts'] }),
  })
}
