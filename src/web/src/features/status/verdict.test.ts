import { describe, expect, it } from 'vitest'
import { sorted, standing, verdict } from './verdict'

const check = (name: string, ok: boolean, cost = '') => ({ name, ok, cost, detail: '', remedy: cost && 'mend' })
const git = check('git', true)
const reflink = check('reflink', true, 'A copy takes its time.')
const model = check('model', false, 'Nobody can be asked.')

describe('the verdict on what agents need', () => {
  it('tells what is there at a cost from what is well, as the command line does', () => {
    expect([git, reflink, model].map(standing)).toEqual(['well', 'weaker', 'missing'])
  })

  it('puts what is wrong first', () => {
    expect(sorted([git, reflink, model]).map((one) => one.name)).toEqual(['model', 'reflink', 'git'])
  })

  it.each([
    [[git], 'Everything that agents need is there'],
    [[git, reflink], 'Everything that agents need is there; one thing could be better'],
    [[git, reflink, model], 'One thing is missing'],
  ])('says it in a few words', (checks, words) => {
    expect(verdict(checks)).toBe(words)
  })
})
