import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarClock } from 'lucide-react'
import { useState } from 'react'
import type { ScheduleView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Command } from '~/ui/Copy'
import { Card, Page } from '~/ui/Page'
import { Empty, Failure, Loading } from '~/ui/States'
import { scheduleWords, Status } from '~/ui/Status'
import { schedulesQuery } from './api'
import { onTheClock, starts, timing, titleOf } from './when'

export function SchedulesPage() {
  const workspace = useWorkspace()
  const [take, setTake] = useState(50)
  const schedules = useQuery({ ...schedulesQuery(workspace.id, take), placeholderData: (shown) => shown })
  return (
    <Page title="Schedules" about="What the clock asks for: tasks, missions, agents, webhooks">
      <Card>
        {schedules.isPending && <Loading />}
        {schedules.error && <Failure error={schedules.error} onRetry={() => void schedules.refetch()} />}
        {schedules.data?.items.length === 0 && (
          <Empty icon={CalendarClock} title="No schedule yet">
            <p className="mb-3">Have the clock ask for something, again and again or once:</p>
            <Command text={'polpo schedule add "update the dependencies" --cron "0 3 * * 1"'} />
          </Empty>
        )}
        <ul className="divide-y divide-line">
          {schedules.data?.items.map((schedule) => (
            <ScheduleRow key={schedule.id} schedule={schedule} />
          ))}
        </ul>
      </Card>
      {schedules.data?.next && take < 200 && (
        <div className="mt-3 text-center">
          <Button onClick={() => setTake(200)} busy={schedules.isFetching}>
            Show older schedules
          </Button>
        </div>
      )}
    </Page>
  )
}

function ScheduleRow({ schedule }: { schedule: ScheduleView }) {
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-canvas md:grid-cols-[minmax(0,1fr)_16rem_7rem]">
      <div className="min-w-0">
        <Link
          to="/schedules/$id"
          params={{ id: schedule.id }}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {titleOf(schedule)}
        </Link>
        <p className="truncate text-xs text-soft">
          {timing(schedule)}
          {schedule.name && <span className="text-faint"> · {starts(schedule)}</span>}
        </p>
      </div>
      <p className="tabular col-span-2 row-start-2 text-xs text-soft md:col-span-1 md:row-start-auto md:text-right">
        {schedule.nextOccurrenceAt ? (
          <>
            Next:{' '}
            <time dateTime={schedule.nextOccurrenceAt}>
              {onTheClock(schedule.nextOccurrenceAt, schedule.timing.timezone)}
            </time>
          </>
        ) : (
          'Nothing comes'
        )}
      </p>
      <div className="col-start-2 row-start-1 justify-self-end md:col-start-auto md:row-start-auto">
        <Status of={scheduleWords[schedule.status]} />
      </div>
    </li>
  )
}
