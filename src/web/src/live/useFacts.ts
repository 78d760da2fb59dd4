import { useEffect, useState, useSyncExternalStore } from 'react'
import { SubjectFacts } from './subjectFacts'
import { useFeed } from './LiveProvider'

/**
 * All facts of one subject, from the first to those that arrive while one looks. The component that calls it needs the
 * subject as its key.
 */
export function useFacts(path: string, subject: string) {
  const feed = useFeed()
  const [facts] = useState(() => new SubjectFacts(path, subject))
  useEffect(() => facts.follow(feed), [facts, feed])
  return useSyncExternalStore(facts.subscribe, facts.read)
}
