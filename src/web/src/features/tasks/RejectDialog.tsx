import { useState, type FormEvent } from 'react'
import { Button } from '~/ui/Button'
import { Dialog, DialogActions } from '~/ui/Dialog'
import { TextArea } from '~/ui/Field'
import { Refused } from '~/ui/States'
import { useReject } from './api'

export function RejectDialog({ task, onClose }: { task: string; onClose: () => void }) {
  const [feedback, setFeedback] = useState('')
  const reject = useReject(task)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    reject.mutate(feedback.trim(), { onSuccess: onClose })
  }
  return (
    <Dialog
      title="Reject"
      about="With feedback the agent tries once more with your words. Without any, the task fails."
      onClose={onClose}
    >
      <form onSubmit={submit} className="space-y-3">
        <TextArea
          label="What should be different"
          rows={5}
          value={feedback}
          onChange={(event) => setFeedback(event.target.value)}
          autoFocus
        />
        <Refused error={reject.error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="primary" busy={reject.isPending}>
            {feedback.trim() ? 'Reject with feedback' : 'Reject and fail'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
