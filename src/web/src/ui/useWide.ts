import { useCallback, useSyncExternalStore } from 'react'

/** Whether there is room for two columns (the breakpoint that the styles call xl), or for as much as is asked. */
export function useWide(least = '80rem'): boolean {
  const query = `(min-width: ${least})`
  const watch = useCallback(
    (onChange: () => void) => {
      const wide = window.matchMedia(query)
      wide.addEventListener('change', onChange)
      return () => wide.removeEventListener('change', onChange)
    },
    [query],
  )
  return useSyncExternalStore(watch, () => window.matchMedia(query).matches)
}
