import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, get, post, remove } from '~/api/http'
import type { AssessmentView, CreateTask, MergeResult, Page, Receipt, TaskView } from '~/api/wire'

export const tasksQuery = (workspace: string, status?: string, take = 50) =>
  queryOptions({
    queryKey: ['tasks', workspace, status, take],
    queryFn: ({ signal }) => get<Page<TaskView>>('/tasks', { workspace, status, take }, signal),
  })

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id],
    queryFn: ({ signal }) => get<TaskView>(`/tasks/${id}`, {}, signal),
  })

export const assessmentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'assessments'],
    queryFn: ({ signal }) => get<Page<AssessmentView>>(`/tasks/${id}/assessments`, {}, signal),
    select: (page) => [...page.items].sort((left, right) => right.at.localeCompare(left.at)),
  })

/** Null until the task is done: there is nothing to prove before. */
export const receiptQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'receipt'],
    queryFn: async ({ signal }) => {
      try {
        return await get<Receipt>(`/tasks/${id}/receipt`, {}, signal)
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null
        throw error
      }
    },
  })

export type TaskMove = 'queue' | 'retry' | 'kill' | 'approve' | 'reassess'

/** Rows are read again after an answer as after a fact: there is one way by which the page learns. */
function useTaskChange<In, Out>(id: string, change: (input: In) => Promise<Out>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['task', id] }),
        queries.invalidateQueries({ queryKey: ['tasks'] }),
      ]),
  })
}

export const useTaskMove = (id: string) => useTaskChange(id, (move: TaskMove) => post<TaskView>(`/tasks/${id}/${move}`))

export const useReject = (id: string) =>
  useTaskChange(id, (feedback: string) => post<TaskView>(`/tasks/${id}/reject`, feedback ? { feedback } : {}))

export const useMerge = (id: string) => useTaskChange(id, () => post<MergeResult>(`/tasks/${id}/merge`))

export const useDeleteTask = (id: string) => useTaskChange(id, () => remove(`/tasks/${id}`))

export function useCreateTask() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (task: CreateTask) => post<TaskView>('/tasks', task),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tasks'] }),
  })
}
