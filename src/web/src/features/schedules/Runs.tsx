import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { History } from 'lucide-react'
import { useState } from 'react'
import type { ScheduleRun, ScheduleView } from '~/api/wire'
import { Button } from '~/ui/Button'
import { Empty, Failure, Loading } from '~/ui/States'
import { runWords, Status } from '~/ui/Status'
import { runsQuery } from './api'
import { onTheClock } from './when'

/** What came of each time, the newest first. */
export function Runs({ schedule }: { schedule: ScheduleView }) {
  const [take, setTake] = useState(25)
  const runs = useQuery({ ...runsQuery(schedule.id, take), placeholderData: (shown) => shown })
  if (runs.isPending) return <Loading rows={4} />
  if (runs.error) return <Failure error={runs.error} onRetry={() => void runs.refetch()} />
  if (runs.data.items.length === 0)
    return (
      <Empty icon={History} title="It has not fired yet">
        Each time stands here with what it started, or why it was skipped.
      </Empty>
    )
  return (
    <>
      <h2 className="border-b border-line px-4 py-2.5 text-sm font-semibold">Runs</h2>
      <ul className="divide-y divide-line">
        {runs.data.items.map((run) => (
          <RunRow key={run.id} run={run} zone={schedule.timing.timezone} />
        ))}
      </ul>
      {runs.data.next && take < 200 && (
        <div className="border-t border-line py-2 text-center">
          <Button look="quiet" onClick={() => setTake(200)} busy={runs.isFetching}>
            Show older runs
          </Button>
        </div>
      )}
    </>
  )
}

function RunRow({ run, zone }: { run: ScheduleRun; zone: string | undefined }) {
  const words = run.error ?? run.result
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
      <span className="tabular min-w-48 flex-1">
        <time dateTime={run.occurrenceAt}>{onTheClock(run.occurrenceAt, zone)}</time>
        {run.triggerId.startsWith('manual:') && <span className="text-soft"> · by hand</span>}
      </span>
      {run.reference && <Started reference={run.reference} />}
      <Status of={runWords[run.status]} />
      {words && <p className="w-full text-xs break-words text-soft">{words}</p>}
    </li>
  )
}

function Started({ reference }: { reference: string }) {
  if (!reference.startsWith('task_')) return <code className="max-w-full truncate text-xs text-faint">{reference}</code>
  return (
    <Link to="/tasks/$id" params={{ id: reference }} className="text-xs text-accent hover:underline">
      Open the task
    </Link>
  )
}
