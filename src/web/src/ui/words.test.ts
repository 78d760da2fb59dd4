import { describe, expect, it } from 'vitest'
import { withoutEscapes } from './Output'
import { ago, bytes, duration, elapsed, money, short } from './words'

describe('words', () => {
  it('says money so that a cent’s fraction is not nothing', () => {
    expect([0, 0.0004, 0.021, 12].map(money)).toEqual(['$0', '$0.0004', '$0.02', '$12.00'])
  })

  it('says durations in what fits', () => {
    expect([4, 1834, 95_000, 7_260_000].map(duration)).toEqual(['4 ms', '1.8 s', '1 min 35 s', '2 h 1 min'])
    expect(elapsed(3400)).toBe('3 s')
  })

  it('says bytes in what fits', () => {
    expect([0, 999, 1000, 34_000, 2_500_000_000].map(bytes)).toEqual(['0 B', '999 B', '1.0 kB', '34 kB', '2.5 GB'])
  })

  it('says how long ago it was', () => {
    const now = Date.parse('2026-01-02T00:00:00Z')
    expect(['2026-01-02T00:00:10Z', '2026-01-01T23:50:00Z', '2025-12-31T00:00:00Z'].map((at) => ago(at, now))).toEqual([
      'just now',
      '10 min ago',
      '2 d ago',
    ])
  })

  it('shortens token counts', () => {
    expect([999, 4210, 18_423, 2_500_000].map(short)).toEqual(['999', '4.2k', '18k', '2.5M'])
  })

  it('takes the colours of a terminal out of its text', () => {
    expect(withoutEscapes('\u001b[32m✔\u001b[0m ok\u001b]0;title\u0007!')).toBe('✔ ok!')
  })
})
