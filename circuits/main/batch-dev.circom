// Generated from packages/protocol/src/parameters.ts by `npm run gen`. Do not edit.
pragma circom 2.1.6;
include "../src/batch/batch.circom";
// A visits, R rows, K positions a group, DEPTH of the account tree, M market rows, T opened rows, E epochs, Q L1 entries,
// U underlyings, V of N oracle keys sign a round, SETTLED: depth of the settled tree
component main { public [r] } = Batch(8, 8, 6, 8, 16, 12, 2, 4, 2, 4, 3, 6, 0);
