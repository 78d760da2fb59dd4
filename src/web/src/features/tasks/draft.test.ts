import { describe, expect, it } from 'vitest'
import { emptyDraft, taskOf } from './draft'

describe('taskOf', () => {
  it('sends only what was filled in', () => {
    expect(JSON.parse(JSON.stringify(taskOf({ ...emptyDraft, title: ' Fix it ' }, 'ws_1', false)))).toEqual({
      workspace: 'ws_1',
      title: 'Fix it',
    })
  })

  it('turns checks and criteria into expectations of the file format', () => {
    const task = taskOf(
      {
        ...emptyDraft,
        title: 'x',
        criteria: 'small',
        threshold: '3.5',
        checks: [
          { key: 1, type: 'test', text: 'npm test' },
          { key: 2, type: 'file_exists', text: 'a.md, docs/b.md' },
          { key: 3, type: 'script', text: '  ' },
        ],
      },
      'ws_1',
      true,
    )
    expect(task.draft).toBe(true)
    expect(task.expectations).toEqual([
      { type: 'test', command: 'npm test' },
      { type: 'file_exists', paths: ['a.md', 'docs/b.md'] },
      { type: 'llm_review', criteria: 'small', threshold: 3.5 },
    ])
  })
})
