import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft, MessagesSquare, OctagonX, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { TaskView } from '~/api/wire'
import { ReceiptPanel } from '~/features/receipts/ReceiptPanel'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { Card } from '~/ui/Page'
import { Failure, Loading, Refused } from '~/ui/States'
import { taskQuery, useDeleteTask, useTaskMove } from './api'
import { Evidence } from './Evidence'
import { Expectations } from './Expectations'

/** A task without its session around it: what was asked for, where it stands, what proves it. */
export function TaskPage() {
  const { id } = useParams({ from: '/tasks/$id' })
  const task = useQuery(taskQuery(id))
  if (task.error) return <Failure error={task.error} onRetry={() => void task.refetch()} />
  if (!task.data) return <Loading />
  return <OneTask key={id} task={task.data} />
}

function OneTask({ task }: { task: TaskView }) {
  return (
    <>
      <title>{`${task.title} · Polpo`}</title>
      <header className="px-4 pt-4 pb-4 md:px-6">
        <Link to="/tasks" className="inline-flex items-center gap-1 text-xs text-soft hover:text-ink">
          <ArrowLeft size={13} aria-hidden />
          Tasks
        </Link>
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-56 flex-1 text-lg font-semibold tracking-tight break-words">{task.title}</h1>
          <Actions task={task} />
        </div>
      </header>
      <div className="grid gap-4 pb-10 md:px-6 xl:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="min-w-0 space-y-4">
          <Card>
            <p className={`px-4 py-3.5 break-words whitespace-pre-wrap ${task.description ? '' : 'text-soft'}`}>
              {task.description || 'There is no description: the title says it all.'}
            </p>
            <Expectations task={task} />
          </Card>
          {task.status === 'done' && (
            <Card>
              <ReceiptPanel task={task} />
            </Card>
          )}
        </div>
        <Card className="self-start">
          <Evidence task={task} />
        </Card>
      </div>
    </>
  )
}

const working = ['pending', 'assigned', 'in_progress', 'review', 'awaiting_approval']

function Actions({ task }: { task: TaskView }) {
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const kill = useTaskMove(task.id)
  const erase = useDeleteTask(task.id)
  return (
    <>
      {task.sessionId && (
        <Link
          to="/sessions/$id"
          params={{ id: task.sessionId }}
          className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-line bg-surface px-3 text-sm font-medium hover:border-line-strong"
        >
          <MessagesSquare size={14} aria-hidden />
          Open the session
        </Link>
      )}
      {working.includes(task.status) ? (
        <Button look="danger" busy={kill.isPending} onClick={() => kill.mutate('kill')}>
          <OctagonX size={14} aria-hidden />
          Stop
        </Button>
      ) : (
        <Button look="danger" onClick={() => setAsking(true)}>
          <Trash2 size={14} aria-hidden />
          Delete…
        </Button>
      )}
      <Refused error={kill.error} />
      {asking && (
        <Confirm
          title="Delete this task?"
          about="The task leaves the list. Its session, its branch and its journal stay."
          action="Delete the task"
          keep="Keep it"
          run={erase}
          to={undefined}
          onDone={() => void navigate({ to: '/tasks' })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
