import { describe, expect, it } from 'vitest'
import type { ScheduleView } from '~/api/wire'
import { onTheClock, starts, titleOf } from './when'

const schedule = (invocation: object, name?: string) => ({ invocation, name }) as unknown as ScheduleView

describe('onTheClock', () => {
  it('is the wall clock of the zone, summer and winter', () => {
    expect(onTheClock('2026-07-01T22:30:00Z', 'Europe/Rome')).toContain('2 Jul 2026, 00:30')
    expect(onTheClock('2026-12-01T22:30:00Z', 'Europe/Rome')).toContain('1 Dec 2026, 23:30')
  })

  it('falls back to the clock of this machine when the browser does not know the zone', () => {
    expect(onTheClock('2026-07-01T22:30:00Z', 'Nowhere/At_all')).toContain('2026')
  })
})

describe('titleOf', () => {
  it('is the name, else what is started', () => {
    expect(titleOf(schedule({ kind: 'mission', mission: 'release' }, 'nightly'))).toBe('nightly')
    expect(titleOf(schedule({ kind: 'task', task: { title: 'tidy up' } }))).toBe('task: tidy up')
    expect(starts(schedule({ kind: 'agent', prompt: 'One\nTwo' }))).toBe('agent: One')
    expect(starts(schedule({ kind: 'strange' }))).toBe('strange')
  })
})
