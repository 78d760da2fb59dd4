import { useCallback, useEffect, useRef, useState } from 'react'

const NEAR_PX = 120

const isAtEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - NEAR_PX
const toEnd = () => window.scrollTo({ top: document.documentElement.scrollHeight })

/** Keeps the page at its end while something grows there, until a person scrolls away. */
export function useFollow(active: boolean) {
  const content = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const [away, setAway] = useState(false)
  useEffect(() => {
    const box = content.current
    if (!active || !box) return
    const grown = new ResizeObserver(() => following.current && toEnd())
    const scrolled = () => {
      following.current = isAtEnd()
      setAway(!following.current)
    }
    grown.observe(box)
    window.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      grown.disconnect()
      window.removeEventListener('scroll', scrolled)
    }
  }, [active])
  const jump = useCallback(() => {
    following.current = true
    toEnd()
  }, [])
  return { content, away: active && away, jump }
}
