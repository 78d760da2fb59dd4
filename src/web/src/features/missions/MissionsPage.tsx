import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Network, Plus } from 'lucide-react'
import { useState } from 'react'
import { useWorkspace } from '~/features/workspaces/workspace'
import { Button } from '~/ui/Button'
import { Command } from '~/ui/Copy'
import { Card, Page } from '~/ui/Page'
import { Empty, Failure, Loading } from '~/ui/States'
import { missionsQuery } from './api'
import { MissionRow } from './MissionRow'
import { NewMission } from './NewMission'

export function MissionsPage() {
  const workspace = useWorkspace()
  const { new: adding } = useSearch({ from: '/missions' })
  const navigate = useNavigate({ from: '/missions' })
  const [take, setTake] = useState(25)
  const missions = useQuery({ ...missionsQuery(workspace.id, take), placeholderData: (shown) => shown })
  const open = (shown: boolean) => void navigate({ search: { new: shown || undefined } })
  return (
    <Page
      title="Missions"
      about="Many tasks in their order: what waits for what, where a person looks, how good it has to be"
      actions={
        <Button look="primary" onClick={() => open(true)}>
          <Plus size={15} aria-hidden />
          New mission
        </Button>
      }
    >
      <Card>
        {missions.isPending && <Loading />}
        {missions.error && <Failure error={missions.error} onRetry={() => void missions.refetch()} />}
        {missions.data?.items.length === 0 && (
          <Empty icon={Network} title="No mission yet">
            <p className="mb-3">
              A mission is a document: tasks, what each depends on, and where to hold. Paste one with “New mission”, or
              store a file from your clone:
            </p>
            <Command text="polpo mission create mission.json" />
          </Empty>
        )}
        <ul className="divide-y divide-line">
          {missions.data?.items.map((mission) => (
            <MissionRow key={mission.id} mission={mission} />
          ))}
        </ul>
      </Card>
      {missions.data?.next && take < 200 && (
        <div className="mt-3 text-center">
          <Button onClick={() => setTake(200)} busy={missions.isFetching}>
            Show older missions
          </Button>
        </div>
      )}
      {adding && <NewMission onClose={() => open(false)} />}
    </Page>
  )
}
