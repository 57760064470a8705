pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/is-zero.circom";
include "../lib/arithmetic.circom";
include "../generated/constants.circom";

// Prices of 36 bits in one word of a round.
function PRICES_PER_WORD() { return 252 \ BITS_PRICE(); }

// What one long lot of a market row gains in each scenario at one oracle round: price - mark of an option, whole steps of the mark of anything else.
// Three scenarios to a word, SCENARIO_SPACING bits apart; a word is a signed integer, |gain| < 2^36.
// isOption is boolean, mark < 2^36 ranged at the caller. price: the signed table of the round, ranged here; of what is not an option it reaches nothing.
// step = ceil(mark x SCENARIO_STEP_RATE / 2^20) is the prover's and unique: its remainder is ranged, and mark x rate < 2^52, so step < 2^32.
// packed: the words of the round that hold the table, seven prices each; ranged parts, so they fix the table.
// 379 constraints.
template ScenarioValues() {
    var S = SCENARIOS(); var W = S \ SCENARIOS_PER_WORD();
    signal input isOption, mark, step, price[S];
    signal output word[W], packed[SCENARIO_PRICE_WORDS()];
    assert(SCENARIO_STEP_RATE() < (1 << 16) && S % SCENARIOS_PER_WORD() == 0 && SCENARIO_PRICE_WORDS() == ceilDiv(S, PRICES_PER_WORD()));
    for (var w = 0; w < SCENARIO_PRICE_WORDS(); w++) {
        var prices = 0;
        for (var i = 0; i < PRICES_PER_WORD() && PRICES_PER_WORD() * w + i < S; i++) { prices += (1 << (BITS_PRICE() * i)) * price[PRICES_PER_WORD() * w + i]; }
        packed[w] <== prices;
    }
    component priceRange[S];
    for (var s = 0; s < S; s++) { priceRange[s] = Range(BITS_PRICE()); priceRange[s].in <== price[s]; }
    component stepRange = Range(32); stepRange.in <== step;
    component stepRest = Range(BITS_RATE()); stepRest.in <== (1 << BITS_RATE()) * step - SCENARIO_STEP_RATE() * mark;
    for (var w = 0; w < W; w++) {
        var table = 0; var moved = 0;
        for (var i = 0; i < SCENARIOS_PER_WORD(); i++) {
            var s = SCENARIOS_PER_WORD() * w + i;
            table += (1 << (SCENARIO_SPACING() * i)) * (price[s] - mark);
            moved += (1 << (SCENARIO_SPACING() * i)) * SCENARIO_STEPS(s) * step;
        }
        word[w] <== moved + isOption * (table - moved);
    }
}

// The worst loss of positions over the grid, exactly: loss = max(0, max over s of -gain[s]) where gain[s] = sum of size[k] x (gain of one lot of k in s).
// left[s] = loss + gain[s] is what the prover names. |size| < 2^40 at the caller, |gain of a lot| < 2^36 (ScenarioValues), K <= 8.
//
// Packed: word by word, sum of left x 2^(82 i) = sum of (loss + gain) x 2^(82 i) holds in the field. It then holds part by part over the integers:
//  1. |gain[s]| < 8 x 2^76 = 2^79; loss, left < 2^80 by their ranges; so |loss + gain - left| < 2^80 + 2^79 + 2^80 < 2^82.
//  2. Both sides of a word are below 2^247 in magnitude, far from p, so they are equal as integers.
//  3. Modulo 2^82 the lowest difference is 0, and by 1 it is below 2^82: so it is 0. Divide by 2^82 and repeat.
// So left[s] = loss + gain[s] >= 0: loss is at least every loss. And loss x left[0] x ... x left[8] = 0: no factor is a multiple of p, so one of them is
// 0, and loss is 0 or one of the losses. A borrowed part would be negative, or 2^82 less or more than it should be: refused by its range.
// Complete: an honest loss is below 2^79, so left < 2^79 + 2^79 = 2^80.
template ScenarioLoss(K) {
    var S = SCENARIOS(); var W = S \ SCENARIOS_PER_WORD();
    signal input size[K], word[K][W], loss, left[S];
    assert(K <= 8 && SCENARIO_LOSS_BITS() == BITS_OPEN_INTEREST_CAP() + BITS_PRICE() + 4 && SCENARIO_SPACING() == SCENARIO_LOSS_BITS() + 2);
    assert(SCENARIO_SPACING() * SCENARIOS_PER_WORD() + 1 < 252);
    component lossRange = Range(SCENARIO_LOSS_BITS()); lossRange.in <== loss;
    component leftRange[S];
    signal gains[K][W]; signal none[S];
    for (var w = 0; w < W; w++) {
        var total = 0;
        for (var k = 0; k < K; k++) { gains[k][w] <== size[k] * word[k][w]; total += gains[k][w]; }
        for (var i = 0; i < SCENARIOS_PER_WORD(); i++) {
            var s = SCENARIOS_PER_WORD() * w + i;
            leftRange[s] = Range(SCENARIO_LOSS_BITS()); leftRange[s].in <== left[s];
            if (s == 0) { none[s] <== loss * left[s]; } else { none[s] <== none[s - 1] * left[s]; }
            total += (1 << (SCENARIO_SPACING() * i)) * (loss - left[s]);
        }
        total === 0;
    }
    none[S - 1] === 0;
}

