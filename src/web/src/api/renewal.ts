/** What tabs of one browser tell each other: somebody came in, went out, or what they show the server was renewed. */
export type SignInNews = { kind: 'in' } | { kind: 'out' } | { kind: 'renewed'; until: string }

type Listener = (news: SignInNews) => void

const listeners = new Set<Listener>()
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('polpo-sign-in')
let renewedAt = 0

const hear = (news: SignInNews) => {
  if (news.kind === 'renewed') renewedAt = Date.now()
  listeners.forEach((listener) => listener(news))
}
if (channel) channel.onmessage = (message: MessageEvent<SignInNews>) => hear(message.data)

/** Tells the other tabs, and whoever listens in this one. */
export function tell(news: SignInNews): void {
  hear(news)
  channel?.postMessage(news)
}

export function onNews(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * Has the server renew what this browser shows; false: it has nothing to renew. Of all tabs one asks at a time, and who waited
 * meanwhile asks no more.
 */
export async function renew(): Promise<boolean> {
  const asked = Date.now()
  const once = async () => {
    if (renewedAt >= asked) return true
    try {
      const answer = await fetch('/api/v1/sign-in/renewals', { method: 'POST', credentials: 'same-origin' })
      if (!answer.ok) return false
      const { until } = (await answer.json()) as { until: string }
      tell({ kind: 'renewed', until })
      return true
    } catch {
      // Not reached: who asked for something says so.
      return false
    }
  }
  return 'locks' in navigator ? navigator.locks.request('polpo-renewal', once) : once()
}
