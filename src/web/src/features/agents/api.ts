import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get, patch, post, remove } from '~/api/http'
import type { AgentEntry, AgentView, FieldWarning, Page, TeamView } from '~/api/wire'

export const agentsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['agents', workspace],
    queryFn: ({ signal }) => get<Page<AgentView>>('/agents', { workspace, take: 200 }, signal),
    select: (page) => page.items,
  })

export const warningsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['agents', workspace, 'warnings'],
    queryFn: ({ signal }) => get<Page<FieldWarning>>('/configuration/warnings', { workspace }, signal),
    select: (page) => page.items,
  })

export const teamsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['teams', workspace],
    queryFn: ({ signal }) => get<Page<TeamView>>('/teams', { workspace, take: 200 }, signal),
    select: (page) => page.items,
  })

function useChange<In, Out>(change: (input: In) => Promise<Out>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['agents'] }),
        queries.invalidateQueries({ queryKey: ['teams'] }),
      ]),
  })
}

const part = encodeURIComponent

export const useAddAgent = (workspace: string) =>
  useChange((entry: AgentEntry) => post<AgentView>('/agents', entry, { workspace }))

export const useRemoveAgent = (workspace: string) =>
  useChange((name: string) => remove(`/agents/${part(name)}`, { workspace }))

export const useAddTeam = (workspace: string) =>
  useChange((team: { name: string; description?: string }) => post<TeamView>('/teams', team, { workspace }))

export const useRenameTeam = (workspace: string) =>
  useChange(({ from, to }: { from: string; to: string }) =>
    patch<TeamView>(`/teams/${part(from)}`, { name: to }, { workspace }),
  )

export const useRemoveTeam = (workspace: string) =>
  useChange((name: string) => remove(`/teams/${part(name)}`, { workspace }))
