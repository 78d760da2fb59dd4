import type { EventView } from './wire'

/** The bodies of the facts that the pages draw, by type. A fact of another type is left out, not refused. */
export interface FactBodies {
  'session.created': { agent: string; model: string; task?: string; title: string; base: string }
  'session.canceled': { reason?: string }
  'session.ended': object
  'environment.ready': { key?: string; reused: boolean; durationMs: number; failure?: string }
  'egress.used': EgressUsed
  'egress.refused': { call?: string; host: string; port: number; reason: string; requests: number }
  'turn.requested': { turn: string; number: number; prompt?: string; promptBlob?: string; phase: string }
  'model.replied': ModelReplied
  'tool.started': { turn: string; call: string; name: string; arguments: unknown }
  'tool.finished': ToolFinished
  'checkpoint.made': { turn: string; commit: string }
  'context.compacted': { turn: string; blob: string; before: number; after: number }
  'turn.ended': { turn: string; result: 'done' | 'failed' | 'canceled'; reason?: string; text?: string }
  'task.created': { title: string; assignTo: string }
  'task.moved': { from: string; to: string; move: string; reason?: string }
  'task.assessed': { trigger: string; passed: boolean; globalScore?: number; blob: string }
  'task.fix': { attempt: number }
  'task.retried': { retry: number; reason: string }
  'task.escalated': { agent: string; model?: string }
  'approval.timeout': { action: string }
  'escalation.triggered': { level: number; handler: string; target?: string }
  'deadlock.resolved': { action: string; reason: string }
  'sla.warning': { percentUsed: number }
  'sla.violated': { action: string }
  'sla.met': { marginMs: number }
  'task.question': { question: string }
  'task.answered': { answer: string }
  'task.receipt': { blob: string }
  'task.branch': { branch: string; commit: string }
  'task.merged': { branch: string; commit: string }
}

export interface ModelReplied {
  turn: string
  step: number
  text?: string
  thinking?: string
  calls: { id: string; name: string; arguments: unknown }[]
  blob?: string
  model?: string
  input: number
  output: number
  cachedInput: number
  /** Micro-dollars. */
  cost: number
}

export interface EgressUsed {
  call?: string
  host: string
  port: number
  requests: number
  sent: number
  received: number
  /** Names of secrets that were put in on the way. */
  secrets?: string[]
  /** Names of secrets whose stand-in was sent as it is. */
  standIns?: string[]
}

export interface ToolFinished {
  turn: string
  call: string
  name: string
  error: boolean
  text: string
  blob?: string
  durationMs: number
  outcome?: Record<string, unknown>
}

export type FactType = keyof FactBodies
export type KnownFact = {
  [T in FactType]: Omit<EventView, 'type' | 'body'> & { type: T; body: FactBodies[T] }
}[FactType]

/** The server's word is taken for the shape of a body; unknown types fall through every switch. */
export const known = (event: EventView): KnownFact => event as KnownFact
