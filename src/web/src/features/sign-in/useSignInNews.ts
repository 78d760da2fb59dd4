import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { onNews, renew, tell } from '~/api/renewal'
import { meQuery } from './api'
import { forgetSignOut } from './provider'

const early = 60_000
const longest = 24 * 60 * 60_000

/** Keeps this tab in step with the browser's others, and signed in for as long as it is open. */
export function useSignInNews(isIn: boolean): void {
  const queries = useQueryClient()
  const { data: me } = useQuery({ ...meQuery, enabled: isIn })
  const until = me?.until

  useEffect(() => {
    if (!isIn) return
    forgetSignOut(sessionStorage)
    tell({ kind: 'in' })
  }, [isIn])

  useEffect(
    () =>
      onNews((news) => {
        if (news.kind === 'renewed')
          queries.setQueryData(meQuery.queryKey, (old) => (old ? { ...old, until: news.until } : old))
        else if (news.kind === 'out') void queries.resetQueries()
        else if (!isIn) void queries.invalidateQueries()
      }),
    [queries, isIn],
  )

  useEffect(() => {
    if (!until) return
    // What holds for long is no token that is renewed.
    const left = Date.parse(until) - Date.now() - early
    if (left > longest) return
    const timer = setTimeout(() => void renew(), Math.max(1000, left))
    return () => clearTimeout(timer)
  }, [until])
}
