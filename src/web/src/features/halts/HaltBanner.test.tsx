// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import type { HaltView, WorkspaceView } from '~/api/wire'
import { CurrentWorkspace } from '~/features/workspaces/workspace'
import { haltsQuery } from './api'
import { HaltBanner } from './HaltBanner'

const stop: HaltView = {
  id: 'halt_1',
  kind: 'stop',
  workspace: 'ws_1',
  of: 'shop',
  reason: 'It burns.',
  by: 'Ada',
  since: '2026-01-01T00:00:00Z',
  running: 2,
  mayLift: true,
}

function show(...items: HaltView[]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  client.setQueryData(haltsQuery.queryKey, { items })
  const workspace = { id: 'ws_1', name: 'shop' } as WorkspaceView
  return render(
    <QueryClientProvider client={client}>
      <CurrentWorkspace value={workspace}>
        <HaltBanner />
      </CurrentWorkspace>
    </QueryClientProvider>,
  )
}

describe('HaltBanner', () => {
  afterEach(cleanup)

  it('says who stopped what and why, with a way out for who may', () => {
    show(stop)
    const said = screen.getByRole('alert').textContent
    expect(said).toContain('The agents of shop are stopped.')
    expect(said).toContain('It burns. (Ada')
    expect(screen.getByRole('button', { name: 'Go on' })).toBeTruthy()
  })

  it('offers no way out to who may not', () => {
    show({ ...stop, workspace: undefined, mayLift: false })
    expect(screen.getByText('All agents are stopped.')).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('says of a drain how much is still under way', () => {
    show({ ...stop, kind: 'drain' })
    expect(screen.getByText('The agents of shop begin nothing new; 2 at work.')).toBeTruthy()
  })

  it('says nothing of another workspace, and nothing when nothing stands still', () => {
    expect(show({ ...stop, workspace: 'ws_2' }).container.textContent).toBe('')
  })
})
