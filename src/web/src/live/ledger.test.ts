import { describe, expect, it, vi } from 'vitest'
import type { EventView } from '~/api/wire'
import { Ledger } from './ledger'

const event = (seq: number) => ({ seq }) as EventView

describe('Ledger', () => {
  it('keeps each fact once and in order, whichever way it came', () => {
    const ledger = new Ledger()
    ledger.add([event(5)])
    ledger.add([event(1), event(2), event(5)])
    ledger.add([event(3)])
    expect(ledger.read().map(({ seq }) => seq)).toEqual([1, 2, 3, 5])
  })

  it('tells nobody when nothing is new', () => {
    const ledger = new Ledger()
    ledger.add([event(1)])
    const told = vi.fn()
    ledger.subscribe(told)
    ledger.add([event(1)])
    expect(told).not.toHaveBeenCalled()
  })
})
