pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/path-update.circom";
include "../lib/eddsa.circom";
include "../lib/bus.circom";
include "../instructions/order-fill.circom";
include "../instructions/deleverage.circom";
include "../instructions/withdraw.circom";
include "../instructions/transfer.circom";
include "../instructions/cancel.circom";
include "../instructions/cancel-all.circom";

// One instruction: an order's net fill over the batch, a one-shot, or a position that is liquidated or deleveraged, the only rows without a
// signature. Challenge-free part.
// h, packed, slotIn, slotOut and owner are absorbed and fix every column of RowTerms.
// SEQUENCE: bits of a row's place in its account's slot chain.
template Row(DEPTH, SEQUENCE) {
    signal input domain, time;
    // signed
    signal input isOrder, isWithdraw, isTransfer, isCancel, isCancelAll, isMarginMode, isLiquidate, isDeleverage;
    signal input account, instrument, side, reduceOnly, postOnly, slot, generation, revision, expiry, size, limit, maxFee;
    signal input Ax, Ay, S, R8x, R8y;
    // result
    signal input dBase, dQuote, fee;
    // looked up
    signal input low, high, sequence, minGeneration;
    signal input levies;                         // the levy of the batch is for the debt of the position that this row closes
    signal input stressedInstrument, deleveragePrice, debtorSide;            // of the batch
    // slot before; other: the two slots beside it in the leaf, lower place first
    signal input oldGeneration, oldRevision, oldFilled, other[2];
    signal input child[SLOT_TREE_DEPTH()][4];

    signal output isSigned, isTrade, h, packed, slotIn, slotOut;
    signal output base, cash, conserve, out, moved, raised, reduces, fundFee, class;
    signal output slotWord;                      // published

    // ---- kind: booleans of which at most one is 1; an off row has kind 0 and no effect
    component kind[8];
    for (var i = 0; i < 8; i++) { kind[i] = Bool(); }
    kind[0].in <== isOrder; kind[1].in <== isWithdraw; kind[2].in <== isTransfer; kind[3].in <== isCancel; kind[4].in <== isCancelAll;
    kind[5].in <== isLiquidate; kind[6].in <== isDeleverage; kind[7].in <== isMarginMode;
    signal isOneShot <== isWithdraw + isTransfer + isCancel + isCancelAll + isMarginMode;
    isSigned <== isOrder + isOneShot;
    isTrade <== isOrder + isLiquidate + isDeleverage;
    component onBool = Bool(); onBool.in <== isSigned + isLiquidate + isDeleverage;

    // ---- the signed words; every part has its range here, so w0 and w1 have one reading
    component sideBool = Bool(); sideBool.in <== side;
    component reduceBool = Bool(); reduceBool.in <== reduceOnly;
    component postBool = Bool(); postBool.in <== postOnly;
    component accountRange = Range(2 * DEPTH); accountRange.in <== account;
    component instrumentRange = Range(BITS_INSTRUMENT()); instrumentRange.in <== instrument;
    component slotBits = Bits(BITS_SLOT()); slotBits.in <== slot;
    component generationRange = Range(BITS_GENERATION()); generationRange.in <== generation;
    component revisionRange = Range(BITS_REVISION()); revisionRange.in <== revision;
    component expiryRange = Range(22); expiryRange.in <== expiry - time;                 // not expired, at most 48 days ahead; also the range of expiry
    component sizeRange = Range(BITS_LOTS()); sizeRange.in <== size;
    component limitRange = Range(BITS_PRICE()); limitRange.in <== limit;
    component maxFeeRange = Range(BITS_MAX_FEE_PER_LOT()); maxFeeRange.in <== maxFee;
    component message = Poseidon(3);
    message.inputs[0] <== domain;
    message.inputs[1] <== KIND_ORDER() * isOrder + KIND_WITHDRAW() * isWithdraw + KIND_TRANSFER() * isTransfer + KIND_CANCEL() * isCancel + KIND_CANCEL_ALL() * isCancelAll
        + KIND_MARGIN_MODE() * isMarginMode + LIQUIDATE_KIND() * isLiquidate + DELEVERAGE_KIND() * isDeleverage
        + (1 << 4) * account + (1 << 36) * instrument + (1 << 68) * side + (1 << 69) * reduceOnly + (1 << 70) * postOnly
        + (1 << 71) * slot + (1 << 81) * generation + (1 << 117) * revision + (1 << 131) * expiry;       // 171 bits
    message.inputs[2] <== size + (1 << 32) * limit + (1 << 68) * maxFee;                 // 92 bits
    component signature = EdDSA();
    signature.enabled <== isSigned;              // fixed by the kind
    signature.Ax <== Ax; signature.Ay <== Ay; signature.S <== S; signature.R8x <== R8x; signature.R8y <== R8y; signature.message <== message.out;
    h <== signature.h;
    component alive = Range(BITS_GENERATION()); alive.in <== generation - minGeneration; // not killed by a cancel-all

    // ---- slot
    component transition = SlotTransition();
    transition.isOneShot <== isOneShot; transition.generation <== generation; transition.revision <== revision; transition.dBase <== dBase;
    transition.oldGeneration <== oldGeneration; transition.oldRevision <== oldRevision; transition.oldFilled <== oldFilled;
    slotWord <== transition.newWord;
    // three 82-bit words to a leaf; place = bits 8 and 9 of the slot number, never 3
    var place1 = slotBits.out[8];
    var place2 = slotBits.out[9];
    slotBits.out[8] * slotBits.out[9] === 0;
    component otherRange[2];
    for (var i = 0; i < 2; i++) { otherRange[i] = Range(82); otherRange[i].in <== other[i]; }
    var at0 = transition.oldWord + (1 << 82) * other[0] + (1 << 164) * other[1];
    var at1 = other[0] + (1 << 82) * transition.oldWord + (1 << 164) * other[1];
    var at2 = other[0] + (1 << 82) * other[1] + (1 << 164) * transition.oldWord;
    signal shift1 <== place1 * (at1 - at0);
    signal shift2 <== place2 * (at2 - at0);
    component path = PathUpdate(SLOT_TREE_DEPTH());
    path.oldLeaf <== at0 + shift1 + shift2;
    signal change <== (1 + ((1 << 82) - 1) * place1 + ((1 << 164) - 1) * place2) * (transition.newWord - transition.oldWord);
    path.newLeaf <== at0 + shift1 + shift2 + change;
    for (var i = 0; i < 2 * SLOT_TREE_DEPTH(); i++) { path.bits[i] <== slotBits.out[i]; }
    for (var i = 0; i < SLOT_TREE_DEPTH(); i++) { for (var j = 0; j < 4; j++) { path.child[i][j] <== child[i][j]; } }
    slotIn <== path.oldRoot;
    slotOut <== path.newRoot;

    // ---- effects
    component fill = OrderFill();
    fill.isTrade <== isTrade; fill.isLiquidate <== isLiquidate; fill.side <== side; fill.size <== size; fill.limit <== limit; fill.maxFee <== maxFee; fill.carried <== transition.carried;
    fill.dBase <== dBase; fill.dQuote <== dQuote; fill.fee <== fee; fill.low <== low; fill.high <== high;
    base <== fill.base;
    conserve <== fill.conserve;
    reduces <== isOrder * reduceOnly + isLiquidate + isDeleverage;
    component deleverage = Deleverage();
    deleverage.isDeleverage <== isDeleverage; deleverage.instrument <== instrument; deleverage.side <== side; deleverage.limit <== limit; deleverage.atLimit <== fill.atLimit;
    deleverage.dQuote <== dQuote; deleverage.fee <== fee; deleverage.stressedInstrument <== stressedInstrument; deleverage.price <== deleveragePrice; deleverage.debtorSide <== debtorSide;
    class <== deleverage.class + isLiquidate;
    component leviesBool = Bool(); leviesBool.in <== levies;
    (1 - isLiquidate - isDeleverage) * levies === 0;
    fundFee <== isLiquidate * fee;               // the fee of a liquidation goes to the insurance fund
    signal amount <== size + (1 << 32) * limit;  // of a withdrawal or transfer: < 2^68
    component withdraw = Withdraw(); withdraw.isWithdraw <== isWithdraw; withdraw.amount <== amount;
    out <== withdraw.out;
    component transfer = Transfer(); transfer.isTransfer <== isTransfer; transfer.amount <== amount;
    moved <== transfer.moved;
    cash <== fill.cash - transfer.moved;
    component all = CancelAll(); all.isCancelAll <== isCancelAll; all.generation <== generation;
    raised <== all.raised;

    component sequenceRange = Range(SEQUENCE); sequenceRange.in <== sequence;
    assert(196 + SEQUENCE + 37 < 252);
    // minGeneration is within 2^36 of zero (see `alive`): as the highest part it needs no other range
    packed <== fill.packed + (1 << 195) * levies + (1 << 196) * sequence + (1 << (196 + SEQUENCE)) * minGeneration;
}

