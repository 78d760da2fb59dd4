import type { SessionView } from '~/api/wire'
import { Status, sessionWords } from '~/ui/Status'
import { useNow } from '~/ui/useNow'
import { elapsed } from '~/ui/words'

/** The state's word; for one at work also for how long. */
export function SessionState({ session }: { session: SessionView }) {
  return session.status === 'running' ? (
    <Running since={session.createdAt} />
  ) : (
    <Status of={sessionWords[session.status]} />
  )
}

function Running({ since }: { since: string }) {
  return <Status of={sessionWords.running} since={elapsed(useNow() - Date.parse(since))} />
}
