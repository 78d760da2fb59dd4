import { describe, expect, it } from 'vitest'
import type { FrameView } from '~/api/wire'
import { LiveText } from './liveText'

const frame = (text: string, more: Partial<FrameView> = {}): FrameView => ({
  workspace: 'ws_1',
  subject: 'sess_1',
  kind: 'text',
  stream: 1,
  from: 0,
  text,
  ...more,
})

function manual() {
  let due: (() => void) | undefined
  const live = new LiveText((draw) => (due = draw))
  let shown = ''
  live.subscribe('text', undefined, (text) => (shown = text))
  return {
    live,
    draw: () => due?.(),
    shown: () => {
      due?.()
      return shown
    },
  }
}

describe('LiveText', () => {
  it('draws many tokens at once, in the next frame', () => {
    const { live, draw } = manual()
    const drawn: string[] = []
    live.subscribe('text', undefined, (text) => drawn.push(text))
    live.append(frame('one '))
    live.append(frame('two ', { from: 4 }))
    live.append(frame('three', { from: 8 }))
    draw()
    expect(drawn).toEqual(['', 'one two three'])
  })

  it('keeps the output of parallel calls apart', () => {
    const { live, draw } = manual()
    let shown = ''
    live.subscribe('output', 'a', (text) => (shown = text))
    live.append(frame('mine', { kind: 'output', callId: 'a' }))
    live.append(frame('theirs', { kind: 'output', callId: 'b', stream: 2 }))
    draw()
    expect(shown).toBe('mine')
  })

  it('shows nothing any more when the fact is there', () => {
    const { live, shown } = manual()
    live.append(frame('half a sentence'))
    live.clear('text')
    expect(shown()).toBe('')
  })

  it('drops a frame that its fact has overtaken, not the next reply', () => {
    const { live, shown } = manual()
    live.append(frame('the begin'))
    live.clear('text')
    live.append(frame('ning', { from: 9 }))
    expect(shown()).toBe('')
    live.append(frame('the next', { stream: 2 }))
    expect(shown()).toBe('the next')
  })

  it('begins anew with another try', () => {
    const { live, shown } = manual()
    live.append(frame('half an ans'))
    live.append(frame('an answer', { stream: 2 }))
    live.append(frame('late', { stream: 1, from: 11 }))
    expect(shown()).toBe('an answer')
  })

  it('shows nothing twice when the connection was made anew', () => {
    const { live, shown } = manual()
    live.append(frame('what was said'))
    live.append(frame('what was said so far'))
    live.append(frame(' and more', { from: 20 }))
    expect(shown()).toBe('what was said so far and more')
  })

  it('goes on behind a hole', () => {
    const { live, shown } = manual()
    live.append(frame('before'))
    live.append(frame('after the hole', { from: 900 }))
    expect(shown()).toBe('after the hole')
  })
})
