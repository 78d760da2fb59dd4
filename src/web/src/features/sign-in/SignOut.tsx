import * as Menu from '@radix-ui/react-dropdown-menu'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleUserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { tell } from '~/api/renewal'
import { useSay } from '~/ui/Toasts'
import { joinAccounts, meQuery, signOut, waysQuery } from './api'
import { rememberSignOut } from './provider'

/** Who one is here, and the way out. */
export function SignOut() {
  const queries = useQueryClient()
  const say = useSay()
  const { data: me } = useQuery(meQuery)
  const { data: ways } = useQuery(waysQuery)
  const leave = async (everywhere: boolean) => {
    try {
      await signOut(everywhere)
      rememberSignOut(sessionStorage)
      tell({ kind: 'out' })
      await queries.resetQueries()
    } catch (error) {
      say((error as Error).message)
    }
  }
  const join = async () => {
    try {
      window.location.assign((await joinAccounts()).url)
    } catch (error) {
      say((error as Error).message)
    }
  }
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={me ? `Signed in as ${me.name}` : 'Your account'}
        className="grid size-7 place-items-center rounded-md text-soft hover:bg-sunken hover:text-ink"
      >
        <CircleUserRound size={17} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align="end"
          sideOffset={4}
          className="z-50 min-w-48 rounded-lg border border-line bg-surface p-1 text-sm shadow-raised"
        >
          {me && <Menu.Label className="px-2.5 py-1.5 text-xs text-faint">{me.name}</Menu.Label>}
          {ways?.provider && <Choice onSelect={() => void join()}>Join with {ways.provider.name}</Choice>}
          <Choice onSelect={() => void leave(false)}>Sign out</Choice>
          <Choice onSelect={() => void leave(true)}>Sign out everywhere</Choice>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  )
}

function Choice({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <Menu.Item
      onSelect={onSelect}
      className="cursor-pointer rounded-md px-2.5 py-1.5 outline-none data-highlighted:bg-sunken"
    >
      {children}
    </Menu.Item>
  )
}
