import { describe, expect, it } from 'vitest'
import { drafted } from './draft'

const tasks = [
  { title: 'a', assignTo: 'dev' },
  { title: 'b', dependsOn: ['a'] },
]

describe('the steps of a mission that has not run', () => {
  it.each([
    ['at the top', { tasks }],
    ['inside of data', { name: 'm', data: { tasks } }],
    ['in the text that data is', { data: JSON.stringify({ tasks }) }],
  ])('are read from a document with its tasks %s', (_, document) => {
    const read = drafted(document)
    expect(read.tasks.map(({ title, dependsOn, status }) => [title, dependsOn, status])).toEqual([
      ['a', [], 'draft'],
      ['b', ['a'], 'draft'],
    ])
  })

  it('take a data without tasks for what the tasks are told', () => {
    expect(drafted({ tasks, data: { city: 'Rome' } }).tasks).toHaveLength(2)
  })

  it('have its holds, each of its kind', () => {
    const one = { name: 'x', afterTasks: ['a'], blocksTasks: ['b'] }
    const { holds } = drafted({ tasks, qualityGates: [one], checkpoints: [one], delays: [one] })
    expect(holds.map((hold) => hold.kind)).toEqual(['quality_gate', 'checkpoint', 'delay'])
    expect(holds[0]).toMatchObject({ status: 'waiting', afterTasks: ['a'], blocksTasks: ['b'] })
  })

  it.each([[undefined], ['text'], [[1]], [{ tasks: { title: 1 } }], [{ tasks: [null, 3, { dependsOn: [1, {}] }] }]])(
    'survive %j',
    (document) => {
      expect(() => drafted(document)).not.toThrow()
    },
  )
})
