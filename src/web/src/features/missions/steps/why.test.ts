import { describe, expect, it } from 'vitest'
import type { MissionHold, MissionTask } from '~/api/wire'
import { whyHold, whyTask } from './why'

const hold = (part: Partial<MissionHold>) =>
  whyHold({ kind: 'checkpoint', name: 'x', status: 'waiting', afterTasks: ['a'], blocksTasks: ['b'], ...part })
const task = (part: Partial<MissionTask>) => whyTask({ status: 'draft', dependsOn: [], ...part } as MissionTask)

describe('why a step waits', () => {
  it('is the server’s reason where it gives one', () => {
    expect(task({ reason: 'Waits for "a".', dependsOn: ['b'] })).toBe('Waits for "a".')
  })

  it('is what comes before it, in a mission that has not run', () => {
    expect(task({ dependsOn: ['a', 'b', 'c', 'd', 'e'] })).toBe('Comes after “a”, “b”, “c” and 2 more.')
    expect(task({})).toBeUndefined()
  })

  it('is said of each kind of hold', () => {
    expect(hold({})).toBe('Comes after “a”.')
    expect(hold({ status: 'reached', message: 'Read the plan.' })).toBe('Read the plan.')
    expect(hold({ status: 'reached', kind: 'delay', until: '2026-03-01T10:00:00Z' })).toContain('Mar 1, 2026')
    expect(hold({ status: 'shut', kind: 'quality_gate', message: 'The score is 2.1.' })).toBe('The score is 2.1.')
    expect(hold({ status: 'open', kind: 'quality_gate', score: 4.5 })).toBe('Passed with a score of 4.50.')
  })
})
