/**
 * The records of the API. Their shapes are generated from the server's approved document, so that a page that asks for what
 * the server does not send fails the build; here they only get names, and words where the document says "string".
 */
import type { components } from '../../obj/schema'

type Schemas = components['schemas']

/** What the server always sends though the document, which knows defaults only as optional, does not say so. */
type Sends<T, Always extends keyof T, Words = object> = Omit<T, Always | keyof Words> &
  Required<Omit<Pick<T, Always>, keyof Words>> &
  Words

/** A page of a listing; `next` is the cursor of the following one. */
export interface Page<T> {
  items: T[]
  next?: string
}

export type SessionStatus = 'idle' | 'running' | 'ended' | 'canceled' | 'failed'

export type SessionView = Sends<
  Schemas['SessionView'],
  'turns' | 'inputTokens' | 'outputTokens' | 'costUsd' | 'createdAt' | 'updatedAt',
  { status: SessionStatus }
>

export type TaskStatus =
  'draft' | 'pending' | 'assigned' | 'in_progress' | 'review' | 'awaiting_approval' | 'done' | 'failed'

export type TaskPhase = 'execution' | 'review' | 'fix' | 'clarification'

/** Test, file_exists, script or llm_review; unknown fields are kept. */
export interface Expectation {
  type: string
  [field: string]: unknown
}

export type TaskView = Sends<
  Schemas['TaskView'],
  | 'dependsOn'
  | 'priority'
  | 'retries'
  | 'maxRetries'
  | 'fixAttempts'
  | 'questionRounds'
  | 'maxDuration'
  | 'sideEffects'
  | 'merged'
  | 'costUsd'
  | 'turns'
  | 'createdAt'
  | 'updatedAt',
  {
    status: TaskStatus
    phase: TaskPhase
    expectations: Expectation[]
    expectedOutcomes: Record<string, unknown>[]
    outcomes: Record<string, unknown>[]
    retryPolicy?: Schemas['RetryPolicy']
  }
>

export type CreateTask = Sends<Schemas['CreateTask'], never, { expectations?: Expectation[] }>
export type AssessmentView = Schemas['AssessmentView']
export type CheckView = Schemas['CheckView']
export type ReviewView = Schemas['ReviewView']
export type ScoreView = Schemas['ScoreView']
export type MergeResult = Schemas['MergeResult']
export type MissionStatus =
  'draft' | 'scheduled' | 'recurring' | 'active' | 'paused' | 'completed' | 'failed' | 'cancelled'
export type HoldKind = 'quality_gate' | 'checkpoint' | 'delay'
export type HoldStatus = 'waiting' | 'reached' | 'open' | 'shut'
export type MissionTask = Sends<Schemas['MissionTaskView'], never, { status: TaskStatus }>
export type MissionHold = Sends<Schemas['MissionHoldView'], never, { kind: HoldKind; status: HoldStatus }>
export type MissionRun = Sends<
  Schemas['MissionRunView'],
  'merged' | 'costUsd' | 'startedAt',
  { outcome: MissionStatus; tasks: MissionTask[]; holds: MissionHold[]; approvals: ApprovalView[] }
>
export type MissionView = Sends<
  Schemas['MissionView'],
  'executionCount' | 'createdAt' | 'updatedAt',
  { status: MissionStatus; data?: unknown; run?: MissionRun }
>
export type MissionValidation = Schemas['MissionValidationView']
export type MissionReport = Schemas['MissionReportView']
export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'revised' | 'timeout' | 'withdrawn'
export type ApprovalView = Sends<Schemas['ApprovalView'], never, { status: ApprovalStatus; payload?: unknown }>
export type ScheduleStatus = 'active' | 'paused' | 'completed' | 'deleted'
export type ScheduleRunStatus = 'pending' | 'claimed' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'cancelled'
/** What a schedule starts: its kind, and what that kind takes. */
export interface Invocation {
  kind: string
  task?: { title?: string }
  mission?: string
  prompt?: string
  webhook?: string
}
export type ScheduleView = Sends<
  Schemas['ScheduleView'],
  'runs' | 'revision' | 'createdAt' | 'updatedAt',
  { status: ScheduleStatus; invocation: Invocation; metadata?: unknown }
>
export type ScheduleRun = Sends<Schemas['ScheduleRunView'], never, { status: ScheduleRunStatus }>
export type DiffView = Schemas['DiffView']
export type BlobView = Schemas['BlobView']
export type WorkspaceView = Schemas['WorkspaceView']
export type PersonView = Schemas['PersonView']
export type SignInLinkView = Schemas['SignInLinkView']
export type SignInWays = Schemas['SignInWays']
export type TeamView = Schemas['TeamView']
export type ServerStatus = Schemas['ServerStatus']
export type DoctorCheck = Schemas['DoctorCheck']
export type DoctorReport = Schemas['DoctorReport']
export type FieldWarning = Schemas['FieldWarningView']
export type Receipt = Schemas['Receipt']
export type EventView = Sends<Schemas['EventView'], never, { body: unknown }>
export type AgentView = Sends<Schemas['AgentView'], never, { config: Record<string, unknown> }>
export type AgentEntry = Sends<Schemas['AgentEntry'], never, { agent: { name: string; [field: string]: unknown } }>

/** Sent only on the live stream: what came since the last frame, or so far. */
export interface FrameView {
  workspace: string
  subject: string
  kind: 'text' | 'thinking' | 'output' | 'notice'
  callId?: string
  /** A later reply or run of the same kind and call has a higher number. */
  stream: number
  /** How many characters of the stream come before the text. */
  from: number
  text: string
}
