import type { AgentEntry } from '~/api/wire'

/** The new-agent form as a person fills it in. */
export interface AgentDraft {
  name: string
  role: string
  model: string
  team: string
  reportsTo: string
  tools: string
  prompt: string
}

/** The file format's entry; what was left empty is absent, so that the defaults of the format hold. */
export function entryOf(draft: AgentDraft): AgentEntry {
  const tools = draft.tools.split(/[\s,]+/).filter(Boolean)
  const fields = {
    role: draft.role.trim(),
    model: draft.model.trim(),
    systemPrompt: draft.prompt.trim(),
    allowedTools: tools,
    reportsTo: draft.reportsTo,
  }
  const given = Object.entries(fields).filter(([, value]) => value.length > 0)
  return { agent: { name: draft.name.trim(), ...Object.fromEntries(given) }, teamName: draft.team }
}
