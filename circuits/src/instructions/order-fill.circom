pragma circom 2.1.6;
include "../lib/range.circom";
include "../generated/constants.circom";

// The net fill of one order, or of one position that is closed unsigned, over a batch: at least one lot, no worse than the signed limit, inside the band that
// the row names (a deleveraging looks up none), fee within the signed maximum.
// isTrade, isLiquidate, side boolean; carried = lots filled in earlier batches; size < 2^32, limit < 2^36, maxFee < 2^24 ranged at the caller.
// Admission (the TypeScript rules) keeps limit x size < 2^48; the widths below rely on it for completeness only: a breach cannot be proved, never
// passes.
template OrderFill() {
    signal input isTrade, isLiquidate, side, size, limit, maxFee, carried;
    signal input dBase, dQuote, fee, low, high;
    signal output packed;                        // dBase 33 | dQuote 48 @33 | fee signed 40 @81 | low 36 @122 | high 37 @158: 195 bits, every part ranged
    signal output base, conserve, cash, atLimit;

    component baseRange = Range(BITS_LOTS()); baseRange.in <== dBase - isTrade;          // a trade has at least one lot
    component quoteRange = Range(BITS_NOTIONAL()); quoteRange.in <== dQuote;
    component feeSign = Sign(BITS_FEE()); feeSign.in <== fee;                           // negative: a rebate,
    isLiquidate * (1 - feeSign.ge) === 0;                                                // which the insurance fund does not pay
    component lowRange = Range(BITS_PRICE()); lowRange.in <== low;
    component highRange = Range(BITS_PRICE() + 1); highRange.in <== high;
    signal result <== dBase + (1 << 33) * dQuote + (1 << 81) * fee;
    (1 - isTrade) * result === 0;                                                        // ranged parts, below one of the fee's units without it: 0 iff each is
    packed <== result + (1 << 122) * low + (1 << 158) * high;

    component left = Range(BITS_LOTS()); left.in <== size - carried - dBase;             // never overfilled, over all revisions

    atLimit <== limit * dBase;                                                           // < 2^69
    signal better <== (1 - 2 * side) * (atLimit - dQuote);                               // side 0 buys, 1 sells
    component betterRange = Range(BITS_NOTIONAL()); betterRange.in <== better;
    signal atLow <== low * dBase;                                                        // < 2^69
    component aboveLow = Range(BITS_NOTIONAL()); aboveLow.in <== dQuote - atLow;
    signal atHigh <== high * dBase;                                                      // < 2^70
    component belowHigh = Range(BITS_PRICE() + 1 + BITS_LOTS()); belowHigh.in <== atHigh - dQuote;      // an option's band is wide: < 2^70
    signal feeMost <== maxFee * dBase;                                                   // < 2^57
    component feeWithin = Range(BITS_LOTS() + BITS_MAX_FEE_PER_LOT() + 1); feeWithin.in <== feeMost - fee;

    // Base and quote share one integer: |sum of base over a batch| < 2^63, so the total is 0 iff both sums are.
    conserve <== (1 - 2 * side) * (dBase + (1 << 64) * dQuote);
    base <== (1 - 2 * side) * dBase;
    cash <== (base - conserve) / (1 << 64) - fee;                                        // -(signed quote) - fee
}
