import { describe, expect, it } from 'vitest'
import type { FrameView } from '~/api/wire'
import { LiveText } from './liveText'

const frame = (text: string, kind: FrameView['kind'] = 'text', callId?: string): FrameView => ({
  workspace: 'ws_1',
  subject: 'sess_1',
  kind,
  callId,
  text,
})

function manual() {
  let due: (() => void) | undefined
  let now = 0
  const live = new LiveText(
    (draw) => (due = draw),
    () => now,
  )
  return { live, draw: () => due?.(), pass: (ms: number) => (now += ms) }
}

describe('LiveText', () => {
  it('draws many tokens at once, in the next frame', () => {
    const { live, draw } = manual()
    const drawn: string[] = []
    live.subscribe('text', undefined, (text) => drawn.push(text))
    ;['one ', 'two ', 'three'].forEach((text) => live.append(frame(text)))
    draw()
    expect(drawn).toEqual(['', 'one two three'])
  })

  it('keeps the output of parallel calls apart', () => {
    const { live, draw } = manual()
    let shown = ''
    live.subscribe('output', 'a', (text) => (shown = text))
    live.append(frame('mine', 'output', 'a'))
    live.append(frame('theirs', 'output', 'b'))
    draw()
    expect(shown).toBe('mine')
  })

  it('shows nothing any more when the fact is there', () => {
    const { live, draw } = manual()
    let shown = ''
    live.subscribe('text', undefined, (text) => (shown = text))
    live.append(frame('half a sentence'))
    live.clear('text')
    draw()
    expect(shown).toBe('')
  })

  it('drops a frame that its fact has overtaken, not the next reply', () => {
    const { live, draw, pass } = manual()
    let shown = ''
    live.subscribe('text', undefined, (text) => (shown = text))
    live.clear('text')
    pass(50)
    live.append(frame('the end of before'))
    pass(100)
    live.append(frame('the next'))
    draw()
    expect(shown).toBe('the next')
  })
})
