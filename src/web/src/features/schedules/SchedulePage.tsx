import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ScheduleView } from '~/api/wire'
import { Card } from '~/ui/Page'
import { Failure, Loading } from '~/ui/States'
import { scheduleWords, Status } from '~/ui/Status'
import { scheduleQuery } from './api'
import { Runs } from './Runs'
import { ScheduleActions } from './ScheduleActions'
import { onTheClock, starts, timing, titleOf } from './when'

/** A schedule: when, what, how strictly, and what came of each time. */
export function SchedulePage() {
  const { id } = useParams({ from: '/schedules/$id' })
  const schedule = useQuery(scheduleQuery(id))
  if (schedule.error) return <Failure error={schedule.error} onRetry={() => void schedule.refetch()} />
  if (!schedule.data) return <Loading />
  return <OneSchedule key={id} schedule={schedule.data} />
}

function OneSchedule({ schedule }: { schedule: ScheduleView }) {
  const { policy } = schedule
  const zone = schedule.timing.timezone
  return (
    <>
      <title>{`${titleOf(schedule)} · Polpo`}</title>
      <header className="px-4 pt-4 pb-4 md:px-6">
        <Link to="/schedules" className="inline-flex items-center gap-1 text-xs text-soft hover:text-ink">
          <ArrowLeft size={13} aria-hidden />
          Schedules
        </Link>
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-56 flex-1 text-lg font-semibold tracking-tight break-words">{titleOf(schedule)}</h1>
          <Status of={scheduleWords[schedule.status]} />
          <ScheduleActions schedule={schedule} />
        </div>
        {schedule.description && <p className="mt-1.5 text-sm break-words text-soft">{schedule.description}</p>}
      </header>
      <div className="grid gap-4 pb-10 md:px-6 xl:grid-cols-[minmax(0,1fr)_23rem]">
        <Card className="self-start">
          <Runs schedule={schedule} />
        </Card>
        <Card className="self-start">
          <dl className="divide-y divide-line text-sm">
            <Fact name="Starts">{starts(schedule)}</Fact>
            <Fact name="When">
              <code className="text-xs">{timing(schedule)}</code>
            </Fact>
            <Fact name="Next">
              {schedule.nextOccurrenceAt ? onTheClock(schedule.nextOccurrenceAt, zone) : 'Nothing comes'}
            </Fact>
            {schedule.lastOccurrenceAt && <Fact name="Last">{onTheClock(schedule.lastOccurrenceAt, zone)}</Fact>}
            {schedule.timing.endsAt && <Fact name="Ends">{onTheClock(schedule.timing.endsAt, zone)}</Fact>}
            <Fact name="What was missed">
              {policy.catchUp === 'latest' ? 'The newest of it is run' : 'Is skipped'}, when more than{' '}
              {policy.misfireGraceSeconds} s late
            </Fact>
            <Fact name="At once">{policy.maxConcurrency}</Fact>
          </dl>
        </Card>
      </div>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3 px-4 py-2.5">
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}
