import type { AgentView } from '~/api/wire'

export interface Branch {
  agent: AgentView
  reports: Branch[]
}

/**
 * The agents of a team as trees: whoever reports to a member of the same team stands beneath that one, everybody else at
 * the top. A circle, which the server refuses but a file could hold, is cut where it closes.
 */
export function chartOf(members: readonly AgentView[]): Branch[] {
  const names = new Set(members.map((agent) => agent.name))
  const placed = new Set<string>()
  const under = (name: string): Branch[] => members.filter((agent) => agent.reportsTo === name).flatMap(place)
  const place = (agent: AgentView): Branch[] => {
    if (placed.has(agent.name)) return []
    placed.add(agent.name)
    return [{ agent, reports: under(agent.name) }]
  }
  const top = members.filter((agent) => !agent.reportsTo || !names.has(agent.reportsTo)).flatMap(place)
  return [...top, ...members.flatMap(place)]
}
