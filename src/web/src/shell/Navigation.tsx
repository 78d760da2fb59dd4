import { Link, useNavigate } from '@tanstack/react-router'
import {
  Activity,
  CalendarClock,
  Hand,
  ListChecks,
  MessagesSquare,
  Network,
  Search,
  Users,
  type LucideIcon,
} from 'lucide-react'
import type { WorkspaceView } from '~/api/wire'
import { useWaiting } from '~/features/approvals/api'
import { SignOut } from '~/features/sign-in/SignOut'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Mark } from './Mark'
import { openPalette } from './paletteState'
import { ThemeSwitch } from './ThemeSwitch'

type Path = '/' | '/tasks' | '/missions' | '/approvals' | '/schedules' | '/agents' | '/status'

const places: { to: Path; word: string; icon: LucideIcon }[] = [
  { to: '/', word: 'Sessions', icon: MessagesSquare },
  { to: '/tasks', word: 'Tasks', icon: ListChecks },
  { to: '/missions', word: 'Missions', icon: Network },
  { to: '/approvals', word: 'Approvals', icon: Hand },
  { to: '/schedules', word: 'Schedules', icon: CalendarClock },
  { to: '/agents', word: 'Agents', icon: Users },
  { to: '/status', word: 'Status', icon: Activity },
]

/** A column at the side; on a phone a bar at the bottom. */
export function Navigation({ workspaces }: { workspaces: WorkspaceView[] }) {
  return (
    <header className="md:sticky md:top-0 md:flex md:h-dvh md:flex-col md:gap-1 md:border-r md:border-line md:p-3">
      <div className="flex items-center gap-2.5 border-b border-line px-4 py-2.5 md:border-0 md:px-1.5 md:pt-1.5 md:pb-3">
        <Mark />
        <WorkspacePicker workspaces={workspaces} />
        <button
          type="button"
          onClick={openPalette}
          aria-label="Search"
          className="ml-auto grid size-9 place-items-center rounded-md text-soft md:hidden"
        >
          <Search size={18} aria-hidden />
        </button>
      </div>
      <button
        type="button"
        onClick={openPalette}
        className="mb-2 hidden items-center gap-2 rounded-md border border-line bg-surface px-2.5 py-1.5 text-sm text-faint hover:border-line-strong md:flex"
      >
        <Search size={14} aria-hidden />
        Go to…
        <kbd className="ml-auto text-2xs">{/Mac/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <nav
        aria-label="Pages"
        className="fixed inset-x-0 bottom-0 z-40 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:static md:flex-col md:gap-0.5 md:border-0 md:bg-transparent"
      >
        {places.map(({ to, word, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            className="relative flex min-w-0 flex-1 flex-col items-center gap-0.5 py-2 text-[0.625rem] font-medium text-soft hover:text-ink md:flex-none md:flex-row md:gap-2.5 md:rounded-md md:px-2.5 md:py-1.5 md:text-sm md:hover:bg-sunken"
            activeProps={{ className: 'text-accent! md:bg-accent-wash!' }}
          >
            <Icon size={17} strokeWidth={1.9} aria-hidden />
            {word}
            {to === '/approvals' && <Waiting />}
          </Link>
        ))}
      </nav>
      <div className="mt-auto hidden items-center justify-between gap-2 md:flex">
        <ThemeSwitch />
        <SignOut />
      </div>
    </header>
  )
}

/** How much waits for a person; nothing where nothing does. */
function Waiting() {
  const waiting = useWaiting(useWorkspace().id)
  if (!waiting) return null
  return (
    <span className="tabular absolute top-1 left-1/2 ml-1.5 rounded-full bg-wait-wash px-1.5 text-2xs font-semibold text-wait md:static md:ml-auto">
      {waiting}
      <span className="sr-only"> waiting</span>
    </span>
  )
}

function WorkspacePicker({ workspaces }: { workspaces: WorkspaceView[] }) {
  const workspace = useWorkspace()
  const navigate = useNavigate()
  if (workspaces.length === 1)
    return (
      <span className="min-w-0 truncate text-sm font-semibold" title={workspace.path}>
        {workspace.name}
      </span>
    )
  return (
    <select
      aria-label="Repository"
      value={workspace.id}
      onChange={(event) => void navigate({ to: '/', search: { workspace: event.target.value } })}
      className="min-w-0 flex-1 truncate rounded-md border border-line bg-surface px-1.5 py-1 text-sm font-semibold"
    >
      {workspaces.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  )
}
