import { Link } from '@tanstack/react-router'
import { Page } from '~/ui/Page'

export function NotFound() {
  return (
    <Page title="There is no such page" about="The address leads nowhere.">
      <Link to="/" className="mx-4 text-accent underline md:mx-0">
        Go to the sessions
      </Link>
    </Page>
  )
}
