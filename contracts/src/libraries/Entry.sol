// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {
    AMOUNT_BITS,
    ENTRY_ACCOUNT_SHIFT,
    ENTRY_AMOUNT_SHIFT,
    ENTRY_DEPOSIT,
    ENTRY_INSURE,
    ENTRY_LIST,
    ENTRY_REGISTER
} from "../generated/Constants.sol";

/// @notice The four words of an L1 entry and the hash chain over them (docs/protocol/formats.md, "L1 queue").
library Entry {
    /// @notice First word of an entry that opens an account.
    function registerWord(uint256 account) internal pure returns (uint256) {
        return ENTRY_REGISTER | (account << ENTRY_ACCOUNT_SHIFT);
    }

    /// @notice First word of an entry that adds `amount` µUSD to an account.
    function depositWord(uint256 account, uint256 amount) internal pure returns (uint256) {
        return ENTRY_DEPOSIT | (account << ENTRY_ACCOUNT_SHIFT) | (amount << ENTRY_AMOUNT_SHIFT);
    }

    /// @notice First word of an entry that pays `amount` µUSD into the insurance fund; it names no account.
    function insureWord(uint256 amount) internal pure returns (uint256) {
        return ENTRY_INSURE | (amount << ENTRY_AMOUNT_SHIFT);
    }

    /// @notice First word of an entry that lists an instrument; the terms are the second word.
    function listWord() internal pure returns (uint256) {
        return ENTRY_LIST;
    }

    /// @notice The amount in the first word of an entry, µUSD; 0 for an entry that carries none.
    function amountOf(uint256 word) internal pure returns (uint256) {
        return (word >> ENTRY_AMOUNT_SHIFT) & ((1 << AMOUNT_BITS) - 1);
    }

    /// @notice `keccak256(head ‖ word ‖ owner ‖ Ax ‖ Ay)`. A listing has its terms in the place of the owner.
    function extend(bytes32 head, uint256 word, uint256 owner, uint256 keyX, uint256 keyY)
        internal
        pure
        returns (bytes32 next)
    {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, head)
            mstore(add(buffer, 0x20), word)
            mstore(add(buffer, 0x40), owner)
            mstore(add(buffer, 0x60), keyX)
            mstore(add(buffer, 0x80), keyY)
            next := keccak256(buffer, 0xa0)
        }
    }
}
