import { ChevronRight } from 'lucide-react'
import type { ReviewView, ScoreView } from '~/api/wire'
import { capital, count } from '~/ui/words'

/** What each judge said: scores with the reasoning, and the lines they point at. */
export function Reviews({ reviews }: { reviews: ReviewView[] }) {
  return (
    <div className="mt-3 space-y-2">
      <h3 className="text-xs font-medium text-soft">{count(reviews.length, 'judge')}</h3>
      {reviews.map((review) => (
        <details key={review.reviewer} className="group/review rounded-md border border-line">
          <summary className="flex items-center gap-2 px-2.5 py-1.5 text-sm hover:bg-canvas">
            <span className="min-w-0 flex-1 truncate">{capital(review.reviewer)}</span>
            <span className="tabular text-xs text-soft">{average(review).toFixed(2)} of 5</span>
            <ChevronRight
              size={13}
              className="text-faint transition-transform group-open/review:rotate-90"
              aria-hidden
            />
          </summary>
          <div className="space-y-3 border-t border-line px-2.5 py-2.5">
            <p className="text-sm break-words">{review.summary}</p>
            {review.scores.map((score) => (
              <Score key={score.dimension} score={score} />
            ))}
            {review.filesRead.length > 0 && (
              <p className="text-xs break-words text-faint">
                Read <span className="font-mono">{review.filesRead.join(', ')}</span>
              </p>
            )}
          </div>
        </details>
      ))}
    </div>
  )
}

/** The judge's own weighted mean. */
export function average({ scores }: Pick<ReviewView, 'scores'>): number {
  const weight = scores.reduce((sum, score) => sum + score.weight, 0)
  return weight === 0 ? 0 : scores.reduce((sum, score) => sum + score.score * score.weight, 0) / weight
}

function Score({ score }: { score: ScoreView }) {
  return (
    <div>
      <div className="flex items-center gap-2 text-xs">
        <span className="min-w-0 flex-1 font-medium">{capital(score.dimension.replaceAll('_', ' '))}</span>
        <span className="flex gap-0.5" aria-hidden>
          {[1, 2, 3, 4, 5].map((step) => (
            <span key={step} className={`h-1.5 w-4 rounded-full ${step <= score.score ? 'bg-accent' : 'bg-line'}`} />
          ))}
        </span>
        <span className="tabular w-10 text-right text-soft">{score.score} of 5</span>
      </div>
      <p className="mt-0.5 text-xs break-words text-soft">{score.reasoning}</p>
      {score.evidence.length > 0 && (
        <ul className="mt-1 space-y-0.5 border-l-2 border-line pl-2 text-xs">
          {score.evidence.map(({ file, line, note }, index) => (
            <li key={index} className="break-words">
              <code className="text-accent">
                {file}
                {line !== undefined && `:${line}`}
              </code>{' '}
              {note}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
