/**
 * A certified OpenID provider (npm's oidc-provider) over TLS, with one client, one account and the pages it brings.
 *
 *   node identity-provider.mjs '{"port": 0, "certificate": "….pem", "key": "….pem", "clientId": "…",
 *                               "clientSecret": "…", "callback": "http://…/login/callback"}'
 *
 * Says its issuer as the first line on stdout once it listens, and ends with its standard input. Its signing key is
 * made at every start: starting it again on the same port is a change of keys.
 */
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'

// What it says about being a quick start for development goes to stderr: stdout is for the issuer.
console.info = console.warn

const { Provider } = await import('oidc-provider')

const ACCOUNT = 'sun.yi'
const { port, certificate, key, clientId, clientSecret, callback } = JSON.parse(process.argv[2])

// By way of its text: to export the very object that was made can stand still for ever, if Node 20 collects garbage then.
const encoding = { format: 'pem', type: 'pkcs8' }
const made = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: encoding }).privateKey
const signingKey = createPrivateKey(made).export({ format: 'jwk' })

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) })
server.listen(port, '127.0.0.1', () => {
  const issuer = `https://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [callback],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: 'RS256',
      },
    ],
    jwks: { keys: [{ ...signingKey, use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    pkce: { required: () => true },
    findAccount: (_, id) => (id === ACCOUNT ? { accountId: id, claims: () => ({ sub: id }) } : undefined),
  })
  server.on('request', provider.callback())
  process.stdout.write(`${issuer}\n`)
})

process.stdin.on('end', () => process.exit()).resume()
