import { GitMerge, OctagonX, Pause, Play, RotateCcw, Trash2, type LucideIcon } from 'lucide-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { MissionView } from '~/api/wire'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { Refused } from '~/ui/States'
import { useSay } from '~/ui/Toasts'
import { commit } from '~/ui/words'
import { underWay, useDeleteMission, useMergeMission, useMissionMove, type MissionMove } from './api'
import { movesOf } from './moves'

const icons: Record<MissionMove, LucideIcon> = {
  execute: Play,
  pause: Pause,
  resume: Play,
  retry: RotateCcw,
  abort: OctagonX,
}

/** What a person can do with the mission now; nothing else is offered. */
export function Actions({ mission }: { mission: MissionView }) {
  const navigate = useNavigate()
  const [asking, setAsking] = useState<'abort' | 'delete'>()
  const move = useMissionMove(mission.id)
  const merge = useMergeMission(mission.id)
  const erase = useDeleteMission(mission.id)
  const say = useSay()
  const busy = move.isPending || merge.isPending
  const { run } = mission
  return (
    <div className="flex flex-wrap items-center gap-2">
      {movesOf(mission).map(({ move: name, word }, index) => {
        const Icon = icons[name]
        const ends = name === 'abort'
        return (
          <Button
            key={name}
            look={ends ? 'danger' : index === 0 && name !== 'pause' ? 'primary' : 'plain'}
            busy={busy}
            className="max-w-full min-w-0 whitespace-normal!"
            onClick={() => (ends ? setAsking('abort') : move.mutate(name))}
          >
            <Icon size={14} className="shrink-0" aria-hidden />
            <span className="line-clamp-2 min-w-0 text-left break-words">{word}</span>
          </Button>
        )
      })}
      {run?.branch && run.outcome === 'completed' && !run.merged && (
        <Button
          look="primary"
          busy={busy}
          onClick={() =>
            merge.mutate(undefined, {
              onSuccess: (merged) => say(`Merged into ${merged.branch} as ${commit(merged.commit)}.`),
            })
          }
        >
          <GitMerge size={14} aria-hidden />
          Merge
        </Button>
      )}
      {!underWay(mission.status) && (
        <Button look="danger" onClick={() => setAsking('delete')}>
          <Trash2 size={14} aria-hidden />
          Delete…
        </Button>
      )}
      <Refused error={move.error ?? merge.error} />
      {asking === 'abort' && (
        <Confirm<MissionMove>
          title="Abort this mission?"
          about="Its unfinished tasks fail now and their processes are killed. What is done stays."
          action="Abort the mission"
          keep="Let it run"
          run={move}
          to="abort"
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking === 'delete' && (
        <Confirm
          title="Delete this mission?"
          about="The mission and its tasks leave the lists. Their facts, branches and receipts stay."
          action="Delete the mission"
          keep="Keep it"
          run={erase}
          to={undefined}
          onDone={() => void navigate({ to: '/missions' })}
          onClose={() => setAsking(undefined)}
        />
      )}
    </div>
  )
}
