import { createContext, use } from 'react'
import type { WorkspaceView } from '~/api/wire'

export const CurrentWorkspace = createContext<WorkspaceView | undefined>(undefined)

/** The workspace that the page shows. Only pages inside the shell ask, and the shell shows them only when there is one. */
export function useWorkspace(): WorkspaceView {
  const workspace = use(CurrentWorkspace)
  if (!workspace) throw new Error('There is no workspace above this component.')
  return workspace
}
