import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { AgentView } from '~/api/wire'
import { agentsQuery } from '~/features/agents/api'
import { statusQuery } from '~/features/status/api'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Dialog, DialogActions } from '~/ui/Dialog'
import { CheckBox, Select, TextArea, TextField } from '~/ui/Field'
import { Refused } from '~/ui/States'
import { useCreateTask } from './api'
import { CheckList } from './CheckList'
import { emptyDraft, taskOf, type Draft } from './draft'

export function NewTask({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace()
  const navigate = useNavigate()
  const agents = useQuery(agentsQuery(workspace.id))
  const create = useCreateTask()
  const [draft, setDraft] = useState<Draft>(emptyDraft)
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }))
  const send = (asDraft: boolean) =>
    create.mutate(taskOf(draft, workspace.id, asDraft), {
      onSuccess: (task) => void navigate({ to: '/tasks/$id', params: { id: task.id } }),
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send(false)
  }
  return (
    <Dialog wide title="New task" about={`For an agent, in its own copy of ${workspace.name}.`} onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="What should be done"
          placeholder="Make the tests pass"
          value={draft.title}
          onChange={(event) => set({ title: event.target.value })}
          required
          autoFocus
        />
        <TextArea
          label="Details"
          placeholder="What the agent should know: where it goes wrong, what has to stay as it is"
          value={draft.description}
          onChange={(event) => set({ description: event.target.value })}
        />
        <Select label="Agent" value={draft.agent} onChange={(event) => set({ agent: event.target.value })}>
          <option value="">The first one</option>
          {agents.data?.map((agent) => (
            <option key={agent.name} value={agent.name}>
              {agent.name}
              {agent.role ? `: ${agent.role}` : ''}
            </option>
          ))}
        </Select>
        <CheckList checks={draft.checks} onChange={(checks) => set({ checks })} />
        <TextArea
          label="What a judge should look at"
          hint="Three model reviewers score the result from 1 to 5. Left empty, nobody reviews it."
          placeholder="The fix is minimal and the cause is named in a comment"
          rows={2}
          value={draft.criteria}
          onChange={(event) => set({ criteria: event.target.value })}
        />
        <More draft={draft} set={set} />
        <Before agent={agents.data?.find((one) => one.name === draft.agent) ?? agents.data?.[0]} model={draft.model} />
        <Refused error={create.error ?? agents.error} />
        <DialogActions>
          <Button onClick={() => send(true)} disabled={!draft.title.trim()} busy={create.isPending}>
            Save as draft
          </Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Start
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function More({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  return (
    <details className="group">
      <summary className="flex w-fit items-center gap-1 text-sm font-medium text-soft hover:text-ink">
        <ChevronRight size={14} className="transition-transform group-open:rotate-90" aria-hidden />
        More
      </summary>
      <div className="mt-3 space-y-4">
        <div className="grid gap-3 sm:grid-cols-3">
          <TextField
            label="Model"
            placeholder="provider/model"
            value={draft.model}
            onChange={(event) => set({ model: event.target.value })}
          />
          <TextField
            label="Retries"
            type="number"
            min={0}
            max={20}
            placeholder="3"
            value={draft.retries}
            onChange={(event) => set({ retries: event.target.value })}
          />
          <TextField
            label="Score needed"
            type="number"
            min={1}
            max={5}
            step={0.1}
            value={draft.threshold}
            onChange={(event) => set({ threshold: event.target.value })}
          />
        </div>
        <CheckBox
          label="Ask me before it counts as done"
          hint="For work that reaches outside of the repository. No second attempt starts without you."
          checked={draft.sideEffects}
          onChange={(event) => set({ sideEffects: event.target.checked })}
        />
        <CheckBox
          label="Merge into my branch when done"
          hint="Only if nothing of yours would be overwritten."
          checked={draft.merge}
          onChange={(event) => set({ merge: event.target.checked })}
        />
      </div>
    </details>
  )
}

/** Where commands run and what they reach, in words. */
export function commandsRun(sandbox: string, network = '') {
  switch (sandbox) {
    case 'none':
      return 'Commands run as you, directly on this machine, without a sandbox.'
    case 'unavailable':
      return 'Commands cannot run: no sandbox works here.'
    case 'container':
      return `Commands run in a container. ${network}`
    default:
      return `Commands run in a ${sandbox} sandbox. ${network}`
  }
}

/** Money, network and isolation in one sentence, before anything starts. */
function Before({ agent, model }: { agent?: AgentView; model: string }) {
  const { data: status } = useQuery(statusQuery)
  if (!status) return null
  const used = model.trim() || agent?.model || status.model
  return (
    <p className={`text-xs ${status.sandbox === 'none' ? 'font-medium text-wait' : 'text-soft'}`}>
      {used?.startsWith('scripted/')
        ? 'No AI is set up: only the demo’s own task can be done, by a script.'
        : `It spends money on ${used ?? 'the agent’s model'}.`}{' '}
      {commandsRun(status.sandbox, agent?.network)}
    </p>
  )
}
