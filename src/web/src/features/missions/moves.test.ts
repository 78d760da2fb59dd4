import { describe, expect, it } from 'vitest'
import type { ApprovalView, MissionHold, MissionRun, MissionStatus, MissionTask } from '~/api/wire'
import { movesOf } from './moves'

const run = (statuses: string[], reached: string[] = []) =>
  ({
    tasks: statuses.map((status) => ({ status }) as MissionTask),
    holds: reached.map((name) => ({ kind: 'checkpoint', name, status: 'reached' }) as MissionHold),
    approvals: [],
  }) as Partial<MissionRun> as MissionRun

const moves = (status: MissionStatus, of?: MissionRun) => movesOf({ status, run: of }).map(({ move }) => move)

describe('what one can do with a mission', () => {
  it.each([
    ['draft', ['execute']],
    ['scheduled', ['execute', 'abort']],
    ['active', ['pause', 'abort']],
    ['paused', ['resume', 'abort']],
    ['failed', ['execute']],
    ['cancelled', ['execute']],
    ['completed', []],
  ] as const)('when it is %s', (status, all) => {
    expect(moves(status, run(['done']))).toEqual(all)
  })

  it('is to try failed tasks again, where there are any and it does not go on', () => {
    expect(moves('failed', run(['done', 'failed']))).toEqual(['retry', 'execute'])
    expect(moves('paused', run(['failed']))).toEqual(['resume', 'retry', 'abort'])
    expect(moves('active', run(['failed']))).not.toContain('retry')
  })

  it('names the checkpoint that is approved by going on', () => {
    expect(movesOf({ status: 'paused', run: run([], ['Look at it']) })[0]?.word).toBe('Approve “Look at it”')
    expect(movesOf({ status: 'paused', run: run([], ['a', 'b']) })[0]?.word).toBe('Approve 2 checkpoints')
    expect(movesOf({ status: 'paused', run: run([]) })[0]?.word).toBe('Resume')
  })

  it('is not to resume it past a gate, which takes a decision', () => {
    const at = (hook: string) => ({ ...run([]), approvals: [{ hook } as ApprovalView] })
    expect(moves('paused', at('mission:execute'))).toEqual(['abort'])
    expect(moves('paused', at('mission:complete'))).toEqual(['abort'])
    expect(moves('paused', at('mission:checkpoint'))).toEqual(['resume', 'abort'])
  })

  it('does not hide that trying again approves the checkpoint too', () => {
    const words = movesOf({ status: 'paused', run: run(['failed'], ['Look']) }).map(({ word }) => word)
    expect(words[1]).toBe('Approve “Look”, retry failed tasks')
  })
})
