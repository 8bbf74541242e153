import manifest from '../package.json' with { type: 'json' };

/** Of the repository and of the package that is made of it: one number. */
export const VERSION = manifest.version;
