import { useEffect, useState } from 'react'
import { known } from '~/api/facts'
import { useFeed } from '~/live/LiveProvider'
import { LiveText } from '~/live/liveText'
import { useFacts } from '~/live/useFacts'

/** A session's facts, and beside them what streams at this moment. */
export function useTranscript(session: string) {
  const feed = useFeed()
  const facts = useFacts(`/sessions/${session}/events`, session)
  const [live] = useState(() => new LiveText())
  useEffect(() => {
    if (!feed) return
    const stopFrames = live.follow(feed, session)
    const stopFacts = feed.onFact((event) => event.subject === session && settle(live, known(event)))
    return () => {
      stopFrames()
      stopFacts()
    }
  }, [feed, live, session])
  return { ...facts, live }
}

/** A fact replaces what streamed before it. */
function settle(live: LiveText, fact: ReturnType<typeof known>): void {
  if (fact.type === 'tool.finished') live.clear('output', fact.body.call)
  if (fact.type !== 'model.replied' && fact.type !== 'turn.ended' && fact.type !== 'turn.requested') return
  live.clear('text')
  live.clear('thinking')
}
