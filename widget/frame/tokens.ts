/** The design tokens that a page's styles may set, and so all that a page's looks can say to a frame. */
export const tokenNames = [
  '--bedside-canvas',
  '--bedside-surface',
  '--bedside-text',
  '--bedside-text-quiet',
  '--bedside-border',
  '--bedside-edge',
  '--bedside-accent',
  '--bedside-on-accent',
  '--bedside-accent-text',
  '--bedside-own',
  '--bedside-danger',
  '--bedside-danger-surface',
  '--bedside-notice',
  '--bedside-notice-surface',
  '--bedside-font',
  '--bedside-font-size',
  '--bedside-radius',
  '--bedside-bubble-radius',
  '--bedside-border-width',
  '--bedside-density',
  '--bedside-column',
  '--bedside-layer',
  '--bedside-translucency',
  '--bedside-block-size',
] as const;
export type Tokens = Readonly<Record<string, string>>;

const valueLengthMax = 256;
/** Colours, lengths, names of fonts and what computes them: nothing that fetches, and nothing that ends a declaration. */
const plain =
  /^(?!.*(?:url|image|image-set|cross-fade|paint|src|element|attr|env)\s*\()[\w\s#%.,'"()+*/-]*$/i;

/** The tokens among `given` whose values are what a token's value may be. */
export function tokensFrom(given: Readonly<Record<string, unknown>>): Tokens {
  return Object.fromEntries(
    tokenNames.flatMap((name) => {
      const value = given[name];
      return typeof value === 'string' && value !== '' && value.length <= valueLengthMax && plain.test(value)
        ? [[name, value] as const]
        : [];
    }),
  );
}
