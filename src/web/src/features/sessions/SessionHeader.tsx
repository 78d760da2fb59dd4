import { Link } from '@tanstack/react-router'
import { ArrowLeft, CircleStop } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { SessionView, TaskView } from '~/api/wire'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { sandboxName } from '~/features/status/sandboxName'
import { count, money, short } from '~/ui/words'
import { useCancelSession } from './api'
import { SessionState } from './SessionState'

/** Who works on what, in which state, at what cost; and the way to stop it. */
export function SessionHeader({ session, task }: { session: SessionView; task?: TaskView }) {
  const [asking, setAsking] = useState(false)
  const cancel = useCancelSession(session.id)
  const open = session.status === 'running' || session.status === 'idle'
  return (
    <header className="px-4 pt-4 pb-3 md:px-6">
      <Link to="/" className="inline-flex items-center gap-1 text-xs text-soft hover:text-ink">
        <ArrowLeft size={13} aria-hidden />
        Sessions
      </Link>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 text-lg font-semibold tracking-tight break-words">
          {session.title || 'Untitled session'}
        </h1>
        <SessionState session={session} task={task} />
        {open && (!task || !terminal(task)) && (
          <Button look="danger" className="ml-auto" onClick={() => setAsking(true)}>
            <CircleStop size={14} aria-hidden />
            Cancel
          </Button>
        )}
      </div>
      <dl className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-xs">
        <Fact name="Agent">{session.agent}</Fact>
        <Fact name="Model">{session.model}</Fact>
        <Fact name="Sandbox">{sandboxName(session.sandbox, open ? undefined : 'not used')}</Fact>
        <Fact name="Network">{session.network.replace(/^Network: |\.$/g, '')}</Fact>
        <Fact name="Cost">{money(session.costUsd)}</Fact>
        <Fact name="Tokens">
          {short(session.inputTokens)} in, {short(session.outputTokens)} out
        </Fact>
        <Fact name="Work">{count(session.turns, 'model reply', 'model replies')}</Fact>
        <Fact name="Started">
          <Ago at={session.createdAt} />
        </Fact>
      </dl>
      {asking && (
        <Confirm
          title="Cancel this session?"
          about="The agent stops at once and its sandbox is closed. What it has changed so far stays visible under Changes."
          action="Cancel the session"
          keep="Let it work"
          run={cancel}
          to={undefined}
          onClose={() => setAsking(false)}
        />
      )}
    </header>
  )
}

const terminal = (task: TaskView) => task.status === 'done' || task.status === 'failed'

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt className="text-faint">{name}</dt>
      <dd className="tabular min-w-0 break-words text-soft">{children}</dd>
    </div>
  )
}
