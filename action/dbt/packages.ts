import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Whether a project in this folder names packages and has none installed. */
export function wantsPackages(folder: string): boolean {
  const isThere = (name: string): boolean => existsSync(join(folder, name))
  return (isThere('packages.yml') || isThere('dependencies.yml')) && !isThere('dbt_packages')
}
