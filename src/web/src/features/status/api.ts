import { queryOptions } from '@tanstack/react-query'
import { get } from '~/api/http'
import type { DoctorReport, ServerStatus } from '~/api/wire'

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => get<ServerStatus>('/status', {}, signal),
})

export const doctorQuery = queryOptions({
  queryKey: ['doctor'],
  queryFn: ({ signal }) => get<DoctorReport>('/doctor', {}, signal),
})
