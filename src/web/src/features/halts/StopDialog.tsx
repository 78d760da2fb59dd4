import { useState } from 'react'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Dialog, DialogActions } from '~/ui/Dialog'
import { Select, TextField } from '~/ui/Field'
import { Refused } from '~/ui/States'
import { useDeclare, type Order } from './api'

/** Stops or drains this workspace, or everything. Both are lifted again from the banner. */
export function StopDialog({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace()
  const declare = useDeclare()
  const [kind, setKind] = useState<Order['kind']>('stop')
  const [everything, setEverything] = useState(false)
  const [reason, setReason] = useState('')
  const order = (): Order => ({ kind, reason: reason.trim(), ...(everything ? {} : { workspace: workspace.id }) })
  return (
    <Dialog
      title="Stop agents"
      about="Nothing is lost: what is stopped waits where it is, and goes on once you say so."
      onClose={onClose}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          declare.mutate(order(), { onSuccess: onClose })
        }}
      >
        <TextField
          label="Why"
          hint="Everybody whose work waits reads it."
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={500}
          required
        />
        <Select
          label="What"
          value={everything ? 'all' : 'here'}
          onChange={(event) => setEverything(event.target.value === 'all')}
        >
          <option value="here">{workspace.name}</option>
          <option value="all">Everything (Admins)</option>
        </Select>
        <Select
          label="How"
          value={kind}
          onChange={(event) => setKind(event.target.value === 'drain' ? 'drain' : 'stop')}
        >
          <option value="stop">Stop now: no model is asked, commands are frozen</option>
          <option value="drain">Drain: what runs goes on to its end, nothing new begins</option>
        </Select>
        <Refused error={declare.error} />
        <DialogActions>
          <Button onClick={onClose}>Let them go on</Button>
          <Button type="submit" look="danger" busy={declare.isPending} disabled={!reason.trim()}>
            {kind === 'stop' ? 'Stop' : 'Drain'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
