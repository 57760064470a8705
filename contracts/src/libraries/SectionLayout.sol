// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {CircuitSize} from "../types/Verifier.sol";
import {ENTRY_WORDS, HEADER_WORDS} from "../generated/Constants.sol";

/// @notice Places at which the sections of a batch's words start; a section ends where the next one starts.
struct Sections {
    uint256 epochs;
    uint256 entries;
    uint256 withdrawals;
    uint256 accounts;
    uint256 positions;
    uint256 slots;
    uint256 markets;
    uint256 house;
    uint256 end;
}

/// @notice Where each section of published words lies for a circuit size (docs/protocol/formats.md).
library SectionLayout {
    /// @notice The layout of a circuit size. `end` is the number of places, ND.
    function forSize(CircuitSize memory size) internal pure returns (Sections memory sections) {
        unchecked {
            // Sums of a few products of 16-bit numbers.
            sections.epochs = HEADER_WORDS;
            sections.entries = sections.epochs + size.epochs;
            sections.withdrawals = sections.entries + ENTRY_WORDS * size.entries;
            sections.accounts = sections.withdrawals + size.visits;
            sections.positions = sections.accounts + size.visits;
            sections.slots = sections.positions + uint256(size.visits) * size.positions;
            sections.markets = sections.slots + size.rows;
            sections.house = sections.markets + size.opened;
            sections.end = sections.house + 1;
        }
    }
}
