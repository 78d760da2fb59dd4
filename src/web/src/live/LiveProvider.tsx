import { useQueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { onNews, renew } from '~/api/renewal'
import { Feed, type FeedState } from './feed'
import { refreshRows } from './rows'

const LiveFeed = createContext<Feed | undefined>(undefined)

/** Opens the live connection of a workspace for everything beneath, and keeps the cached rows fresh by it. Give it the workspace as its key. */
export function LiveProvider({ workspace, children }: { workspace: string; children: ReactNode }) {
  const queries = useQueryClient()
  const [feed] = useState(() => new Feed(workspace, undefined, renew))
  useEffect(() => {
    const rows = refreshRows(feed, queries)
    feed.connect()
    const news = onNews(({ kind }) => kind === 'renewed' && feed.renew())
    return () => {
      news()
      rows()
      feed.close()
    }
  }, [feed, queries])
  return <LiveFeed value={feed}>{children}</LiveFeed>
}

export const useFeed = (): Feed | undefined => use(LiveFeed)

export function useFeedState(): FeedState {
  const feed = useFeed()
  return useSyncExternalStore(
    (changed) => feed?.onState(changed) ?? (() => {}),
    () => feed?.state ?? 'connecting',
  )
}
