import { useSyncExternalStore } from 'react'

// The breakpoint that the styles call xl.
const query = '(min-width: 80rem)'

/** Whether there is room for two columns. */
export function useWide(): boolean {
  return useSyncExternalStore(watch, () => window.matchMedia(query).matches)
}

function watch(onChange: () => void): () => void {
  const wide = window.matchMedia(query)
  wide.addEventListener('change', onChange)
  return () => wide.removeEventListener('change', onChange)
}
