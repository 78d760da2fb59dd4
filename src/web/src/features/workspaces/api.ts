import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { get, post } from '~/api/http'
import type { Page, WorkspaceView } from '~/api/wire'

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: ({ signal }) => get<Page<WorkspaceView>>('/workspaces', { take: 200 }, signal),
  select: (page) => page.items,
})

export function useOpenWorkspace() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (path: string) => post<WorkspaceView>('/workspaces', { path }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['workspaces'] }),
  })
}
