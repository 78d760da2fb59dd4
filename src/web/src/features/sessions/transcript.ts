import {
  known,
  type EgressUsed,
  type FactBodies,
  type KnownFact,
  type ModelReplied,
  type ToolFinished,
} from '~/api/facts'
import type { EventView } from '~/api/wire'
import { bytes, count } from '~/ui/words'

export interface Call {
  id: string
  name: string
  arguments: Record<string, unknown>
  startedAt?: string
  result?: ToolFinished
}

export interface Reply {
  kind: 'reply'
  seq: number
  at: string
  body: ModelReplied
  calls: Call[]
}

export interface TurnStart {
  kind: 'turn'
  seq: number
  at: string
  body: FactBodies['turn.requested']
}

export interface Note {
  kind: 'note'
  seq: number
  at: string
  tone: 'still' | 'bad'
  text: string
}

export type Item = TurnStart | Reply | Note

export interface Transcript {
  items: Item[]
  /** The turn that the agent works on now. */
  running?: string
}

/** What a session's facts say, in the order in which a person reads it. */
export function transcriptOf(events: readonly EventView[]): Transcript {
  const items: Item[] = []
  const calls = new Map<string, Call>()
  let running: string | undefined
  for (const event of events) {
    const fact = known(event)
    switch (fact.type) {
      case 'turn.requested':
        running = fact.body.turn
        items.push({ kind: 'turn', seq: fact.seq, at: fact.at, body: fact.body })
        break
      case 'model.replied':
        items.push(replyOf(fact.seq, fact.at, fact.body, calls))
        break
      case 'tool.started':
        begin(calls, fact.body.call, fact.at)
        break
      case 'tool.finished':
        finish(calls, fact.body)
        break
      case 'turn.ended':
        running = undefined
        break
      case 'session.canceled':
      case 'session.ended':
        running = undefined
    }
    const note = noteOf(fact)
    if (note) items.push({ kind: 'note', seq: fact.seq, at: fact.at, ...note })
  }
  return { items, running }
}

function replyOf(seq: number, at: string, body: ModelReplied, calls: Map<string, Call>): Reply {
  const made = body.calls.map((call) => ({ id: call.id, name: call.name, arguments: argumentsOf(call.arguments) }))
  made.forEach((call) => calls.set(call.id, call))
  return { kind: 'reply', seq, at, body, calls: made }
}

function begin(calls: Map<string, Call>, id: string, at: string): void {
  const call = calls.get(id)
  if (call) call.startedAt = at
}

function finish(calls: Map<string, Call>, result: ToolFinished): void {
  const call = calls.get(result.call)
  if (call) call.result = result
}

function noteOf(fact: KnownFact): Pick<Note, 'tone' | 'text'> | undefined {
  switch (fact.type) {
    case 'environment.ready':
      return environment(fact.body)
    case 'checkpoint.made':
      return { tone: 'still', text: `Checkpoint ${fact.body.commit.slice(0, 8)}` }
    case 'context.compacted':
      return {
        tone: 'still',
        text: `The conversation was summarised: ${fact.body.before.toLocaleString('en')} tokens became ${fact.body.after.toLocaleString('en')}`,
      }
    case 'egress.used':
      return used(fact.body)
    case 'egress.refused':
      return { tone: 'bad', text: `Network: ${fact.body.reason}${times(fact.body.requests)}` }
    case 'turn.ended':
      return ended(fact.body)
    case 'session.canceled':
      return { tone: 'bad', text: fact.body.reason ? `Canceled: ${fact.body.reason}` : 'Canceled' }
    default:
      return undefined
  }
}

/** Where there was nothing to install, nothing is said. */
function environment(body: FactBodies['environment.ready']): Pick<Note, 'tone' | 'text'> | undefined {
  if (body.failure) return { tone: 'bad', text: `The environment could not be built: ${body.failure}` }
  if (!body.key) return undefined
  return {
    tone: 'still',
    text: body.reused
      ? 'Environment reused from an earlier session'
      : `Environment built in ${(body.durationMs / 1000).toFixed(1)} s`,
  }
}

/** What a command sent to a host; a stand-in that went to a host it is not lent to is worth a look. */
function used(body: EgressUsed): Pick<Note, 'tone' | 'text'> {
  const host = body.port ? `${body.host}:${body.port}` : body.host
  const secrets = body.secrets?.length ? `, with ${body.secrets.join(', ')}` : ''
  const traffic = `${host}: ${count(body.requests, 'request')}, ${bytes(body.sent)} sent, ${bytes(body.received)} received${secrets}`
  return body.standIns?.length
    ? {
        tone: 'bad',
        text: `${traffic}. The stand-in of ${body.standIns.join(', ')} was sent: it is not lent to this host`,
      }
    : { tone: 'still', text: traffic }
}

const times = (requests: number) => (requests > 1 ? ` (${requests} times)` : '')

function ended(body: FactBodies['turn.ended']): Pick<Note, 'tone' | 'text'> | undefined {
  if (body.result === 'done') return undefined
  const word = body.result === 'failed' ? 'The turn failed' : 'The turn was canceled'
  return { tone: 'bad', text: body.reason ? `${word}: ${body.reason}` : word }
}

/** Arguments stand as JSON text or as an object; what is neither is shown as it is. */
export function argumentsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'string') return isRecord(value) ? value : {}
  try {
    const read: unknown = JSON.parse(value)
    return isRecord(read) ? read : { value: read }
  } catch {
    return { arguments: value }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const telling = ['command', 'path', 'pattern', 'url', 'label', 'name', 'query']

/** The one argument that says what a call is about. */
export function gist(call: Call): string {
  for (const name of telling) {
    const value = call.arguments[name]
    if (typeof value === 'string' && value) return value.split('\n', 1)[0] ?? ''
  }
  return ''
}
