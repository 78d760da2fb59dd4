import type { HoldKind, MissionHold, MissionTask } from '~/api/wire'

type Fields = Record<string, unknown>

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const texts = (value: unknown): string[] => list(value).filter((one) => typeof one === 'string')

const parts = ['tasks', 'team', 'qualityGates', 'checkpoints', 'delays']

/** The object that has the tasks: the document, its `data`, or the text that `data` is. */
function body(document: unknown): Fields {
  const outer = fields(document)
  if (typeof outer.data === 'string')
    try {
      return fields(JSON.parse(outer.data))
    } catch {
      return outer
    }
  const inner = fields(outer.data)
  return parts.some((part) => part in inner) ? inner : outer
}

/** What a mission that has not run will do, read from its document. The server has checked it. */
export function drafted(document: unknown): { tasks: MissionTask[]; holds: MissionHold[] } {
  const all = body(document)
  const holds = (name: string, kind: HoldKind) =>
    list(all[name])
      .map(fields)
      .map((hold): MissionHold => ({
        kind,
        name: text(hold.name),
        status: 'waiting',
        afterTasks: texts(hold.afterTasks),
        blocksTasks: texts(hold.blocksTasks),
        message: text(hold.message) || undefined,
      }))
  return {
    tasks: list(all.tasks)
      .map(fields)
      .map((task): MissionTask => ({
        id: '',
        title: text(task.title),
        status: 'draft',
        assignTo: text(task.assignTo),
        dependsOn: texts(task.dependsOn),
        priority: typeof task.priority === 'number' ? task.priority : 1,
        costUsd: 0,
      })),
    holds: [
      ...holds('qualityGates', 'quality_gate'),
      ...holds('checkpoints', 'checkpoint'),
      ...holds('delays', 'delay'),
    ],
  }
}
