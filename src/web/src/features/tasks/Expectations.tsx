import { FileSearch, FlaskConical, Scale, ScrollText, Target, type LucideIcon } from 'lucide-react'
import type { Expectation, TaskView } from '~/api/wire'

const icons: Record<string, LucideIcon> = {
  test: FlaskConical,
  file_exists: FileSearch,
  script: ScrollText,
  llm_review: Scale,
}

/** What has to hold in the end, as it was asked for. */
export function Expectations({ task }: { task: TaskView }) {
  if (task.expectations.length === 0 && task.expectedOutcomes.length === 0) return null
  return (
    <ul aria-label="Checks" className="divide-y divide-line border-t border-line">
      {task.expectations.map((expectation, index) => (
        <Line key={index} icon={icons[expectation.type] ?? Target} text={said(expectation)} />
      ))}
      {task.expectedOutcomes.map((outcome, index) => (
        <Line
          key={`outcome ${index}`}
          icon={Target}
          text={`Deliver ${String(outcome.type)}: ${String(outcome.label ?? outcome.path ?? '')}`}
        />
      ))}
    </ul>
  )
}

function Line({ icon: Icon, text }: { icon: LucideIcon; text: string }) {
  return (
    <li className="flex items-start gap-2.5 px-4 py-2 text-sm">
      <Icon size={15} className="mt-0.5 shrink-0 text-faint" aria-hidden />
      <span className="min-w-0 break-words whitespace-pre-wrap">{text}</span>
    </li>
  )
}

/** The reference's four types in words; another type by its name. */
export function said(expectation: Expectation): string {
  const text = (name: string): string | undefined =>
    typeof expectation[name] === 'string' ? expectation[name] : undefined
  switch (expectation.type) {
    case 'test':
      return `${text('command') ?? 'npm test'} ends with exit code 0`
    case 'script':
      return `${text('command') ?? 'the script'} ends with exit code ${Number(expectation.expectExitCode ?? 0)}`
    case 'file_exists':
      return `There is ${[expectation.paths ?? expectation.path].flat().join(', ')}`
    case 'llm_review':
      return `Three judges score it ${Number(expectation.threshold ?? 3).toFixed(1)} or better: ${text('criteria') ?? text('prompt') ?? 'the default criteria'}`
    default:
      return expectation.type
  }
}
