import { queryOptions } from '@tanstack/react-query'
import { get, post } from '~/api/http'
import type { PersonView, SignInLinkView, SignInWays } from '~/api/wire'

export const waysQuery = queryOptions({
  queryKey: ['sign-in'],
  queryFn: ({ signal }) => get<SignInWays>('/sign-in', {}, signal),
})

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get<PersonView>('/me', {}, signal),
})

export const signOut = (everywhere: boolean) => post<undefined>(everywhere ? '/sign-out/everywhere' : '/sign-out')

/** Where to go to join one's account with the provider's. */
export const joinAccounts = () => post<SignInLinkView>('/me/identities')
