pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/is-zero.circom";
include "../generated/constants.circom";

// An account below its maintenance margin is closed without its signature. Every row of the visit is one of kind liquidate or deleverage (bus
// VISIT, class), and such rows only reduce (bus REDUCE), so every position keeps its sign and shrinks. All at the last epoch, E in µUSD, IM in 2^-24 µUSD,
// MM in 2^-25 µUSD, closed in 2^-20 µUSD:
//  1: E0 < MM0                                                it was below its maintenance margin
//  2: 4 (E0 - (E1 - insurance)) <= closed                     it loses at most a quarter of the initial margin of the lots that are closed
//  3: E1 <= IM1 + IM1 / 4 + LIQUIDATION_SLACK                 no more is closed than needed
//  4: E1 >= min(E0, 0)                                        no debt, or none larger than before
// and where insurance pays, instead of 3 and 4: E1 = ceil(min(E0, 0) S / IM0), the share of the debt that belongs to what is left open, S = min(IM1, IM0):
// closing one side of a hedge can raise the margin, and no debt grows by that. With D = min(E0, 0) that is 0 <= E1 IM0 - D S < IM0.
// A debtor of a deleveraging (liquidated and deleveraged) had a debt, and instead of 3 and 4 what is left of it is its share or less by at most 1 µUSD a
// lot, since the price is whole: 0 <= E1 IM0 - D S < IM0 (1 + lots). A counterparty of it (deleveraged alone) obeys the allowed change and
//  5: E0 - E1 <= closed                                       it loses at most the initial margin of its lots that are closed
// `marginRises` says IM1 > IM0, ranged here (where they are equal it does not matter). `bankrupt` says E0 < 0 and is the prover's word. Where nothing pays for the debt a lie only makes 4 stricter; else the sign of E0 is ranged.
// AllowedChange takes three ranged values as outputs, each 0 where the visit is no liquidation; 2 and 5 are ranged here.
// |E| < 2^90, IM < 2^136, closed < 2^107, lots < 2^51. Honest: a batch closes at most 2^8 rows of notional 2^48, so 2 is below 2^22 x 2^57.
template Liquidate() {
    signal input liquidated, deleveraged, bankrupt, marginRises, insurance, closed, lots, E0, E1, IM0, IM1, MM0;      // the first two are booleans at the caller
    signal input ratio0, ratio1;                                             // E0 IM1 and E1 IM0
    signal output shortfall, ceiling, noDebt;
    signal output counterparty, indebted;        // indebted: E0 < 0, ranged, and insurance or counterparties pay for it
    component bankruptBool = Bool(); bankruptBool.in <== bankrupt;
    (1 - liquidated) * bankrupt === 0;
    (1 - liquidated) * insurance === 0;
    signal debtor <== liquidated * deleveraged;
    counterparty <== deleveraged - debtor;
    debtor * (1 - bankrupt) === 0;
    component uninsured = IsZeroFlag(); uninsured.in <== insurance;
    signal unpaid <== uninsured.out * (1 - debtor);
    var paid = 1 - unpaid;
    indebted <== paid * bankrupt;
    signal debt <== bankrupt * E0;
    signal owed <== bankrupt * ratio0;
    (paid - indebted) * E1 === 0;                                            // no debt before: insurance leaves exactly none
    component risesBool = Bool(); risesBool.in <== marginRises;
    signal risen <== marginRises * (IM1 - IM0);
    signal rise <== liquidated * (2 * risen - IM1 + IM0);                    // |IM1 - IM0|, by its sign
    component riseRange = Range(138); riseRange.in <== rise;
    signal relief <== debt * risen;                                          // < 2^226
    var excess = ratio1 - owed + relief;                                     // E1 IM0 - D S
    signal wholeLots <== debtor * lots;
    signal slack <== wholeLots * IM0;                                        // < 2^187

    // with IM0 - IM1 of AllowedChange: MM0 - 2^25 E0 - 1 (rule 1), for a debt that is paid IM0 + slack - 1 - excess (IM0 > 0 then follows from both ranges)
    signal below <== liquidated * (MM0 - IM0 + IM1 - (1 << 25) * E0 - 1);
    signal rounded <== indebted * (IM0 + slack - MM0 + (1 << 25) * E0 - excess);
    shortfall <== below + rounded;

    signal cost <== liquidated * (closed - (1 << (20 + LIQUIDATION_PENALTY_SHIFT())) * (E0 - E1 + insurance));
    signal loss <== counterparty * (closed - (1 << 20) * (E0 - E1));
    component costRange = Range(80); costRange.in <== cost + loss;

    var buffer = 24 + LIQUIDATION_BUFFER_SHIFT();
    var room = ((1 << LIQUIDATION_BUFFER_SHIFT()) + 1) * IM1 + (1 << buffer) * (LIQUIDATION_SLACK() - E1);
    signal needed <== liquidated * room;                                     // rule 3; paid: excess >= 0
    signal exact <== paid * (excess - room);
    ceiling <== needed + exact;

    signal keptDebt <== liquidated * (E1 - debt);                            // rule 4; paid: the sign of E0, E0 >= 0 or -E0 - 1 >= 0
    signal signed <== paid * (E0 - debt - E1);
    noDebt <== keptDebt + signed - indebted;
}
