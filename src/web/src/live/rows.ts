import type { QueryClient } from '@tanstack/react-query'
import type { EventView } from '~/api/wire'
import { Throttle } from './throttle'
import type { Feed } from './feed'

/** Lists and rows of these kinds are read again at most this often, however many facts arrive. */
const PERIOD_MS = 700

/** Facts that say nothing about the row: they come many a second and only the transcript shows them. */
const transcriptOnly = new Set(['tool.started', 'tool.finished'])

/** Reads cached rows again, by key and throttled, when a fact tells that they changed. Returns how to stop. */
export function refreshRows(feed: Feed, queries: QueryClient): () => void {
  const throttle = new Throttle(PERIOD_MS)
  const refresh = (key: readonly string[]) =>
    throttle.run(key.join('/'), () => void queries.invalidateQueries({ queryKey: key }))
  const stopFacts = feed.onFact((event) => keysOf(event).forEach(refresh))
  let broken = false
  const stopState = feed.onState((state) => {
    if (state === 'lost') broken = true
    if (state !== 'open' || !broken) return
    broken = false
    void queries.invalidateQueries()
  })
  return () => {
    stopFacts()
    stopState()
    throttle.stop()
  }
}

const rowsOf = (subject: string): string[][] =>
  subject.startsWith('msn_')
    ? [['missions'], ['mission', 'live', subject]]
    : [['tasks'], ['task', subject], ['mission', 'live']]

/** The cache keys that a fact makes stale. */
export function keysOf(event: EventView): string[][] {
  if (transcriptOnly.has(event.type)) return []
  const noun = event.type.slice(0, event.type.indexOf('.'))
  if (noun === 'schedule') return [['schedules'], ['schedule', event.subject]]
  // A request stands with what waits; whoever moves on without an answer takes its request along.
  if (noun === 'approval') return [['approvals'], ...rowsOf(event.subject)]
  if (noun === 'task')
    return [
      ['tasks'],
      ['task', event.subject],
      ['status'],
      ['approvals'],
      // The fact does not say of which mission the task is.
      ['mission', 'live'],
      ...(event.type === 'task.created' ? [['sessions']] : []),
    ]
  if (event.subject.startsWith('msn_'))
    return [['missions'], ['mission', 'live', event.subject], ['mission', 'still', event.subject], ['status']]
  if (noun === 'agent' || noun === 'team') return [['agents'], ['teams']]
  if (event.subject.startsWith('sess_')) {
    const keys = [['sessions'], ['session', event.subject], ['status']]
    return event.type === 'checkpoint.made' || event.type === 'turn.ended' ? [...keys, ['diff', event.subject]] : keys
  }
  return []
}
