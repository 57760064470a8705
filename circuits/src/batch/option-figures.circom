pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/is-zero.circom";
include "../generated/constants.circom";

// Margin figures of one market row at one oracle round, and the bounds of its mark. im in 2^-20, mm in 2^-21 µUSD per short lot, exact.
// Perpetual or future: im = mm = mark x imRate. Option: im = max(imRate x index - out of the money, floorRate x index) + mark and
// mm = imRate / 2 x index + mark; a long lot's are its mark.
// isOption, isPut (an option's), isDated, priced are booleans; strike, mark, index < 2^36 and imRate, floorRate < 2^20 ranged at the caller.
// im, mm follow from the inputs alone, priced or not; where priced, mark >= 1 and (mark - most) 2^(20 + shift) <= imRate x index and
// (intrinsic - mark) 2^(20 + shift) <= imRate x index. 229 constraints.
template OptionFigures() {
    signal input isOption, isPut, isDated, priced, strike, mark, index, imRate, floorRate;
    signal output im, mm;

    // what is not an option counts as a call at strike 0: in the money by the whole index, never out of it
    signal strikeOf <== isOption * strike;                                   // < 2^36
    signal put <== isPut * (strikeOf - index);
    var distance = strikeOf - index - 2 * put;                               // out of the money if positive, in the money if negative: |..| < 2^36
    component outSign = Sign(BITS_PRICE()); outSign.in <== distance;
    signal outOfTheMoney <== outSign.ge * distance;                          // < 2^36
    var intrinsic = outOfTheMoney - distance;                                // < 2^36
    var most = index + put;                                                  // a put is worth at most its strike, all else the index: < 2^36

    signal atMark <== imRate * mark;                                         // < 2^56
    signal atIndex <== imRate * index;                                       // < 2^56
    signal floor <== floorRate * index;                                      // < 2^56
    var above = atIndex - (1 << BITS_RATE()) * outOfTheMoney - floor;        // -2^57 < above < 2^56
    component reduced = Sign(BITS_RATE() + BITS_PRICE() + 1); reduced.in <== above;
    signal larger <== reduced.ge * above;
    im <== atMark + isOption * (floor + larger + (1 << BITS_RATE()) * mark - atMark);        // < 2^57
    mm <== atMark + isOption * (atIndex + (1 << (BITS_RATE() + 1)) * mark - atMark);         // < 2^58

    // the clamp in 2^-(20 + PERPETUAL) µUSD: exact, for an integer is at most the rounded clamp exactly where it is at most the clamp
    var widest = MARK_CLAMP_SHIFT_PERPETUAL();
    var unit = 1 << (BITS_RATE() + widest);                                  // 2^23
    signal clamp <== atIndex * (1 + isDated * ((1 << (widest - MARK_CLAMP_SHIFT_DATED())) - 1));         // < 2^58
    signal underMost <== priced * (clamp + unit * (most - mark));            // |..| < 2^58 + 2^59
    signal overLeast <== priced * (clamp + unit * (mark - intrinsic));       // |..| < 2^58 + 2^59
    component mostRange = Range(BITS_RATE() + BITS_PRICE() + widest + 1); mostRange.in <== underMost;
    component leastRange = Range(BITS_RATE() + BITS_PRICE() + widest + 1); leastRange.in <== overLeast;
    component positive = NonZeroIf(); positive.on <== priced; positive.in <== mark;
}
