pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/bus.circom";
include "../instructions/funding-step.circom";

// A market row that this batch opens: its words taken apart, its funding step, and what it offers to visits and rows at every epoch.
// static word:  instrument 32 @0 | kind, underlying, status, strike, expiry hour (opaque) 76 @32 | imRate 20 @108 | slopeRate 20 @128 | bandRate 20 @148
//               | fundingCapRate 20 @168 | open-interest cap 52 @188
// mutable word: index of longs + 2^63, 64 @0 | index of shorts + 2^63, 64 @64 | open interest 52 @128 | last mark 36 @180 | last funding hour 20 @216
// staticWord, mutableWord0, entry and step are absorbed; every part is ranged, so they fix the columns of OpenedMarketTerms.
template OpenedMarket(E) {
    signal input live, position, time;
    signal input instrument, opaque, imRate, slopeRate, bandRate, fundingCapRate, openInterestCap;
    signal input indexLong0, indexShort0, openInterest0, lastMark0, hour0;
    signal input openInterest1, step, hours, capBinds, width;
    signal input mark[E], slope[E];              // marks are tied to the signed rounds by the bus ROW
    signal output staticWord, mutableWord0, mutableWord1, entry, indexLong1, indexShort1, im[E], low, high, published;

    component liveBool = Bool(); liveBool.in <== live;
    component positionRange = Range(10); positionRange.in <== position;

    // ---- static word
    component instrumentRange = Range(BITS_INSTRUMENT()); instrumentRange.in <== instrument;
    component opaqueRange = Range(76); opaqueRange.in <== opaque;
    component rate[4];
    for (var i = 0; i < 4; i++) { rate[i] = Range(BITS_RATE()); }
    rate[0].in <== imRate; rate[1].in <== slopeRate; rate[2].in <== bandRate; rate[3].in <== fundingCapRate;
    component capRange = Range(BITS_OPEN_INTEREST()); capRange.in <== openInterestCap;
    staticWord <== instrument + (1 << 32) * opaque + (1 << 108) * imRate + (1 << 128) * slopeRate + (1 << 148) * bandRate
        + (1 << 168) * fundingCapRate + (1 << 188) * openInterestCap;

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
    var bias = live * ((1 << 63) + (1 << 127));  // an unused entry is all 0
    mutableWord0 <== indexLong0 + (1 << 64) * indexShort0 + bias + (1 << 128) * openInterest0 + (1 << 180) * lastMark0 + (1 << 216) * hour0;

    // ---- funding, then the word after: last mark = the mark of the last epoch, ranged where the rounds are
    component funding = FundingStep();
    funding.step <== step; funding.hours <== hours; funding.fundingCapRate <== fundingCapRate; funding.mark <== mark[0]; funding.hour0 <== hour0; funding.time <== time;
    hourRange[1].in <== funding.hour1;
    indexLong1 <== indexLong0 + step;
    indexShort1 <== indexShort0 + step;
    index[2].in <== indexLong1 + live * (1 << 63);
    index[3].in <== indexShort1 + live * (1 << 63);
    mutableWord1 <== indexLong1 + (1 << 64) * indexShort1 + bias + (1 << 128) * openInterest1 + (1 << 180) * mark[E - 1] + (1 << 216) * funding.hour1;

    // ---- open interest: grows only to its cap
    component bindBool = Bool(); bindBool.in <== capBinds;
    signal ceiling <== openInterest0 + capBinds * (openInterestCap - openInterest0);
    component withinCap = Range(BITS_OPEN_INTEREST()); withinCap.in <== ceiling - openInterest1;
    (1 - live) * (openInterest1 - openInterest0) === 0;

    // ---- margin figures of each epoch: im = mark x imRate exactly, slope = ceil(mark^2 x slopeRate / 2^36), against the account
    component slopeRange[E]; component slopeRest[E]; signal square[E]; signal curve[E];
    for (var e = 0; e < E; e++) {
        im[e] <== mark[e] * imRate;                                          // < 2^56
        square[e] <== mark[e] * mark[e];
        curve[e] <== square[e] * slopeRate;                                  // < 2^92
        slopeRange[e] = Range(BITS_SLOPE()); slopeRange[e].in <== slope[e];
        slopeRest[e] = Range(BITS_SLOPE_SHIFT()); slopeRest[e].in <== (1 << BITS_SLOPE_SHIFT()) * slope[e] - curve[e];
    }
    // every mark of a batch lies within IM - MM = im / 2 of its last one
    component jumpUp[E]; component jumpDown[E];
    for (var e = 0; e < E - 1; e++) {
        jumpUp[e] = Range(58); jumpUp[e].in <== im[E - 1] + (1 << 21) * (mark[e] - mark[E - 1]);
        jumpDown[e] = Range(58); jumpDown[e].in <== im[E - 1] - (1 << 21) * (mark[e] - mark[E - 1]);
    }

    // ---- price band around the last mark, half-width rounded down
    signal scaled <== mark[E - 1] * bandRate;
    component widthRange = Range(BITS_PRICE()); widthRange.in <== width;
    component widthRest = Range(BITS_RATE()); widthRest.in <== scaled - (1 << BITS_RATE()) * width;
    low <== mark[E - 1] - width;
    high <== mark[E - 1] + width;

    // entry: live 1 | position 10 @1 | open interest after 52 @11 | hours 8 @63 | marks 36 each @71
    assert(71 + 36 * E < 252);
    var packed = live + 2 * position + (1 << 11) * openInterest1 + (1 << 63) * hours;
    for (var e = 0; e < E; e++) { packed += (1 << (71 + 36 * e)) * mark[e]; }
    entry <== packed;
    published <== live * (mutableWord1 + (1 << 236) * position);
}

