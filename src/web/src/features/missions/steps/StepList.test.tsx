// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { MissionHold, MissionTask } from '~/api/wire'
import { stepsOf } from './graph'
import { StepList } from './StepList'

afterEach(cleanup)

const task = (title: string, part: Partial<MissionTask> = {}): MissionTask => ({
  id: '',
  title,
  status: 'draft',
  assignTo: 'dev',
  dependsOn: [],
  priority: 1,
  costUsd: 0,
  ...part,
})

describe('the list of steps', () => {
  it('shows a hostile title as the text that it is', () => {
    const title = '<script>alert(1)</script><b>bold</b>'
    const { container } = render(<StepList steps={stepsOf([task(title)], [])} />)
    expect(screen.getByText(title)).toBeTruthy()
    expect(container.querySelector('script, b')).toBeNull()
  })

  it('says state, score and why it waits, and has the holds in their place', () => {
    const holds: MissionHold[] = [
      {
        kind: 'checkpoint',
        name: 'Look',
        status: 'reached',
        afterTasks: ['a'],
        blocksTasks: ['b'],
        message: 'Read it.',
      },
    ]
    const tasks = [task('b', { reason: 'Waits for checkpoint "Look".' }), task('a', { status: 'done', score: 4.5 })]
    render(<StepList steps={stepsOf(tasks, holds)} />)
    const rows = screen.getAllByRole('listitem').map((row) => row.textContent)
    expect(rows[0]).toContain('Done')
    expect(rows[0]).toContain('4.50 of 5')
    expect(rows[1]).toContain('Read it.')
    expect(rows[2]).toContain('Waits for checkpoint "Look".')
  })
})
