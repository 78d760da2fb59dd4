import { ChevronRight, CornerDownRight, UserRoundX } from 'lucide-react'
import { useState } from 'react'
import type { AgentView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Confirm } from '~/ui/Confirm'
import { useRemoveAgent } from './api'
import type { Branch } from './chart'

/** An agent, and beneath it those who report to it. */
export function AgentBranch({ branch, depth = 0 }: { branch: Branch; depth?: number }) {
  return (
    <li>
      <Agent agent={branch.agent} depth={depth} />
      {branch.reports.length > 0 && (
        <ul>
          {branch.reports.map((report) => (
            <AgentBranch key={report.agent.name} branch={report} depth={depth + 1} />
          ))}
        </ul>
      )}
    </li>
  )
}

const indents = ['pl-4', 'pl-9', 'pl-14', 'pl-19']

function Agent({ agent, depth }: { agent: AgentView; depth: number }) {
  const shown = agent.displayName && agent.displayName !== agent.name ? agent.displayName : undefined
  return (
    <details id={`agent-${agent.name}`} className="group scroll-mt-4">
      <summary className={`flex items-center gap-2 py-1.5 pr-4 hover:bg-canvas ${indents[Math.min(depth, 3)]}`}>
        {depth > 0 && <CornerDownRight size={14} className="shrink-0 text-faint" aria-hidden />}
        <Initials of={shown ?? agent.name} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm">
            <span className="font-medium">{agent.name}</span>
            {shown && <span className="text-soft"> · {shown}</span>}
            {agent.extra.length > 0 && <span className="text-faint"> [{agent.extra.join(', ')}]</span>}
          </span>
          <span className="block truncate text-xs text-soft">{agent.title ?? agent.role ?? 'no role given'}</span>
        </span>
        <code className="hidden max-w-56 truncate text-xs text-faint sm:block">{agent.model ?? 'default model'}</code>
        <ChevronRight size={14} className="shrink-0 text-faint transition-transform group-open:rotate-90" aria-hidden />
      </summary>
      <Details agent={agent} />
    </details>
  )
}

function Initials({ of }: { of: string }) {
  const letters = of
    .split(/[\s-_.]+/)
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2)
    .toUpperCase()
  return (
    <span
      aria-hidden
      className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-wash text-2xs font-semibold text-accent"
    >
      {letters}
    </span>
  )
}

function Details({ agent }: { agent: AgentView }) {
  const workspace = useWorkspace()
  const remove = useRemoveAgent(workspace.id)
  const [asking, setAsking] = useState(false)
  const prompt = agent.config.systemPrompt
  return (
    <div className="space-y-2.5 border-y border-line bg-canvas px-4 py-3 text-sm">
      <p className="break-words">
        <span className="text-faint">Tools </span>
        {agent.tools.length > 0 ? <code className="text-xs">{agent.tools.join(' ')}</code> : 'none'}
      </p>
      <p className="break-words text-soft">{agent.network}</p>
      {agent.reportsTo && (
        <p>
          <span className="text-faint">Reports to </span>
          {agent.reportsTo}
        </p>
      )}
      {typeof prompt === 'string' && prompt && <p className="break-words whitespace-pre-wrap text-soft">{prompt}</p>}
      <Button look="danger" onClick={() => setAsking(true)}>
        <UserRoundX size={14} aria-hidden />
        Remove…
      </Button>
      {asking && (
        <Confirm
          title={`Remove ${agent.name}?`}
          about="It leaves agents.json and gets no new tasks. What it is working on goes on; its sessions stay."
          action="Remove the agent"
          keep="Keep it"
          run={remove}
          to={agent.name}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
