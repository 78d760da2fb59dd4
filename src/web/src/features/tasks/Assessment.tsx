import { Check, ChevronRight, X } from 'lucide-react'
import type { AssessmentView, CheckView } from '~/api/wire'
import { Ago } from '~/ui/Ago'
import { Output } from '~/ui/Output'
import { Reviews } from './Reviews'

const triggers: Record<string, string> = {
  initial: 'First check',
  fix: 'After the fix',
  retry: 'After the retry',
  reassess: 'Checked again',
  clarification: 'After the answer',
}

/** One assessment: each check with what it printed, then the judges’ scores with their evidence. Of the newest, what failed is open. */
export function Assessment({ assessment, open = false }: { assessment: AssessmentView; open?: boolean }) {
  const passed = assessment.checks.filter((check) => check.passed).length
  return (
    <details className="group px-4 py-3" open={open}>
      <summary className="flex items-center gap-2 text-sm">
        <Mark passed={assessment.passed} />
        <span className="min-w-0 flex-1">
          <span className="font-semibold">{triggers[assessment.trigger] ?? assessment.trigger}</span>
          <span className="tabular block text-xs text-soft">
            {passed} of {assessment.checks.length} passed
            {assessment.globalScore !== undefined && `, score ${assessment.globalScore.toFixed(2)}`}
          </span>
        </span>
        <Ago at={assessment.at} className="shrink-0 text-xs text-faint" />
        <ChevronRight size={14} className="shrink-0 text-faint transition-transform group-open:rotate-90" aria-hidden />
      </summary>
      <ul className="mt-2 space-y-1.5">
        {assessment.checks.map((check, index) => (
          <OneCheck key={index} check={check} open={open && !check.passed} />
        ))}
      </ul>
      {assessment.reviews.length > 0 && <Reviews reviews={assessment.reviews} />}
    </details>
  )
}

function Mark({ passed }: { passed: boolean }) {
  const Icon = passed ? Check : X
  return (
    <Icon
      size={15}
      strokeWidth={2.6}
      className={`shrink-0 ${passed ? 'text-ok' : 'text-bad'}`}
      aria-label={passed ? 'Passed' : 'Did not pass'}
    />
  )
}

function OneCheck({ check, open }: { check: CheckView; open: boolean }) {
  return (
    <li>
      <details className="group/check rounded-md border border-line" open={open}>
        <summary className="flex items-center gap-2 px-2.5 py-1.5 text-sm hover:bg-canvas">
          <Mark passed={check.passed} />
          <code className="min-w-0 flex-1 truncate text-xs">{check.label}</code>
          {check.exitCode !== undefined && (
            <span className="tabular shrink-0 text-xs text-faint">exit {check.exitCode}</span>
          )}
          {check.score !== undefined && (
            <span className="tabular shrink-0 text-xs text-faint">
              {check.score.toFixed(2)}
              {check.threshold !== undefined && `, ${check.threshold.toFixed(1)} needed`}
            </span>
          )}
          <ChevronRight
            size={13}
            className="shrink-0 text-faint transition-transform group-open/check:rotate-90"
            aria-hidden
          />
        </summary>
        <div className="space-y-2 border-t border-line px-2.5 py-2">
          <p className="text-sm break-words">{check.message}</p>
          {check.output && (
            <Output text={check.output} label={`Output of ${check.label}`} tone={check.passed ? 'still' : 'bad'} />
          )}
          {check.outputHash && (
            <p className="truncate font-mono text-2xs text-faint" title={check.outputHash}>
              sha256 {check.outputHash}
            </p>
          )}
        </div>
      </details>
    </li>
  )
}
