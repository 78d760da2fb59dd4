import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get, post, postText, remove } from '~/api/http'
import type { MergeResult, MissionReport, MissionStatus, MissionValidation, MissionView, Page } from '~/api/wire'

export const underWay = (status: MissionStatus): boolean => status === 'active' || status === 'paused'

export const missionsQuery = (workspace: string, take = 25) =>
  queryOptions({
    queryKey: ['missions', workspace, take],
    queryFn: ({ signal }) => get<Page<MissionView>>('/missions', { workspace, take }, signal),
  })

/** `live`: read again with every change of a task. `still`: only with a change of the mission itself, for long lists. */
export const missionQuery = (id: string, pace: 'live' | 'still' = 'live') =>
  queryOptions({
    queryKey: ['mission', pace, id],
    queryFn: ({ signal }) => get<MissionView>(`/missions/${id}`, {}, signal),
  })

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['mission', 'live', id, 'report'],
    queryFn: ({ signal }) => get<MissionReport>(`/missions/${id}/report`, {}, signal),
  })

function useMissionChange<In, Out>(change: (input: In) => Promise<Out>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['mission'] }),
        queries.invalidateQueries({ queryKey: ['missions'] }),
      ]),
  })
}

export type MissionMove = 'execute' | 'pause' | 'resume' | 'retry' | 'abort'

export const useMissionMove = (id: string) =>
  useMissionChange((move: MissionMove) =>
    move === 'retry'
      ? post<unknown>(`/missions/${id}/resume`, { retryFailed: true })
      : post<unknown>(`/missions/${id}/${move}`, move === 'resume' ? {} : undefined),
  )

export const useMergeMission = (id: string) => useMissionChange(() => post<MergeResult>(`/missions/${id}/merge`))

export function useDeleteMission(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => remove(`/missions/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['missions'] }),
  })
}

export interface Written {
  text: string
  name: string
}

const source = (workspace: string, { name }: Written) => ({ workspace, name: name.trim() || undefined })

export const useValidateMission = (workspace: string) =>
  useMutation({
    mutationFn: (written: Written) =>
      postText<MissionValidation>('/missions/validate', written.text, source(workspace, written)),
  })

export const useCreateMission = (workspace: string) =>
  useMissionChange((written: Written) => postText<MissionView>('/missions', written.text, source(workspace, written)))
