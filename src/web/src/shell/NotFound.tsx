import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { Empty } from '~/ui/States'

export function NotFound() {
  return (
    <Empty icon={Compass} title="There is no such page">
      The address leads nowhere.{' '}
      <Link to="/" className="text-accent underline">
        Go to the sessions
      </Link>
      .
    </Empty>
  )
}
