import { describe, expect, it } from 'vitest'
import type { AgentView } from '~/api/wire'
import { entryOf } from './agentDraft'
import { chartOf, type Branch } from './chart'

const agent = (name: string, reportsTo?: string) => ({ name, reportsTo }) as AgentView
const drawn = (branches: Branch[]): unknown[] =>
  branches.map(({ agent: { name }, reports }) => [name, ...drawn(reports)])

describe('chartOf', () => {
  it('puts agents beneath whom they report to', () => {
    expect(drawn(chartOf([agent('bob', 'marco'), agent('marco'), agent('alice', 'bob')]))).toEqual([
      ['marco', ['bob', ['alice']]],
    ])
  })

  it('shows whoever reports to somebody of another team at the top', () => {
    expect(drawn(chartOf([agent('bob', 'elsewhere')]))).toEqual([['bob']])
  })

  it('loses nobody in a circle', () => {
    expect(drawn(chartOf([agent('a', 'b'), agent('b', 'a')]))).toEqual([['a', ['b']]])
  })
})

describe('entryOf', () => {
  it('leaves out what was left empty', () => {
    const empty = { role: '', model: '', reportsTo: '', tools: '', prompt: '', team: 'default' }
    expect(entryOf({ ...empty, name: ' ana ' })).toEqual({ agent: { name: 'ana' }, teamName: 'default' })
    expect(entryOf({ ...empty, name: 'ana', tools: 'read, http_*' }).agent.allowedTools).toEqual(['read', 'http_*'])
  })
})
