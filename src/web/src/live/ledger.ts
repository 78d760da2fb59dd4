import type { EventView } from '~/api/wire'

/**
 * The facts of one subject, each once and in order, whatever way they came: from a page of the server's answer or live.
 * Adding is the only write, so a snapshot that overlaps with the stream does no harm.
 */
export class Ledger {
  private events: readonly EventView[] = []
  private readonly seen = new Set<number>()
  private readonly listeners = new Set<() => void>()

  readonly read = (): readonly EventView[] => this.events

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  add(more: readonly EventView[]): void {
    const fresh = more.filter((event) => !this.seen.has(event.seq))
    if (fresh.length === 0) return
    fresh.forEach((event) => this.seen.add(event.seq))
    this.events = [...this.events, ...fresh].sort((left, right) => left.seq - right.seq)
    this.listeners.forEach((listener) => listener())
  }
}
