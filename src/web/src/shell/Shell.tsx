import { useQuery } from '@tanstack/react-query'
import { Outlet, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { ApiError } from '~/api/http'
import { workspacesQuery } from '~/features/workspaces/api'
import { OpenWorkspace } from '~/features/workspaces/OpenWorkspace'
import { useSignInNews } from '~/features/sign-in/useSignInNews'
import { CurrentWorkspace } from '~/features/workspaces/workspace'
import { LiveProvider } from '~/live/LiveProvider'
import { Failure, Loading } from '~/ui/States'
import { Banner } from './Banner'
import { Connection } from './Connection'
import { Navigation } from './Navigation'
import { Palette } from './Palette'
import { SignIn } from '~/features/sign-in/SignIn'

/** The frame of every page: who one is, which repository, where one can go, whether it is live. */
export function Shell() {
  const { data: workspaces, error, refetch } = useQuery(workspacesQuery)
  const { workspace: wanted } = useSearch({ from: '__root__' })
  const main = useRef<HTMLElement>(null)
  useSignInNews(workspaces !== undefined)
  if (error instanceof ApiError && error.status === 401) return <SignIn />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!workspaces) return <Loading />
  const workspace = workspaces.find((one) => one.id === wanted) ?? workspaces[0]
  if (!workspace) return <OpenWorkspace />
  return (
    <CurrentWorkspace value={workspace}>
      <LiveProvider key={workspace.id} workspace={workspace.id}>
        <button
          type="button"
          onClick={() => main.current?.focus()}
          className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-ink px-3 py-1.5 text-sm text-canvas focus:translate-y-0"
        >
          Skip to the content
        </button>
        <div className="min-h-dvh md:grid md:grid-cols-[13.5rem_minmax(0,1fr)]">
          <Navigation workspaces={workspaces} />
          <main ref={main} tabIndex={-1} className="min-w-0 pb-16 outline-none md:pb-0">
            <Banner />
            <Connection />
            <Outlet />
          </main>
        </div>
        <Palette />
      </LiveProvider>
    </CurrentWorkspace>
  )
}
