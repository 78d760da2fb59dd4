import { FolderGit2 } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Button } from '~/ui/Button'
import { TextField } from '~/ui/Field'
import { Command } from '~/ui/Copy'
import { Refused } from '~/ui/States'
import { useOpenWorkspace } from './api'

/** What a fresh installation shows: Polpo knows no repository yet. */
export function OpenWorkspace() {
  const [path, setPath] = useState('')
  const open = useOpenWorkspace()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    open.mutate(path.trim())
  }
  return (
    <main className="mx-auto max-w-lg px-5 py-[12vh]">
      <FolderGit2 size={30} strokeWidth={1.5} className="text-accent" aria-hidden />
      <h1 className="mt-4 text-xl font-semibold tracking-tight">Which repository should your agents work on?</h1>
      <p className="mt-1 text-soft">
        Polpo works on its own copies. Your clone stays as it is until you merge a result.
      </p>
      <form onSubmit={submit} className="mt-6 space-y-3">
        <TextField
          label="Path of a git repository on this machine"
          placeholder="/home/me/project"
          value={path}
          onChange={(event) => setPath(event.target.value)}
          required
          autoFocus
        />
        <Refused error={open.error} />
        <Button look="primary" type="submit" busy={open.isPending}>
          Open repository
        </Button>
      </form>
      <div className="mt-8 border-t border-line pt-5 text-sm text-soft">
        <p className="mb-2">Only looking? The demo brings a small repository with a failing test:</p>
        <Command text="polpo demo" />
      </div>
    </main>
  )
}
