// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { statusQuery } from '~/features/status/api'
import { Banner } from './Banner'

function show(sandbox: string, trouble?: { message: string; since: string }, model = 'openai/gpt') {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  client.setQueryData(statusQuery.queryKey, {
    version: '1',
    database: 'sqlite',
    sandbox,
    model,
    runningSessions: 0,
    waitingTasks: 0,
    startedAt: '2026-01-01T00:00:00Z',
    trouble,
  })
  return render(
    <QueryClientProvider client={client}>
      <Banner />
    </QueryClientProvider>,
  )
}

describe('Banner', () => {
  afterEach(cleanup)

  it('says on every page that there is no sandbox', () => {
    show('none')
    expect(screen.getByText('No sandbox.')).toBeTruthy()
  })

  it('says that nothing can run where no sandbox works', () => {
    show('unavailable')
    expect(screen.getByText('No sandbox works here.')).toBeTruthy()
  })

  it('says that a script answers where no model is named, not that all that is shown is one', () => {
    const said = show('bubblewrap', undefined, 'scripted/demo').container.textContent
    expect(said).toContain('Where none is named, a script')
    expect(said).not.toContain('Scripted demo')
  })

  it('says why nothing can be saved', () => {
    show('bubblewrap', { message: 'The disk is full.', since: '2026-01-01T00:00:00Z' })
    expect(screen.getByRole('alert').textContent).toContain('The disk is full.')
  })

  it.each(['bubblewrap', 'container'])('says nothing of a %s', (sandbox) => {
    expect(show(sandbox).container.textContent).toBe('')
  })
})
