/** Adds the missing platform packages to a parsed package-lock.json, in place. */
export function addPlatformPackages(lock: {
  packages: Record<string, { optionalDependencies?: Record<string, string> | undefined }>;
}): { added: string[]; unknown: string[] };
