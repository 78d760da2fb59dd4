import type { FrameView } from '~/api/wire'
import type { Feed } from './feed'

/** Keeps what one stream has shown at most so long; the fact that follows has all of it. */
const LIMIT = 200_000

/** A frame may be overtaken by the fact that holds its text; what comes this soon after belongs to what was said before. */
const LATE_MS = 120

/**
 * The text that a session streams right now, outside of React's state: a page that shows it is told once a drawn frame,
 * never once a token.
 */
export class LiveText {
  private readonly texts = new Map<string, string>()
  private readonly listeners = new Map<string, Set<(text: string) => void>>()
  private readonly dirty = new Set<string>()
  private readonly cleared = new Map<string, number>()
  private scheduled = false

  constructor(
    private readonly schedule: (draw: () => void) => void = (draw) => requestAnimationFrame(draw),
    private readonly now: () => number = () => performance.now(),
  ) {}

  follow(feed: Feed, session: string): () => void {
    return feed.onFrame(session, (frame) => this.append(frame))
  }

  append(frame: FrameView): void {
    const key = keyOf(frame.kind, frame.callId)
    if (this.now() - (this.cleared.get(key) ?? -Infinity) < LATE_MS) return
    const text = (this.texts.get(key) ?? '') + frame.text
    this.set(key, text.length > LIMIT ? text.slice(-LIMIT) : text)
  }

  /** What streamed is now a fact. */
  clear(kind: FrameView['kind'], callId?: string): void {
    const key = keyOf(kind, callId)
    this.cleared.set(key, this.now())
    this.set(key, '')
  }

  subscribe(kind: FrameView['kind'], callId: string | undefined, draw: (text: string) => void): () => void {
    const key = keyOf(kind, callId)
    const listeners = this.listeners.get(key) ?? new Set()
    this.listeners.set(key, listeners.add(draw))
    draw(this.texts.get(key) ?? '')
    return () => listeners.delete(draw)
  }

  private set(key: string, text: string): void {
    if (text) this.texts.set(key, text)
    else if (!this.texts.delete(key)) return
    this.dirty.add(key)
    if (this.scheduled) return
    this.scheduled = true
    this.schedule(() => this.draw())
  }

  private draw(): void {
    this.scheduled = false
    for (const key of this.dirty) this.listeners.get(key)?.forEach((listener) => listener(this.texts.get(key) ?? ''))
    this.dirty.clear()
  }
}

const keyOf = (kind: string, callId?: string) => `${kind}/${callId ?? ''}`
