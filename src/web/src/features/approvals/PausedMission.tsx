import { Play } from 'lucide-react'
import type { MissionView } from '~/api/wire'
import { useMissionMove } from '~/features/missions/api'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Refused } from '~/ui/States'
import { missionWords, Status } from '~/ui/Status'
import { OwnerLink } from './OwnerLink'

/** A mission that stands at a checkpoint or was paused: it goes on when somebody says so. */
export function PausedMission({ mission }: { mission: MissionView }) {
  const move = useMissionMove(mission.id)
  return (
    <li className="px-4 py-3.5">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <h2 className="min-w-48 flex-1 font-medium break-words">
          <OwnerLink kind="mission" id={mission.id} title={mission.name} />
        </h2>
        <Status of={missionWords[mission.status]} />
        <Ago at={mission.updatedAt} className="text-xs text-faint" />
      </div>
      <p className="mt-1.5 max-w-prose text-sm break-words">{mission.reason ?? 'The mission is paused.'}</p>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <Button
          look="primary"
          busy={move.isPending}
          aria-label={`Resume ${mission.name}`}
          onClick={() => move.mutate('resume')}
        >
          <Play size={14} aria-hidden />
          Resume
        </Button>
        <Refused error={move.error} />
      </div>
    </li>
  )
}
