import type { Route } from '../rest/call.ts'
import { appRoutes } from './apps.ts'
import { checkRoutes } from './checks.ts'
import { commentRoutes } from './comments.ts'
import { commitRoutes } from './commits.ts'
import { contentRoutes } from './contents.ts'
import { deploymentRoutes } from './deployments.ts'
import { gitDataRoutes } from './git-data.ts'
import { hookDeliveryRoutes } from './hook-deliveries.ts'
import { metaRoutes } from './meta.ts'
import { pullRoutes } from './pulls.ts'
import { reactionRoutes } from './reactions.ts'
import { repositoryRoutes } from './repositories.ts'
import { reviewRoutes } from './reviews.ts'
import { ruleRoutes } from './rules.ts'
import { runRoutes } from './runs.ts'

/** Every operation that the rig knows: one file a resource, one line here. */
export const routes: readonly Route[] = [
  ...appRoutes,
  ...hookDeliveryRoutes,
  ...repositoryRoutes,
  ...commitRoutes,
  ...gitDataRoutes,
  ...contentRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...ruleRoutes,
  ...commentRoutes,
  ...reactionRoutes,
  ...checkRoutes,
  ...deploymentRoutes,
  ...runRoutes,
  ...metaRoutes,
]
