import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessagesSquare, Plus } from 'lucide-react'
import { useState } from 'react'
import type { SessionView, TaskView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import { tasksQuery } from '~/features/tasks/api'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Command } from '~/ui/Copy'
import { Card, Page } from '~/ui/Page'
import { Empty, Failure, Loading } from '~/ui/States'
import { count, money } from '~/ui/words'
import { SessionState } from './SessionState'
import { sessionsQuery } from './api'

/** The first page: what every agent does now, and what it did. */
export function SessionsPage() {
  const workspace = useWorkspace()
  const [take, setTake] = useState(50)
  const sessions = useQuery({ ...sessionsQuery(workspace.id, take), placeholderData: (shown) => shown })
  const tasks = useQuery({
    ...tasksQuery(workspace.id, undefined, 200),
    select: (page) => new Map(page.items.map((task) => [task.id, task])),
  })
  const running = sessions.data?.items.filter((session) => session.status === 'running').length ?? 0
  return (
    <Page
      title="Sessions"
      about={running > 0 ? `${count(running, 'agent')} at work` : 'What your agents did'}
      actions={
        <Link
          to="/tasks"
          search={{ new: true }}
          className="inline-flex min-h-8 items-center gap-1.5 rounded-md bg-accent px-3 text-sm font-medium text-accent-ink hover:brightness-110"
        >
          <Plus size={15} aria-hidden />
          New task
        </Link>
      }
    >
      <Card>
        {sessions.isPending && <Loading />}
        {sessions.error && <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />}
        {sessions.data?.items.length === 0 && (
          <Empty icon={MessagesSquare} title="No agent has worked here yet">
            <p className="mb-3">Give one a task on this page, or from the repository’s folder:</p>
            <Command text={'polpo run "make the tests pass" --check "npm test"'} />
          </Empty>
        )}
        <ul className="divide-y divide-line">
          {sessions.data?.items.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              task={session.taskId ? tasks.data?.get(session.taskId) : undefined}
            />
          ))}
        </ul>
      </Card>
      {sessions.data?.next && take < 200 && (
        <div className="mt-3 text-center">
          <Button onClick={() => setTake(200)} busy={sessions.isFetching}>
            Show older sessions
          </Button>
        </div>
      )}
    </Page>
  )
}

function SessionRow({ session, task }: { session: SessionView; task?: TaskView }) {
  const title = session.title || task?.title || 'Untitled'
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-canvas md:grid-cols-[minmax(0,1fr)_11.5rem_5.5rem_6.5rem]">
      <div className="min-w-0">
        <Link
          to="/sessions/$id"
          params={{ id: session.id }}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {title}
        </Link>
        <p className="truncate text-xs text-soft">
          {session.agent}
          <span className="text-faint"> · {session.model}</span>
          {task && task.title !== title && <span className="text-faint"> · {task.title}</span>}
        </p>
      </div>
      <div>
        <SessionState session={session} task={task} />
      </div>
      <span className="tabular text-xs text-soft md:text-right">
        {money(session.costUsd)}
        <span className="md:hidden"> · {count(session.turns, 'step')}</span>
      </span>
      <Ago at={session.createdAt} className="text-right text-xs text-faint" />
    </li>
  )
}
