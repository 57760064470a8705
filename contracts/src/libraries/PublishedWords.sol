// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Batch} from "../types/Batch.sol";
import {SCALAR_FIELD} from "./Bn254.sol";
import {WORD_BITS} from "../generated/Constants.sol";

/// @notice Ties a proof to the words that are published with it: the circuit proves `y = Σ D_i r^i` for the words it
/// committed to in `C`, and `r` depends on everything that is published. Two different lists of words agree at a random
/// `r` with probability about ND / 2^254.
library PublishedWords {
    /// @notice The mask has too many or too few words, or marks places that the circuit does not have.
    error MaskOutOfRange();

    /// @notice The number of words is not the number of places marked.
    error WordCountMismatch();

    /// @notice A word is not below 2^248 (in header and entries: below the scalar field), so that it could stand for another.
    error WordOutOfRange();

    /// @notice The challenge: `keccak256(verifierId ‖ C ‖ mask… ‖ words…) mod p`.
    function challenge(Batch calldata batch) internal pure returns (uint256 r) {
        uint256[] calldata mask = batch.mask;
        uint256[] calldata words = batch.words;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            let maskBytes := shl(5, mask.length)
            let wordBytes := shl(5, words.length)
            calldatacopy(buffer, batch, 0x40) // verifierId and C
            calldatacopy(add(buffer, 0x40), mask.offset, maskBytes)
            calldatacopy(add(add(buffer, 0x40), maskBytes), words.offset, wordBytes)
            r := mod(keccak256(buffer, add(0x40, add(maskBytes, wordBytes))), SCALAR_FIELD)
        }
    }

    /// @notice Puts the words of a batch into their places and evaluates their polynomial.
    /// @param places ND, the number of places of the circuit.
    /// @param wideEnd First place after the sections whose words may use the whole field (header and entries).
    /// @return data The `places` words, 0 where none is given.
    /// @return r The challenge.
    /// @return y `Σ data_i r^i` modulo the scalar field.
    function open(Batch calldata batch, uint256 places, uint256 wideEnd)
        internal
        pure
        returns (uint256[] memory data, uint256 r, uint256 y)
    {
        uint256[] calldata mask = batch.mask;
        uint256[] calldata words = batch.words;
        unchecked {
            if (mask.length != (places + 255) >> 8) revert MaskOutOfRange();
            if (places & 255 != 0 && mask[mask.length - 1] >> (places & 255) != 0) revert MaskOutOfRange();
        }
        r = challenge(batch);
        data = new uint256[](places);
        y = _fill(data, mask, words, r, wideEnd);
    }

    /// @dev Horner, from the last place to the first: `y = y * r + data[place]`, taking the next word from the end of
    /// `words` where the mask has a bit. Should the mask have more bits than there are words, `source` ends below the
    /// first word and we refuse.
    function _fill(uint256[] memory data, uint256[] calldata mask, uint256[] calldata words, uint256 r, uint256 wideEnd)
        private
        pure
        returns (uint256 y)
    {
        bool inRange = true;
        uint256 source;
        assembly ("memory-safe") {
            source := add(words.offset, shl(5, words.length))
            let target := add(add(data, 0x20), shl(5, mload(data)))
            let boundary := add(add(data, 0x20), shl(5, wideEnd))
            for { let place := mload(data) } place {} {
                place := sub(place, 1)
                target := sub(target, 0x20)
                y := mulmod(y, r, SCALAR_FIELD)
                if and(shr(and(place, 255), calldataload(add(mask.offset, shl(5, shr(8, place))))), 1) {
                    source := sub(source, 0x20)
                    let word := calldataload(source)
                    mstore(target, word)
                    y := addmod(y, word, SCALAR_FIELD)
                    // Before the boundary the limit is the field's order, after it 2^248.
                    switch lt(target, boundary)
                    case 1 { inRange := and(inRange, lt(word, SCALAR_FIELD)) }
                    default { inRange := and(inRange, iszero(shr(WORD_BITS, word))) }
                }
            }
            source := eq(source, words.offset)
        }
        if (source == 0) revert WordCountMismatch();
        if (!inRange) revert WordOutOfRange();
    }
}
