import { resolve } from 'node:path'
import type { Translate } from './happening.ts'
import { observability } from './observability.ts'
import { openLineage } from './openlineage.ts'
import type { Send } from './outbox.ts'
import { byFile, byHttp } from './transports.ts'

export interface ObserverKind {
  readonly translate: Translate
  readonly send: Send
  /** How many messages may be under way at once; as many as the outbox has unless said. */
  readonly inParallel?: number
}

type Settings = Readonly<Record<string, string>>

/** Every type of observer: a protocol and a way to its listener. Settings are evaluated; paths are meant from `root`. */
export const observerKinds: Readonly<Record<string, (settings: Settings, root: string) => ObserverKind>> = {
  openlineage({ url, endpoint = 'api/v1/lineage', api_key, file, namespace = 'galley' }, root) {
    const translate = openLineage(namespace, endpoint.replace(/^\/+/, ''))
    if (file !== undefined) return { translate, send: byFile(resolve(root, file)), inParallel: 1 }
    return { translate, send: byHttp(url ?? '', api_key === undefined ? {} : { authorization: `Bearer ${api_key}` }) }
  },
  observability({ url = '', key = '', namespace = 'galley' }) {
    return { translate: observability(namespace), send: byHttp(url, { ServiceAccountAuthenticationKey: key }) }
  },
}
