const left = 'polpo-signed-out'

/** The way to the provider; one comes back to the page where one is. */
export function providerAddress(silent: boolean, location: Pick<Location, 'pathname' | 'search'>): string {
  const back = location.pathname.startsWith('/sign-in') ? '/' : location.pathname + location.search
  const query = new URLSearchParams({ return: back })
  if (silent) query.set('silent', 'true')
  return `/sign-in/provider?${query}`
}

/** Whether to ask the provider without being asked to: not who just signed out, and not again who was sent back. */
export const mayAskByItself = (search: string, storage: Pick<Storage, 'getItem'>): boolean =>
  !new URLSearchParams(search).has('refused') && storage.getItem(left) === null

export const rememberSignOut = (storage: Pick<Storage, 'setItem'>) => storage.setItem(left, 'yes')
export const forgetSignOut = (storage: Pick<Storage, 'removeItem'>) => storage.removeItem(left)

const sentences: Record<string, string> = {
  used: 'This link does not sign in any more: it was used already, or it is older than ten minutes.',
  expired: 'This sign-in was begun in another browser, or more than ten minutes ago. Begin again.',
  denied: 'The provider let nobody in, because that was not allowed there.',
  nobody: 'You may not come in with this account. Ask an Admin of this server, or choose another account.',
  taken: 'This account at the provider belongs to somebody else here. Choose your own.',
  provider: 'The sign-in provider gave no answer that can be used. The server’s log says why.',
}

/** Why one was sent back; undefined: one was not, or there is nothing to say about it. */
export function refusal(search: string): string | undefined {
  const word = new URLSearchParams(search).get('refused')
  return word === null ? undefined : sentences[word]
}
