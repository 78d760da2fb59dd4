import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { StopDialog } from './StopDialog'

/** Always in view: whoever needs it has no time to look for it. */
export function StopButton({ look }: { look: 'icon' | 'wide' }) {
  const [open, setOpen] = useState(false)
  const shape =
    look === 'icon'
      ? 'ml-auto grid size-9 shrink-0 place-items-center md:hidden'
      : 'flex items-center gap-2.5 px-2.5 py-1.5 text-sm font-medium'
  return (
    <>
      <button
        type="button"
        aria-label={look === 'icon' ? 'Stop agents' : undefined}
        onClick={() => setOpen(true)}
        className={`rounded-md text-bad hover:bg-bad-wash ${shape}`}
      >
        <OctagonX size={17} aria-hidden />
        {look === 'wide' && 'Stop agents'}
      </button>
      {open && <StopDialog onClose={() => setOpen(false)} />}
    </>
  )
}
