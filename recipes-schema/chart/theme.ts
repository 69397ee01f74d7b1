export type ThemeName = 'light' | 'dark'

/** Colours of a picture. Data colours are Okabe and Ito's, which people with any colour vision can tell apart. */
export interface Theme {
  readonly paper: string
  readonly card: string
  readonly edge: string
  readonly text: string
  readonly muted: string
  readonly grid: string
  readonly data: string
  readonly band: string
  readonly limit: string
  readonly good: string
  readonly warn: string
  readonly fail: string
}

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    paper: '#f6f8fa',
    card: '#ffffff',
    edge: '#d1d9e0',
    text: '#1f2328',
    muted: '#59636e',
    grid: '#eaeef2',
    data: '#0072b2',
    band: 'rgba(0, 114, 178, 0.07)',
    limit: '#6e7781',
    good: '#009e73',
    warn: '#b86e00',
    fail: '#d55e00',
  },
  dark: {
    paper: '#010409',
    card: '#0d1117',
    edge: '#3d444d',
    text: '#f0f6fc',
    muted: '#9198a1',
    grid: '#21262d',
    data: '#56b4e9',
    band: 'rgba(86, 180, 233, 0.10)',
    limit: '#8b949e',
    good: '#2ecc9b',
    warn: '#e69f00',
    fail: '#ff7f2a',
  },
}

/** DejaVu Sans is shipped with the program; Verdana is its like where a browser draws. */
export const FONT = 'DejaVu Sans, Verdana, sans-serif'
