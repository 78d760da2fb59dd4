import { useQuery } from '@tanstack/react-query'
import { Brain, ChevronRight, CornerDownRight, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import type { EventView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import type { LiveText } from '~/live/liveText'
import { Ago } from '~/ui/Ago'
import Markdown from '~/ui/Markdown'
import { capital, money, short } from '~/ui/words'
import { blobQuery } from './api'
import { LiveReply } from './LiveReply'
import { ToolCall } from './ToolCall'
import { transcriptOf, type Note, type Reply, type TurnStart } from './transcript'

/** Everything that was said and done in a session, growing while one looks. */
export function Transcript({ events, live }: { events: readonly EventView[]; live: LiveText }) {
  const { items, running } = transcriptOf(events)
  const last = items.findLast((item) => item.kind === 'reply')
  const thinking = running !== undefined && (last === undefined || last.calls.every((call) => call.result))
  return (
    <ol className="space-y-3 px-4 py-4 md:px-5">
      {items.map((item) => (
        <li key={item.seq} className="lazy-paint">
          {item.kind === 'turn' && <Prompt turn={item} />}
          {item.kind === 'reply' && (
            <ReplyItem
              reply={item}
              finished={item.calls.filter((call) => call.result).length}
              active={item.body.turn === running}
              live={live}
            />
          )}
          {item.kind === 'note' && <NoteItem note={item} />}
        </li>
      ))}
      {running !== undefined && (
        <li>
          <LiveReply live={live} waiting={thinking} />
        </li>
      )}
    </ol>
  )
}

const phases: Record<string, string> = { execution: 'Task', fix: 'Fix', clarification: 'Answer', review: 'Review' }

function Prompt({ turn }: { turn: TurnStart }) {
  const workspace = useWorkspace()
  const { number, phase, prompt, promptBlob } = turn.body
  const stored = useQuery({
    ...blobQuery(workspace.id, promptBlob ?? ''),
    enabled: prompt === undefined && promptBlob !== undefined,
  })
  const text = prompt ?? stored.data?.text ?? ''
  const [first = '', ...more] = text.trim().split('\n')
  return (
    <details className="group rounded-lg bg-accent-wash" open={more.length <= 8}>
      <summary className="flex items-center gap-2 px-3 py-2 text-xs">
        <ChevronRight
          size={14}
          className="shrink-0 text-accent transition-transform group-open:rotate-90"
          aria-hidden
        />
        <span className="shrink-0 font-semibold text-accent">
          Turn {number} · {phases[phase] ?? capital(phase)}
        </span>
        <span className="min-w-0 flex-1 truncate text-soft group-open:invisible">{first.replace(/^#+ /, '')}</span>
        <Ago at={turn.at} className="shrink-0 text-soft" />
      </summary>
      {/* What is cut off has to be reachable by keyboard. */}
      <div
        tabIndex={0}
        role="region"
        aria-label={`Prompt of turn ${number}`}
        className="max-h-96 overflow-y-auto px-3 pb-3 pl-9 text-sm"
      >
        {text ? <MemoMarkdown text={text} /> : (stored.error?.message ?? 'Loading…')}
      </div>
    </details>
  )
}

interface ReplyProps {
  reply: Reply
  /** How many calls have a result: what changes in a reply after it was made. */
  finished: number
  active: boolean
  live: LiveText
}

function ReplyItem({ reply, active, live }: ReplyProps) {
  const { body, calls } = reply
  return (
    <div className="space-y-2">
      {body.thinking && <Thinking text={body.thinking} />}
      {body.text && <MemoMarkdown text={body.text} />}
      {calls.length > 0 && (
        <div className="space-y-1.5">
          {calls.map((call) => (
            <ToolCall key={call.id} call={call} live={live} active={active} />
          ))}
        </div>
      )}
      {/* The scripted demo reads and writes no tokens. */}
      {body.input + body.output > 0 && (
        <p className="tabular text-2xs text-faint">
          {short(body.input)} in{body.cachedInput > 0 && ` (${short(body.cachedInput)} cached)`} · {short(body.output)}{' '}
          out · {money(body.cost / 1_000_000)}
        </p>
      )}
    </div>
  )
}

const MemoMarkdown = memo(Markdown)

function Thinking({ text }: { text: string }) {
  return (
    <details className="group text-sm text-soft">
      <summary className="flex w-fit items-center gap-1.5 text-xs">
        <Brain size={13} aria-hidden />
        Thought about it
        <ChevronRight size={13} className="transition-transform group-open:rotate-90" aria-hidden />
      </summary>
      <p className="mt-1.5 border-l-2 border-line pl-3 break-words whitespace-pre-wrap">{text}</p>
    </details>
  )
}

function NoteItem({ note }: { note: Note }) {
  const Icon = note.tone === 'bad' ? TriangleAlert : CornerDownRight
  return (
    <p className={`flex items-start gap-1.5 text-xs ${note.tone === 'bad' ? 'text-bad' : 'text-faint'}`}>
      <Icon size={13} className="mt-0.5 shrink-0" aria-hidden />
      <span className="min-w-0 break-words">{note.text}</span>
    </p>
  )
}
