import { Check, Circle, CircleDot, Dot, Hand, X, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TaskStatus, TaskView } from '~/api/wire'
import { Status, taskWords } from '~/ui/Status'
import { capital, commit, count, money } from '~/ui/words'
import { TaskHistory } from './TaskHistory'

const path: TaskStatus[] = ['pending', 'assigned', 'in_progress', 'review', 'done']
const words: Record<string, string> = {
  pending: 'Queued',
  assigned: 'Starting',
  in_progress: 'Work',
  review: 'Checks',
  awaiting_approval: 'Approval',
  done: 'Done',
  failed: 'Failed',
}

/** The steps that a task takes, with the one it stands at; approval is a step only for tasks that have it. */
export function stepsOf(task: Pick<TaskView, 'status' | 'sideEffects'>): TaskStatus[] {
  const steps =
    task.sideEffects || task.status === 'awaiting_approval' ? path.toSpliced(3, 0, 'awaiting_approval') : path
  return task.status === 'failed' ? [...steps.slice(0, -1), 'failed'] : steps
}

export function Progress({ task }: { task: TaskView }) {
  const steps = stepsOf(task)
  const at = steps.indexOf(task.status)
  return (
    <section className="px-4 py-3.5">
      <div className="mb-3 flex items-center gap-2">
        <h2 className="text-sm font-semibold">Task</h2>
        <Status of={taskWords[task.status]} />
        {task.phase !== 'execution' && task.status !== 'done' && task.status !== 'failed' && (
          <span className="text-xs text-soft">{capital(task.phase)}</span>
        )}
      </div>
      <ol className="flex" aria-label="Where the task stands">
        {steps.map((step, index) => (
          <Step key={step} step={step} state={stateOf(index, at, task.status)} last={index === steps.length - 1} />
        ))}
      </ol>
      {task.reason && <p className="mt-3 rounded-md bg-sunken px-3 py-2 text-sm break-words">{task.reason}</p>}
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
        <Row name="Agent">
          {task.assignTo}
          {task.model && <span className="text-faint"> on {task.model}</span>}
        </Row>
        <Row name="Attempts">
          {task.maxRetries === 0
            ? 'no retries'
            : `${task.retries} of ${count(task.maxRetries, 'retry', 'retries')} used`}
          {task.fixAttempts > 0 && `, ${task.fixAttempts === 1 ? 'one fix' : `${task.fixAttempts} fixes`}`}
          {task.questionRounds > 0 &&
            `, ${task.questionRounds === 1 ? 'one question' : `${task.questionRounds} questions`} answered`}
        </Row>
        {task.retryPolicy && <Row name="Escalation">{escalation(task)}</Row>}
        <Row name="Cost">{money(task.costUsd)}</Row>
        {task.branch && (
          <Row name="Branch">
            <code>{task.branch}</code>
            {task.commit && <code className="text-faint"> {commit(task.commit)}</code>}
            {task.merged && <span className="text-ok"> · merged</span>}
          </Row>
        )}
      </dl>
      <TaskHistory key={task.id} task={task.id} />
    </section>
  )
}

function escalation({ retryPolicy }: TaskView): string {
  const to = [retryPolicy?.fallbackAgent, retryPolicy?.escalateModel].filter(Boolean).join(' on ')
  const after = retryPolicy?.escalateAfter
  return `${to || 'whom the agent reports to'}${after === undefined ? '' : ` after ${after} ${after === 1 ? 'retry' : 'retries'}`}`
}

type StepState = 'past' | 'tried' | 'now' | 'next'

/** Steps before a failure were only tried: a tick there would say that they went well. */
function stateOf(index: number, at: number, status: TaskStatus): StepState {
  if (index < at) return status === 'failed' ? 'tried' : 'past'
  if (index > at) return 'next'
  return status === 'done' ? 'past' : 'now'
}

const looks: Record<StepState, { icon: LucideIcon; tone: string }> = {
  past: { icon: Check, tone: 'text-ok' },
  tried: { icon: Dot, tone: 'text-soft' },
  now: { icon: CircleDot, tone: 'text-accent' },
  next: { icon: Circle, tone: 'text-faint' },
}

function lookOf(step: TaskStatus, state: StepState): { icon: LucideIcon; tone: string } {
  if (step === 'failed') return { icon: X, tone: 'text-bad' }
  return step === 'awaiting_approval' && state === 'now' ? { icon: Hand, tone: 'text-wait' } : looks[state]
}

function Step({ step, state, last }: { step: TaskStatus; state: StepState; last: boolean }) {
  const { icon: Icon, tone } = lookOf(step, state)
  return (
    <li
      aria-current={state === 'now' ? 'step' : undefined}
      className={`relative flex min-w-0 flex-1 flex-col items-center gap-1 ${tone}`}
    >
      {!last && (
        <span className="absolute top-2 left-[calc(50%+0.75rem)] h-px w-[calc(100%-1.5rem)] bg-line" aria-hidden />
      )}
      <Icon size={16} strokeWidth={2.4} aria-hidden />
      <span className={`text-2xs ${state === 'now' ? 'font-semibold' : ''}`}>{words[step]}</span>
    </li>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
