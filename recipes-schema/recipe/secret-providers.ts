import { type Diagnostic, diagnostic } from '../text/diagnostic.ts'
import { didYouMean } from '../text/nearest.ts'
import { environmentProvider, secretProviderTypes } from '../written/keys/secrets.ts'
import type { WrittenProject } from '../written/types.ts'
import type { Written } from './read-files.ts'
import { checkTypedSettings } from './typed-settings.ts'
import type { SecretProvider } from './types.ts'

/** Where a project's secrets come from, and whether its environments name them rightly. */
export function readSecretProviders(
  { file, value }: Written<WrittenProject>,
  diagnostics: Diagnostic[],
): ReadonlyMap<string, SecretProvider> {
  const providers = new Map<string, SecretProvider>()
  for (const [name, { type, ...settings }] of Object.entries(value.secrets ?? {})) {
    const place = file.keyPlace(['secrets'], name)
    if (name === environmentProvider) {
      const message = `"${environmentProvider}" is the provider of environment variables and needs no declaration.`
      diagnostics.push(diagnostic('secret.provider_name', place, message, 'Choose another name.'))
    }
    const known = Object.keys(secretProviderTypes[type]?.settings ?? {})
    const about = { words: `A secret provider of type ${type}`, known, place: 'provider' } as const
    checkTypedSettings(file, ['secrets', name], settings, about, diagnostics)
    providers.set(name, { name, type, settings, place })
  }
  checkEnvironments({ file, value }, [environmentProvider, ...providers.keys()], diagnostics)
  return providers
}

/** The providers that an environment asks, in its order. */
export function secretsOf(environment: { readonly secrets?: readonly string[] } | undefined): readonly string[] {
  return environment?.secrets ?? [environmentProvider]
}

function checkEnvironments(
  { file, value }: Written<WrittenProject>,
  known: readonly string[],
  diagnostics: Diagnostic[],
): void {
  for (const [name, { secrets = [] }] of Object.entries(value.environments)) {
    for (const [index, provider] of secrets.entries()) {
      if (known.includes(provider)) continue
      const place = file.placeOf(['environments', name, 'secrets', index])
      const message = `There is no secret provider "${provider}".`
      diagnostics.push(diagnostic('secret.unknown_provider', place, message, didYouMean(provider, known)))
    }
  }
}
