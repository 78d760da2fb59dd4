import type { UseMutationResult } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '~/ui/Button'
import { Dialog, DialogActions } from '~/ui/Dialog'
import { TextArea } from '~/ui/Field'
import { Refused } from '~/ui/States'

interface Props<In> {
  /** What comes of it with words, and without. */
  about: string
  run: Pick<UseMutationResult<unknown, Error, In>, 'error' | 'isPending' | 'mutate'>
  to: (feedback: string) => In
  onClose: () => void
}

/** Refuses with words, so that it is tried again, or without, so that it fails. */
export function Rejection<In>({ about, run, to, onClose }: Props<In>) {
  const [feedback, setFeedback] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    run.mutate(to(feedback.trim()), { onSuccess: onClose })
  }
  return (
    <Dialog title="Reject" about={about} onClose={onClose}>
      <form onSubmit={submit} className="space-y-3">
        <TextArea
          label="What should be different"
          rows={5}
          value={feedback}
          onChange={(event) => setFeedback(event.target.value)}
          autoFocus
        />
        <Refused error={run.error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="primary" busy={run.isPending}>
            {feedback.trim() ? 'Reject with feedback' : 'Reject and fail'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
