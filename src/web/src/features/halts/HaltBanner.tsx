import { useQuery } from '@tanstack/react-query'
import { Hourglass, OctagonX } from 'lucide-react'
import type { HaltView } from '~/api/wire'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Ago } from '~/ui/Ago'
import { Button } from '~/ui/Button'
import { Refused } from '~/ui/States'
import { haltsQuery, useLift } from './api'

/** What stands still of what one sees: who said so, why, since when, and the way out for who may. */
export function HaltBanner() {
  const { data } = useQuery(haltsQuery)
  const workspace = useWorkspace()
  const halts = data?.items.filter((halt) => !halt.workspace || halt.workspace === workspace.id) ?? []
  return halts.map((halt) => <Halted key={halt.id} halt={halt} />)
}

function Halted({ halt }: { halt: HaltView }) {
  const lift = useLift()
  const Icon = halt.kind === 'stop' ? OctagonX : Hourglass
  return (
    <div role="alert" className="border-b border-line bg-bad-wash text-sm text-bad">
      <div className="flex flex-wrap items-start gap-2 px-4 py-2 md:px-6">
        <Icon size={15} className="mt-0.5 shrink-0" aria-hidden />
        <p className="min-w-0 flex-1">
          <strong className="font-semibold">{words(halt)}</strong> {halt.reason} ({halt.by}, <Ago at={halt.since} />)
        </p>
        {halt.mayLift && (
          <Button busy={lift.isPending} onClick={() => lift.mutate(halt.id)}>
            Go on
          </Button>
        )}
        <Refused error={lift.error} />
      </div>
    </div>
  )
}

function words({ kind, person, workspace, of, running }: HaltView): string {
  const whose = person ? `${of}'s agents` : workspace ? `The agents of ${of}` : 'All agents'
  if (kind === 'stop') return `${whose} are stopped.`
  return `${whose} begin nothing new; ${running === 0 ? 'nothing is under way any more' : `${running} at work`}.`
}
