import { get } from '~/api/http'
import type { EventView, Page } from '~/api/wire'
import type { Feed } from './feed'
import { Ledger } from './ledger'

export interface FactsSnapshot {
  events: readonly EventView[]
  loaded: boolean
  error?: Error
}

/** Reads a subject's facts page by page and goes on with the live ones; after a break it reads what it missed. */
export class SubjectFacts {
  private readonly ledger = new Ledger()
  private readonly listeners = new Set<() => void>()
  private readUpTo = 0
  private snapshot: FactsSnapshot = { events: [], loaded: false }

  constructor(
    private readonly path: string,
    private readonly subject: string,
  ) {
    this.ledger.subscribe(() => this.tell({ events: this.ledger.read() }))
  }

  readonly read = (): FactsSnapshot => this.snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Listens before it reads, so that nothing falls between the two. */
  follow(feed: Feed | undefined): () => void {
    const stop = new AbortController()
    const unlisten = feed?.onFact((event) => event.subject === this.subject && this.ledger.add([event]))
    const unwatch = feed?.onState((state) => state === 'open' && void this.load(stop.signal))
    void this.load(stop.signal)
    return () => {
      stop.abort()
      unlisten?.()
      unwatch?.()
    }
  }

  private async load(signal: AbortSignal): Promise<void> {
    try {
      await this.readOn(signal)
      this.tell({ loaded: true, error: undefined })
    } catch (failure) {
      if (!signal.aborted) this.tell({ error: failure as Error })
    }
  }

  private async readOn(signal: AbortSignal): Promise<void> {
    // A live fact may be newer than what was read, so reading starts where reading ended.
    let after: string | undefined = String(this.readUpTo)
    while (after !== undefined) {
      const page: Page<EventView> = await get<Page<EventView>>(this.path, { after, take: 200 }, signal)
      this.ledger.add(page.items)
      this.readUpTo = Math.max(this.readUpTo, ...page.items.map((event) => event.seq))
      after = page.items.length > 0 ? page.next : undefined
    }
  }

  private tell(change: Partial<FactsSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change }
    this.listeners.forEach((listener) => listener())
  }
}
