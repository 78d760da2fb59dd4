import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { get, post } from '~/api/http'
import type { ApprovalView, MissionView, Page } from '~/api/wire'

export type Which = 'pending' | 'all'

export const approvalsQuery = (workspace: string, status: Which, take = 50) =>
  queryOptions({
    queryKey: ['approvals', workspace, status, take],
    queryFn: ({ signal }) => get<Page<ApprovalView>>('/approvals', { workspace, status, take }, signal),
  })

/** Missions that stand still until somebody resumes them: at a checkpoint, or because a person said so. */
export const pausedQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['missions', workspace, 'paused'],
    queryFn: ({ signal }) => get<Page<MissionView>>('/missions', { workspace, status: 'paused', take: 50 }, signal),
  })

export interface Verdict {
  approve: boolean
  /** A note to an agreement; to a refusal what the next attempt is told, and empty: it fails. */
  words: string
}

export function useDecide(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ approve, words }: Verdict) =>
      post<ApprovalView>(
        `/approvals/${id}/${approve ? 'approve' : 'reject'}`,
        words ? (approve ? { note: words } : { feedback: words }) : {},
      ),
    onSettled: () =>
      Promise.all(
        ['approvals', 'tasks', 'task', 'missions', 'mission'].map((key) =>
          queries.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  })
}

/** A mission that is asked about in a request of its own is not listed a second time. */
export const withoutRequest = (missions: readonly MissionView[], requests: readonly ApprovalView[]): MissionView[] =>
  missions.filter((mission) => !requests.some((request) => request.ownerId === mission.id))

/** How much waits for a person; undefined until it is known. */
export function useWaiting(workspace: string): number | undefined {
  const approvals = useQuery(approvalsQuery(workspace, 'pending'))
  const paused = useQuery(pausedQuery(workspace))
  if (!approvals.data || !paused.data) return undefined
  return approvals.data.items.length + withoutRequest(paused.data.items, approvals.data.items).length
}
