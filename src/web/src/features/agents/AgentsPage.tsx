import { useQuery } from '@tanstack/react-query'
import { Plus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import type { TeamView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Page } from '~/ui/Page'
import { Empty, Failure, Loading } from '~/ui/States'
import { count } from '~/ui/words'
import { AddAgent } from './AddAgent'
import { agentsQuery, teamsQuery } from './api'
import { FieldWarnings } from './FieldWarnings'
import { Team } from './Team'
import { TeamDialog } from './TeamDialog'

export function AgentsPage() {
  const workspace = useWorkspace()
  const agents = useQuery(agentsQuery(workspace.id))
  const teams = useQuery(teamsQuery(workspace.id))
  const [adding, setAdding] = useState<'agent' | 'team'>()
  const error = agents.error ?? teams.error
  const close = () => setAdding(undefined)
  return (
    <Page
      title="Agents"
      about="Who works here. Teams group them; they restrict nothing."
      actions={
        <div className="flex gap-2">
          <Button onClick={() => setAdding('team')}>
            <UsersRound size={14} aria-hidden />
            New team
          </Button>
          <Button look="primary" onClick={() => setAdding('agent')}>
            <Plus size={15} aria-hidden />
            New agent
          </Button>
        </div>
      }
    >
      {error && <Failure error={error} onRetry={() => void Promise.all([agents.refetch(), teams.refetch()])} />}
      {!error && (!agents.data || !teams.data) && <Loading />}
      <FieldWarnings workspace={workspace.id} />
      {agents.data && teams.data && (
        <div className="space-y-4">
          {shown(
            teams.data,
            agents.data.map((agent) => agent.teamName),
          ).map((team) => (
            <Team
              key={team.name}
              team={team}
              members={agents.data.filter((agent) => agent.teamName === team.name)}
              only={teams.data.length === 1}
            />
          ))}
          {agents.data.length === 0 && (
            <Empty icon={UsersRound} title="Nobody works here yet">
              Add an agent: a name and a role are enough. It is written to{' '}
              <code className="text-xs">.polpo/agents.json</code>.
            </Empty>
          )}
          <p className="px-4 text-xs text-faint md:px-0">
            {count(agents.data.length, 'agent')} in {count(teams.data.length, 'team')}, kept in{' '}
            <code>{workspace.path}/.polpo</code>
          </p>
        </div>
      )}
      {adding === 'agent' && <AddAgent agents={agents.data ?? []} teams={teams.data ?? []} onClose={close} />}
      {adding === 'team' && <TeamDialog onClose={close} />}
    </Page>
  )
}

/** The teams that are listed, and those that only an agent names. */
function shown(teams: readonly TeamView[], named: readonly string[]): TeamView[] {
  const listed = new Set(teams.map((team) => team.name))
  const implied = [...new Set(named)].filter((name) => !listed.has(name))
  return [...teams, ...implied.map((name) => ({ name, agents: [] }))]
}
