import type { FrameView } from '~/api/wire'
import type { Feed } from './feed'

/** Keeps what one stream has shown at most so long; the fact that follows has all of it. */
const LIMIT = 200_000

interface Streamed {
  stream: number
  /** Characters of the stream up to the end of the text. */
  end: number
  text: string
}

/**
 * The text that a session streams right now, outside of React's state: a page that shows it is told once a drawn frame,
 * never once a token.
 */
export class LiveText {
  private readonly texts = new Map<string, Streamed>()
  private readonly listeners = new Map<string, Set<(text: string) => void>>()
  private readonly dirty = new Set<string>()
  private scheduled = false

  constructor(private readonly schedule: (draw: () => void) => void = (draw) => requestAnimationFrame(draw)) {}

  follow(feed: Feed, session: string): () => void {
    return feed.onFrame(session, (frame) => this.append(frame))
  }

  append(frame: FrameView): void {
    const key = keyOf(frame.kind, frame.callId)
    const known = this.texts.get(key)
    // Of a reply that a fact has replaced, or a newer one.
    if (known && (frame.stream < known.stream || (frame.stream === known.stream && known.end === Infinity))) return
    this.texts.set(key, joined(known?.stream === frame.stream ? known : undefined, frame))
    this.redraw(key)
  }

  /** What streamed is now a fact: what still comes of it is not shown. */
  clear(kind: FrameView['kind'], callId?: string): void {
    const key = keyOf(kind, callId)
    const known = this.texts.get(key)
    if (!known) return
    this.texts.set(key, { stream: known.stream, end: Infinity, text: '' })
    this.redraw(key)
  }

  subscribe(kind: FrameView['kind'], callId: string | undefined, draw: (text: string) => void): () => void {
    const key = keyOf(kind, callId)
    const listeners = this.listeners.get(key) ?? new Set()
    this.listeners.set(key, listeners.add(draw))
    draw(this.texts.get(key)?.text ?? '')
    return () => listeners.delete(draw)
  }

  private redraw(key: string): void {
    this.dirty.add(key)
    if (this.scheduled) return
    this.scheduled = true
    this.schedule(() => this.draw())
  }

  private draw(): void {
    this.scheduled = false
    for (const key of this.dirty)
      this.listeners.get(key)?.forEach((listener) => listener(this.texts.get(key)?.text ?? ''))
    this.dirty.clear()
  }
}

/** A frame that begins in what is shown already is what a new connection gets; one that begins behind it has lost its neighbour. */
function joined(known: Streamed | undefined, frame: FrameView): Streamed {
  const end = frame.from + frame.text.length
  const begin = known ? known.end - known.text.length : frame.from
  const text =
    known && frame.from >= begin && frame.from <= known.end
      ? known.text.slice(0, frame.from - begin) + frame.text
      : frame.text
  return { stream: frame.stream, end, text: text.length > LIMIT ? text.slice(-LIMIT) : text }
}

const keyOf = (kind: string, callId?: string) => `${kind}/${callId ?? ''}`
