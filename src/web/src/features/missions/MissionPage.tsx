import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { MissionRun, MissionView } from '~/api/wire'
import { Card } from '~/ui/Page'
import { Failure, Loading } from '~/ui/States'
import { missionWords, Status } from '~/ui/Status'
import { money } from '~/ui/words'
import { Actions } from './Actions'
import { Asks } from './Asks'
import { missionQuery } from './api'
import { ProgressBar } from './ProgressBar'
import { score, scoreOf, tally } from './progress'
import { Report } from './Report'
import { Steps } from './steps/Steps'

/** A mission as it goes: what is done, what waits and why, what a person can do now, what came of it. */
export function MissionPage() {
  const { id } = useParams({ from: '/missions/$id' })
  const mission = useQuery(missionQuery(id))
  if (mission.error) return <Failure error={mission.error} onRetry={() => void mission.refetch()} />
  if (!mission.data) return <Loading />
  return <OneMission key={id} mission={mission.data} />
}

function OneMission({ mission }: { mission: MissionView }) {
  const { run } = mission
  return (
    <>
      <title>{`${mission.name} · Polpo`}</title>
      <header className="px-4 pt-4 pb-4 md:px-6">
        <Link to="/missions" className="inline-flex items-center gap-1 text-xs text-soft hover:text-ink">
          <ArrowLeft size={13} aria-hidden />
          Missions
        </Link>
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-56 flex-1 text-lg font-semibold tracking-tight break-words">{mission.name}</h1>
          <Status of={missionWords[mission.status]} />
          <Actions mission={mission} />
        </div>
        {mission.reason && <p className="mt-1.5 text-sm break-words text-soft">{mission.reason}</p>}
        {mission.prompt && <p className="mt-1.5 line-clamp-3 text-sm break-words text-soft">{mission.prompt}</p>}
      </header>
      <div className="space-y-4 pb-10 md:px-6">
        {run && <Asks asks={run.approvals} />}
        {run && (
          <Card>
            <Standing run={run} threshold={mission.qualityThreshold} />
            {run.endedAt && (
              <div className="border-t border-line">
                <Report mission={mission.id} run={run} />
              </div>
            )}
          </Card>
        )}
        <Card>
          <Steps mission={mission} />
        </Card>
      </div>
    </>
  )
}

function Standing({ run, threshold }: { run: MissionRun; threshold?: number }) {
  const reached = scoreOf(run)
  return (
    <section aria-label="Progress" className="grid gap-x-6 gap-y-2 px-4 py-3.5 md:grid-cols-[minmax(0,1fr)_auto]">
      <ProgressBar tally={tally(run.tasks)} />
      <p className="tabular self-end text-xs text-soft">
        Run {run.number}
        {reached !== undefined && ` · score ${score(reached)} of 5`}
        {threshold !== undefined && ` · ${score(threshold)} needed`}
        {` · ${money(run.costUsd)}`}
      </p>
    </section>
  )
}
