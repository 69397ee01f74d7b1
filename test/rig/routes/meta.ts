import { ok, type Route } from '../rest/call.ts'

const hourly = { limit: 5000, remaining: 5000, used: 0 }

export const metaRoutes: readonly Route[] = [
  {
    operation: 'meta/get',
    needs: 'nothing',
    answer: () => ok({ verifiable_password_authentication: false, installed_version: '3.19.0' }),
  },
  {
    operation: 'rate-limit/get',
    needs: 'nothing',
    answer: () => {
      const rate = { ...hourly, reset: Math.floor(Date.now() / 1000) + 3600 }
      return ok({ resources: { core: rate, search: rate }, rate })
    },
  },
]
