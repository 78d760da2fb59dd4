import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router'
import { AgentsPage } from './features/agents/AgentsPage'
import { ApprovalsPage } from './features/approvals/ApprovalsPage'
import { MissionsPage } from './features/missions/MissionsPage'
import { SchedulesPage } from './features/schedules/SchedulesPage'
import { SessionsPage } from './features/sessions/SessionsPage'
import { StatusPage } from './features/status/StatusPage'
import { TasksPage } from './features/tasks/TasksPage'
import { NotFound } from './shell/NotFound'
import { SignedIn } from './features/sign-in/SignedIn'
import { Shell } from './shell/Shell'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  validateSearch: (search): { workspace?: string } => ({ workspace: text(search.workspace) }),
  search: { middlewares: [retainSearchParams(['workspace'])] },
})

const sessionsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: SessionsPage })

export const sessionViews = ['transcript', 'changes', 'evidence', 'receipt'] as const
export type SessionViewName = (typeof sessionViews)[number]

const sessionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sessions/$id',
  validateSearch: (search): { view?: SessionViewName } => ({ view: sessionViews.find((name) => name === search.view) }),
  component: lazyRouteComponent(() => import('./features/sessions/SessionPage'), 'SessionPage'),
})

const tasksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tasks',
  validateSearch: (search): { status?: string; new?: boolean } => ({
    status: text(search.status),
    new: search.new === true || search.new === 'true' || undefined,
  }),
  component: TasksPage,
})

const taskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tasks/$id',
  component: lazyRouteComponent(() => import('./features/tasks/TaskPage'), 'TaskPage'),
})

const missionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/missions',
  validateSearch: (search): { new?: boolean } => ({ new: search.new === true || search.new === 'true' || undefined }),
  component: MissionsPage,
})

const missionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/missions/$id',
  validateSearch: (search): { view?: 'list' | 'graph' } => ({
    view: search.view === 'list' || search.view === 'graph' ? search.view : undefined,
  }),
  component: lazyRouteComponent(() => import('./features/missions/MissionPage'), 'MissionPage'),
})

const approvalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approvals',
  validateSearch: (search): { show?: 'all' } => ({ show: search.show === 'all' ? 'all' : undefined }),
  component: ApprovalsPage,
})

const schedulesRoute = createRoute({ getParentRoute: () => rootRoute, path: '/schedules', component: SchedulesPage })

const scheduleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules/$id',
  component: lazyRouteComponent(() => import('./features/schedules/SchedulePage'), 'SchedulePage'),
})

// Whoever is signed in has nothing to do there; whoever is not sees how to come in, on every page.
const signInRoute = createRoute({ getParentRoute: () => rootRoute, path: '/sign-in', component: SignedIn })

const agentsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/agents', component: AgentsPage })
const statusRoute = createRoute({ getParentRoute: () => rootRoute, path: '/status', component: StatusPage })

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    sessionsRoute,
    sessionRoute,
    tasksRoute,
    taskRoute,
    missionsRoute,
    missionRoute,
    approvalsRoute,
    schedulesRoute,
    scheduleRoute,
    agentsRoute,
    statusRoute,
    signInRoute,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
