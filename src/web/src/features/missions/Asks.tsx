import type { ApprovalView } from '~/api/wire'
import { ApprovalRow } from '~/features/approvals/ApprovalRow'
import { Card } from '~/ui/Page'

/** What people are asked about a mission and its tasks, each with its answers. */
export function Asks({ asks }: { asks: readonly ApprovalView[] }) {
  if (asks.length === 0) return null
  return (
    <Card>
      <section aria-label="Waits for you">
        <h2 className="border-b border-line px-4 py-2 text-sm font-semibold">Waits for you</h2>
        <ul className="divide-y divide-line">
          {asks.map((ask) => (
            <ApprovalRow key={ask.id} request={ask} />
          ))}
        </ul>
      </section>
    </Card>
  )
}
