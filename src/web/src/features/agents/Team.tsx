import * as Menu from '@radix-ui/react-dropdown-menu'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import type { AgentView, TeamView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Confirm } from '~/ui/Confirm'
import { Card } from '~/ui/Page'
import { AgentBranch } from './AgentBranch'
import { useRemoveTeam } from './api'
import { chartOf } from './chart'
import { TeamDialog } from './TeamDialog'

/** A team with its members as an org chart. */
export function Team({ team, members, only }: { team: TeamView; members: AgentView[]; only: boolean }) {
  const workspace = useWorkspace()
  const remove = useRemoveTeam(workspace.id)
  const [open, setOpen] = useState<'rename' | 'remove'>()
  const close = () => setOpen(undefined)
  return (
    <Card>
      <header className="flex items-center gap-3 border-b border-line px-4 py-2.5">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-sm font-semibold">{team.name}</h2>
          {team.description && <p className="text-xs break-words text-soft">{team.description}</p>}
        </div>
        <Menu.Root modal={false}>
          <Menu.Trigger
            aria-label={`What to do with team ${team.name}`}
            className="grid size-8 place-items-center rounded-md text-soft hover:bg-sunken hover:text-ink"
          >
            <Ellipsis size={16} aria-hidden />
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Content
              align="end"
              className="z-40 min-w-36 rounded-lg border border-line bg-surface p-1 shadow-raised"
            >
              <Item text="Rename…" onSelect={() => setOpen('rename')} />
              <Item text="Remove…" onSelect={() => setOpen('remove')} disabled={only} />
            </Menu.Content>
          </Menu.Portal>
        </Menu.Root>
      </header>
      {members.length === 0 ? (
        <p className="px-4 py-4 text-sm text-soft">This team has no agents.</p>
      ) : (
        <ul className="py-1.5">
          {chartOf(members).map((branch) => (
            <AgentBranch key={branch.agent.name} branch={branch} />
          ))}
        </ul>
      )}
      {open === 'rename' && <TeamDialog team={team} onClose={close} />}
      {open === 'remove' && (
        <Confirm
          title={`Remove the team ${team.name}?`}
          about="It leaves teams.json. The server refuses it while it is the last team or still has agents."
          action="Remove the team"
          keep="Keep it"
          run={remove}
          to={team.name}
          onClose={close}
        />
      )}
    </Card>
  )
}

function Item({ text, onSelect, disabled }: { text: string; onSelect: () => void; disabled?: boolean }) {
  return (
    <Menu.Item
      onSelect={onSelect}
      disabled={disabled}
      className="rounded-md px-2.5 py-1.5 text-sm outline-none data-[disabled]:opacity-45 data-[highlighted]:bg-accent-wash"
    >
      {text}
    </Menu.Item>
  )
}
