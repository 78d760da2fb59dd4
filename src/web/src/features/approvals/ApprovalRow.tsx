import { Check, ChevronRight, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { ApprovalView } from '~/api/wire'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Output } from '~/ui/Output'
import { Refused } from '~/ui/States'
import { approvalWords, Status } from '~/ui/Status'
import { count } from '~/ui/words'
import { useDecide } from './api'
import { OwnerLink } from './OwnerLink'
import { Rejection } from './Rejection'

/** A request: what waits, why, what becomes of it when nobody says anything, and the two answers. */
export function ApprovalRow({ request }: { request: ApprovalView }) {
  const decide = useDecide(request.id)
  const [rejecting, setRejecting] = useState(false)
  const open = request.status === 'pending'
  return (
    <li className="px-4 py-3.5">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <h2 className="min-w-48 flex-1 font-medium break-words">
          <OwnerLink kind={request.ownerKind} id={request.ownerId} title={request.title} />
        </h2>
        <Status of={approvalWords[request.status]} />
        <Ago at={request.requestedAt} className="text-xs text-faint" />
      </div>
      <p className="mt-0.5 text-xs text-soft">
        {request.gateName} · {request.hook} · asked for by {request.requestedBy}
      </p>
      <p className="mt-1.5 max-w-prose text-sm break-words">{request.reason}</p>
      {open && request.dueAt && (
        <p className="mt-1 text-xs text-soft">
          Undecided by <time dateTime={request.dueAt}>{new Date(request.dueAt).toLocaleString()}</time>:{' '}
          {request.timeoutAction}.
        </p>
      )}
      {!open && (request.resolvedBy || request.note) && (
        <p className="mt-1 text-sm break-words text-soft">
          {request.resolvedBy}
          {request.note && `: ${request.note}`}
        </p>
      )}
      {request.payload !== undefined && request.payload !== null && (
        <details className="group mt-2">
          <summary className="inline-flex items-center gap-1 text-xs text-soft hover:text-ink">
            <ChevronRight size={13} className="transition-transform group-open:rotate-90" aria-hidden />
            What the gate saw
          </summary>
          <div className="mt-1.5">
            <Output text={JSON.stringify(request.payload, null, 2)} label="What the gate saw" tone="still" />
          </div>
        </details>
      )}
      {open && (
        <div className="mt-2.5 flex flex-wrap items-center gap-2">
          <Button
            look="primary"
            busy={decide.isPending}
            aria-label={`Approve ${request.title}`}
            onClick={() => decide.mutate({ approve: true, words: '' })}
          >
            <Check size={14} aria-hidden />
            Approve
          </Button>
          <Button busy={decide.isPending} aria-label={`Reject ${request.title}`} onClick={() => setRejecting(true)}>
            <Undo2 size={14} aria-hidden />
            Reject…
          </Button>
          {request.revisionsLeft > 0 && (
            <span className="text-xs text-faint">
              can be sent back {request.revisionsLeft === 1 ? 'once' : `${count(request.revisionsLeft, 'time')}`} more
            </span>
          )}
          <Refused error={rejecting ? null : decide.error} />
        </div>
      )}
      {rejecting && (
        <Rejection
          about="With feedback the work is done once more by your words. Without any, it fails."
          run={decide}
          to={(words) => ({ approve: false, words })}
          onClose={() => setRejecting(false)}
        />
      )}
    </li>
  )
}
