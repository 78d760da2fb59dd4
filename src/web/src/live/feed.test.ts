import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EventView } from '~/api/wire'
import { Feed } from './feed'

class FakeSource {
  static made: FakeSource[] = []
  readonly CLOSED = 2
  readyState = 1
  onopen?: () => void
  onerror?: () => void
  private readonly listeners = new Map<string, (message: { data: string }) => void>()

  constructor(readonly url: string) {
    FakeSource.made.push(this)
  }

  addEventListener(kind: string, listener: (message: { data: string }) => void) {
    this.listeners.set(kind, listener)
  }

  send(kind: string, data: unknown) {
    this.listeners.get(kind)?.({ data: JSON.stringify(data) })
  }

  close() {
    this.readyState = 2
  }
}

const event = (seq: number): Partial<EventView> => ({ seq, subject: 'sess_1', type: 'turn.ended', body: {} })

function connected() {
  const feed = new Feed('ws_1', (url) => new FakeSource(url) as unknown as EventSource)
  const seen: number[] = []
  feed.onFact((fact) => seen.push(fact.seq))
  feed.connect()
  return { feed, seen, source: FakeSource.made[0] as FakeSource }
}

describe('Feed', () => {
  beforeEach(() => {
    FakeSource.made = []
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  it('tells each fact once, though a reconnect repeats some', () => {
    const { seen, source } = connected()
    ;[1, 2, 2, 1, 3].forEach((seq) => source.send('fact', event(seq)))
    expect(seen).toEqual([1, 2, 3])
  })

  it('goes on behind the last fact when the server closed the stream', () => {
    const { source } = connected()
    source.send('fact', event(41))
    source.readyState = 2
    source.onerror?.()
    vi.advanceTimersByTime(500)
    expect(FakeSource.made[1]?.url).toBe('/api/v1/events?workspace=ws_1&after=41')
  })

  it('leaves a break that the browser mends by itself to the browser', () => {
    const { feed, source } = connected()
    source.onopen?.()
    source.readyState = 0
    source.onerror?.()
    vi.advanceTimersByTime(60_000)
    expect(feed.state).toBe('lost')
    expect(FakeSource.made).toHaveLength(1)
  })

  it('gives frames only to those who show their subject', () => {
    const { feed, source } = connected()
    const mine: string[] = []
    const stop = feed.onFrame('sess_1', (frame) => mine.push(frame.text))
    source.send('frame', { subject: 'sess_2', text: 'theirs' })
    source.send('frame', { subject: 'sess_1', text: 'mine' })
    stop()
    source.send('frame', { subject: 'sess_1', text: 'late' })
    expect(mine).toEqual(['mine'])
  })
})
