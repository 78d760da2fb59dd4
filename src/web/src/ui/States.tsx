import { CircleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './Button'

/** Nothing is there yet: what it would be, and how one gets the first. */
export function Empty({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center px-6 py-16 text-center">
      <Icon size={28} strokeWidth={1.5} className="text-faint" aria-hidden />
      <h2 className="mt-3 text-base font-semibold">{title}</h2>
      <div className="mt-1 max-w-md text-sm text-soft">{children}</div>
    </div>
  )
}

/** The server's own sentence, and a way to ask again. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <div role="alert" className="m-4 flex items-start gap-3 rounded-lg border border-line bg-bad-wash p-4">
      <CircleAlert size={18} className="mt-0.5 shrink-0 text-bad" aria-hidden />
      <div className="min-w-0 flex-1 text-sm">
        <p className="break-words">{error.message}</p>
        {onRetry && (
          <Button className="mt-3" onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  )
}

/** A refusal inside a form or beside a button. */
export function Refused({ error }: { error: Error | null | undefined }) {
  if (!error) return null
  return (
    <p role="alert" className="flex items-start gap-2 rounded-md bg-bad-wash px-3 py-2 text-sm text-bad">
      <CircleAlert size={15} className="mt-0.5 shrink-0" aria-hidden />
      <span className="min-w-0 break-words">{error.message}</span>
    </p>
  )
}

/** Rows in the shape of what is coming. */
export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-4 px-4 py-4">
          <div className="breathing h-3 w-16 rounded bg-line" />
          <div className="breathing h-3 flex-1 rounded bg-line" />
          <div className="breathing h-3 w-12 rounded bg-line" />
        </div>
      ))}
    </div>
  )
}
