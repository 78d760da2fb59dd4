import { GitMerge, Play, RotateCcw, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { TaskView } from '~/api/wire'
import { Rejection } from '~/features/approvals/Rejection'
import { Button } from '~/ui/Button'
import { Refused } from '~/ui/States'
import { useSay } from '~/ui/Toasts'
import { commit } from '~/ui/words'
import { useMerge, useReject, useTaskMove, type TaskMove } from './api'

/** What a person can do with the task now; nothing else is offered. */
export function Decision({ task }: { task: TaskView }) {
  const move = useTaskMove(task.id)
  const merge = useMerge(task.id)
  const reject = useReject(task.id)
  const say = useSay()
  const [rejecting, setRejecting] = useState(false)
  const busy = move.isPending || merge.isPending
  const button = (name: TaskMove, word: string, Icon: typeof Play, look: 'primary' | 'plain' = 'plain') => (
    <Button look={look} busy={busy} onClick={() => move.mutate(name)}>
      <Icon size={14} aria-hidden />
      {word}
    </Button>
  )
  const actions = (() => {
    switch (task.status) {
      case 'draft':
        return button('queue', 'Start', Play, 'primary')
      case 'awaiting_approval':
        if (!task.approvalId) return null
        return (
          <>
            {button('approve', 'Approve', Play, 'primary')}
            <Button busy={busy} onClick={() => setRejecting(true)}>
              <Undo2 size={14} aria-hidden />
              Reject…
            </Button>
          </>
        )
      case 'failed':
        return (
          <>
            {button('retry', 'Try again', RotateCcw, 'primary')}
            {button('reassess', 'Run the checks again', RotateCcw)}
          </>
        )
      case 'done':
        return task.branch && !task.merged ? (
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
        ) : null
      default:
        return null
    }
  })()
  if (!actions && !move.error && !merge.error) return null
  return (
    <section aria-label="Decide" className="space-y-2.5 px-4 py-3.5">
      <p className="text-sm text-soft">{standing(task)}</p>
      <div className="flex flex-wrap gap-2">{actions}</div>
      <Refused error={move.error ?? merge.error} />
      {rejecting && (
        <Rejection
          about="With feedback the agent tries once more with your words. Without any, the task fails."
          run={reject}
          to={(feedback) => feedback}
          onClose={() => setRejecting(false)}
        />
      )}
    </section>
  )
}

function standing(task: TaskView): string {
  switch (task.status) {
    case 'draft':
      return 'This is a draft. It starts when you say so.'
    case 'awaiting_approval':
      return task.reason ?? 'It waits for you. Look at the changes and the checks, then decide.'
    case 'failed':
      return 'Nothing reached your branch. What the agent did is in its session, under Changes.'
    case 'done':
      return task.merged ? '' : `The result is on ${task.branch ?? 'its branch'}. Your own branch has not changed.`
    default:
      return ''
  }
}
