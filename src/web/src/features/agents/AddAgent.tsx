import { useState, type FormEvent } from 'react'
import type { AgentView, TeamView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Dialog, DialogActions } from '~/ui/Dialog'
import { Select, TextArea, TextField } from '~/ui/Field'
import { Refused } from '~/ui/States'
import { useAddAgent } from './api'
import { entryOf, type AgentDraft } from './agentDraft'

export function AddAgent({ agents, teams, onClose }: { agents: AgentView[]; teams: TeamView[]; onClose: () => void }) {
  const workspace = useWorkspace()
  const add = useAddAgent(workspace.id)
  const [draft, setDraft] = useState<AgentDraft>({
    name: '',
    role: '',
    model: '',
    team: teams[0]?.name ?? 'default',
    reportsTo: '',
    tools: '',
    prompt: '',
  })
  const set = (change: Partial<AgentDraft>) => setDraft((old) => ({ ...old, ...change }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(entryOf(draft), { onSuccess: onClose })
  }
  return (
    <Dialog wide title="New agent" about="It can be given tasks at once, also while others work." onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Name"
            placeholder="reviewer"
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
            required
            autoFocus
          />
          <TextField
            label="Role"
            placeholder="Reviews changes"
            value={draft.role}
            onChange={(event) => set({ role: event.target.value })}
          />
          <Select label="Team" value={draft.team} onChange={(event) => set({ team: event.target.value })}>
            {(teams.length > 0 ? teams : [{ name: 'default' }]).map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
          <Select
            label="Reports to"
            hint="Takes over when its retries are used up."
            value={draft.reportsTo}
            onChange={(event) => set({ reportsTo: event.target.value })}
          >
            <option value="">Nobody</option>
            {agents.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
          <TextField
            label="Model"
            hint="Left empty: the installation’s."
            placeholder="provider/model"
            value={draft.model}
            onChange={(event) => set({ model: event.target.value })}
          />
          <TextField
            label="Tools"
            hint="Left empty: read write edit bash glob grep ls."
            placeholder="read grep http_*"
            value={draft.tools}
            onChange={(event) => set({ tools: event.target.value })}
          />
        </div>
        <TextArea
          label="Instructions"
          hint="They come after its identity in the prompt."
          value={draft.prompt}
          onChange={(event) => set({ prompt: event.target.value })}
        />
        <Refused error={add.error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="primary" busy={add.isPending}>
            Add the agent
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
