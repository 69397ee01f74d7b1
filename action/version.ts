import manifest from '../package.json' with { type: 'json' }

/** Galley's own version. */
export const version: string = manifest.version
