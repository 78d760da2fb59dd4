import { describe, expect, it } from 'vitest'
import { stepsOf } from './Progress'

describe('stepsOf', () => {
  it('has a step for approval only where a person is asked', () => {
    expect(stepsOf({ status: 'in_progress', sideEffects: false })).not.toContain('awaiting_approval')
    expect(stepsOf({ status: 'in_progress', sideEffects: true })).toContain('awaiting_approval')
    expect(stepsOf({ status: 'awaiting_approval', sideEffects: false })).toContain('awaiting_approval')
  })

  it('ends where the task ended', () => {
    expect(stepsOf({ status: 'failed', sideEffects: false }).at(-1)).toBe('failed')
    expect(stepsOf({ status: 'done', sideEffects: false }).at(-1)).toBe('done')
  })
})
