/** A path relative to a folder, with `.` and `..` resolved; never above the root. */
export function join(folder: string, path: string): string {
  const parts: string[] = []
  for (const part of `${folder}${path}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** The folder of a file, with a closing slash, or empty at the root. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1)
}
