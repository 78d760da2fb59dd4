import { describe, expect, it } from 'vitest'
import { nodeSize, placesOf } from './layout'

describe('placesOf', () => {
  it('puts what waits to the right of what it waits for, and covers nothing', () => {
    const places = placesOf([
      { id: 'a', after: [] },
      { id: 'b', after: ['a'] },
      { id: 'c', after: ['a'] },
    ])
    const [a, b, c] = ['a', 'b', 'c'].map((id) => places.get(id) ?? { x: NaN, y: NaN })
    expect(b?.x).toBeGreaterThanOrEqual((a?.x ?? NaN) + nodeSize.width)
    expect(c?.x).toBe(b?.x)
    expect(Math.abs((b?.y ?? NaN) - (c?.y ?? NaN))).toBeGreaterThanOrEqual(nodeSize.height)
  })

  it('takes any text for a name', () => {
    const ids = ['__proto__', 'constructor', '\u0000', 'edge']
    const places = placesOf(ids.map((id) => ({ id, after: [] })))
    expect(ids.every((id) => Number.isFinite(places.get(id)?.x))).toBe(true)
  })
})
