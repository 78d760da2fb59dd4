import { Link } from '@tanstack/react-router'

const look = 'hover:underline'

/** What waits, as a link to where one sees it whole. */
export function OwnerLink({ kind, id, title }: { kind: string; id: string; title: string }) {
  // A deadline asks for its task.
  if (id.startsWith('task_'))
    return (
      <Link to="/tasks/$id" params={{ id }} className={look}>
        {title}
      </Link>
    )
  if (id.startsWith('msn_'))
    return (
      <Link to="/missions/$id" params={{ id }} className={look}>
        {title}
      </Link>
    )
  if (id.startsWith('sch_'))
    return (
      <Link to="/schedules/$id" params={{ id }} className={look}>
        {title}
      </Link>
    )
  return (
    <>
      {title} <span className="font-normal text-soft">({kind})</span>
    </>
  )
}
