import { ChevronRight } from 'lucide-react'
import { known } from '~/api/facts'
import type { EventView } from '~/api/wire'
import { useFacts } from '~/live/useFacts'
import { Ago } from '~/ui/Ago'
import { taskWords } from '~/ui/Status'
import { commit } from '~/ui/words'

/** What happened to a task as a person would tell it: moves, fixes, retries, escalation, questions. */
export function TaskHistory({ task }: { task: string }) {
  const { events } = useFacts(`/tasks/${task}/events`, task)
  const lines = events.flatMap((event) => {
    const text = told(event)
    return text ? [{ seq: event.seq, at: event.at, text }] : []
  })
  if (lines.length === 0) return null
  return (
    <details className="group mt-3">
      <summary className="flex w-fit items-center gap-1 text-xs font-medium text-soft hover:text-ink">
        <ChevronRight size={13} className="transition-transform group-open:rotate-90" aria-hidden />
        History ({lines.length})
      </summary>
      <ol className="mt-2 space-y-1.5 border-l border-line pl-3">
        {lines.map(({ seq, at, text }) => (
          <li key={seq} className="flex gap-2 text-xs">
            <span className="min-w-0 flex-1 break-words">{text}</span>
            <Ago at={at} className="shrink-0 text-faint" />
          </li>
        ))}
      </ol>
    </details>
  )
}

const word = (status: string) => (status in taskWords ? taskWords[status as keyof typeof taskWords].word : status)

export function told(event: EventView): string | undefined {
  const fact = known(event)
  switch (fact.type) {
    case 'task.created':
      return `Created for ${fact.body.assignTo}`
    case 'task.moved':
      return fact.body.reason ? `${word(fact.body.to)}: ${fact.body.reason}` : word(fact.body.to)
    case 'task.assessed': {
      const score = fact.body.globalScore === undefined ? '' : `, score ${fact.body.globalScore.toFixed(2)}`
      return fact.body.passed ? `Checks passed${score}` : `Checks did not pass${score}`
    }
    case 'task.fix':
      return `Fix ${fact.body.attempt}: sent back with what is wrong`
    case 'task.retried':
      return `Retry ${fact.body.retry}: ${fact.body.reason}`
    case 'task.escalated':
      return `Escalated to ${fact.body.agent}${fact.body.model ? ` on ${fact.body.model}` : ''}`
    case 'approval.timeout':
      return `Nobody decided in time: ${fact.body.action}`
    case 'escalation.triggered':
      return `Escalation, level ${fact.body.level}: ${fact.body.target ?? fact.body.handler}`
    case 'deadlock.resolved':
      return `Deadlock solved (${fact.body.action}): ${fact.body.reason}`
    case 'sla.warning':
      return `${fact.body.percentUsed} % of the time to its deadline is gone`
    case 'sla.violated':
      return 'Its deadline has passed'
    case 'sla.met':
      return 'Done before its deadline'
    case 'task.question':
      return `The agent asked: ${fact.body.question}`
    case 'task.answered':
      return `Answered: ${fact.body.answer}`
    case 'task.branch':
      return `Branch ${fact.body.branch} at ${commit(fact.body.commit)}`
    case 'task.merged':
      return `Merged into ${fact.body.branch} as ${commit(fact.body.commit)}`
    case 'task.receipt':
      return 'Receipt signed'
    default:
      return undefined
  }
}