template OpenedMarketTerms(E) {
    signal input X, p[9];
    signal input live, position, instrument, staticWord, mutableWord0, mutableWord1, indexLong1, indexShort1, openInterest0, openInterest1, low, high, bandReads;
    signal input mark[E], im[E], slope[E], markReads[E];
    signal output sum;
    var reads = bandReads;
    for (var e = 0; e < E; e++) { reads += markReads[e]; }
    (1 - live) * reads === 0;                    // ranged counts: an unused entry offers nothing

    signal row[3 + E];
    row[0] <== p[1] * staticWord;
    row[1] <== p[2] * mutableWord0;
    row[2] <== p[3] * mutableWord1;
    var key = position + row[0] + row[1] + row[2];
    for (var e = 0; e < E; e++) { row[3 + e] <== p[4 + e] * mark[e]; key += row[3 + e]; }
    component rowTerm = Term(); rowTerm.X <== X; rowTerm.numerator <== live; rowTerm.T <== key + TAG_ROW() * p[8];
    component bandTerm = Term(); bandTerm.X <== X; bandTerm.numerator <== bandReads;
    bandTerm.T <== instrument + (1 << 32) * low + (1 << 68) * high + TAG_BAND() * p[8];
    component openTerm = Term(); openTerm.X <== X; openTerm.numerator <== openInterest1 - openInterest0;
    openTerm.T <== instrument + TAG_OPEN() * p[8];
    signal long <== p[1] * indexLong1;
    signal short <== p[2] * indexShort1;
    signal column[E][3];
    component markTerm[E];
    var total = rowTerm.out - bandTerm.out - openTerm.out;
    for (var e = 0; e < E; e++) {
        column[e][0] <== p[3] * mark[e];
        column[e][1] <== p[4] * im[e];
        column[e][2] <== p[5] * slope[e];
        markTerm[e] = Term(); markTerm[e].X <== X; markTerm[e].numerator <== markReads[e];
        markTerm[e].T <== e + 16 * instrument + long + short + column[e][0] + column[e][1] + column[e][2] + TAG_MARK() * p[8];
        total -= markTerm[e].out;
    }
    sum <== total;
}

// A row of the state that stays closed: only its words. It is offered to an opened entry exactly where it was touched.
template MarketRowTerms(E) {
    signal input X, p[9];
    signal input touched, position, staticWord, mutableWord0, mutableWord1, mark[E];
    signal output sum;
    signal row[3 + E];
    row[0] <== p[1] * staticWord;
    row[1] <== p[2] * mutableWord0;
    row[2] <== p[3] * mutableWord1;
    var key = position + row[0] + row[1] + row[2];
    for (var e = 0; e < E; e++) { row[3 + e] <== p[4 + e] * mark[e]; key += row[3 + e]; }
    component term = Term(); term.X <== X; term.numerator <== touched; term.T <== key + TAG_ROW() * p[8];
    sum <== 0 - term.out;
}
