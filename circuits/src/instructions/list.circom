pragma circom 2.1.6;

// The mutable word of a row without a past: both indices 0, stored plus 2^63.
function EMPTY_ROW_WORD() { return (1 << 63) + (1 << 127); }

// A market row that the batch lists had nothing in it: its word before is 0, and no funding step comes with the listing. `past` is what a mutable word holds
// beside the offset of its indices, every part ranged with that offset (`hours` < 2^8 follows at bit 236), so the whole is 0 only if each part is.
// live and listed are booleans, listed only where live. 2 constraints.
template List() {
    signal input live, listed, past, hours, instrument;
    signal output mutableWord0, published;       // published: what the word of a listed row has instead of an empty row's; 0 where nothing is listed
    listed * (past + (1 << 236) * hours) === 0;
    mutableWord0 <== past + (live - listed) * EMPTY_ROW_WORD();              // an unused entry is all 0, and so is the row before a listing
    published <== listed * (instrument - EMPTY_ROW_WORD() + (1 << 247));
}
