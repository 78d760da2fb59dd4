import { queryOptions } from '@tanstack/react-query'
import { get } from '~/api/http'
import type { DoctorReport, ServerStatus } from '~/api/wire'

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => get<ServerStatus>('/status', {}, signal),
  // Where nothing can be saved, no fact can say so.
  refetchInterval: 15_000,
})

export const doctorQuery = queryOptions({
  queryKey: ['doctor'],
  queryFn: ({ signal }) => get<DoctorReport>('/doctor', {}, signal),
})
