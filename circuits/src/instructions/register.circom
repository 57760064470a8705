pragma circom 2.1.6;

// A visit that opens a fresh account: nothing was there, nothing is owned yet; owner and key come from the L1 entry (bus REGISTER).
// fresh is boolean at the caller; `held` counts the non-empty old positions (< 2^8).
template Register() {
    signal input emptySlotsRoot, fresh, on, oldHash, collateral0, slots0, held, minGeneration0, mode0;
    signal output oldLeaf;
    fresh * (1 - on) === 0;
    fresh * collateral0 === 0;
    fresh * (slots0 - emptySlotsRoot) === 0;
    fresh * held === 0;
    fresh * minGeneration0 === 0;
    fresh * mode0 === 0;
    oldLeaf <== oldHash - fresh * oldHash;       // the empty leaf is 0
}
