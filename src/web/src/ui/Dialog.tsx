import { X } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'

interface Props {
  title: string
  /** What it does and what follows, as a sentence. */
  about?: ReactNode
  onClose: () => void
  children: ReactNode
  wide?: boolean
}

/**
 * A modal on the browser's own dialog element: it keeps the focus, closes on Escape and makes the rest inert without
 * writing style elements, which the content policy forbids. Render it only while it is open.
 */
export function Dialog({ title, about, onClose, children, wide = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const heading = useId()
  useEffect(() => {
    const shown = dialog.current
    if (!shown || shown.open) return
    shown.showModal()
    // The browser takes the first thing that can have the focus, which is the way out; a person came for what is inside.
    content.current?.querySelector<HTMLElement>('input, textarea, select, button')?.focus()
  }, [])
  return (
    // The backdrop is part of the element: a click on it closes, as Escape does for the keyboard.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
      className={`fixed inset-0 m-auto max-h-[min(92dvh,52rem)] w-[calc(100%-1.5rem)] overflow-hidden rounded-xl border border-line bg-surface p-0 text-ink shadow-raised ${wide ? 'max-w-2xl' : 'max-w-md'}`}
    >
      <div className="flex max-h-[inherit] flex-col">
        <header className="flex items-start gap-3 px-5 pt-4 pb-3">
          <div className="min-w-0 flex-1">
            <h2 id={heading} className="text-base font-semibold">
              {title}
            </h2>
            {about && <p className="mt-0.5 text-sm text-soft">{about}</p>}
          </div>
          <button
            type="button"
            onClick={onClose}
            aria-label="Close"
            className="-mr-1.5 grid size-8 place-items-center rounded-md text-soft hover:bg-sunken hover:text-ink"
          >
            <X size={16} aria-hidden />
          </button>
        </header>
        <div ref={content} className="min-h-0 overflow-y-auto px-5 pt-1 pb-5">
          {children}
        </div>
      </div>
    </dialog>
  )
}

/** What one can do in a dialog: always in view, however little of a long form fits on the screen. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div className="sticky bottom-0 -mx-5 -mb-5 flex flex-wrap justify-end gap-2 border-t border-line bg-surface px-5 py-3">
      {children}
    </div>
  )
}
