pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/is-zero.circom";
include "../generated/constants.circom";

// What happens to the slot that an instruction names. A higher generation starts afresh, the same one continues at the same or a later
// revision, a lower one is dead. A one-shot instruction needs a strictly higher generation and leaves the slot full: that is all a cancel does,
// and what keeps a withdrawal, transfer or cancel-all from being replayed.
// generation < 2^36, revision < 2^14 ranged at the caller; the old parts are ranged here, so the old word has one reading.
template SlotTransition() {
    signal input isOneShot, generation, revision, dBase;
    signal input oldGeneration, oldRevision, oldFilled;
    signal output carried, oldWord, newWord;     // words: filled 32 | revision 14 @32 | generation 36 @46
    component generationRange = Range(BITS_GENERATION()); generationRange.in <== oldGeneration;
    component revisionRange = Range(BITS_REVISION()); revisionRange.in <== oldRevision;
    component filledRange = Range(BITS_FILLED()); filledRange.in <== oldFilled;
    component newer = Range(BITS_GENERATION() + BITS_REVISION());                        // lexicographic >=
    newer.in <== (1 << BITS_REVISION()) * (generation - oldGeneration) + revision - oldRevision;
    component same = IsZeroFlag(); same.in <== generation - oldGeneration;
    isOneShot * same.out === 0;
    carried <== same.out * oldFilled;
    oldWord <== oldFilled + (1 << 32) * oldRevision + (1 << 46) * oldGeneration;
    newWord <== carried + dBase + isOneShot * ((1 << BITS_FILLED()) - 1) + (1 << 32) * revision + (1 << 46) * generation;
}
