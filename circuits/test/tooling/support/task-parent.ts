import { startTaskProcess } from '../../../tooling/task-process.ts';

/** Starts the endless task and says its process id. */
const task = startTaskProcess<null, null>(new URL('./endless-task.ts', import.meta.url), { niceness: 0 });
void task.call(null, ({ detail }) => console.log(detail));
