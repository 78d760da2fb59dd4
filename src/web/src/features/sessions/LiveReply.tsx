import { Brain } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { LiveText } from '~/live/liveText'

/** What the model writes at this moment. The text is drawn into the page directly, once a frame. */
export function LiveReply({ live, waiting }: { live: LiveText; waiting: boolean }) {
  const thinking = useRef<HTMLParagraphElement>(null)
  const text = useRef<HTMLParagraphElement>(null)
  const idle = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const draw = (box: HTMLElement | null, written: string) => {
      if (!box) return
      box.textContent = written
      box.hidden = written === ''
      if (idle.current) idle.current.hidden = !!text.current?.textContent || !!thinking.current?.textContent
    }
    const stops = [
      live.subscribe('thinking', undefined, (written) => draw(thinking.current, written.slice(-600))),
      live.subscribe('text', undefined, (written) => draw(text.current, written)),
    ]
    return () => stops.forEach((stop) => stop())
  }, [live])
  return (
    <div className="space-y-2" aria-live="off">
      <p
        ref={thinking}
        hidden
        className="border-l-2 border-line pl-3 text-sm break-words whitespace-pre-wrap text-soft"
      />
      <p ref={text} hidden className="break-words whitespace-pre-wrap" />
      {waiting && (
        <p ref={idle} className="flex items-center gap-1.5 text-xs text-soft">
          <Brain size={13} className="breathing" aria-hidden />
          Waiting for the model
        </p>
      )}
    </div>
  )
}
