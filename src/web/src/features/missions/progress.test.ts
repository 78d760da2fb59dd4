import { describe, expect, it } from 'vitest'
import type { MissionRun, MissionTask } from '~/api/wire'
import { said, scoreOf, settled, tally } from './progress'

const tasks = (...statuses: string[]) => statuses.map((status) => ({ status }) as MissionTask)

describe('how far a mission is', () => {
  it('is said with what failed and what is at work', () => {
    expect(said(tally(tasks('done', 'failed', 'in_progress', 'review', 'draft')))).toBe(
      '1 of 5 tasks done, 1 failed, 2 at work',
    )
    expect(said(tally(tasks('done')))).toBe('1 of 1 task done')
  })

  it('has the average of what was scored, until the run has a score of its own', () => {
    const scored = [{ score: 4 }, { score: 2 }, {}] as MissionTask[]
    expect(scoreOf({ tasks: scored } as MissionRun)).toBe(3)
    expect(scoreOf({ tasks: scored, score: 1.5 } as MissionRun)).toBe(1.5)
    expect(scoreOf({ tasks: tasks('done') } as MissionRun)).toBeUndefined()
  })
})

describe('an ended run', () => {
  it('has settled when none of its tasks will move', () => {
    expect(settled({ outcome: 'failed', tasks: tasks('done', 'failed', 'draft') })).toBe(true)
    expect(settled({ outcome: 'failed', tasks: tasks('failed', 'in_progress') })).toBe(false)
  })

  it('has not settled while an abort has yet to reach a task', () => {
    expect(settled({ outcome: 'cancelled', tasks: tasks('failed', 'draft') })).toBe(false)
    expect(settled({ outcome: 'cancelled', tasks: tasks('failed', 'failed') })).toBe(true)
  })
})
