import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MissionView } from '~/api/wire'
import { Ago } from '~/ui/Ago'
import { missionWords, Status } from '~/ui/Status'
import { missionQuery, underWay } from './api'
import { ProgressBar } from './ProgressBar'
import { score, scoreOf, settled, tally } from './progress'

export function MissionRow({ mission }: { mission: MissionView }) {
  // The list comes without tasks: what has run is asked for by itself, and followed until its tasks have settled.
  const goes = underWay(mission.status)
  const still = useQuery({ ...missionQuery(mission.id, 'still'), enabled: mission.executionCount > 0 && !goes })
  const follows = goes || (still.data?.run !== undefined && !settled(still.data.run))
  const live = useQuery({ ...missionQuery(mission.id), enabled: follows })
  const run = ((follows ? live.data : undefined) ?? still.data)?.run
  const reached = run && scoreOf(run)
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 px-4 py-2.5 hover:bg-canvas md:grid-cols-[minmax(0,1fr)_11rem_7rem_5rem_6.5rem]">
      <div className="min-w-0">
        <Link
          to="/missions/$id"
          params={{ id: mission.id }}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {mission.name}
        </Link>
        {mission.reason && <p className="truncate text-xs text-soft">{mission.reason}</p>}
      </div>
      <div className="col-span-2 row-start-2 md:col-span-1 md:row-start-auto">
        {run ? (
          <ProgressBar tally={tally(run.tasks)} />
        ) : (
          mission.executionCount === 0 && <span className="text-xs text-faint">Has not run</span>
        )}
      </div>
      <div className="col-start-2 row-start-1 md:col-start-auto md:row-start-auto">
        <Status of={missionWords[mission.status]} />
      </div>
      <span className="tabular text-xs text-soft md:text-right">
        {reached !== undefined && `${score(reached)} of 5`}
      </span>
      <Ago at={mission.updatedAt} className="text-right text-xs text-faint" />
    </li>
  )
}
