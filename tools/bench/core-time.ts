/** Seconds that this process has spent on a core: on a machine with other work, wall time would measure that. */
export function coreSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
