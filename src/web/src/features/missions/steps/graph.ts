import type { HoldKind, MissionHold, MissionTask } from '~/api/wire'

/** A task or a hold of a mission, with what must come before it. */
export type Step =
  | { id: string; after: string[]; rank: number; task: MissionTask; hold?: undefined }
  | { id: string; after: string[]; rank: number; hold: MissionHold; task?: undefined }

const taskId = (title: string) => `task ${title}`
const holdId = (kind: HoldKind, name: string) => `${kind} ${name}`

/** All steps, in layers: a step's rank is one above the highest of those before it. */
export function stepsOf(tasks: readonly MissionTask[], holds: readonly MissionHold[]): Step[] {
  const steps = new Map<string, Step>()
  for (const task of tasks) {
    const id = taskId(task.title)
    steps.set(id, { id, after: task.dependsOn.map(taskId), rank: 0, task })
  }
  for (const hold of holds) {
    const id = holdId(hold.kind, hold.name)
    steps.set(id, { id, after: hold.afterTasks.map(taskId), rank: 0, hold })
  }
  for (const hold of holds)
    for (const title of hold.blocksTasks) steps.get(taskId(title))?.after.push(holdId(hold.kind, hold.name))
  // What is named but is not there, such as a task of an older run, has no place to draw a line from.
  for (const step of steps.values()) step.after = [...new Set(step.after)].filter((id) => steps.has(id))
  return layered(steps)
}

function layered(steps: ReadonlyMap<string, Step>): Step[] {
  const followers = new Map<string, Step[]>()
  const open = new Map<Step, number>()
  for (const step of steps.values()) {
    open.set(step, step.after.length)
    for (const id of step.after) followers.set(id, [...(followers.get(id) ?? []), step])
  }
  const ready = [...steps.values()].filter((step) => step.after.length === 0)
  for (const step of ready)
    for (const next of followers.get(step.id) ?? []) {
      next.rank = Math.max(next.rank, step.rank + 1)
      const left = (open.get(next) ?? 0) - 1
      open.set(next, left)
      if (left === 0) ready.push(next)
    }
  // A circle is refused by the server; should one come, its steps are shown rather than lost.
  const placed = new Set(ready)
  const circle = [...steps.values()].filter((step) => !placed.has(step))
  return [...ready.sort((left, right) => left.rank - right.rank), ...circle]
}
