pragma circom 2.1.6;
include "../lib/range.circom";
include "../generated/constants.circom";

// The last resort: a position with a debt is closed against a part of each counterparty's, nobody having signed. All rows of a batch are in the stressed
// instrument and at one price, without a fee; those of debtors are on one side, those of counterparties on the other, each kind in visits of its own
// class, and their lots cancel among themselves (bus CONSERVE).

// One row. isDeleverage, side, debtorSide are booleans at the caller; stressedInstrument is no instrument where no row is stressed. 6 constraints.
template Deleverage() {
    signal input isDeleverage, instrument, side, limit, atLimit, dQuote, fee;
    signal input stressedInstrument, price, debtorSide;
    signal output class;                         // 2 counterparty, 3 debtor, 0 where the row is no deleveraging
    isDeleverage * (instrument - stressedInstrument) === 0;
    isDeleverage * (limit - price) === 0;
    isDeleverage * (atLimit - dQuote) === 0;
    isDeleverage * fee === 0;
    signal both <== side * debtorSide;
    signal ofDebtor <== isDeleverage * (1 - side - debtorSide + 2 * both);
    class <== 2 * isDeleverage + ofDebtor;
}

// The visit of a counterparty: pro rata, lots = ceil(size x ratio / 2^32) of its one position that changes. counterparty is boolean at the caller,
// |size| and lots < 2^51, ratio < 2^33. 34 constraints.
template ProRata() {
    signal input counterparty, size, lots, ratio;
    signal share <== size * ratio;                                           // < 2^84
    signal over <== counterparty * ((1 << BITS_DELEVERAGE_RATIO()) * lots - share);
    component overRange = Range(BITS_DELEVERAGE_RATIO()); overRange.in <== over;
}
