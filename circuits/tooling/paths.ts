import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this workspace. */
export const circuitsRoot: string = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The root of the repository, from which circom runs. */
export const repositoryRoot: string = join(circuitsRoot, '..');

/** Where compiled circuits and keys are kept unless the caller names another place. */
export const defaultCacheRoot: string = join(repositoryRoot, '.tenor', 'circuits');