// Which positions the margin mode of an account scopes: those of the underlying it names. Underlyings are 1 or more, so mode 0 scopes none; where the
// underlying is 0 (a settled position) every figure is 0 too. mode is ranged at the caller.
template ScenarioScope(K) {
    signal input mode, underlying[K];
    signal output scoped[K];
    component same[K];
    for (var k = 0; k < K; k++) { same[k] = IsZeroFlag(); same[k].in <== underlying[k] - mode; scoped[k] <== same[k].out; }
}

// Margins of one side of a visit, before or after, in its mode: scoped positions together, all others by their standard margins.
//  initial:     IM = loss + short / 8, at least longOptions + IM / 2, in 2^-24 uUSD; short: the standard margin of the scoped lots, each as a short one
//  maintenance: 3/4 (loss + own / 8), in 2^-25 uUSD; own: their standard margin as they are
// Of each position: scoped, ge, isOption booleans; |size| < 2^40; abs, lotMargin, margin, maintenance as of Holding; im of a short lot; words of
// ScenarioValues. margin < 2^106 + 2^128 in 2^-20, so with K <= 8 all sums here stay below 2^136. credited: whether the credit of long options binds.
// A long option's margin is 2^20 x its value, which is where longOptions comes from.
template PortfolioMargin(K) {
    var S = SCENARIOS(); var W = S \ SCENARIOS_PER_WORD();
    signal input scoped[K], ge[K], isOption[K], size[K], abs[K], im[K], lotMargin[K], margin[K], maintenance[K], word[K][W];
    signal input loss, left[S], credited;
    signal output initialMargin, maintenanceMargin;
    assert(CONTINGENCY_SHIFT() == 3 && OPTION_CREDIT_SHIFT() == 1);          // units and the form of the credit stand on them
    component worst = ScenarioLoss(K);
    worst.loss <== loss;
    for (var s = 0; s < S; s++) { worst.left[s] <== left[s]; }
    signal shorter[K]; signal own[K]; signal short[K]; signal kept[K]; signal long[K]; signal longValue[K];
    var ownTotal = 0; var shortTotal = 0; var longTotal = 0; var otherMargin = 0; var otherMaintenance = 0;
    for (var k = 0; k < K; k++) {
        worst.size[k] <== scoped[k] * size[k];
        for (var w = 0; w < W; w++) { worst.word[k][w] <== word[k][w]; }
        shorter[k] <== abs[k] * (im[k] - lotMargin[k]);                      // what a long option has less margin than a short one
        own[k] <== scoped[k] * margin[k];
        short[k] <== scoped[k] * shorter[k];
        kept[k] <== scoped[k] * maintenance[k];
        long[k] <== ge[k] * isOption[k];
        longValue[k] <== long[k] * own[k];                                   // 2^-20
        ownTotal += own[k]; shortTotal += own[k] + short[k]; longTotal += longValue[k];
        otherMargin += margin[k] - own[k]; otherMaintenance += maintenance[k] - kept[k];
    }
    var initial = (1 << 23) * loss + shortTotal;                             // 2^-23, < 2^103 + 2^132
    component creditedBool = Bool(); creditedBool.in <== credited;
    var excess = 16 * longTotal - initial;                                   // longOptions - IM / 2 in 2^-24, |..| < 2^133
    signal bound <== credited * excess;
    component larger = Range(133); larger.in <== 2 * bound - excess;         // |excess|, by its sign
    initialMargin <== 2 * initial + bound + 16 * otherMargin;
    maintenanceMargin <== MAINTENANCE_QUARTERS() * ((1 << 23) * loss + ownTotal) + 16 * otherMaintenance;
}
