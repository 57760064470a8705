import { generateContracts } from './generate.ts';

for (const path of generateContracts()) console.log(path);
