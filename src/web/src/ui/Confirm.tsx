import type { UseMutationResult } from '@tanstack/react-query'
import { Button } from './Button'
import { Dialog, DialogActions } from './Dialog'
import { Refused } from './States'

interface Props<In> {
  title: string
  /** What will be so afterwards. */
  about: string
  action: string
  keep: string
  run: Pick<UseMutationResult<unknown, Error, In>, 'error' | 'isPending' | 'mutate'>
  /** What it is done to. */
  to: In
  onClose: () => void
  /** Instead of closing, once it is done. */
  onDone?: () => void
}

/** Asks before something that cannot be taken back. */
export function Confirm<In>({ title, about, action, keep, run, to, onClose, onDone = onClose }: Props<In>) {
  return (
    <Dialog title={title} about={about} onClose={onClose}>
      <div className="mb-4">
        <Refused error={run.error} />
      </div>
      <DialogActions>
        <Button onClick={onClose}>{keep}</Button>
        <Button look="danger" busy={run.isPending} onClick={() => run.mutate(to, { onSuccess: onDone })}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
