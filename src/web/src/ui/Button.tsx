import type { ButtonHTMLAttributes } from 'react'

const looks = {
  primary: 'bg-accent text-accent-ink border-transparent hover:brightness-110',
  plain: 'bg-surface text-ink border-line hover:border-line-strong',
  quiet: 'bg-transparent text-soft border-transparent hover:bg-sunken hover:text-ink',
  danger: 'bg-surface text-bad border-line hover:border-bad',
} as const

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: keyof typeof looks
  /** The request is under way. */
  busy?: boolean
}

export function Button({ look = 'plain', busy = false, className = '', disabled, type = 'button', ...rest }: Props) {
  return (
    <button
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={`inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md border px-3 text-sm font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55 ${looks[look]} ${className}`}
      {...rest}
    />
  )
}
