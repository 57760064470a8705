pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/bus.circom";
include "../instructions/funding-step.circom";
include "../instructions/list.circom";
include "option-figures.circom";
include "scenario-margin.circom";

// A market row that this batch opens: its words taken apart, its funding step, and what it offers to visits and rows at every epoch. A row that the
// batch lists was empty before, one that it expires is empty after; neither has figures to offer.
// static word:  instrument 32 @0 | kind 4 @32 | underlying 8 @36 | status 4 @44 | strike 36 @48 | expiry hour 24 @84 | imRate 20 @108 | slopeRate 20 @128
//               | bandRate 20 @148 | fundingCapRate 20 @168 | open-interest cap 40 @188 | floorRate 20 @228
// mutable word: index of longs + 2^63, 64 @0 | index of shorts + 2^63, 64 @64 | open interest 52 @128 | last mark 36 @180 | last funding hour 20 @216
// staticWord, mutableWord0, entry, step and scenario are absorbed; every part is ranged, so they fix the columns of OpenedMarketTerms (with the index prices,
// which the rounds fix). Scenarios are those of the last epoch, at which alone accounts are judged by them.
template OpenedMarket(E, U) {
    signal input live, position, listed, expired, stressed, time;
    signal input longStep, shortStep;            // the levy of the batch, on one of the sides: 2^-24 µUSD per lot, < 2^58
    signal input instrument, isKind[4], isUnderlying[U], status, strike, expiryHour;     // kinds: perpetual, future, call, put
    signal input imRate, slopeRate, bandRate, fundingCapRate, openInterestCap, floorRate;
    signal input indexLong0, indexShort0, openInterest0, lastMark0, hour0;
    signal input openInterest1, step, hours, capBinds, width, tradable, bandReads;
    signal input mark[E], slope[E];              // marks are tied to the signed rounds by the bus ROW
    signal input scenarioStep, scenarioPrice[SCENARIOS()];                   // of ScenarioValues; tied to the signed rounds by the bus ROW
    signal input roundIndex[E][U];               // of the signed rounds, ranged there
    signal output staticWord, mutableWord0, mutableWord1, entry, indexLong1, indexShort1, im[E], mm[E], isOption, low, high, published;
    signal output underlying, scenario[SCENARIO_PRICE_WORDS()], gain[SCENARIOS() \ SCENARIOS_PER_WORD()];

    component liveBool = Bool(); liveBool.in <== live;
    component listedBool = Bool(); listedBool.in <== listed;
    component expiredBool = Bool(); expiredBool.in <== expired;
    signal priced <== live - listed - expired;
    component pricedBool = Bool(); pricedBool.in <== priced;
    for (var e = 0; e < E; e++) { (1 - priced) * mark[e] === 0; }            // no price of another instrument or time: not for funding either
    component stressedBool = Bool(); stressedBool.in <== stressed;
    stressed * (2 - priced - tradable) === 0;    // booleans: winners pay in an instrument that is neither listed nor expired here, before its expiry
    component positionRange = Range(10); positionRange.in <== position;

    // ---- static word
    component instrumentRange = Range(BITS_INSTRUMENT()); instrumentRange.in <== instrument;
    component kindBool[4];
    for (var i = 0; i < 4; i++) { kindBool[i] = Bool(); kindBool[i].in <== isKind[i]; }
    isKind[0] + isKind[1] + isKind[2] + isKind[3] === live;
    isOption <== isKind[2] + isKind[3];
    var isDated = isKind[1] + isKind[2] + isKind[3];
    component underlyingBool[U];
    var underlyings = 0; var number = 0;
    for (var u = 0; u < U; u++) {
        underlyingBool[u] = Bool(); underlyingBool[u].in <== isUnderlying[u];
        underlyings += isUnderlying[u]; number += (u + 1) * isUnderlying[u];
    }
    underlyings === live;
    underlying <== number;
    component statusRange = Range(4); statusRange.in <== status;
    component strikeRange = Range(BITS_PRICE()); strikeRange.in <== strike;
    component expiryRange = Range(BITS_EXPIRY_HOUR()); expiryRange.in <== expiryHour;
    component rate[5];
    for (var i = 0; i < 5; i++) { rate[i] = Range(BITS_RATE()); }
    rate[0].in <== imRate; rate[1].in <== slopeRate; rate[2].in <== bandRate; rate[3].in <== fundingCapRate; rate[4].in <== floorRate;
    component capRange = Range(BITS_OPEN_INTEREST_CAP()); capRange.in <== openInterestCap;
    staticWord <== instrument + (1 << 32) * (isKind[0] + 2 * isKind[1] + 3 * isKind[2] + 4 * isKind[3]) + (1 << 36) * underlying + (1 << 44) * status
        + (1 << 48) * strike + (1 << 84) * expiryHour + (1 << 108) * imRate + (1 << 128) * slopeRate + (1 << 148) * bandRate
        + (1 << 168) * fundingCapRate + (1 << 188) * openInterestCap + (1 << 228) * floorRate;

    // ---- mutable word before
    component index[4];
    for (var i = 0; i < 4; i++) { index[i] = Range(64); }
    index[0].in <== indexLong0 + live * (1 << 63);                          // unused entries: all 0
    index[1].in <== indexShort0 + live * (1 << 63);
    component interest[2];
    for (var i = 0; i < 2; i++) { interest[i] = Range(BITS_OPEN_INTEREST()); }
    interest[0].in <== openInterest0;
    interest[1].in <== openInterest1;
    component lastMarkRange = Range(BITS_PRICE()); lastMarkRange.in <== lastMark0;
    component hourRange[2];
    for (var i = 0; i < 2; i++) { hourRange[i] = Range(BITS_FUNDING_HOUR()); }
    hourRange[0].in <== hour0;
    var before = indexLong0 + (1 << 64) * indexShort0 + (1 << 128) * openInterest0 + (1 << 180) * lastMark0 + (1 << 216) * hour0;
    component list = List();
    list.live <== live; list.listed <== listed; list.past <== before; list.hours <== hours; list.instrument <== instrument;
    mutableWord0 <== list.mutableWord0;

    // ---- funding, then the word after: last mark = the mark of the last epoch, ranged where the rounds are
    component funding = FundingStep();
    funding.step <== step; funding.hours <== hours; funding.fundingCapRate <== fundingCapRate; funding.mark <== mark[0]; funding.hour0 <== hour0; funding.time <== time;
    hourRange[1].in <== funding.hour1;
    signal levyLong <== stressed * longStep;
    signal levyShort <== stressed * shortStep;
    indexLong1 <== indexLong0 + step - levyLong;
    indexShort1 <== indexShort0 + step + levyShort;                          // times a negative size
    index[2].in <== indexLong1 + live * (1 << 63);
    index[3].in <== indexShort1 + live * (1 << 63);
    signal after <== indexLong1 + (1 << 64) * indexShort1 + live * EMPTY_ROW_WORD() + (1 << 128) * openInterest1 + (1 << 180) * mark[E - 1] + (1 << 216) * funding.hour1;
    mutableWord1 <== after - expired * after;

    // ---- open interest: grows only to its cap
    component bindBool = Bool(); bindBool.in <== capBinds;
    signal ceiling <== openInterest0 + capBinds * (openInterestCap - openInterest0);
    component withinCap = Range(BITS_OPEN_INTEREST()); withinCap.in <== ceiling - openInterest1;
    (1 - live) * (openInterest1 - openInterest0) === 0;

    // ---- margin figures of each epoch; slope = ceil(mark^2 x slopeRate / 2^36), against the account
    component slopeRange[E]; component slopeRest[E]; signal square[E]; signal curve[E]; signal indexPart[E][U]; signal indexPrice[E];
    component figures[E];
    for (var e = 0; e < E; e++) {
        var sum = 0;
        for (var u = 0; u < U; u++) { indexPart[e][u] <== isUnderlying[u] * roundIndex[e][u]; sum += indexPart[e][u]; }
        indexPrice[e] <== sum;
        figures[e] = OptionFigures();
        figures[e].isOption <== isOption; figures[e].isPut <== isKind[3]; figures[e].isDated <== isDated; figures[e].priced <== priced;
        figures[e].strike <== strike; figures[e].mark <== mark[e]; figures[e].index <== indexPrice[e];
        figures[e].imRate <== imRate; figures[e].floorRate <== floorRate;
        im[e] <== figures[e].im;                                             // < 2^57
        mm[e] <== figures[e].mm;                                             // < 2^58
        square[e] <== mark[e] * mark[e];
        curve[e] <== square[e] * slopeRate;                                  // < 2^92
        slopeRange[e] = Range(BITS_SLOPE()); slopeRange[e].in <== slope[e];
        slopeRest[e] = Range(BITS_SLOPE_SHIFT()); slopeRest[e].in <== (1 << BITS_SLOPE_SHIFT()) * slope[e] - curve[e];
    }
    component values = ScenarioValues();
    values.isOption <== isOption; values.mark <== mark[E - 1]; values.step <== scenarioStep; values.price <== scenarioPrice;
    scenario <== values.packed; gain <== values.word;
    // every mark of a batch lies within IM - MM per short lot of its last one
    component jumpUp[E - 1]; component jumpDown[E - 1]; signal up[E - 1]; signal down[E - 1];
    for (var e = 0; e < E - 1; e++) {
        up[e] <== priced * (2 * im[E - 1] - mm[E - 1] + (1 << 21) * (mark[e] - mark[E - 1]));
        down[e] <== priced * (2 * im[E - 1] - mm[E - 1] - (1 << 21) * (mark[e] - mark[E - 1]));
        jumpUp[e] = Range(60); jumpUp[e].in <== up[e];
        jumpDown[e] = Range(60); jumpDown[e].in <== down[e];
    }

    // ---- price band around the last mark, a part of it or, for an option, of the index; half-width rounded down, no price negative
    signal around <== mark[E - 1] + isOption * (indexPrice[E - 1] - mark[E - 1]);
    signal scaled <== around * bandRate;
    component widthRange = Range(BITS_PRICE()); widthRange.in <== width;
    component widthRest = Range(BITS_RATE()); widthRest.in <== scaled - (1 << BITS_RATE()) * width;
    component lowSign = Sign(BITS_PRICE()); lowSign.in <== mark[E - 1] - width;
    low <== lowSign.ge * (mark[E - 1] - width);
    high <== mark[E - 1] + width;
    // nothing trades from the expiry on
    component tradableBool = Bool(); tradableBool.in <== tradable;
    (1 - tradable) * bandReads === 0;
    signal ends <== tradable * isDated;
    signal left <== ends * (3600 * expiryHour - 1 - time);
    component leftRange = Range(BITS_TIME()); leftRange.in <== left;

    // entry: live 1 | position 10 @1 | open interest after 52 @11 | hours 8 @63 | listed 1 @71 | expired 1 @72 | stressed 1 @73 | marks 36 each @74
    assert(74 + 36 * E < 252);
    var packed = live + 2 * position + (1 << 11) * openInterest1 + (1 << 63) * hours + (1 << 71) * listed + (1 << 72) * expired + (1 << 73) * stressed;
    for (var e = 0; e < E; e++) { packed += (1 << (74 + 36 * e)) * mark[e]; }
    entry <== packed;
    // published: the word after; of a listed row the instrument and a flag; of an expired one the last indices, which the batch adds
    signal usual <== live * (mutableWord1 + (1 << 236) * position);
    published <== usual + list.published;
}

