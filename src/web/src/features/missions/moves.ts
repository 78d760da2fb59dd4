import type { MissionView } from '~/api/wire'
import type { MissionMove } from './api'

interface Offer {
  move: MissionMove
  word: string
}

/** What the mission's state allows, the most likely first. */
export function movesOf({ status, run }: Pick<MissionView, 'status' | 'run'>): Offer[] {
  const failed = run?.tasks.some((task) => task.status === 'failed') ?? false
  const retry = (word: string): Offer[] => (failed ? [{ move: 'retry', word }] : [])
  const abort: Offer = { move: 'abort', word: 'Abort…' }
  switch (status) {
    case 'draft':
      return [{ move: 'execute', word: 'Start' }]
    case 'scheduled':
    case 'recurring':
      return [{ move: 'execute', word: 'Start now' }, abort]
    case 'active':
      return [{ move: 'pause', word: 'Pause' }, abort]
    case 'paused':
      return gated(run)
        ? [abort]
        : [{ move: 'resume', word: resumes(run) }, ...retry(`${resumes(run)}, retry failed tasks`), abort]
    case 'failed':
      return [...retry('Retry failed tasks'), { move: 'execute', word: 'Run again' }]
    case 'cancelled':
      return [{ move: 'execute', word: 'Run again' }]
    case 'completed':
      return []
  }
}

/** At a gate of the settings only a decision goes on; resuming is refused there. */
const gated = (run: MissionView['run']): boolean =>
  run?.approvals.some(({ hook }) => hook === 'mission:execute' || hook === 'mission:complete') ?? false

/** Resuming, also to retry, goes past every checkpoint that is reached: each button names what one approves by it. */
function resumes(run: MissionView['run']): string {
  const reached = run?.holds.filter((hold) => hold.kind === 'checkpoint' && hold.status === 'reached') ?? []
  if (reached.length === 0) return 'Resume'
  return reached.length === 1 ? `Approve “${reached[0]?.name}”` : `Approve ${reached.length} checkpoints`
}
