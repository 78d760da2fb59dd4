import type { MissionRun, MissionTask } from '~/api/wire'
import { count } from '~/ui/words'

export interface Tally {
  all: number
  done: number
  failed: number
  running: number
}

const busy = new Set(['assigned', 'in_progress', 'review', 'awaiting_approval'])

export function tally(tasks: readonly Pick<MissionTask, 'status'>[]): Tally {
  const of = (test: (status: string) => boolean) => tasks.filter(({ status }) => test(status)).length
  return {
    all: tasks.length,
    done: of((status) => status === 'done'),
    failed: of((status) => status === 'failed'),
    running: of((status) => busy.has(status)),
  }
}

export function said({ all, done, failed, running }: Tally): string {
  const parts = [`${done.toLocaleString('en')} of ${count(all, 'task')} done`]
  if (failed > 0) parts.push(`${failed.toLocaleString('en')} failed`)
  if (running > 0) parts.push(`${running.toLocaleString('en')} at work`)
  return parts.join(', ')
}

export const score = (value: number): string => value.toFixed(2)

/** The run's own score; while it goes on, the average of what was scored so far. */
export function scoreOf(run: MissionRun): number | undefined {
  if (run.score !== undefined) return run.score
  const scored = run.tasks.flatMap((task) => (task.score === undefined ? [] : [task.score]))
  return scored.length > 0 ? scored.reduce((sum, one) => sum + one, 0) / scored.length : undefined
}

/** Whether no task of an ended run will move by itself. An abort reaches tasks shortly after the mission. */
export function settled({ outcome, tasks }: Pick<MissionRun, 'outcome' | 'tasks'>): boolean {
  const moves = (status: string) => busy.has(status) || status === 'pending'
  return !tasks.some(({ status }) => moves(status) || (outcome === 'cancelled' && status === 'draft'))
}
