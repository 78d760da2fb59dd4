import type { EventView, FrameView } from '../src/api/wire'
import { fact } from './facts.ts'

type Send = (kind: 'fact' | 'frame', data: EventView | FrameView) => void

const sentence =
  'One test still fails because negative prices round the other way. I will move the sign out of the rounding and run the tests again, then look at the other callers of toFixed in this repository. '

/** Plays the same fix over and over: streamed text, a call with output, its result. */
export function play(session: string, send: Send, record: (event: EventView) => void): () => void {
  let tick = 0
  let round = 0
  const say = (event: EventView) => {
    record(event)
    send('fact', event)
  }
  const said = new Map<string, number>()
  const frame = (kind: FrameView['kind'], text: string, callId?: string) => {
    const key = `${kind}/${round}`
    const from = said.get(key) ?? 0
    said.set(key, from + text.length)
    send('frame', { workspace: 'ws_1', subject: session, kind, callId, stream: round + 1, from, text })
  }
  const timer = setInterval(() => {
    const at = tick++ % 80
    const call = `p${round}`
    if (at < 12) frame('thinking', 'Which sign does a refund have? ')
    else if (at < 40) frame('text', sentence.slice((at - 12) * 7, (at - 11) * 7))
    else if (at === 40)
      say(
        fact(session, 'model.replied', {
          turn: 'turn_2',
          step: round + 1,
          text: sentence,
          calls: [{ id: call, name: 'bash', arguments: '{"command":"npm test -- --watch=false"}' }],
          input: 5100,
          output: 220,
          cachedInput: 4800,
          cost: 9000,
        }),
      )
    else if (at === 42) say(fact(session, 'tool.started', { turn: 'turn_2', call, name: 'bash', arguments: '{}' }))
    else if (at > 42 && at < 70) frame('output', `✔ case ${at} (0.${at} ms)\n`, call)
    else if (at === 70)
      say(
        fact(session, 'tool.finished', {
          turn: 'turn_2',
          call,
          name: 'bash',
          error: false,
          text: '27 passing',
          durationMs: 2800,
        }),
      )
    else if (at === 79) round++
  }, 100)
  return () => clearInterval(timer)
}
