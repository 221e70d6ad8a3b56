/** The OAuth server: npm's oidc-provider, set up as ITO-Japan's document describes the gateway. */

import { randomBytes } from 'node:crypto'

import { Provider } from 'oidc-provider'

/** The gateway's clients: an app without a secret, and the merchant's server. */
export const APP = 'kaikei_e2e_app'
export const REDIRECT_URI = 'http://127.0.0.1/callback'
export const MERCHANT = 'kaikei_e2e_merchant'
export const MERCHANT_SECRET = 'kaikei_e2e_merchant_secret'

/** What a login without a scope asks for. */
const DEFAULT_SCOPE = 'account'

/**
 * @param {string} baseUrl
 * @param {number} accessTokenSeconds How long access tokens live.
 */
export function createProvider(baseUrl, accessTokenSeconds) {
  const provider = new Provider(baseUrl, {
    clients: [
      {
        client_id: APP,
        // A native app may come back to any port of this machine (RFC 8252).
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: [REDIRECT_URI],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
      {
        client_id: MERCHANT,
        client_secret: MERCHANT_SECRET,
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
      },
    ],
    // Where the gateway has them.
    routes: { authorization: '/oauth/authorize', token: '/oauth/token' },
    scopes: [DEFAULT_SCOPE],
    // S256 is the only method that it knows.
    pkce: { required: () => true },
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: true } },
    // Without the scope `offline_access`, which is OpenID Connect's way.
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 600,
      Interaction: 600,
      Session: 600,
      Grant: 3600,
      RefreshToken: 3600,
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    cookies: { keys: [randomBytes(32).toString('hex')] },
  })
  // Kaikei asks for no scope by default. A server has to refuse that or to have a default (RFC 6749, section 3.3);
  // oidc-provider on its own refuses.
  provider.use((ctx, next) => {
    if (ctx.path === '/oauth/authorize' && !ctx.query.scope) ctx.query = { ...ctx.query, scope: DEFAULT_SCOPE }
    return next()
  })
  return provider
}
