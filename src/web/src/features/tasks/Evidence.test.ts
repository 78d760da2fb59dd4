import { describe, expect, it } from 'vitest'
import { nothingYet } from './Evidence'

const checked = { expectations: [{ type: 'test', command: 'npm test' }], expectedOutcomes: [] }

describe('what is said while no check has a result', () => {
  it.each([
    ['in_progress', 'The checks run when the agent has finished.'],
    ['review', 'The checks are running.'],
    ['failed', 'Nothing was checked.'],
  ] as const)('of a task in %s', (status, words) => {
    expect(nothingYet({ ...checked, status })).toContain(words)
  })

  it('names a task without checks', () => {
    expect(nothingYet({ expectations: [], expectedOutcomes: [], status: 'review' })).toContain('no checks')
  })
})
