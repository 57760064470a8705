/** Least Node version, as package.json says. */
export const LEAST_NODE = [20, 10] as const;

/** Whether a version such as `v20.11.1` will do. */
export function nodeSuffices(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}
