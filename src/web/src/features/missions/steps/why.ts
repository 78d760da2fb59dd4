import type { HoldKind, MissionHold, MissionTask } from '~/api/wire'

export const holdKinds: Record<HoldKind, string> = {
  quality_gate: 'Quality gate',
  checkpoint: 'Checkpoint',
  delay: 'Delay',
}

const titles = (all: readonly string[]): string => {
  const shown = all.slice(0, 3).map((title) => `“${title}”`)
  return all.length > 3 ? `${shown.join(', ')} and ${all.length - 3} more` : shown.join(', ')
}

/** Why a hold is as it is, in a sentence. */
export function whyHold(hold: MissionHold): string {
  const { kind, status, message, until, score } = hold
  if (status === 'waiting')
    return [kind === 'checkpoint' && message ? `${message} ` : '', `Comes after ${titles(hold.afterTasks)}.`].join('')
  if (status === 'reached')
    return kind === 'delay'
      ? `Waits until ${until ? new Date(until).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' }) : 'its time'}.`
      : message || 'Waits for a person.'
  if (status === 'shut') return message || 'What came before it is not good enough.'
  return score === undefined ? 'Passed.' : `Passed with a score of ${score.toFixed(2)}.`
}

/** Why a task waits or failed; nothing when its state says it all. */
export function whyTask(task: MissionTask): string | undefined {
  if (task.reason) return task.reason
  if (task.status === 'draft' && task.dependsOn.length > 0) return `Comes after ${titles(task.dependsOn)}.`
  if (task.status === 'awaiting_approval') return 'A person decides: open it.'
  if (task.status === 'pending') return 'Waits for its turn.'
  return undefined
}
