import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { MissionView } from '~/api/wire'
import { Loading } from '~/ui/States'
import { useWide } from '~/ui/useWide'
import { count } from '~/ui/words'
import { drafted } from './draft'
import { stepsOf } from './graph'
import { StepList } from './StepList'

const StepGraph = lazy(() => import('./StepGraph'))

/** More than this is no picture any more, and drawing it would hold the page up. */
export const mostInGraph = 200

/** The steps of the latest run, or of the document of a mission that has not run: as a graph or as a list. */
export function Steps({ mission }: { mission: MissionView }) {
  const { view } = useSearch({ from: '/missions/$id' })
  const navigate = useNavigate({ from: '/missions/$id' })
  const roomy = useWide('48rem')
  const { tasks, holds } = mission.run ?? drafted(mission.data)
  const steps = stepsOf(tasks, holds)
  const drawable = steps.length <= mostInGraph
  const shown = drawable ? (view ?? (roomy ? 'graph' : 'list')) : 'list'
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <h2 className="flex-1 text-sm font-semibold">{count(steps.length, 'step')}</h2>
        {drawable ? (
          <div role="group" aria-label="Show the steps as" className="flex gap-1">
            {(['graph', 'list'] as const).map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={shown === one}
                onClick={() => void navigate({ search: { view: one }, replace: true })}
                className={`rounded-full px-3 py-1 text-xs font-medium ${shown === one ? 'bg-ink text-canvas' : 'text-soft hover:bg-sunken'}`}
              >
                {one === 'graph' ? 'Graph' : 'List'}
              </button>
            ))}
          </div>
        ) : (
          <p className="text-xs text-soft">The graph is drawn for up to {mostInGraph} steps.</p>
        )}
      </div>
      {shown === 'list' ? (
        <StepList steps={steps} />
      ) : (
        <Suspense fallback={<Loading />}>
          <StepGraph steps={steps} />
        </Suspense>
      )}
    </>
  )
}
