// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { SessionView, TaskView } from '~/api/wire'
import { SessionState } from './SessionState'

afterEach(cleanup)

const task = { id: 'task_1', status: 'failed', sessionId: 'sess_1' } as TaskView
const ended = (id: string) => ({ id, status: 'ended' }) as SessionView

describe('the state of a session', () => {
  it('is that of the task which stands on it', () => {
    render(<SessionState session={ended('sess_1')} task={task} />)
    expect(screen.getByText('Failed')).toBeTruthy()
  })

  it("is its own for a reviewer's session and for an earlier attempt", () => {
    render(<SessionState session={ended('sess_2')} task={task} />)
    expect(screen.queryByText('Failed')).toBeNull()
    expect(screen.getByText('Ended')).toBeTruthy()
  })
})
