import { ago } from './words'
import { useNow } from './useNow'

/** When it was, in words; the exact instant on hover and for machines. */
export function Ago({ at, className }: { at: string; className?: string }) {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()} className={className}>
      {ago(at, useNow())}
    </time>
  )
}
