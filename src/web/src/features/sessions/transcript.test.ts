import { describe, expect, it } from 'vitest'
import type { EventView } from '~/api/wire'
import { argumentsOf, gist, transcriptOf, type Reply } from './transcript'

let seq = 0
const event = (type: string, body: unknown): EventView =>
  ({ seq: ++seq, at: '2026-01-01T00:00:00Z', subject: 'sess_1', type, body }) as EventView

const reply = (calls: unknown[] = []) =>
  event('model.replied', { turn: 't1', step: 1, calls, input: 1, output: 1, cachedInput: 0, cost: 0 })

describe('transcriptOf', () => {
  it('puts a result to the call that asked for it', () => {
    const { items } = transcriptOf([
      event('turn.requested', { turn: 't1', number: 1, prompt: 'Go', phase: 'execution' }),
      reply([
        { id: 'a', name: 'bash', arguments: '{"command":"ls"}' },
        { id: 'b', name: 'read', arguments: '{"path":"x"}' },
      ]),
      event('tool.finished', { turn: 't1', call: 'b', name: 'read', error: true, text: 'no', durationMs: 1 }),
    ])
    const calls = (items[1] as Reply).calls
    expect(calls[0]?.result).toBeUndefined()
    expect(calls[1]?.result?.text).toBe('no')
  })

  it('says why a turn failed', () => {
    const { items, running } = transcriptOf([
      event('turn.requested', { turn: 't1', number: 1, phase: 'execution' }),
      event('turn.ended', { turn: 't1', result: 'failed', reason: 'The turn cap of 2 was reached.' }),
    ])
    expect(running).toBeUndefined()
    expect(items[1]).toMatchObject({ tone: 'bad', text: 'The turn failed: The turn cap of 2 was reached.' })
  })

  it('says what left and what was refused', () => {
    const { items } = transcriptOf([
      event('egress.used', {
        host: 'api.test',
        port: 443,
        requests: 2,
        sent: 10,
        received: 2048,
        secrets: ['API_KEY'],
      }),
      event('egress.refused', {
        host: 'evil.test',
        port: 443,
        reason: 'evil.test:443 is denied by name.',
        requests: 3,
      }),
      event('egress.used', { host: 'b.test', port: 80, requests: 1, sent: 1, received: 1, standIns: ['API_KEY'] }),
    ])
    expect(items[0]).toMatchObject({
      tone: 'still',
      text: expect.stringContaining('api.test:443: 2 requests') as string,
    })
    expect(items[0]).toMatchObject({ text: expect.stringContaining('with API_KEY') as string })
    expect(items[1]).toMatchObject({ tone: 'bad', text: 'Network: evil.test:443 is denied by name. (3 times)' })
    expect(items[2]).toMatchObject({ tone: 'bad', text: expect.stringContaining('stand-in of API_KEY') as string })
  })

  it('leaves out a fact that it does not know', () => {
    expect(transcriptOf([event('from.tomorrow', { anything: 1 })]).items).toEqual([])
  })

  it('is not confused by a result without its call', () => {
    const lone = event('tool.finished', { turn: 't1', call: 'gone', name: 'ls', error: false, text: '', durationMs: 1 })
    expect(transcriptOf([lone]).items).toEqual([])
  })
})

describe('argumentsOf', () => {
  it('reads JSON text and shows what is not JSON', () => {
    expect(argumentsOf('{"path":"a"}')).toEqual({ path: 'a' })
    expect(argumentsOf('{"path":')).toEqual({ arguments: '{"path":' })
  })

  it('gives the first line of what tells most', () => {
    expect(gist({ id: 'a', name: 'bash', arguments: { timeout: 5, command: 'npm ci\nnpm test' } })).toBe('npm ci')
  })
})
