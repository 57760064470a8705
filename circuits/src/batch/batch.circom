pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/sponge.circom";
include "../lib/bus.circom";
include "../instructions/deposit.circom";
include "state-root.circom";
include "evaluate.circom";
include "row.circom";
include "visit.circom";
include "market.circom";
include "rounds.circom";
include "closed-markets.circom";
include "expiry.circom";
include "series-order.circom";
include "settled-terms.circom";
include "stressed-row.circom";
include "read-counts.circom";
include "visit-chain.circom";
include "house.circom";
include "../instructions/levy.circom";

// A visits, R rows, K positions, M market rows of which T may be opened, E epochs, Q L1 entries, U underlyings, V of N oracle keys, depth SETTLED of the
// settled tree, of which K instruments may be opened. docs/protocol/circuit.md explains the whole.
// Public signals, in this order: C, y (outputs), r (input).
// LEAVE_OUT is 0. Its bits leave columns out of the sponge (1 the index of shorts, 2 the leaves, 4 the remainder): the tests show what the absorb rule is for.
template Batch(A, R, K, DEPTH, M, T, E, Q, U, N, V, SETTLED, LEAVE_OUT) {
    var SEQUENCE = bitLength(R);                                             // a count of rows: 0 .. R
    var READS = bitLength(max(A * K, R));                                    // a count of lookups of one entry

    signal output C, y;
    signal input r;

    // ---- header
    signal input domain, number, time, journalHead, accountsRoot0, settledRoot0, feePool0, insuranceFund0;
    component numberRange = Range(BITS_TIME()); numberRange.in <== number;
    component timeRange = Range(BITS_TIME()); timeRange.in <== time;

    // ---- L1 entries
    signal input entryIsRegister[Q], entryIsDeposit[Q], entryIsInsure[Q], entryIsListed[Q], entryIsUnlisted[Q], entryAccount[Q], entryAmount[Q], entryOwner[Q], entryAx[Q], entryAy[Q];
    component entry[Q];
    var insured = 0;
    for (var i = 0; i < Q; i++) {
        entry[i] = L1Entry(DEPTH);
        entry[i].isRegister <== entryIsRegister[i]; entry[i].isDeposit <== entryIsDeposit[i]; entry[i].isInsure <== entryIsInsure[i];
        entry[i].isListed <== entryIsListed[i]; entry[i].isUnlisted <== entryIsUnlisted[i]; entry[i].account <== entryAccount[i];
        entry[i].amount <== entryAmount[i]; entry[i].owner <== entryOwner[i]; entry[i].Ax <== entryAx[i]; entry[i].Ay <== entryAy[i];
        insured += entry[i].insured;
    }

    // ---- oracle rounds
    signal input oracleAx[N], oracleAy[N], round[E], roundTime[E], settlementHour[E], roundIndex[E][U], settlement[E][U], roundInstrument[M][E], rowMark[M][E], scenarioWord[M][E][SCENARIO_PRICE_WORDS()];
    signal input chosen[E][V][N], roundS[E][V], roundR8x[E][V], roundR8y[E][V];
    component rounds = Rounds(E, M, U, N, V);
    rounds.domain <== domain; rounds.Ax <== oracleAx; rounds.Ay <== oracleAy; rounds.round <== round; rounds.time <== roundTime; rounds.settlementHour <== settlementHour;
    rounds.instrument <== roundInstrument; rounds.mark <== rowMark; rounds.scenario <== scenarioWord; rounds.index <== roundIndex; rounds.settlement <== settlement; rounds.chosen <== chosen;
    rounds.S <== roundS; rounds.R8x <== roundR8x; rounds.R8y <== roundR8y;

    // ---- market rows, closed
    signal input rowStatic0[M], rowStatic1[M], rowMutable0[M], rowMutable1[M], rowTouched[M], rowUnpriced[M];
    component markets = ClosedMarkets(M, Q);
    markets.static0 <== rowStatic0; markets.static1 <== rowStatic1; markets.mutable0 <== rowMutable0; markets.mutable1 <== rowMutable1;
    markets.touched <== rowTouched; markets.unpriced <== rowUnpriced; markets.unlisted <== entryIsUnlisted;
    assert(2 * M + Q + K <= 248);                // with those of rows: booleans of entries and openings that no other absorbed value fixes
    var flags = markets.flags;
    for (var i = 0; i < Q; i++) { flags += (1 << (2 * M + i)) * entryIsListed[i]; }

    // ---- market rows, opened
    signal input live[T], position[T], listed[T], expired[T], stressed[T], instrument[T], isKind[T][4], isUnderlying[T][U], status[T], strike[T], expiryHour[T];
    signal input imRate[T], slopeRate[T], bandRate[T], fundingCapRate[T], openInterestCap[T], floorRate[T];
    signal input indexLong0[T], indexShort0[T], openInterest0[T], lastMark0[T], hour0[T], openInterest1[T], step[T], hours[T], capBinds[T], width[T], tradable[T];
    signal input mark[T][E], slope[T][E], markReads[T][E], bandReads[T], openedReads[K][E], scenarioStep[T], scenarioPrice[T][SCENARIOS()];
    // what the winners of one row pay for a debt: the index of longs falls, or that of shorts rises, by the levy
    signal input levied, levyShort, levyStep, levyRest, levyAccount, levyPaid, deleveragePrice, deleverageRatio;
    signal shortStep <== levyShort * levyStep; signal longStep <== levyStep - shortStep;
    component market[T];
    for (var t = 0; t < T; t++) {
        market[t] = OpenedMarket(E, U);
        market[t].live <== live[t]; market[t].position <== position[t]; market[t].listed <== listed[t]; market[t].expired <== expired[t]; market[t].time <== time;
        market[t].stressed <== stressed[t]; market[t].longStep <== longStep; market[t].shortStep <== shortStep;
        market[t].instrument <== instrument[t]; market[t].isKind <== isKind[t]; market[t].isUnderlying <== isUnderlying[t]; market[t].status <== status[t];
        market[t].strike <== strike[t]; market[t].expiryHour <== expiryHour[t]; market[t].imRate <== imRate[t]; market[t].slopeRate <== slopeRate[t]; market[t].floorRate <== floorRate[t];
        market[t].bandRate <== bandRate[t]; market[t].fundingCapRate <== fundingCapRate[t]; market[t].openInterestCap <== openInterestCap[t];
        market[t].indexLong0 <== indexLong0[t]; market[t].indexShort0 <== indexShort0[t]; market[t].openInterest0 <== openInterest0[t];
        market[t].lastMark0 <== lastMark0[t]; market[t].hour0 <== hour0[t]; market[t].openInterest1 <== openInterest1[t];
        market[t].step <== step[t]; market[t].hours <== hours[t]; market[t].capBinds <== capBinds[t]; market[t].width <== width[t];
        market[t].tradable <== tradable[t]; market[t].bandReads <== bandReads[t]; market[t].mark <== mark[t]; market[t].slope <== slope[t]; market[t].roundIndex <== roundIndex; market[t].scenarioStep <== scenarioStep[t]; market[t].scenarioPrice <== scenarioPrice[t];
    }
    component order = SeriesOrder(T, E, U); order.live <== live; order.listed <== listed; order.expired <== expired; order.mark <== mark;
    order.isKind <== isKind; order.isUnderlying <== isUnderlying; order.strike <== strike; order.expiryHour <== expiryHour;
    component reads = ReadCounts(T, K, E, READS); reads.marks <== markReads; reads.bands <== bandReads; reads.settled <== openedReads;
    component stressedRow = StressedRow(T); stressedRow.stressed <== stressed; stressedRow.instrument <== instrument; stressedRow.openInterest <== openInterest0;
    for (var t = 0; t < T; t++) { stressedRow.mark[t] <== mark[t][E - 1]; stressedRow.im[t] <== market[t].im[E - 1]; stressedRow.isOption[t] <== market[t].isOption; }

    // ---- the instrument that expires, and the expired ones that visits settle
    signal input expiryChild[SETTLED][4], opened[K], openedInstrument[K], openedIndexLong[K], openedIndexShort[K], openedChild[K][SETTLED][4];
    component expiring = Expiry(T, U, SETTLED);
    expiring.settledRoot0 <== settledRoot0; expiring.roundTime <== roundTime[E - 1]; expiring.settlementHour <== settlementHour[E - 1]; expiring.settlement <== settlement[E - 1];
    expiring.child <== expiryChild; expiring.expired <== expired; expiring.instrument <== instrument; expiring.isKind <== isKind; expiring.isUnderlying <== isUnderlying;
    expiring.strike <== strike; expiring.expiryHour <== expiryHour;
    for (var t = 0; t < T; t++) { expiring.indexLong[t] <== market[t].indexLong1; expiring.indexShort[t] <== market[t].indexShort1; }
    component opening[K]; component openedBool[K];
    for (var s = 0; s < K; s++) {
        openedBool[s] = Bool(); openedBool[s].in <== opened[s]; flags += (1 << (2 * M + Q + s)) * opened[s];
        opening[s] = SettledOpening(SETTLED);
        opening[s].on <== opened[s]; opening[s].instrument <== openedInstrument[s]; opening[s].indexLong <== openedIndexLong[s]; opening[s].indexShort <== openedIndexShort[s];
        opening[s].child <== openedChild[s]; opening[s].root === expiring.settledRoot1;
    }

    // ---- signed rows
    signal input isOrder[R], isWithdraw[R], isTransfer[R], isCancel[R], isCancelAll[R], isMarginMode[R], isLiquidate[R], isDeleverage[R], levies[R];
    signal input account[R], rowInstrument[R], side[R], reduceOnly[R], postOnly[R], slot[R], generation[R], revision[R], expiry[R], size[R], limit[R], maxFee[R];
    signal input rowAx[R], rowAy[R], S[R], R8x[R], R8y[R], dBase[R], dQuote[R], fee[R], low[R], high[R], sequence[R], minGeneration[R], rowOwner[R];
    signal input oldGeneration[R], oldRevision[R], oldFilled[R], otherSlot[R][2], rowChild[R][SLOT_TREE_DEPTH()][4];
    component row[R];
    var fees = 0; var fundFees = 0;
    for (var i = 0; i < R; i++) {
        row[i] = Row(DEPTH, SEQUENCE);
        row[i].domain <== domain; row[i].time <== time;
        row[i].isOrder <== isOrder[i]; row[i].isWithdraw <== isWithdraw[i]; row[i].isTransfer <== isTransfer[i]; row[i].isCancel <== isCancel[i]; row[i].isCancelAll <== isCancelAll[i]; row[i].isMarginMode <== isMarginMode[i]; row[i].isLiquidate <== isLiquidate[i]; row[i].isDeleverage <== isDeleverage[i]; row[i].levies <== levies[i];
        // where no row is stressed, no instrument: they are below 2^32
        row[i].stressedInstrument <== stressedRow.rowInstrument + (1 << 40) * (1 - stressedRow.on); row[i].deleveragePrice <== deleveragePrice; row[i].debtorSide <== levyShort;
        row[i].account <== account[i]; row[i].instrument <== rowInstrument[i]; row[i].side <== side[i]; row[i].reduceOnly <== reduceOnly[i]; row[i].postOnly <== postOnly[i];
        row[i].slot <== slot[i]; row[i].generation <== generation[i]; row[i].revision <== revision[i]; row[i].expiry <== expiry[i];
        row[i].size <== size[i]; row[i].limit <== limit[i]; row[i].maxFee <== maxFee[i];
        row[i].Ax <== rowAx[i]; row[i].Ay <== rowAy[i]; row[i].S <== S[i]; row[i].R8x <== R8x[i]; row[i].R8y <== R8y[i];
        row[i].dBase <== dBase[i]; row[i].dQuote <== dQuote[i]; row[i].fee <== fee[i]; row[i].low <== low[i]; row[i].high <== high[i]; row[i].sequence <== sequence[i]; row[i].minGeneration <== minGeneration[i];
        row[i].oldGeneration <== oldGeneration[i]; row[i].oldRevision <== oldRevision[i]; row[i].oldFilled <== oldFilled[i];
        row[i].other <== otherSlot[i]; row[i].child <== rowChild[i];
        fees += fee[i] - row[i].fundFee;
        fundFees += row[i].fundFee;
    }

    // ---- visits, and the chain of account roots
    signal input on[A], fresh[A], id[A], epoch[A], rows[A], moves[A], cancelled[A], ownerReads[A], liquidated[A], deleveraged[A], levyDebt[A], bankrupt[A], marginRises[A], insurance[A], modeChanged[A], mode0[A], mode1[A], owner[A], visitAx[A], visitAy[A];
    signal input collateral0[A], collateral1[A], slots0[A], slots1[A], minGeneration0[A], minGeneration1[A], deposit[A], out[A], remainder[A], branch[A][3];
    signal input heldInstrument[A][K], size0[A][K], size1[A][K], snapshot0[A][K], reduceReads[A][K];
    signal input indexLong[A][K], indexShort[A][K], visitMark[A][K], visitIm[A][K], visitMm[A][K], visitSlope[A][K], isOption[A][K], isSettled[A][K], underlying[A][K], scenarioGain[A][K][SCENARIOS() \ SCENARIOS_PER_WORD()], visitChild[A][DEPTH][4];
    signal input loss0[A], left0[A][SCENARIOS()], credited0[A], loss1[A], left1[A][SCENARIOS()], credited1[A];
    component emptySlots = EmptyRoot(SLOT_TREE_DEPTH());
    component visit[A];
    var insurancePaid = 0;
    component chain = VisitChain(A, DEPTH); chain.root0 <== accountsRoot0; chain.on <== on; chain.id <== id;
    for (var v = 0; v < A; v++) {
        visit[v] = Visit(K, DEPTH, SEQUENCE, E, U);
        visit[v].emptySlotsRoot <== emptySlots.out; visit[v].on <== on[v]; visit[v].fresh <== fresh[v]; visit[v].id <== id[v]; visit[v].epoch <== epoch[v]; visit[v].rows <== rows[v];
        visit[v].moves <== moves[v]; visit[v].cancelled <== cancelled[v]; visit[v].ownerReads <== ownerReads[v];
        visit[v].liquidated <== liquidated[v]; visit[v].deleveraged <== deleveraged[v]; visit[v].levyDebt <== levyDebt[v]; visit[v].deleverageRatio <== deleverageRatio; visit[v].bankrupt <== bankrupt[v]; visit[v].marginRises <== marginRises[v]; visit[v].insurance <== insurance[v];
        insurancePaid += insurance[v]; visit[v].modeChanged <== modeChanged[v]; visit[v].mode0 <== mode0[v]; visit[v].mode1 <== mode1[v];
        visit[v].loss0 <== loss0[v]; visit[v].left0 <== left0[v]; visit[v].credited0 <== credited0[v]; visit[v].loss1 <== loss1[v]; visit[v].left1 <== left1[v]; visit[v].credited1 <== credited1[v];
        visit[v].owner <== owner[v]; visit[v].Ax <== visitAx[v]; visit[v].Ay <== visitAy[v];
        visit[v].collateral0 <== collateral0[v]; visit[v].collateral1 <== collateral1[v]; visit[v].slots0 <== slots0[v]; visit[v].slots1 <== slots1[v];
        visit[v].minGeneration0 <== minGeneration0[v]; visit[v].minGeneration1 <== minGeneration1[v];
        visit[v].instrument <== heldInstrument[v]; visit[v].size0 <== size0[v]; visit[v].size1 <== size1[v]; visit[v].snapshot0 <== snapshot0[v];
        visit[v].reduceReads <== reduceReads[v]; visit[v].indexLong <== indexLong[v]; visit[v].indexShort <== indexShort[v]; visit[v].mark <== visitMark[v];
        visit[v].im <== visitIm[v]; visit[v].mm <== visitMm[v]; visit[v].slope <== visitSlope[v]; visit[v].isOption <== isOption[v]; visit[v].isSettled <== isSettled[v]; visit[v].underlying <== underlying[v]; visit[v].gain <== scenarioGain[v];
        visit[v].deposit <== deposit[v]; visit[v].out <== out[v]; visit[v].remainder <== remainder[v];
        visit[v].branch <== branch[v]; visit[v].child <== visitChild[v];
        chain.rootIn[v] <== visit[v].rootIn; chain.rootOut[v] <== visit[v].rootOut;
    }

    // ---- state roots
    component levy = Levy();
    levy.openInterest <== stressedRow.rowOpenInterest; levy.mark <== stressedRow.rowMark; levy.im <== stressedRow.rowIm; levy.isOption <== stressedRow.rowIsOption;
    levy.levied <== levied; levy.levyShort <== levyShort; levy.levyStep <== levyStep; levy.levyRest <== levyRest; levy.levyAccount <== levyAccount; levy.levyPaid <== levyPaid;
    levy.price <== deleveragePrice; levy.ratio <== deleverageRatio;
    component house = House(); house.feePool0 <== feePool0; house.fees <== fees; house.insuranceFund0 <== insuranceFund0; house.insured <== insured; house.fundFees <== fundFees;
    house.levied <== levy.cash; house.paid <== insurancePaid; house.stressed <== stressedRow.on;
    component stateRoot[2];
    for (var s = 0; s < 2; s++) {
        stateRoot[s] = StateRoot();
        stateRoot[s].accountsRoot <== s == 0 ? accountsRoot0 : chain.root1; stateRoot[s].marketsHash <== s == 0 ? markets.hash0 : markets.hash1;
        stateRoot[s].settledRoot <== s == 0 ? settledRoot0 : expiring.settledRoot1;
        stateRoot[s].feePool <== s == 0 ? feePool0 : house.feePool1; stateRoot[s].insuranceFund <== s == 0 ? insuranceFund0 : house.insuranceFund1;
    }

    // ---- absorb
    var READS_WORDS = ceilDiv((T + K) * (E + 1), 248 \ READS);
    var ABSORBED = 6 + E + 4 * Q + 2 + READS_WORDS + (4 + SCENARIO_PRICE_WORDS()) * T + 3 * K + 5 * R + (5 + (6 + SCENARIOS() \ SCENARIOS_PER_WORD()) * K) * A;
    if ((LEAVE_OUT & 1) != 0) { ABSORBED -= A * K; }
    if ((LEAVE_OUT & 2) != 0) { ABSORBED -= 2 * A; }
    component sponge = Sponge(ABSORBED);
    var c = 0;
    sponge.in[0] <== stateRoot[0].out; sponge.in[1] <== stateRoot[1].out; sponge.in[2] <== domain;
    sponge.in[3] <== number + (1 << 40) * time; sponge.in[4] <== journalHead; sponge.in[5] <== rounds.oracleSet; c = 6;
    for (var e = 0; e < E; e++) { sponge.in[c] <== rounds.h[e]; c++; }
    for (var i = 0; i < Q; i++) {
        sponge.in[c] <== entry[i].word; sponge.in[c + 1] <== entryOwner[i]; sponge.in[c + 2] <== entryAx[i]; sponge.in[c + 3] <== entryAy[i]; c += 4;
    }
    sponge.in[c] <== flags; sponge.in[c + 1] <== levy.word; c += 2;
    for (var i = 0; i < READS_WORDS; i++) { sponge.in[c] <== reads.words[i]; c++; }
    for (var t = 0; t < T; t++) {
        sponge.in[c] <== market[t].staticWord; sponge.in[c + 1] <== market[t].mutableWord0; sponge.in[c + 2] <== market[t].entry; sponge.in[c + 3] <== step[t]; c += 4;
        for (var w = 0; w < SCENARIO_PRICE_WORDS(); w++) { sponge.in[c] <== market[t].scenario[w]; c++; }
    }
    for (var s = 0; s < K; s++) {
        sponge.in[c] <== openedInstrument[s]; sponge.in[c + 1] <== openedIndexLong[s]; sponge.in[c + 2] <== openedIndexShort[s]; c += 3;
    }
    for (var i = 0; i < R; i++) {
        sponge.in[c] <== row[i].h; sponge.in[c + 1] <== row[i].packed; sponge.in[c + 2] <== row[i].slotIn; sponge.in[c + 3] <== row[i].slotOut;
        sponge.in[c + 4] <== rowOwner[i]; c += 5;
    }
    for (var v = 0; v < A; v++) {
        sponge.in[c] <== visit[v].control - ((LEAVE_OUT & 4) != 0 ? (1 << 46) * remainder[v] : 0); c++;
        if ((LEAVE_OUT & 2) == 0) { sponge.in[c] <== visit[v].oldLeaf; c++; sponge.in[c] <== visit[v].newLeaf; c++; }
        sponge.in[c] <== deposit[v]; sponge.in[c + 1] <== out[v]; c += 2;
        for (var k = 0; k < K; k++) {
            sponge.in[c] <== indexLong[v][k]; c++;
            if ((LEAVE_OUT & 1) == 0) { sponge.in[c] <== indexShort[v][k]; c++; }
            sponge.in[c] <== visitMark[v][k]; sponge.in[c + 1] <== visitIm[v][k]; sponge.in[c + 2] <== visitSlope[v][k]; sponge.in[c + 3] <== visitMm[v][k]; c += 4;
            for (var w = 0; w < SCENARIOS() \ SCENARIOS_PER_WORD(); w++) { sponge.in[c] <== scenarioGain[v][k][w]; c++; }
        }
    }
    assert(c == ABSORBED); C <== sponge.C;

    // ---- the sums: one total for all buses, the tags keep them apart
    component power = Powers(); power.beta <== sponge.beta;
    component rowTerms[R]; component visitTerms[A]; component marketTerms[T]; component closedTerms[M]; component entryTerms[Q]; component openingTerms[K];
    var total = 0;
    for (var i = 0; i < R; i++) {
        rowTerms[i] = RowTerms();
        rowTerms[i].X <== sponge.X; rowTerms[i].p <== power.p;
        rowTerms[i].isSigned <== row[i].isSigned; rowTerms[i].isTrade <== row[i].isTrade; rowTerms[i].isLiquidate <== isLiquidate[i]; rowTerms[i].isDeleverage <== isDeleverage[i]; rowTerms[i].class <== row[i].class; rowTerms[i].levies <== levies[i]; rowTerms[i].isTransfer <== isTransfer[i]; rowTerms[i].isMarginMode <== isMarginMode[i]; rowTerms[i].account <== account[i];
        rowTerms[i].instrument <== rowInstrument[i]; rowTerms[i].side <== side[i]; rowTerms[i].low <== low[i]; rowTerms[i].high <== high[i];
        rowTerms[i].sequence <== sequence[i]; rowTerms[i].minGeneration <== minGeneration[i]; rowTerms[i].owner <== rowOwner[i];
        rowTerms[i].Ax <== rowAx[i]; rowTerms[i].Ay <== rowAy[i]; rowTerms[i].slotIn <== row[i].slotIn; rowTerms[i].slotOut <== row[i].slotOut;
        rowTerms[i].base <== row[i].base; rowTerms[i].cash <== row[i].cash; rowTerms[i].conserve <== row[i].conserve; rowTerms[i].out <== row[i].out;
        rowTerms[i].moved <== row[i].moved; rowTerms[i].isCancelAll <== isCancelAll[i]; rowTerms[i].raised <== row[i].raised; rowTerms[i].reduces <== row[i].reduces;
        total += rowTerms[i].sum;
    }
    for (var v = 0; v < A; v++) {
        visitTerms[v] = VisitTerms(K);
        visitTerms[v].X <== sponge.X; visitTerms[v].p <== power.p;
        visitTerms[v].on <== on[v]; visitTerms[v].fresh <== fresh[v]; visitTerms[v].id <== id[v]; visitTerms[v].epoch <== epoch[v]; visitTerms[v].rows <== rows[v]; visitTerms[v].signedRows <== visit[v].signedRows; visitTerms[v].liquidated <== liquidated[v];
        visitTerms[v].deleveraged <== deleveraged[v]; visitTerms[v].levyDebt <== levyDebt[v]; visitTerms[v].debtPaid <== visit[v].debtPaid; visitTerms[v].modeChanged <== modeChanged[v]; visitTerms[v].mode1 <== mode1[v];
        visitTerms[v].moves <== moves[v]; visitTerms[v].ownerReads <== ownerReads[v]; visitTerms[v].cancelled <== cancelled[v]; visitTerms[v].owner <== owner[v];
        visitTerms[v].Ax <== visitAx[v]; visitTerms[v].Ay <== visitAy[v]; visitTerms[v].slots0 <== slots0[v]; visitTerms[v].slots1 <== slots1[v];
        visitTerms[v].minGeneration0 <== minGeneration0[v]; visitTerms[v].minGeneration1 <== minGeneration1[v]; visitTerms[v].deposit <== deposit[v]; visitTerms[v].out <== out[v]; visitTerms[v].cash <== visit[v].cash;
        visitTerms[v].instrument <== heldInstrument[v]; visitTerms[v].traded <== visit[v].traded; visitTerms[v].indexLong <== indexLong[v]; visitTerms[v].indexShort <== indexShort[v];
        visitTerms[v].mark <== visitMark[v]; visitTerms[v].im <== visitIm[v]; visitTerms[v].mm <== visitMm[v]; visitTerms[v].slope <== visitSlope[v];
        visitTerms[v].isOption <== isOption[v]; visitTerms[v].isSettled <== isSettled[v]; visitTerms[v].underlying <== underlying[v]; visitTerms[v].gain <== scenarioGain[v]; visitTerms[v].used <== visit[v].used; visitTerms[v].open <== visit[v].open;
        visitTerms[v].reduceSide <== visit[v].reduceSide; visitTerms[v].reduceReads <== reduceReads[v];
        total += visitTerms[v].sum;
    }
    for (var t = 0; t < T; t++) {
        marketTerms[t] = OpenedMarketTerms(E);
        marketTerms[t].X <== sponge.X; marketTerms[t].p <== power.p; marketTerms[t].above <== power.above; marketTerms[t].underlying <== market[t].underlying; marketTerms[t].scenario <== market[t].scenario; marketTerms[t].gain <== market[t].gain;
        marketTerms[t].live <== live[t]; marketTerms[t].listed <== listed[t]; marketTerms[t].expired <== expired[t]; marketTerms[t].isOption <== market[t].isOption; marketTerms[t].position <== position[t]; marketTerms[t].instrument <== instrument[t];
        marketTerms[t].staticWord <== market[t].staticWord; marketTerms[t].mutableWord0 <== market[t].mutableWord0; marketTerms[t].mutableWord1 <== market[t].mutableWord1;
        marketTerms[t].indexLong1 <== market[t].indexLong1; marketTerms[t].indexShort1 <== market[t].indexShort1;
        marketTerms[t].openInterest0 <== openInterest0[t]; marketTerms[t].openInterest1 <== openInterest1[t];
        marketTerms[t].low <== market[t].low; marketTerms[t].high <== market[t].high; marketTerms[t].bandReads <== bandReads[t];
        marketTerms[t].mark <== mark[t]; marketTerms[t].im <== market[t].im; marketTerms[t].mm <== market[t].mm; marketTerms[t].slope <== slope[t]; marketTerms[t].markReads <== markReads[t];
        total += marketTerms[t].sum;
    }
    for (var m = 0; m < M; m++) {
        closedTerms[m] = MarketRowTerms(E);
        closedTerms[m].X <== sponge.X; closedTerms[m].p <== power.p; closedTerms[m].above <== power.above; closedTerms[m].scenario <== scenarioWord[m][E - 1];
        closedTerms[m].touched <== rowTouched[m]; closedTerms[m].unpriced <== rowUnpriced[m]; closedTerms[m].position <== m; closedTerms[m].staticWord0 <== rowStatic0[m]; closedTerms[m].staticWord1 <== rowStatic1[m];
        closedTerms[m].mutableWord0 <== rowMutable0[m]; closedTerms[m].mutableWord1 <== rowMutable1[m];
        closedTerms[m].instrument <== roundInstrument[m]; closedTerms[m].mark <== rowMark[m];
        total += closedTerms[m].sum;
    }
    for (var i = 0; i < Q; i++) {
        entryTerms[i] = L1EntryTerms();
        entryTerms[i].X <== sponge.X; entryTerms[i].p <== power.p;
        entryTerms[i].isRegister <== entryIsRegister[i]; entryTerms[i].isListed <== entryIsListed[i]; entryTerms[i].account <== entryAccount[i]; entryTerms[i].deposited <== entry[i].deposited;
        entryTerms[i].owner <== entryOwner[i]; entryTerms[i].Ax <== entryAx[i]; entryTerms[i].Ay <== entryAy[i];
        total += entryTerms[i].sum;
    }
    for (var s = 0; s < K; s++) {
        openingTerms[s] = SettledOpeningTerms(E);
        openingTerms[s].X <== sponge.X; openingTerms[s].p <== power.p;
        openingTerms[s].on <== opened[s]; openingTerms[s].instrument <== openedInstrument[s]; openingTerms[s].indexLong <== openedIndexLong[s]; openingTerms[s].indexShort <== openedIndexShort[s]; openingTerms[s].reads <== openedReads[s];
        total += openingTerms[s].sum;
    }
    component levyTerms = LevyTerms();
    levyTerms.X <== sponge.X; levyTerms.p <== power.p; levyTerms.levied <== levied; levyTerms.levyShort <== levyShort; levyTerms.levyAccount <== levyAccount; levyTerms.levyPaid <== levyPaid; levyTerms.instrument <== stressedRow.rowInstrument;
    total += levyTerms.sum;
    total === 0;

    // ---- the published words, section after section; y = sum of D_i r^i. Words need no absorbing where absorbed values fix them.
    var ND = 6 + E + 4 * Q + 2 * A + A * K + R + T + 1;
    signal D[ND];
    var d = 0;
    D[0] <== stateRoot[0].out; D[1] <== stateRoot[1].out; D[2] <== domain; D[3] <== rounds.oracleSet; D[4] <== journalHead; D[5] <== number + (1 << 40) * time; d = 6;
    for (var e = 0; e < E; e++) { D[d] <== rounds.word[e]; d++; }
    for (var i = 0; i < Q; i++) {
        D[d] <== entry[i].word; D[d + 1] <== entryOwner[i]; D[d + 2] <== entryAx[i]; D[d + 3] <== entryAy[i]; d += 4;
    }
    for (var v = 0; v < A; v++) { D[d] <== visit[v].withdrawalWord; d++; }
    for (var v = 0; v < A; v++) { D[d] <== visit[v].accountWord; d++; }
    for (var v = 0; v < A; v++) { for (var k = 0; k < K; k++) {
        D[d] <== visit[v].changed[k] * (1 + 2 * v + (1 << 17) * k + (1 << 25) * heldInstrument[v][k] + (1 << 57) * (size1[v][k] + (1 << 48))); d++;
    } }
    for (var i = 0; i < R; i++) { D[d] <== row[i].isSigned * (slot[i] + (1 << 10) * account[i] + (1 << 42) * row[i].slotWord); d++; }
    for (var t = 0; t < T; t++) { D[d] <== market[t].published + expired[t] * (expiring.word + (1 << 246)); d++; }
    D[d] <== house.feePool1 + (1 << 64) * house.insuranceFund1; d++; assert(d == ND);
    component published = Evaluate(ND);
    published.words <== D; published.r <== r; y <== published.y;
}
