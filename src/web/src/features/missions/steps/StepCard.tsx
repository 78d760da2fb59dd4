import { Link } from '@tanstack/react-router'
import { Flag, Gauge, Hourglass } from 'lucide-react'
import { memo } from 'react'
import type { HoldKind, MissionHold, MissionTask } from '~/api/wire'
import { holdWords, Status, taskWords } from '~/ui/Status'
import type { Step } from './graph'
import { score } from '../progress'
import { holdKinds, whyHold, whyTask } from './why'

const icons: Record<HoldKind, typeof Flag> = { quality_gate: Gauge, checkpoint: Flag, delay: Hourglass }

/** What one sees of a task or a hold, in the graph and in the list alike. `short`: in as little room as a node has. */
export const StepCard = memo(function StepCard({ step, short = false }: { step: Step; short?: boolean }) {
  return step.task ? <TaskCard task={step.task} short={short} /> : <HoldCard hold={step.hold} short={short} />
})

const clamp = (short: boolean) => (short ? 'line-clamp-2' : '')
const linked = 'hover:text-accent hover:underline'

function TaskCard({ task, short }: { task: MissionTask; short: boolean }) {
  const why = whyTask(task)
  return (
    <>
      <div className="flex items-start justify-between gap-2">
        {task.id ? (
          <Link
            to="/tasks/$id"
            params={{ id: task.id }}
            title={task.title}
            className={`min-w-0 text-sm font-medium break-words ${linked} ${clamp(short)}`}
          >
            {task.title}
          </Link>
        ) : (
          <span title={task.title} className={`min-w-0 text-sm font-medium break-words ${clamp(short)}`}>
            {task.title}
          </span>
        )}
        <Status of={taskWords[task.status]} />
      </div>
      <p className="tabular mt-1 flex gap-2 text-xs text-soft">
        <span className="min-w-0 flex-1 truncate">
          {task.sessionId ? (
            <Link to="/sessions/$id" params={{ id: task.sessionId }} className={`underline ${linked}`}>
              {task.assignTo || 'The session'}
            </Link>
          ) : (
            task.assignTo || 'Nobody yet'
          )}
        </span>
        {task.score !== undefined && <span>{score(task.score)} of 5</span>}
      </p>
      {why && (
        <p title={why} className={`mt-1 text-xs break-words text-soft ${clamp(short)}`}>
          {why}
        </p>
      )}
    </>
  )
}

function HoldCard({ hold, short }: { hold: MissionHold; short: boolean }) {
  const Icon = icons[hold.kind]
  const why = whyHold(hold)
  return (
    <>
      <div className="flex items-start justify-between gap-2">
        <span title={hold.name} className={`min-w-0 text-sm font-medium break-words ${clamp(short)}`}>
          <Icon size={13} className="mr-1 inline align-[-2px] text-faint" aria-hidden />
          {hold.name}
        </span>
        <Status of={holdWords[hold.status]} />
      </div>
      <p className="mt-1 text-xs text-soft">
        {holdKinds[hold.kind]}
        {hold.score !== undefined && `, ${score(hold.score)} of 5`}
      </p>
      <p title={why} className={`mt-1 text-xs break-words text-soft ${clamp(short)}`}>
        {why}
      </p>
    </>
  )
}
