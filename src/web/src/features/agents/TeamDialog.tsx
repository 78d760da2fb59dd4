import { useState, type FormEvent } from 'react'
import type { TeamView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Dialog, DialogActions } from '~/ui/Dialog'
import { TextField } from '~/ui/Field'
import { Refused } from '~/ui/States'
import { useAddTeam, useRenameTeam } from './api'

/** A new team, or a new name for one that there is. */
export function TeamDialog({ team, onClose }: { team?: TeamView; onClose: () => void }) {
  const workspace = useWorkspace()
  const add = useAddTeam(workspace.id)
  const rename = useRenameTeam(workspace.id)
  const [name, setName] = useState(team?.name ?? '')
  const [description, setDescription] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (team) rename.mutate({ from: team.name, to: name.trim() }, { onSuccess: onClose })
    else add.mutate({ name: name.trim(), description: description.trim() || undefined }, { onSuccess: onClose })
  }
  return (
    <Dialog
      title={team ? `Rename ${team.name}` : 'New team'}
      about={team && 'Its agents move along.'}
      onClose={onClose}
    >
      <form onSubmit={submit} className="space-y-3">
        <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} required autoFocus />
        {!team && (
          <TextField
            label="What it is for"
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
        <Refused error={add.error ?? rename.error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="primary" busy={add.isPending || rename.isPending}>
            {team ? 'Rename' : 'Add the team'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
