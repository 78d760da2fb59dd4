import { useNavigate } from '@tanstack/react-router'
import { useState, type ChangeEvent } from 'react'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Dialog, DialogActions } from '~/ui/Dialog'
import { control, TextArea, TextField } from '~/ui/Field'
import { Refused } from '~/ui/States'
import { count } from '~/ui/words'
import { useCreateMission, useValidateMission } from './api'
import { Problems } from './Problems'

const example = `{
  "name": "Report",
  "tasks": [
    { "title": "Write", "description": "Write report.md." },
    { "title": "Check", "description": "Check it.", "dependsOn": ["Write"] }
  ]
}`

/** A mission document, pasted or from a file: looked at, then stored as a draft. */
export function NewMission({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [name, setName] = useState('')
  const validate = useValidateMission(workspace.id)
  const create = useCreateMission(workspace.id)
  const found = validate.data
  const change = (written: string) => {
    setText(written)
    validate.reset()
    create.reset()
  }
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    if (file) change(await file.text())
  }
  const save = () =>
    validate.mutate(
      { text, name },
      {
        onSuccess: ({ valid }) =>
          valid &&
          create.mutate(
            { text, name },
            { onSuccess: ({ id }) => void navigate({ to: '/missions/$id', params: { id } }) },
          ),
      },
    )
  const busy = validate.isPending || create.isPending
  return (
    <Dialog wide title="New mission" about="It is stored as a draft and runs when you say so." onClose={onClose}>
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <TextArea
          label="Mission document"
          hint="JSON: tasks with title, description and dependsOn; qualityGates, checkpoints and delays between them."
          value={text}
          onChange={(event) => change(event.target.value)}
          placeholder={example}
          rows={12}
          spellCheck={false}
          className={`${control} font-mono text-xs!`}
          required
        />
        <input
          type="file"
          accept=".json,application/json"
          aria-label="Take the document from a file"
          onChange={(event) => void choose(event)}
          className="block w-full text-xs text-soft file:mr-3 file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:py-1.5 file:text-sm file:font-medium file:text-ink"
        />
        <TextField
          label="Name, if the document has none"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {found && !found.valid && <Problems found={found} />}
        {found?.valid && (
          <p role="status" className="rounded-md bg-ok-wash px-3 py-2 text-sm text-ok">
            Nothing is wrong with it: {count(found.order.length, 'task')}.
          </p>
        )}
        <Refused error={validate.error ?? create.error} />
        <DialogActions>
          <Button onClick={onClose}>Back</Button>
          <Button busy={busy} disabled={!text.trim()} onClick={() => validate.mutate({ text, name })}>
            Check
          </Button>
          <Button type="submit" look="primary" busy={busy} disabled={!text.trim()}>
            Save the draft
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
