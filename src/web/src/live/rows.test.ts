import { describe, expect, it } from 'vitest'
import type { EventView } from '~/api/wire'
import { keysOf } from './rows'

const keys = (type: string, subject: string) => keysOf({ type, subject } as EventView).map((key) => key.join('/'))

describe('keysOf', () => {
  it('reads nothing again for what only the transcript shows', () => {
    expect(keys('tool.finished', 'sess_1')).toEqual([])
  })

  it('reads the diff again when there is a new checkpoint', () => {
    expect(keys('checkpoint.made', 'sess_1')).toContain('diff/sess_1')
    expect(keys('model.replied', 'sess_1')).not.toContain('diff/sess_1')
  })

  it('reads a task and the lists that show it again when it moves', () => {
    expect(keys('task.moved', 'task_1')).toEqual(expect.arrayContaining(['tasks', 'task/task_1']))
  })

  it('reads what waits again when it is asked, decided or moves on', () => {
    expect(keys('approval.requested', 'task_1')).toEqual(expect.arrayContaining(['approvals', 'task/task_1', 'tasks']))
    expect(keys('approval.resolved', 'msn_1')).toEqual(expect.arrayContaining(['approvals', 'missions']))
    expect(keys('task.moved', 'task_1')).toContain('approvals')
  })

  it('reads a schedule again when it fires or changes', () => {
    expect(keys('schedule.run_ended', 'sch_1')).toEqual(['schedules', 'schedule/sch_1'])
  })

  it('reads a mission again when a task moves, and its row in the list when it moves itself', () => {
    expect(keys('task.moved', 'task_1')).toContain('mission/live')
    expect(keys('task.moved', 'task_1')).not.toContain('missions')
    expect(keys('checkpoint.reached', 'msn_1')).toEqual(
      expect.arrayContaining(['missions', 'mission/live/msn_1', 'mission/still/msn_1']),
    )
  })
})
