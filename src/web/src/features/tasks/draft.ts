import type { CreateTask, Expectation } from '~/api/wire'

export type CheckType = 'test' | 'script' | 'file_exists'

export interface DraftCheck {
  key: number
  type: CheckType
  text: string
}

/** The new-task form as a person fills it in. */
export interface Draft {
  title: string
  description: string
  agent: string
  model: string
  checks: DraftCheck[]
  criteria: string
  threshold: string
  retries: string
  sideEffects: boolean
  merge: boolean
}

export const emptyDraft: Draft = {
  title: '',
  description: '',
  agent: '',
  model: '',
  checks: [],
  criteria: '',
  threshold: '3',
  retries: '',
  sideEffects: false,
  merge: false,
}

/** What is sent for a draft; what was left empty is not sent, so that the server's own defaults hold. */
export function taskOf(draft: Draft, workspace: string, asDraft: boolean): CreateTask {
  const expectations: Expectation[] = draft.checks.filter((check) => check.text.trim()).map(expectationOf)
  if (draft.criteria.trim())
    expectations.push({ type: 'llm_review', criteria: draft.criteria.trim(), threshold: Number(draft.threshold) })
  return {
    workspace,
    title: draft.title.trim(),
    description: draft.description.trim() || undefined,
    assignTo: draft.agent || undefined,
    model: draft.model.trim() || undefined,
    expectations: expectations.length > 0 ? expectations : undefined,
    maxRetries: draft.retries === '' ? undefined : Number(draft.retries),
    sideEffects: draft.sideEffects || undefined,
    merge: draft.merge || undefined,
    draft: asDraft || undefined,
  }
}

function expectationOf({ type, text }: DraftCheck): Expectation {
  const value = text.trim()
  return type === 'file_exists' ? { type, paths: value.split(/\s*[,\n]\s*/).filter(Boolean) } : { type, command: value }
}