template OpenedMarketTerms(E) {
    signal input X, p[11], above[SCENARIO_PRICE_WORDS()];
    signal input live, position, listed, expired, instrument, underlying, scenario[SCENARIO_PRICE_WORDS()], gain[SCENARIOS() \ SCENARIOS_PER_WORD()], staticWord, mutableWord0, mutableWord1, indexLong1, indexShort1, openInterest0, openInterest1, low, high, bandReads;
    signal input isOption, mark[E], im[E], mm[E], slope[E], markReads[E];
    signal output sum;
    var reads = bandReads;
    for (var e = 0; e < E; e++) { reads += markReads[e]; }
    (1 - live + listed + expired) * reads === 0; // ranged counts: such an entry offers nothing

    // A priced row's marks are those that the rounds say of its instrument: the columns are mark + 2^36 id, and 0 where it has no price.
    signal named <== (live - listed - expired) * instrument;
    signal row[4 + E];
    signal static0 <== staticWord - listed * staticWord;                     // before
    signal static1 <== staticWord - expired * staticWord;                    // after
    row[0] <== p[1] * static0;
    row[1] <== p[2] * static1;
    row[2] <== p[3] * mutableWord0;
    row[3] <== p[4] * mutableWord1;
    var key = position + row[0] + row[1] + row[2] + row[3];
    for (var e = 0; e < E; e++) { row[4 + e] <== p[5 + e] * (mark[e] + (1 << BITS_PRICE()) * named); key += row[4 + e]; }
    signal prices[SCENARIO_PRICE_WORDS()];
    for (var w = 0; w < SCENARIO_PRICE_WORDS(); w++) { prices[w] <== above[w] * scenario[w]; key += prices[w]; }
    component rowTerm = Term(); rowTerm.X <== X; rowTerm.numerator <== live; rowTerm.T <== key + TAG_ROW() * p[10];
    component listTerm = Term(); listTerm.X <== X; listTerm.numerator <== listed; listTerm.T <== staticWord + TAG_LIST() * p[10];
    component bandTerm = Term(); bandTerm.X <== X; bandTerm.numerator <== bandReads;
    bandTerm.T <== instrument + (1 << 32) * low + (1 << 68) * high + TAG_BAND() * p[10];
    component openTerm = Term(); openTerm.X <== X; openTerm.numerator <== openInterest1 - openInterest0;
    openTerm.T <== instrument + TAG_OPEN() * p[10];
    signal long <== p[1] * indexLong1;
    signal short <== p[2] * indexShort1;
    signal column[E][4];
    signal gains[SCENARIOS() \ SCENARIOS_PER_WORD()];
    var scenarios = 0;
    for (var w = 0; w < SCENARIOS() \ SCENARIOS_PER_WORD(); w++) { gains[w] <== p[7 + w] * gain[w]; scenarios += gains[w]; }
    component markTerm[E];
    var total = rowTerm.out + listTerm.out - bandTerm.out - openTerm.out;
    for (var e = 0; e < E; e++) {
        column[e][0] <== p[3] * mark[e];
        column[e][1] <== p[4] * im[e];
        column[e][2] <== p[5] * slope[e];
        column[e][3] <== p[6] * mm[e];
        markTerm[e] = Term(); markTerm[e].X <== X; markTerm[e].numerator <== markReads[e];
        markTerm[e].T <== e + 16 * instrument + (1 << 36) * isOption + (1 << 38) * underlying + long + short + column[e][0] + column[e][1] + column[e][2] + column[e][3]
            + (e == E - 1 ? scenarios : 0) + TAG_MARK() * p[10];
        total -= markTerm[e].out;
    }
    sum <== total;
}

