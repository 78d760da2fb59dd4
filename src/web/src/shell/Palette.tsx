import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { sessionsQuery } from '~/features/sessions/api'
import { missionsQuery } from '~/features/missions/api'
import { tasksQuery } from '~/features/tasks/api'
import { agentsQuery } from '~/features/agents/api'
import { useWorkspace } from '~/features/workspaces/workspace'
import { workspacesQuery } from '~/features/workspaces/api'
import { missionWords, sessionWords, taskWords } from '~/ui/Status'
import { closePalette, onPalette, openPalette, paletteIsOpen } from './paletteState'
import { chooseTheme } from './theme'

/** ⌘K: every page, session, task, mission, agent and action, by typing. */
export function Palette() {
  const open = useSyncExternalStore(onPalette, paletteIsOpen)
  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      if (paletteIsOpen()) closePalette()
      else openPalette()
    }
    document.addEventListener('keydown', toggle)
    return () => document.removeEventListener('keydown', toggle)
  }, [])
  return open ? <OpenPalette /> : null
}

function OpenPalette() {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
    dialog.current?.querySelector('input')?.focus()
  }, [])
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      aria-label="Go to"
      onClose={closePalette}
      onClick={(event) => event.target === dialog.current && closePalette()}
      className="fixed inset-0 mx-auto mt-[12vh] mb-auto w-[calc(100%-1.5rem)] max-w-xl overflow-hidden rounded-xl border border-line bg-surface p-0 text-ink shadow-raised"
    >
      <Command label="Go to" loop>
        <Command.Input
          autoFocus
          placeholder="A session, a task, a mission, an agent, or what to do"
          className="w-full border-b border-line bg-transparent px-4 py-3 text-base outline-none placeholder:text-faint"
        />
        <Choices />
      </Command>
    </dialog>
  )
}

function Choices() {
  const workspace = useWorkspace()
  const navigate = useNavigate()
  const sessions = useQuery({ ...sessionsQuery(workspace.id, 200), select: (page) => page.items })
  const tasks = useQuery({ ...tasksQuery(workspace.id, undefined, 200), select: (page) => page.items })
  const missions = useQuery({ ...missionsQuery(workspace.id, 200), select: (page) => page.items })
  const agents = useQuery(agentsQuery(workspace.id))
  const workspaces = useQuery(workspacesQuery)
  const choose = (action: () => unknown) => () => {
    closePalette()
    void action()
  }
  return (
    <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
      <Command.Empty className="px-3 py-8 text-center text-sm text-soft">Nothing is called that.</Command.Empty>
      <Group heading="Do">
        <Choice text="New task" onSelect={choose(() => navigate({ to: '/tasks', search: { new: true } }))} />
        <Choice text="New mission" onSelect={choose(() => navigate({ to: '/missions', search: { new: true } }))} />
        <Choice text="Light colours" onSelect={choose(() => chooseTheme('light'))} />
        <Choice text="Dark colours" onSelect={choose(() => chooseTheme('dark'))} />
      </Group>
      <Group heading="Pages">
        <Choice text="Sessions" onSelect={choose(() => navigate({ to: '/' }))} />
        <Choice text="Tasks" onSelect={choose(() => navigate({ to: '/tasks' }))} />
        <Choice text="Missions" onSelect={choose(() => navigate({ to: '/missions' }))} />
        <Choice text="Approvals" onSelect={choose(() => navigate({ to: '/approvals' }))} />
        <Choice text="Schedules" onSelect={choose(() => navigate({ to: '/schedules' }))} />
        <Choice text="Agents and teams" onSelect={choose(() => navigate({ to: '/agents' }))} />
        <Choice text="Status" onSelect={choose(() => navigate({ to: '/status' }))} />
      </Group>
      <Group heading="Sessions">
        {sessions.data?.map(({ id, title, agent, status }) => (
          <Choice
            key={id}
            id={id}
            text={title}
            more={`${agent} · ${sessionWords[status].word}`}
            onSelect={choose(() => navigate({ to: '/sessions/$id', params: { id } }))}
          />
        ))}
      </Group>
      <Group heading="Tasks">
        {tasks.data?.map(({ id, title, assignTo, status }) => (
          <Choice
            key={id}
            id={id}
            text={title}
            more={`${assignTo} · ${taskWords[status].word}`}
            onSelect={choose(() => navigate({ to: '/tasks/$id', params: { id } }))}
          />
        ))}
      </Group>
      <Group heading="Missions">
        {missions.data?.map(({ id, name, status }) => (
          <Choice
            key={id}
            id={id}
            text={name}
            more={missionWords[status].word}
            onSelect={choose(() => navigate({ to: '/missions/$id', params: { id } }))}
          />
        ))}
      </Group>
      <Group heading="Agents">
        {agents.data?.map(({ name, role, teamName }) => (
          <Choice
            key={name}
            id={`agent ${name}`}
            text={name}
            more={role ?? teamName}
            onSelect={choose(() => navigate({ to: '/agents', hash: `agent-${name}` }))}
          />
        ))}
      </Group>
      {(workspaces.data?.length ?? 0) > 1 && (
        <Group heading="Repositories">
          {workspaces.data?.map(({ id, name, path }) => (
            <Choice
              key={id}
              id={id}
              text={name}
              more={path}
              onSelect={choose(() => navigate({ to: '/', search: { workspace: id } }))}
            />
          ))}
        </Group>
      )}
    </Command.List>
  )
}

function Group({ heading, children }: { heading: string; children: React.ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  )
}

function Choice({ text, more, id, onSelect }: { text: string; more?: string; id?: string; onSelect: () => void }) {
  return (
    <Command.Item
      value={`${text} ${more ?? ''} ${id ?? ''}`}
      onSelect={onSelect}
      className="flex items-center gap-3 rounded-md px-2.5 py-1.5 text-sm data-[selected=true]:bg-accent-wash"
    >
      <span className="min-w-0 flex-1 truncate">{text}</span>
      {more && <span className="max-w-[45%] truncate text-xs text-soft">{more}</span>}
    </Command.Item>
  )
}