// The terms of a row in the sums: consumers positive, producers negative; SLOT out is a producer.
template RowTerms() {
    signal input X, p[11];
    signal input isSigned, isTrade, isLiquidate, isDeleverage, class, levies, isTransfer, isCancelAll, isMarginMode, account, instrument, side, low, high, sequence, minGeneration, owner, Ax, Ay, slotIn, slotOut;
    signal input base, cash, conserve, out, moved, raised, reduces;
    signal output sum;
    component t[16];
    for (var i = 0; i < 16; i++) { t[i] = Term(); t[i].X <== X; }
    signal keyX <== p[1] * Ax;
    signal keyY <== p[2] * Ay;
    signal generation <== p[3] * minGeneration;
    signal chain <== p[1] * (account + (1 << 32) * sequence);
    signal owned <== p[1] * owner;
    signal minimum <== p[1] * raised;
    signal ofClass <== p[4] * class;             // rows without a signature only in visits of their class, signed ones only in those of class 0
    t[0].numerator <== isSigned + isLiquidate + isDeleverage; t[0].T <== account + keyX + keyY + generation + ofClass + TAG_VISIT() * p[10];
    t[1].numerator <== isTrade - isDeleverage; t[1].T <== instrument + (1 << 32) * low + (1 << 68) * high + TAG_BAND() * p[10];
    t[2].numerator <== isSigned;         t[2].T <== slotIn + chain + TAG_SLOT() * p[10];
    t[3].numerator <== isSigned;         t[3].T <== slotOut + chain + (1 << 32) * p[1] + TAG_SLOT() * p[10];
    t[4].numerator <== base;        t[4].T <== account + (1 << 32) * instrument + TAG_BASE() * p[10];
    t[5].numerator <== cash;        t[5].T <== account + TAG_CASH() * p[10];
    t[6].numerator <== out;         t[6].T <== account + TAG_OUT() * p[10];
    t[7].numerator <== conserve;    t[7].T <== instrument + (1 << 32) * isDeleverage + TAG_CONSERVE() * p[10];     // deleveragings by themselves
    t[8].numerator <== moved;       t[8].T <== instrument + TAG_CASH() * p[10];                       // the receiver of a transfer
    t[9].numerator <== isTransfer;  t[9].T <== account + TAG_MOVE() * p[10];
    t[10].numerator <== isTransfer; t[10].T <== account + owned + TAG_OWNER() * p[10];
    t[11].numerator <== isTransfer; t[11].T <== instrument + owned + TAG_OWNER() * p[10];
    t[12].numerator <== isCancelAll; t[12].T <== account + minimum + TAG_CANCEL_ALL() * p[10];
    t[13].numerator <== reduces;    t[13].T <== account + (1 << 32) * instrument + (1 << 64) * side + TAG_REDUCE() * p[10];
    t[14].numerator <== levies;     t[14].T <== account + (1 << 32) * instrument + (1 << 64) * side + TAG_LEVY() * p[10];
    signal mode <== p[1] * instrument;
    t[15].numerator <== isMarginMode; t[15].T <== account + mode + TAG_MODE() * p[10];
    sum <== t[0].out + t[1].out + t[2].out - t[3].out + t[4].out + t[5].out + t[6].out + t[7].out
        + t[8].out + t[9].out + t[10].out + t[11].out + t[12].out + t[13].out - t[14].out + t[15].out;
}
