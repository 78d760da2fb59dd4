import { memo } from 'react'
import type { Step } from './graph'
import { StepCard } from './StepCard'

/** Every step in an order in which it may run. What is outside of the view is not painted, so a thousand are no burden. */
export function StepList({ steps }: { steps: readonly Step[] }) {
  return (
    <ol aria-label="Steps" className="divide-y divide-line">
      {steps.map((step) => (
        <Row key={step.id} step={step} />
      ))}
    </ol>
  )
}

const Row = memo(
  function Row({ step }: { step: Step }) {
    return (
      <li className={`lazy-paint px-4 py-3 ${step.hold ? 'bg-canvas' : ''}`}>
        <StepCard step={step} />
      </li>
    )
  },
  // Steps are made anew with each answer; the rows behind them stay the same as long as nothing in them changed.
  (before, now) => before.step.task === now.step.task && before.step.hold === now.step.hold,
)
