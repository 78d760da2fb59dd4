import { useQuery } from '@tanstack/react-query'
import type { TaskView } from '~/api/wire'
import { Failure } from '~/ui/States'
import { assessmentsQuery } from './api'
import { Assessment } from './Assessment'
import { Decision } from './Decision'
import { Progress } from './Progress'

/** What a person needs to decide: where the task stands, what was checked, what the judges said. */
export function Evidence({ task }: { task: TaskView }) {
  const assessments = useQuery(assessmentsQuery(task.id))
  const [latest, ...earlier] = assessments.data ?? []
  return (
    <div className="divide-y divide-line">
      <Progress task={task} />
      <Decision task={task} />
      {assessments.error && <Failure error={assessments.error} onRetry={() => void assessments.refetch()} />}
      {latest ? (
        <Assessment assessment={latest} open />
      ) : (
        !assessments.error && <p className="px-4 py-3 text-sm text-soft">{nothingYet(task)}</p>
      )}
      {earlier.map((assessment) => (
        <Assessment key={assessment.at} assessment={assessment} />
      ))}
    </div>
  )
}

export function nothingYet(task: Pick<TaskView, 'status' | 'expectations' | 'expectedOutcomes'>): string {
  if (task.expectations.length === 0 && task.expectedOutcomes.length === 0)
    return 'This task has no checks: it is done when the agent says so.'
  if (task.status === 'review') return 'The checks are running.'
  if (task.status === 'failed') return 'Nothing was checked.'
  return 'Nothing was checked yet. The checks run when the agent has finished.'
}
