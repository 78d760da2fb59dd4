import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get, post, remove } from '~/api/http'
import type { Page, ScheduleRun, ScheduleView } from '~/api/wire'

export const schedulesQuery = (workspace: string, take = 50) =>
  queryOptions({
    queryKey: ['schedules', workspace, take],
    queryFn: ({ signal }) => get<Page<ScheduleView>>('/schedules', { workspace, take }, signal),
  })

export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: ['schedule', id],
    queryFn: ({ signal }) => get<ScheduleView>(`/schedules/${id}`, {}, signal),
  })

export const runsQuery = (id: string, take = 25) =>
  queryOptions({
    queryKey: ['schedule', id, 'runs', take],
    queryFn: ({ signal }) => get<Page<ScheduleRun>>(`/schedules/${id}/runs`, { take }, signal),
  })

export type ScheduleMove = 'pause' | 'resume' | 'run' | 'delete'

/** Not `randomUUID`, which browsers have only where the address is https or this machine. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')

export function useScheduleMove(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (move: ScheduleMove) => {
      if (move === 'delete') return remove(`/schedules/${id}`)
      // A key of its own for each press: what a lost answer has the browser send again starts nothing twice.
      if (move === 'run') return post<unknown>(`/schedules/${id}/runs`, { idempotencyKey: newKey() })
      return post<unknown>(`/schedules/${id}/${move}`)
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['schedule', id] }),
        queries.invalidateQueries({ queryKey: ['schedules'] }),
      ]),
  })
}
