// A certified OpenID Connect issuer on loopback. Its people are whoever signs in by name; groups are the words after a "+".
// Usage: node issuer.mjs; it prints its address, and ends when its input does.
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const gone = new Set()

const server = createServer()
await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
const issuer = `http://127.0.0.1:${server.address().port}`

const account = (id) => ({
  accountId: id,
  claims: () => {
    const [name, ...groups] = id.split('+')
    return { sub: id, name, email: `${name}@example.com`, email_verified: true, groups }
  },
})

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'polpo',
      client_secret: 'a secret of the tests',
      // On loopback any port: the server takes a free one.
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/sign-in/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
  scopes: ['openid', 'offline_access'],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ['for tests only'] },
  ttl: { AccessToken: 300, IdToken: 300, AuthorizationCode: 60, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  interactions: { url: (_, interaction) => `/people/${interaction.uid}` },
  findAccount: (_, id) => (gone.has(id) ? undefined : account(id)),
})

const serve = provider.callback()

const page = (uid) => `<!doctype html><html lang="en"><title>Company sign-in</title>
<h1>Company sign-in</h1><form method="post" action="/people/${uid}"><label>Name <input name="name" autofocus></label><button>Sign in</button></form></html>`

async function person(request, response) {
  const asked = await provider.interactionDetails(request, response)
  // Everybody agrees at once.
  if (asked.prompt.name === 'consent') {
    const grant = new provider.Grant({ accountId: asked.session.accountId, clientId: asked.params.client_id })
    grant.addOIDCScope('openid profile email offline_access')
    const consent = { grantId: await grant.save() }
    return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true })
  }
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'text/html')
    response.end(page(request.url.split('/').pop()))
    return
  }
  let body = ''
  for await (const part of request) body += part
  const name = new URLSearchParams(body).get('name')
  await provider.interactionFinished(request, response, { login: { accountId: name } }, { mergeWithLastSubmission: false })
}

server.on('request', (request, response) => {
  if (request.url.startsWith('/people/')) return void person(request, response)
  // Who has left the company, by the tests' word.
  if (request.url.startsWith('/gone/')) {
    gone.add(decodeURIComponent(request.url.slice('/gone/'.length)))
    return void response.end()
  }
  serve(request, response)
})

process.stdout.write(`${issuer}\n`)
process.stdin.on('end', () => process.exit(0)).resume()
