import { Pause, Play, Trash2, Zap } from 'lucide-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ScheduleView } from '~/api/wire'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { Refused } from '~/ui/States'
import { useSay } from '~/ui/Toasts'
import { useScheduleMove, type ScheduleMove } from './api'

/** What a person can do with the schedule now; nothing else is offered. */
export function ScheduleActions({ schedule }: { schedule: ScheduleView }) {
  const navigate = useNavigate()
  const say = useSay()
  const [erasing, setErasing] = useState(false)
  const move = useScheduleMove(schedule.id)
  if (schedule.status === 'deleted') return null
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        look="primary"
        busy={move.isPending}
        onClick={() => move.mutate('run', { onSuccess: () => say('A run was asked for.') })}
      >
        <Zap size={14} aria-hidden />
        Run now
      </Button>
      {schedule.status === 'active' && (
        <Button busy={move.isPending} onClick={() => move.mutate('pause')}>
          <Pause size={14} aria-hidden />
          Pause
        </Button>
      )}
      {schedule.status === 'paused' && (
        <Button busy={move.isPending} onClick={() => move.mutate('resume')}>
          <Play size={14} aria-hidden />
          Resume
        </Button>
      )}
      <Button look="danger" onClick={() => setErasing(true)}>
        <Trash2 size={14} aria-hidden />
        Delete…
      </Button>
      <Refused error={erasing ? null : move.error} />
      {erasing && (
        <Confirm<ScheduleMove>
          title="Delete this schedule?"
          about="Nothing of it fires any more. What is at work goes on, and the history stays in the journal."
          action="Delete the schedule"
          keep="Keep it"
          run={move}
          to="delete"
          onDone={() => void navigate({ to: '/schedules' })}
          onClose={() => setErasing(false)}
        />
      )}
    </div>
  )
}
