import { describe, expect, it } from 'vitest'
import type { MissionHold, MissionTask } from '~/api/wire'
import { stepsOf } from './graph'

const task = (title: string, ...dependsOn: string[]) => ({ title, dependsOn }) as MissionTask
const hold = (name: string, afterTasks: string[], blocksTasks: string[]) =>
  ({ kind: 'checkpoint', name, afterTasks, blocksTasks }) as MissionHold

const ranks = (steps: ReturnType<typeof stepsOf>) =>
  Object.fromEntries(steps.map((step) => [step.task?.title ?? step.hold?.name, step.rank]))

describe('the steps of a mission', () => {
  it('stand behind the last of those that they wait for', () => {
    expect(ranks(stepsOf([task('c', 'a', 'b'), task('b', 'a'), task('a')], []))).toEqual({ a: 0, b: 1, c: 2 })
  })

  it('have a hold between what it waits for and what it blocks', () => {
    const steps = stepsOf([task('a'), task('b')], [hold('look', ['a'], ['b'])])
    expect(ranks(steps)).toEqual({ a: 0, look: 1, b: 2 })
    expect(steps.map((step) => step.task?.title ?? step.hold?.name)).toEqual(['a', 'look', 'b'])
  })

  it('tell a task from a hold of the same name', () => {
    expect(stepsOf([task('a'), task('b')], [hold('a', ['a'], ['b'])])).toHaveLength(3)
  })

  it('draw no line from what is not there', () => {
    expect(stepsOf([task('a', 'gone')], [])[0]?.after).toEqual([])
  })

  it('are all shown though they go in a circle', () => {
    expect(stepsOf([task('a', 'b'), task('b', 'a'), task('c')], [])).toHaveLength(3)
  })

  it('may have any text for a title', () => {
    const hostile = ['__proto__', 'constructor', '<img src=x onerror=alert(1)>', 'toString']
    expect(
      stepsOf(
        hostile.map((title) => task(title)),
        [],
      ).map((step) => step.task?.title),
    ).toEqual(hostile)
  })
})
