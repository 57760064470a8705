pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/is-zero.circom";
include "../lib/path-update.circom";
include "../lib/bus.circom";
include "../instructions/register.circom";
include "../instructions/deleverage.circom";
include "../instructions/margin-mode.circom";
include "positions.circom";
include "margin.circom";
include "scenario-margin.circom";

// One account, once per batch. Challenge-free part. control, oldLeaf, newLeaf, deposit, out and the nine looked-up columns of each position
// are absorbed, also for inactive visits, and fix every column of VisitTerms.
// SEQUENCE: bits of a count of rows. emptySlotsRoot: root of an untouched slot tree.
// U: underlyings.
template Visit(K, DEPTH, SEQUENCE, E, U) {
    var S = SCENARIOS(); var W = S \ SCENARIOS_PER_WORD();
    signal input emptySlotsRoot;
    signal input on, fresh, id, epoch, rows, moves, cancelled, ownerReads, liquidated, deleveraged, levyDebt, bankrupt, marginRises, insurance, modeChanged, mode0, mode1;
    signal input deleverageRatio;                // of the batch
    signal input owner, Ax, Ay, collateral0, collateral1, slots0, slots1, minGeneration0, minGeneration1;
    signal input instrument[K], size0[K], size1[K], snapshot0[K], reduceReads[K];
    signal input indexLong[K], indexShort[K], mark[K], im[K], mm[K], slope[K];           // looked up: absorbed raw
    signal input isOption[K], isSettled[K];      // looked up too, booleans in the control word; a settled one has expired, and all its figures are 0
    signal input underlying[K], gain[K][W];      // looked up; gains at the last epoch only
    signal input loss0, left0[S], credited0, loss1, left1[S], credited1;     // portfolio margin before and after: unique, and no column
    signal input deposit, out, remainder, branch[3];
    signal input child[DEPTH][4];

    signal output rootIn, rootOut, oldLeaf, newLeaf, control;
    signal output cash, signedRows, debtPaid;                                // what the rows must have paid; those in the slot chain; rise of the equity
    signal output used[K], open[K], traded[K], changed[K], reduceSide[K], accountWord, withdrawalWord;

    // ---- control word: on 1 | id 32 @1 | rows 9 @33 | epoch 4 @42 | remainder 24 @46 | fresh 1 @70 | moves 9 @71 | cancelled 1 @80 | ownerReads 10 @81
    //                    | liquidated 1 @91 | insurance 48 @92 | reduceReads @140 | option, settled 1 each of K places | deleveraged 1 | levyDebt 1
    //                    | modeChanged 1 | underlying of K places
    component onBool = Bool(); onBool.in <== on;
    component freshBool = Bool(); freshBool.in <== fresh;
    component cancelledBool = Bool(); cancelledBool.in <== cancelled;
    component liquidatedBool = Bool(); liquidatedBool.in <== liquidated;
    component deleveragedBool = Bool(); deleveragedBool.in <== deleveraged;
    component levyDebtBool = Bool(); levyDebtBool.in <== levyDebt;
    component insuranceRange = Range(BITS_INSURANCE()); insuranceRange.in <== insurance;
    component idBits = Bits(2 * DEPTH); idBits.in <== id;
    component epochRange = Range(E == 1 ? 1 : bitLength(E - 1)); epochRange.in <== epoch;
    component rowsRange = Range(SEQUENCE); rowsRange.in <== rows;
    component movesRange = Range(SEQUENCE); movesRange.in <== moves;
    component ownerReadsRange = Range(SEQUENCE + 1); ownerReadsRange.in <== ownerReads;
    component remainderRange = Range(BITS_CASH_INDEX_FRACTION()); remainderRange.in <== remainder;
    var UNDERLYING = bitLength(U);
    assert(SEQUENCE <= 9 && E <= 16 && 143 + (SEQUENCE + 2 + UNDERLYING) * K < 252);
    var reads = 0;
    component readsRange[K]; component optionBool[K]; component settledBool[K]; component underlyingRange[K];
    for (var k = 0; k < K; k++) {
        readsRange[k] = Range(SEQUENCE); readsRange[k].in <== reduceReads[k];
        optionBool[k] = Bool(); optionBool[k].in <== isOption[k];
        settledBool[k] = Bool(); settledBool[k].in <== isSettled[k];
        underlyingRange[k] = Range(UNDERLYING); underlyingRange[k].in <== underlying[k];
        reads += (1 << (143 + (SEQUENCE + 2) * K + UNDERLYING * k)) * underlying[k];
        reads += (1 << (140 + SEQUENCE * k)) * reduceReads[k] + (1 << (140 + SEQUENCE * K + 2 * k)) * (isOption[k] + 2 * isSettled[k]);
    }
    control <== on + 2 * id + (1 << 33) * rows + (1 << 42) * epoch + (1 << 46) * remainder + (1 << 70) * fresh + (1 << 71) * moves
        + (1 << 80) * cancelled + (1 << 81) * ownerReads + (1 << 91) * liquidated + (1 << 92) * insurance + reads
        + (1 << (140 + (SEQUENCE + 2) * K)) * (deleveraged + 2 * levyDebt + 4 * modeChanged);

    // ---- positions
    component instrumentRange[K]; component sign0[K]; component sign1[K]; component zero0[K]; component zero1[K]; component same[K];
    component holding0[K]; component holding1[K];
    component positions0 = PositionsHash(K);
    component positions1 = PositionsHash(K);
    positions0.rest <== 0;                                                   // the groups behind this one are empty
    positions1.rest <== 0;
    signal index0[K]; signal index1[K]; signal settled[K]; signal keepsSign[K]; signal otherSign[K]; signal flips[K]; signal closedMargin[K];
    signal longIm[K]; signal longMm[K]; signal opens[K]; signal reducedSize[K];
    var pending = 0; var value0 = 0; var value1 = 0; var usedCount = 0; var held = 0; var closed = 0;
    var lots = 0; var reduced = 0; var settledCount = 0;
    for (var k = 0; k < K; k++) {
        instrumentRange[k] = Range(BITS_INSTRUMENT()); instrumentRange[k].in <== instrument[k];
        sign0[k] = Sign(BITS_OPEN_INTEREST_CAP()); sign0[k].in <== size0[k];
        sign1[k] = Sign(BITS_OPEN_INTEREST_CAP()); sign1[k].in <== size1[k];
        zero0[k] = IsZeroFlag(); zero0[k].in <== size0[k];
        zero1[k] = IsZeroFlag(); zero1[k].in <== size1[k];
        same[k] = IsZeroFlag(); same[k].in <== size1[k] - size0[k];
        changed[k] <== 1 - same[k].out;
        used[k] <== 1 - zero0[k].out * zero1[k].out;
        usedCount += used[k];
        held += 1 - zero0[k].out;
        (1 - used[k]) * instrument[k] === 0;
        index0[k] <== indexShort[k] + sign0[k].ge * (indexLong[k] - indexShort[k]);
        index1[k] <== indexShort[k] + sign1[k].ge * (indexLong[k] - indexShort[k]);
        settled[k] <== size0[k] * (index0[k] - snapshot0[k]);                // < 2^113
        pending += settled[k];
        positions0.instrument[k] <== (1 - zero0[k].out) * instrument[k];
        positions1.instrument[k] <== (1 - zero1[k].out) * instrument[k];
        positions0.size[k] <== size0[k];
        positions1.size[k] <== size1[k];
        positions0.snapshot[k] <== snapshot0[k];
        positions1.snapshot[k] <== (1 - zero1[k].out) * index1[k];
        holding0[k] = Holding(); holding0[k].size <== size0[k]; holding0[k].ge <== sign0[k].ge;
        holding1[k] = Holding(); holding1[k].size <== size1[k]; holding1[k].ge <== sign1[k].ge;
        longIm[k] <== im[k] + isOption[k] * ((1 << 20) * mark[k] - im[k]);
        longMm[k] <== mm[k] + isOption[k] * ((1 << 21) * mark[k] - mm[k]);
        holding0[k].mark <== mark[k]; holding0[k].im <== im[k]; holding0[k].mm <== mm[k]; holding0[k].longIm <== longIm[k]; holding0[k].longMm <== longMm[k]; holding0[k].slope <== slope[k];
        holding1[k].mark <== mark[k]; holding1[k].im <== im[k]; holding1[k].mm <== mm[k]; holding1[k].longIm <== longIm[k]; holding1[k].longMm <== longMm[k]; holding1[k].slope <== slope[k];
        value0 += holding0[k].value; value1 += holding1[k].value;
        closedMargin[k] <== (holding0[k].abs - holding1[k].abs) * holding0[k].lotMargin;     // of a liquidation, where every position shrinks: < 2^105
        closed += closedMargin[k];
        lots += holding0[k].abs - holding1[k].abs;
        reducedSize[k] <== changed[k] * holding0[k].abs;                     // of a counterparty: the one position whose lots are closed
        reduced += reducedSize[k];
        settledCount += isSettled[k];
        // a settled position goes without a trade: neither lots nor open interest of the instrument change, its market row is gone
        isSettled[k] * size1[k] === 0;
        traded[k] <== size1[k] - size0[k] + isSettled[k] * size0[k];
        opens[k] <== (size1[k] + holding1[k].abs - size0[k] - holding0[k].abs) / 2;      // max(new,0) - max(old,0)
        open[k] <== opens[k] - isSettled[k] * opens[k];
        // reduce-only rows: there was a position, and it did not change sign. Within a batch some order of the trades then exists in which
        // each of them reduces. Their side opposes the old position: a long is sold (1).
        reduceSide[k] <== sign0[k].ge;
        otherSign[k] <== (sign0[k].ge - sign1[k].ge) * (sign0[k].ge - sign1[k].ge);
        flips[k] <== (1 - zero1[k].out) * otherSign[k];
        keepsSign[k] <== (1 - zero0[k].out) * (1 - flips[k]);
        reduceReads[k] * (1 - keepsSign[k]) === 0;
    }
    // distinct instruments: an unused place counts as 2^32 + k
    component distinct[K * (K - 1) \ 2];
    var pair = 0;
    for (var a = 0; a < K; a++) { for (var b = 0; b < a; b++) {
        distinct[pair] = NonZero();
        distinct[pair].in <== instrument[a] + (1 - used[a]) * ((1 << 32) + a) - instrument[b] - (1 - used[b]) * ((1 << 32) + b);
        pair++;
    } }

    // ---- settlement, rounded once per visit toward -infinity. The remainder sits in the absorbed control word, so it is fixed with `pending`.
    signal settledCash <== (pending - remainder) / (1 << BITS_CASH_INDEX_FRACTION());
    cash <== collateral1 - collateral0 - settledCash - deposit - insurance + out;
    component collateralRange = Range(BITS_AMOUNT() + 1); collateralRange.in <== collateral1 + (1 << BITS_AMOUNT());

    // ---- leaf: owner, keys (no session keys), collateral, slots, positions, control = version 1 | margin mode 8 @8 | minGeneration @16
    component keys = Poseidon(3);
    keys.inputs[0] <== Ax; keys.inputs[1] <== Ay; keys.inputs[2] <== 0;
    component leaf0 = Poseidon(6);
    component leaf1 = Poseidon(6);
    leaf0.inputs[0] <== owner; leaf0.inputs[1] <== keys.out; leaf0.inputs[2] <== collateral0; leaf0.inputs[3] <== slots0;
    leaf1.inputs[0] <== owner; leaf1.inputs[1] <== keys.out; leaf1.inputs[2] <== collateral1; leaf1.inputs[3] <== slots1;
    leaf0.inputs[4] <== positions0.out; leaf0.inputs[5] <== ACCOUNT_VERSION() + (1 << 8) * mode0 + (1 << 16) * minGeneration0;
    leaf1.inputs[4] <== positions1.out; leaf1.inputs[5] <== ACCOUNT_VERSION() + (1 << 8) * mode1 + (1 << 16) * minGeneration1;
    component register = Register(); register.emptySlotsRoot <== emptySlotsRoot;
    register.fresh <== fresh; register.on <== on; register.oldHash <== leaf0.out; register.collateral0 <== collateral0; register.slots0 <== slots0;
    register.held <== held; register.minGeneration0 <== minGeneration0; register.mode0 <== mode0;
    component marginMode = MarginMode(); marginMode.modeChanged <== modeChanged; marginMode.mode0 <== mode0; marginMode.mode1 <== mode1;
    oldLeaf <== register.oldLeaf;
    newLeaf <== leaf1.out;
    (1 - cancelled) * (minGeneration1 - minGeneration0) === 0;
    component path = PathUpdate(DEPTH);
    path.oldLeaf <== oldLeaf;
    path.newLeaf <== newLeaf;
    for (var i = 0; i < 2 * DEPTH; i++) { path.bits[i] <== idBits.out[i]; }
    for (var i = 0; i < DEPTH; i++) { for (var j = 0; j < 4; j++) { path.child[i][j] <== child[i][j]; } }
    rootIn <== path.oldRoot;
    rootOut <== path.newRoot;

    // ---- off: no numerator (fresh: see Register; reduceReads: no position, so no sign is kept)
    (1 - on) * usedCount === 0;                  // MARK, BASE, OPEN, REDUCE; a sum of at most K booleans
    (1 - on) * (rows + moves + ownerReads + cancelled + liquidated + deleveraged + levyDebt + modeChanged) === 0;       // ranged parts: 0 iff each is
    (1 - on) * deposit === 0;
    (1 - on) * out === 0;
    (1 - on) * cash === 0;

    // ---- margins of both sides, each in its mode. Where it is standard no position is scoped, and these are the sums of their own.
    component scope0 = ScenarioScope(K); scope0.mode <== mode0; scope0.underlying <== underlying;
    component scope1 = ScenarioScope(K); scope1.mode <== mode1; scope1.underlying <== underlying;
    component side0 = PortfolioMargin(K); side0.loss <== loss0; side0.left <== left0; side0.credited <== credited0; side0.scoped <== scope0.scoped;
    component side1 = PortfolioMargin(K); side1.loss <== loss1; side1.left <== left1; side1.credited <== credited1; side1.scoped <== scope1.scoped;
    side0.isOption <== isOption; side0.size <== size0; side0.im <== im; side0.word <== gain;
    side1.isOption <== isOption; side1.size <== size1; side1.im <== im; side1.word <== gain;
    for (var k = 0; k < K; k++) {
        side0.ge[k] <== sign0[k].ge; side0.abs[k] <== holding0[k].abs; side0.lotMargin[k] <== holding0[k].lotMargin; side0.margin[k] <== holding0[k].margin; side0.maintenance[k] <== holding0[k].maintenance;
        side1.ge[k] <== sign1[k].ge; side1.abs[k] <== holding1[k].abs; side1.lotMargin[k] <== holding1[k].lotMargin; side1.margin[k] <== holding1[k].margin; side1.maintenance[k] <== holding1[k].maintenance;
    }

    // ---- the allowed change, or the liquidation rule; gross money out and a new margin mode must leave the account fully margined; both, all
    // that is unsigned, and portfolio margin at the last epoch.
    component change = AllowedChange();
    for (var i = 0; i < 3; i++) { change.branch[i] <== branch[i]; }
    var equity0 = collateral0 + settledCash + deposit + value0;
    var equity1 = collateral1 + value1;
    change.E0 <== equity0; change.E1 <== equity1;
    change.IM0 <== side0.initialMargin; change.IM1 <== side1.initialMargin; change.MM0 <== side0.maintenanceMargin; change.MM1 <== side1.maintenanceMargin;
    change.liquidated <== liquidated; change.deleveraged <== deleveraged; change.bankrupt <== bankrupt; change.marginRises <== marginRises; change.insurance <== insurance;
    change.closed <== closed; change.lots <== lots;
    // Without a signature (liquidated, or a counterparty of a deleveraging) an account receives no transfer: money that came in would hide what it costs.
    var unsigned = liquidated + change.counterparty;
    unsigned * (ownerReads + cancelled + fresh) === 0;
    signedRows <== (1 - unsigned) * rows;                                    // of the slot chain
    deleveraged * settledCount === 0;                                        // settled before: what changes is what is closed
    component proRata = ProRata();
    proRata.counterparty <== change.counterparty; proRata.size <== reduced; proRata.lots <== lots; proRata.ratio <== deleverageRatio;
    levyDebt * (1 - change.indebted) === 0;
    debtPaid <== equity1 - equity0;
    component noOut = IsZeroFlag(); noOut.in <== out;
    component noMoves = IsZeroFlag(); noMoves.in <== moves;
    signal moneyOut <== 1 - noOut.out * noMoves.out;
    (moneyOut + modeChanged) * (1 - change.fullyMargined) === 0;             // sums of booleans: 0 iff each is
    (moneyOut + modeChanged + unsigned + marginMode.portfolio) * (epoch - (E - 1)) === 0;

    // ---- published
    accountWord <== on * (1 + 2 * id + (1 << 33) * (collateral1 + (1 << 62)) + (1 << 96) * minGeneration1 + (1 << 132) * mode1);
    withdrawalWord <== (1 - noOut.out) * (owner + (1 << 160) * out);
}

