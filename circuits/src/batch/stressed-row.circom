pragma circom 2.1.6;
include "../lib/range.circom";

// The one opened row whose winners pay for a debt, if they do, taken out of the T opened ones: its instrument, open interest before the batch and figures
// at the last epoch; all 0 where none does. `stressed` are booleans fixed by what the rows absorb. 5 T + 1 constraints.
template StressedRow(T) {
    signal input stressed[T], instrument[T], openInterest[T], mark[T], im[T], isOption[T];
    signal output on, rowInstrument, rowOpenInterest, rowMark, rowIm, rowIsOption;
    signal part[T][5];
    var count = 0; var ids = 0; var interest = 0; var marks = 0; var margin = 0; var option = 0;
    for (var t = 0; t < T; t++) {
        count += stressed[t];
        part[t][0] <== stressed[t] * instrument[t]; ids += part[t][0];
        part[t][1] <== stressed[t] * openInterest[t]; interest += part[t][1];
        part[t][2] <== stressed[t] * mark[t]; marks += part[t][2];
        part[t][3] <== stressed[t] * im[t]; margin += part[t][3];
        part[t][4] <== stressed[t] * isOption[t]; option += part[t][4];
    }
    component once = Bool(); once.in <== count;
    on <== count;
    rowInstrument <== ids; rowOpenInterest <== interest; rowMark <== marks; rowIm <== margin; rowIsOption <== option;
}
