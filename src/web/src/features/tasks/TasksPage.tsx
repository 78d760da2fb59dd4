import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ListChecks, Plus } from 'lucide-react'
import { useState } from 'react'
import type { TaskView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Card, Page } from '~/ui/Page'
import { Empty, Failure, Loading } from '~/ui/States'
import { Status, taskWords } from '~/ui/Status'
import { money } from '~/ui/words'
import { tasksQuery } from './api'
import { NewTask } from './NewTask'

const filters = [
  { status: undefined, word: 'All' },
  { status: 'awaiting_approval', word: 'Waiting for you' },
  { status: 'in_progress', word: 'Running' },
  { status: 'done', word: 'Done' },
  { status: 'failed', word: 'Failed' },
]

export function TasksPage() {
  const workspace = useWorkspace()
  const { status, new: adding } = useSearch({ from: '/tasks' })
  const navigate = useNavigate({ from: '/tasks' })
  const [take, setTake] = useState(50)
  const tasks = useQuery({ ...tasksQuery(workspace.id, status, take), placeholderData: (shown) => shown })
  const open = (shown: boolean) => void navigate({ search: { status, new: shown || undefined } })
  return (
    <Page
      title="Tasks"
      about="What your agents have to deliver, checked by Polpo"
      actions={
        <Button look="primary" onClick={() => open(true)}>
          <Plus size={15} aria-hidden />
          New task
        </Button>
      }
    >
      <nav aria-label="Which tasks" className="mb-3 flex gap-1 overflow-x-auto px-4 md:px-0">
        {filters.map(({ status: only, word }) => (
          <Link
            key={word}
            to="/tasks"
            search={{ status: only }}
            aria-current={only === status ? 'true' : undefined}
            className={`rounded-full px-3 py-1 text-xs font-medium whitespace-nowrap ${only === status ? 'bg-ink text-canvas' : 'text-soft hover:bg-sunken'}`}
          >
            {word}
          </Link>
        ))}
      </nav>
      <Card>
        {tasks.isPending && <Loading />}
        {tasks.error && <Failure error={tasks.error} onRetry={() => void tasks.refetch()} />}
        {tasks.data?.items.length === 0 && (
          <Empty icon={ListChecks} title={status ? 'No such task' : 'No task yet'}>
            {status
              ? 'No task is in this state now.'
              : 'Say what should be done and how one can see that it is. An agent works on a copy; your branch changes only when you merge.'}
          </Empty>
        )}
        <ul className="divide-y divide-line">
          {tasks.data?.items.map((task) => (
            <TaskRow key={task.id} task={task} />
          ))}
        </ul>
      </Card>
      {tasks.data?.next && take < 200 && (
        <div className="mt-3 text-center">
          <Button onClick={() => setTake(200)} busy={tasks.isFetching}>
            Show older tasks
          </Button>
        </div>
      )}
      {adding && <NewTask onClose={() => open(false)} />}
    </Page>
  )
}

function TaskRow({ task }: { task: TaskView }) {
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-canvas md:grid-cols-[minmax(0,1fr)_9.5rem_5.5rem_6.5rem]">
      <div className="min-w-0">
        <Link
          to="/tasks/$id"
          params={{ id: task.id }}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {task.title}
        </Link>
        <p className="truncate text-xs text-soft">
          {task.assignTo}
          {task.reason && <span className="text-faint"> · {task.reason}</span>}
          {task.merged && <span className="text-ok"> · merged</span>}
        </p>
      </div>
      <div>
        <Status of={taskWords[task.status]} />
      </div>
      <span className="tabular text-xs text-soft md:text-right">{money(task.costUsd)}</span>
      <Ago at={task.createdAt} className="text-right text-xs text-faint" />
    </li>
  )
}
