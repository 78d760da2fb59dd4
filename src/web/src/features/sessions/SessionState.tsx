import type { SessionView, TaskView } from '~/api/wire'
import { Status, sessionWords, taskWords } from '~/ui/Status'
import { useNow } from '~/ui/useNow'
import { elapsed } from '~/ui/words'

/**
 * The state's word; for one at work also for how long. A session that rests says little by itself: what counts then is how
 * its task stands. A reviewer's session, or that of an earlier attempt, is not what the task stands on.
 */
export function SessionState({ session, task }: { session: SessionView; task?: TaskView }) {
  if (task?.sessionId === session.id && (session.status === 'idle' || session.status === 'ended'))
    return <Status of={taskWords[task.status]} />
  return session.status === 'running' ? (
    <Running since={session.createdAt} />
  ) : (
    <Status of={sessionWords[session.status]} />
  )
}

function Running({ since }: { since: string }) {
  return <Status of={sessionWords.running} since={elapsed(useNow() - Date.parse(since))} />
}
