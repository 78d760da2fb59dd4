import { Check, Copy as CopyIcon } from 'lucide-react'
import { useState } from 'react'

/** A command or a hash to take along. */
export function Copy({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setDone(true)
    setTimeout(() => setDone(false), 1500)
  }
  const Icon = done ? Check : CopyIcon
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={done ? 'Copied' : label}
      title={label}
      className="-my-1 grid size-7 shrink-0 place-items-center rounded-md text-faint hover:bg-sunken hover:text-ink"
    >
      <Icon size={14} aria-hidden />
    </button>
  )
}

/** A line of shell with its copy button. */
export function Command({ text }: { text: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1 rounded-md border border-line bg-sunken py-0.5 pr-0.5 pl-2.5">
      <code className="min-w-0 flex-1 text-xs break-words whitespace-pre-wrap">{text}</code>
      <Copy text={text} label="Copy the command" />
    </span>
  )
}