// The terms of a visit.
template VisitTerms(K) {
    signal input X, p[11];
    signal input on, fresh, id, epoch, rows, signedRows, moves, ownerReads, cancelled, modeChanged, mode1, liquidated, deleveraged, levyDebt, debtPaid, owner, Ax, Ay, slots0, slots1, minGeneration0, minGeneration1, deposit, out, cash;
    signal input instrument[K], traded[K], indexLong[K], indexShort[K], mark[K], im[K], mm[K], slope[K], isOption[K], isSettled[K], underlying[K], gain[K][SCENARIOS() \ SCENARIOS_PER_WORD()], used[K], open[K], reduceSide[K], reduceReads[K];
    signal output sum;
    signal keyX <== p[1] * Ax;
    signal keyY <== p[2] * Ay;
    signal generation <== p[3] * minGeneration0;
    signal minimum <== p[1] * minGeneration1;
    signal owner1 <== p[1] * owner;
    signal owner3 <== p[3] * owner;
    signal chain0 <== p[1] * id;
    signal chain1 <== p[1] * (id + (1 << 32) * signedRows);
    signal class <== p[4] * (liquidated + 2 * deleveraged);                  // 0 signed, 1 liquidated, 2 counterparty, 3 debtor of a deleveraging
    signal paid <== p[1] * debtPaid;
    signal mode <== p[1] * mode1;
    component t[12];
    for (var i = 0; i < 12; i++) { t[i] = Term(); t[i].X <== X; }
    t[0].numerator <== rows;       t[0].T <== id + keyX + keyY + generation + class + TAG_VISIT() * p[10];
    t[1].numerator <== on;         t[1].T <== slots0 + chain0 + TAG_SLOT() * p[10];
    t[2].numerator <== on;         t[2].T <== slots1 + chain1 + TAG_SLOT() * p[10];
    t[3].numerator <== cash;       t[3].T <== id + TAG_CASH() * p[10];
    t[4].numerator <== out;        t[4].T <== id + TAG_OUT() * p[10];
    t[5].numerator <== deposit;    t[5].T <== id + TAG_DEPOSIT() * p[10];
    t[6].numerator <== moves;      t[6].T <== id + TAG_MOVE() * p[10];
    t[7].numerator <== ownerReads; t[7].T <== id + owner1 + TAG_OWNER() * p[10];
    t[8].numerator <== cancelled;  t[8].T <== id + minimum + TAG_CANCEL_ALL() * p[10];
    t[9].numerator <== fresh;      t[9].T <== id + keyX + keyY + owner3 + TAG_REGISTER() * p[10];
    t[10].numerator <== levyDebt;  t[10].T <== id + paid + TAG_DEBT() * p[10];
    t[11].numerator <== modeChanged; t[11].T <== id + mode + TAG_MODE() * p[10];
    var total = t[2].out + t[5].out + t[9].out - t[0].out - t[1].out - t[3].out - t[4].out - t[6].out - t[7].out - t[8].out - t[10].out - t[11].out;
    component markTerm[K]; component baseTerm[K]; component openTerm[K]; component reduceTerm[K];
    signal column[K][6]; signal gains[K][SCENARIOS() \ SCENARIOS_PER_WORD()];
    for (var k = 0; k < K; k++) {
        column[k][0] <== p[1] * indexLong[k];
        column[k][1] <== p[2] * indexShort[k];
        column[k][2] <== p[3] * mark[k];
        column[k][3] <== p[4] * im[k];
        column[k][4] <== p[5] * slope[k];
        column[k][5] <== p[6] * mm[k];
        var scenarios = 0;
        for (var w = 0; w < SCENARIOS() \ SCENARIOS_PER_WORD(); w++) { gains[k][w] <== p[7 + w] * gain[k][w]; scenarios += gains[k][w]; }
        markTerm[k] = Term(); markTerm[k].X <== X; markTerm[k].numerator <== used[k];
        markTerm[k].T <== epoch + 16 * instrument[k] + (1 << 36) * isOption[k] + (1 << 37) * isSettled[k] + (1 << 38) * underlying[k] + scenarios
            + column[k][0] + column[k][1] + column[k][2] + column[k][3] + column[k][4] + column[k][5] + TAG_MARK() * p[10];
        baseTerm[k] = Term(); baseTerm[k].X <== X; baseTerm[k].numerator <== traded[k];
        baseTerm[k].T <== id + (1 << 32) * instrument[k] + TAG_BASE() * p[10];
        openTerm[k] = Term(); openTerm[k].X <== X; openTerm[k].numerator <== open[k];
        openTerm[k].T <== instrument[k] + TAG_OPEN() * p[10];
        reduceTerm[k] = Term(); reduceTerm[k].X <== X; reduceTerm[k].numerator <== reduceReads[k];
        reduceTerm[k].T <== id + (1 << 32) * instrument[k] + (1 << 64) * reduceSide[k] + TAG_REDUCE() * p[10];
        total += markTerm[k].out - baseTerm[k].out + openTerm[k].out - reduceTerm[k].out;
    }
    sum <== total;
}
