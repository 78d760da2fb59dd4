import { useQuery } from '@tanstack/react-query'
import { Check, ChevronRight, Clock, LoaderCircle, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useWorkspace } from '~/features/workspaces/workspace'
import type { LiveText } from '~/live/liveText'
import { Button } from '~/ui/Button'
import { Output, withoutEscapes } from '~/ui/Output'
import { Refused } from '~/ui/States'
import { useNow } from '~/ui/useNow'
import { duration, elapsed } from '~/ui/words'
import { blobQuery } from './api'
import { Arguments } from './Arguments'
import { gist, type Call } from './transcript'

/** A tool call: one line that says what and whether it worked; unfolded, what went in and what came out. */
export function ToolCall({ call, live, active }: { call: Call; live: LiveText; active: boolean }) {
  const { result } = call
  const running = active && !result && call.startedAt !== undefined
  const [open, setOpen] = useState(false)
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface">
      <details className="group" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex min-h-9 items-center gap-2 px-2.5 py-1 text-sm -outline-offset-2! hover:bg-canvas">
          <ChevronRight
            size={14}
            className="shrink-0 text-faint transition-transform group-open:rotate-90"
            aria-hidden
          />
          <CallMark call={call} running={running} />
          <span className="font-medium">{call.name}</span>
          <code className="min-w-0 flex-1 truncate text-xs text-soft">{gist(call)}</code>
          <span className="tabular shrink-0 text-xs text-faint">
            {result ? duration(result.durationMs) : running && call.startedAt && <Elapsed since={call.startedAt} />}
          </span>
        </summary>
        {open && (
          <div className="space-y-2 border-t border-line px-2.5 py-2.5">
            <Arguments call={call} />
            {result && <Result call={call} text={result.text} blob={result.blob} />}
          </div>
        )}
      </details>
      {running && <LiveOutput live={live} call={call.id} />}
    </div>
  )
}

function CallMark({ call, running }: { call: Call; running: boolean }) {
  if (running) return <LoaderCircle size={14} className="shrink-0 animate-spin text-accent" aria-label="Running" />
  if (!call.result) return <Clock size={14} className="shrink-0 text-faint" aria-label="No result" />
  return call.result.error ? (
    <X size={14} strokeWidth={2.6} className="shrink-0 text-bad" aria-label="Error" />
  ) : (
    <Check size={14} strokeWidth={2.6} className="shrink-0 text-ok" aria-label="Worked" />
  )
}

const Elapsed = ({ since }: { since: string }) => elapsed(useNow() - Date.parse(since))

function Result({ call, text, blob }: { call: Call; text: string; blob?: string }) {
  const workspace = useWorkspace()
  const [whole, setWhole] = useState(false)
  const stored = useQuery({ ...blobQuery(workspace.id, blob ?? ''), enabled: whole && blob !== undefined })
  const shown = stored.data?.text ?? text
  return (
    <div>
      <p className="mb-1 text-xs font-medium text-soft">{call.result?.error ? 'Error' : 'Output'}</p>
      {shown ? (
        <Output text={shown} label={`Output of ${call.name}`} tone={call.result?.error ? 'bad' : 'still'} />
      ) : (
        <p className="text-xs text-faint">It printed nothing.</p>
      )}
      {blob && !stored.data && (
        <Button look="quiet" className="mt-1" busy={stored.isFetching} onClick={() => setWhole(true)}>
          Show all of it
        </Button>
      )}
      <Refused error={stored.error} />
    </div>
  )
}

/** The end of what a running command prints, drawn straight into the page. */
function LiveOutput({ live, call }: { live: LiveText; call: string }) {
  const box = useRef<HTMLPreElement>(null)
  useEffect(
    () =>
      live.subscribe('output', call, (text) => {
        const shown = box.current
        if (!shown) return
        shown.hidden = text === ''
        shown.textContent = withoutEscapes(text.slice(-4000))
        shown.scrollTop = shown.scrollHeight
      }),
    [live, call],
  )
  return (
    <pre
      ref={box}
      hidden
      className="max-h-40 overflow-hidden border-t border-line bg-sunken px-3 py-2 text-xs leading-5 break-words whitespace-pre-wrap"
    />
  )
}
