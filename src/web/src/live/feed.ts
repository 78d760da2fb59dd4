import { address } from '~/api/http'
import type { EventView, FrameView } from '~/api/wire'

export type FeedState = 'connecting' | 'open' | 'lost'

type Listener<T> = (value: T) => void

/**
 * The one live connection of a page. Facts carry numbers and are never missed: after a break the stream goes on behind the
 * last one seen. Frames are replaceable and go to whoever shows their subject at that moment.
 */
export class Feed {
  private source?: EventSource
  private retry?: ReturnType<typeof setTimeout>
  private attempts = 0
  private last?: number
  private current: FeedState = 'connecting'
  private readonly facts = new Set<Listener<EventView>>()
  private readonly frames = new Map<string, Set<Listener<FrameView>>>()
  private readonly states = new Set<Listener<FeedState>>()

  constructor(
    private readonly workspace: string,
    private readonly open: (url: string) => EventSource = (url) => new EventSource(url),
    private readonly before?: () => Promise<unknown>,
  ) {}

  get state(): FeedState {
    return this.current
  }

  connect(): void {
    const source = this.open(address('/events', { workspace: this.workspace, after: this.last }))
    this.source = source
    source.onopen = () => {
      this.attempts = 0
      this.enter('open')
    }
    source.onerror = () => {
      this.enter('lost')
      // A browser tries again by itself unless the server refused; then it is up to us.
      if (source.readyState === source.CLOSED) this.retry = setTimeout(() => this.again(), this.pause())
    }
    source.addEventListener('fact', (message) => this.receive(JSON.parse(message.data) as EventView))
    source.addEventListener('frame', (message) => this.show(JSON.parse(message.data) as FrameView))
  }

  /** Opens the stream anew behind what was seen, before the server ends it; nobody notices. */
  renew(): void {
    this.source?.close()
    clearTimeout(this.retry)
    this.connect()
  }

  close(): void {
    clearTimeout(this.retry)
    this.source?.close()
  }

  onFact(listener: Listener<EventView>): () => void {
    this.facts.add(listener)
    return () => this.facts.delete(listener)
  }

  onState(listener: Listener<FeedState>): () => void {
    this.states.add(listener)
    return () => this.states.delete(listener)
  }

  onFrame(subject: string, listener: Listener<FrameView>): () => void {
    const listeners = this.frames.get(subject) ?? new Set()
    this.frames.set(subject, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  // A stream ends with what it was opened with: that is renewed first, which may open it already.
  private again(): void {
    if (!this.before) return this.connect()
    const source = this.source
    void this.before().then(() => {
      if (source === this.source && source?.readyState === source?.CLOSED) this.connect()
    })
  }

  private receive(event: EventView): void {
    if (this.last !== undefined && event.seq <= this.last) return
    this.last = event.seq
    this.facts.forEach((listener) => listener(event))
  }

  private show(frame: FrameView): void {
    this.frames.get(frame.subject)?.forEach((listener) => listener(frame))
  }

  private enter(state: FeedState): void {
    if (state === this.current) return
    this.current = state
    this.states.forEach((listener) => listener(state))
  }

  private pause(): number {
    return Math.min(15_000, 500 * 2 ** this.attempts++)
  }
}
