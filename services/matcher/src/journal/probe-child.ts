import { TenorError } from '@tenor/protocol';
import { Store } from './store.ts';
import { verifiedRecords } from './verify.ts';

/** Reads every record of a store. Exit 0: sound; 3: damaged, the reason on stdout; anything else: LMDB ended the process. */
const [directory, identity] = process.argv.slice(2) as [string, string];
try {
  const store = Store.open(directory, identity);
  for (const _ of verifiedRecords(store));
  store.readThrough();
  await store.close();
} catch (error) {
  process.stdout.write(error instanceof TenorError ? (error.data.detail ?? error.message) : String(error));
  process.exitCode = 3;
}
