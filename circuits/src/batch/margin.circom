pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/is-zero.circom";
include "../instructions/liquidate.circom";

// The allowed-change rule. E0, IM0, MM0: the settled old state with deposits; E1, IM1, MM1: the new one.
// The prover names a branch, each a set of inequalities:
//  0: E1 >= IM1
//  1: IM1 <= IM0 and E1 >= MM1
//  2: IM1 <= IM0 and E0 >= 0 and MM0 != 0 and E1 MM0 >= E0 MM1      (E0 < MM0 needs no check: otherwise 1 holds; MM0 != 0 does)
//  3: IM1 <= IM0 and E1 >= E0 and MM1 <= MM0                        (E0 < 0 needs no check: otherwise 1 or 2 holds)
// or the visit is a liquidation, judged by what Liquidate puts into the same three ranges (0 where it is none). No branch is named then.
// |E| < 2^90 in µUSD, IM < 2^136 in 2^-24 and MM < 2^136 in 2^-25 µUSD, so the cross products stay below 2^226.
template AllowedChange() {
    signal input branch[3], E0, E1, IM0, IM1, MM0, MM1;
    signal input liquidated, deleveraged, bankrupt, marginRises, insurance, closed, lots; // liquidated and deleveraged are booleans at the caller
    signal output fullyMargined;                 // branch 0
    signal output counterparty, indebted;        // of a deleveraging; a debt that is paid for
    // the margins of the cross products: initial ones for the share of a debt, else maintenance
    signal cross0 <== MM0 + liquidated * (IM0 - MM0);
    signal cross1 <== MM1 + liquidated * (IM1 - MM1);
    signal ratio1 <== E1 * cross0;
    signal ratio0 <== E0 * cross1;
    component liquidation = Liquidate();
    liquidation.ratio0 <== ratio0; liquidation.ratio1 <== ratio1; liquidation.bankrupt <== bankrupt; liquidation.marginRises <== marginRises;
    liquidation.liquidated <== liquidated; liquidation.deleveraged <== deleveraged; liquidation.insurance <== insurance;
    liquidation.closed <== closed; liquidation.lots <== lots;
    liquidation.E0 <== E0; liquidation.E1 <== E1; liquidation.IM0 <== IM0; liquidation.IM1 <== IM1; liquidation.MM0 <== MM0;
    counterparty <== liquidation.counterparty; indebted <== liquidation.indebted;
    counterparty * branch[2] === 0;              // a debt is no counterparty
    component bool[4];
    for (var i = 0; i < 3; i++) { bool[i] = Bool(); bool[i].in <== branch[i]; }
    fullyMargined <== 1 - branch[0] - branch[1] - branch[2] - liquidated;
    bool[3] = Bool(); bool[3].in <== fullyMargined;
    signal covered <== fullyMargined * ((1 << 24) * E1 - IM0);
    component marginRange = Range(138); marginRange.in <== IM0 - IM1 + covered + liquidation.shortfall; // branch 0: 2^24 E1 - IM1; a liquidation: MM0 - 2^25 E0 - 1; else IM0 - IM1
    signal maintained <== branch[0] * ((1 << 25) * E1 - MM1);
    signal noWorse <== branch[1] * (ratio1 - ratio0);
    signal better <== branch[2] * (E1 - E0);
    component changeRange = Range(228); changeRange.in <== maintained + noWorse + better + liquidation.ceiling;
    signal solvent <== branch[1] * E0;
    signal lighter <== branch[2] * (MM0 - MM1);
    component solventRange = Range(138); solventRange.in <== solvent + lighter + liquidation.noDebt;
    component margined = NonZeroIf(); margined.on <== branch[1]; margined.in <== MM0;
}
