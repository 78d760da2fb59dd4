import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useEffect, useState, type FormEvent } from 'react'
import { Button } from '~/ui/Button'
import { TextField } from '~/ui/Field'
import { Loading, Refused } from '~/ui/States'
import { waysQuery } from './api'
import { mayAskByItself, providerAddress, refusal } from './provider'

/** The code in a pasted link or the bare code; undefined when it is neither. */
export function codeIn(pasted: string): string | undefined {
  const text = pasted.trim()
  const code = /[?&]code=([\w.~-]+)/.exec(text)?.[1] ?? text
  return /^[\w.~-]{16,}$/.test(code) ? code : undefined
}

/** Shown whenever the server does not know the browser: how one comes in. */
export function SignIn() {
  const { data: ways, error } = useQuery(waysQuery)
  const provider = ways?.provider
  const byItself = provider?.seamless === true && mayAskByItself(window.location.search, sessionStorage)
  useEffect(() => {
    if (byItself) window.location.replace(providerAddress(true, window.location))
  }, [byItself])
  if ((!ways && !error) || byItself) return <Loading />
  const refused = refusal(window.location.search)
  return (
    <main className="mx-auto max-w-lg px-5 py-[12vh]">
      <title>Sign in · Polpo</title>
      <KeyRound size={30} strokeWidth={1.5} className="text-accent" aria-hidden />
      <h1 className="mt-4 text-xl font-semibold tracking-tight">
        {provider ? 'Sign in to Polpo' : 'Open Polpo with its one-time link'}
      </h1>
      {refused && (
        <div className="mt-4">
          <Refused error={new Error(refused)} />
        </div>
      )}
      {provider ? (
        <>
          <a
            href={providerAddress(false, window.location)}
            className="mt-6 flex min-h-10 items-center justify-center rounded-md bg-accent px-4 font-medium text-accent-ink hover:brightness-110"
          >
            Continue with {provider.name}
          </a>
          <details className="mt-8 border-t border-line pt-5">
            <summary className="cursor-pointer text-sm text-soft">I was given a link</summary>
            <WithLink />
          </details>
        </>
      ) : (
        <WithLink />
      )}
    </main>
  )
}

/** The way in without a provider. */
function WithLink() {
  const [pasted, setPasted] = useState('')
  const [error, setError] = useState<Error>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const code = codeIn(pasted)
    if (code) window.location.assign(`/sign-in?code=${encodeURIComponent(code)}`)
    else
      setError(
        new Error(
          'That is not a sign-in link. It looks like http://127.0.0.1:3890/sign-in?code=… and stands in the terminal.',
        ),
      )
  }
  return (
    <>
      <p className="mt-1 text-soft">
        There is no password. When the server starts, it prints a link in its terminal that signs one browser in, once,
        within ten minutes.
      </p>
      <form onSubmit={submit} className="mt-6 space-y-3">
        <TextField
          label="Sign-in link"
          placeholder="http://127.0.0.1:3890/sign-in?code=…"
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          required
        />
        <Refused error={error} />
        <Button look="primary" type="submit">
          Sign in
        </Button>
      </form>
      <p className="mt-8 border-t border-line pt-5 text-sm text-soft">
        The link was used or is too old? Type <code className="text-xs whitespace-nowrap text-ink">polpo sign-in</code>{' '}
        on the machine where the server runs: it prints a new one.
      </p>
    </>
  )
}
