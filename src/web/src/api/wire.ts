/** A page of a listing; `next` is the cursor of the following one. */
export interface Page<T> {
  items: T[]
  next?: string
}

export interface WorkspaceView {
  id: string
  name: string
  path: string
  createdAt: string
}

export type SessionStatus = 'idle' | 'running' | 'ended' | 'canceled' | 'failed'

export interface SessionView {
  id: string
  workspace: string
  agent: string
  model: string
  title: string
  status: SessionStatus
  taskId?: string
  base?: string
  head?: string
  sandbox: string
  turns: number
  inputTokens: number
  outputTokens: number
  costUsd: number
  createdAt: string
  updatedAt: string
}

export type TaskStatus =
  'draft' | 'pending' | 'assigned' | 'in_progress' | 'review' | 'awaiting_approval' | 'done' | 'failed'

export type TaskPhase = 'execution' | 'review' | 'fix' | 'clarification'

/** Test, file_exists, script or llm_review; unknown fields are kept. */
export interface Expectation {
  type: string
  [field: string]: unknown
}

export interface RetryPolicy {
  escalateAfter?: number
  fallbackAgent?: string
  escalateModel?: string
}

export interface TaskView {
  id: string
  workspace: string
  title: string
  description: string
  status: TaskStatus
  phase: TaskPhase
  reason?: string
  assignTo: string
  model?: string
  dependsOn: string[]
  priority: number
  deadline?: string
  expectations: Expectation[]
  retries: number
  maxRetries: number
  fixAttempts: number
  questionRounds: number
  maxDuration: number
  retryPolicy?: RetryPolicy
  expectedOutcomes: Record<string, unknown>[]
  outcomes: Record<string, unknown>[]
  sideEffects: boolean
  sessionId?: string
  branch?: string
  commit?: string
  merged: boolean
  costUsd: number
  turns: number
  createdAt: string
  updatedAt: string
}

export interface CreateTask {
  workspace?: string
  title: string
  description?: string
  assignTo?: string
  expectations?: Expectation[]
  maxRetries?: number
  sideEffects?: boolean
  draft?: boolean
  model?: string
  merge?: boolean
}

export interface CheckView {
  type: string
  label: string
  passed: boolean
  message: string
  exitCode?: number
  output?: string
  outputHash?: string
  score?: number
  threshold?: number
}

export interface EvidenceView {
  file: string
  line?: number
  note: string
}

export interface ScoreView {
  dimension: string
  score: number
  weight: number
  reasoning: string
  evidence: EvidenceView[]
}

export interface ReviewView {
  reviewer: string
  summary: string
  scores: ScoreView[]
  filesRead: string[]
}

export interface AssessmentView {
  passed: boolean
  trigger: 'initial' | 'fix' | 'retry' | 'reassess' | 'clarification'
  globalScore?: number
  checks: CheckView[]
  reviews: ReviewView[]
  at: string
}

export interface MergeResult {
  branch: string
  commit: string
  fastForwarded: boolean
}

export interface DiffView {
  base: string
  head: string
  diff: string
  truncated: boolean
}

export interface BlobView {
  hash: string
  text: string
}

export interface EventView {
  workspace: string
  seq: number
  at: string
  subject: string
  actor: string
  type: string
  body: unknown
}

export interface FrameView {
  workspace: string
  subject: string
  kind: 'text' | 'thinking' | 'output' | 'notice'
  callId?: string
  text: string
}

export interface AgentView {
  name: string
  role?: string
  displayName?: string
  title?: string
  model?: string
  reportsTo?: string
  teamName: string
  tools: string[]
  extra: string[]
  config: Record<string, unknown>
}

export interface AgentEntry {
  agent: { name: string; [field: string]: unknown }
  teamName: string
}

export interface TeamView {
  name: string
  description?: string
  agents: string[]
}

export interface ServerStatus {
  version: string
  database: string
  sandbox: string
  model?: string
  runningSessions: number
  waitingTasks: number
  startedAt: string
}

export interface DoctorCheck {
  name: string
  ok: boolean
  detail: string
  remedy: string
}

export interface DoctorReport {
  sandbox: string
  checks: DoctorCheck[]
}

/** The signed proof of a finished task. */
export interface Receipt {
  version: number
  task: string
  session: string
  title: string
  agent: string
  model: string
  requester: string
  branch: string
  base: string
  head: string
  tree: string
  treeClean: boolean
  sandbox: string
  checks: { type: string; command: string; exitCode: number; outputHash: string; passed: boolean }[]
  verdicts: { reviewer: string; score: number; threshold: number; passed: boolean; summary: string }[]
  costUsd: number
  turns: number
  approvedBy: string[]
  finishedAt: string
  publicKey?: string
  signature?: string
}