// A row of the state that stays closed: only its words, and what the rounds say of it. It is offered to an opened entry exactly where it was touched.
template MarketRowTerms(E) {
    signal input X, p[11], above[SCENARIO_PRICE_WORDS()];
    signal input scenario[SCENARIO_PRICE_WORDS()];                           // of the last epoch
    signal input touched, unpriced, position, staticWord0, staticWord1, mutableWord0, mutableWord1, instrument[E], mark[E];
    signal output sum;
    signal row[4 + E];
    row[0] <== p[1] * staticWord0;
    row[1] <== p[2] * staticWord1;
    row[2] <== p[3] * mutableWord0;
    row[3] <== p[4] * mutableWord1;
    var prices = 0;
    for (var e = 0; e < E; e++) { row[4 + e] <== p[5 + e] * (mark[e] + (1 << BITS_PRICE()) * instrument[e]); prices += row[4 + e]; }
    signal table[SCENARIO_PRICE_WORDS()];
    for (var w = 0; w < SCENARIO_PRICE_WORDS(); w++) { table[w] <== above[w] * scenario[w]; prices += table[w]; }
    signal priced <== prices - unpriced * prices;
    component term = Term(); term.X <== X; term.numerator <== touched; term.T <== position + row[0] + row[1] + row[2] + row[3] + priced + TAG_ROW() * p[10];
    sum <== 0 - term.out;
}
