// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {SCALAR_FIELD} from "../../src/libraries/Bn254.sol";
import {Batch} from "../../src/types/Batch.sol";
import {TrapdoorProver} from "./TrapdoorProver.sol";

/// @notice Builds batches from their words the plain way, as a second opinion on PublishedWords.
library BatchBuilder {
    /// @notice Mask and words of `data`, a commitment made up from it, and a valid proof.
    function build(bytes32 verifierId, uint256[] memory data) internal view returns (Batch memory batch) {
        batch = unproved(verifierId, data);
        batch.proof = TrapdoorProver.prove(signals(batch, data), 0);
    }

    function unproved(bytes32 verifierId, uint256[] memory data) internal pure returns (Batch memory batch) {
        batch.verifierId = verifierId;
        batch.commitment = uint256(keccak256(abi.encode(data))) % SCALAR_FIELD;
        batch.mask = new uint256[]((data.length + 255) / 256);
        uint256 count;
        for (uint256 i; i < data.length; ++i) {
            if (data[i] != 0) ++count;
        }
        batch.words = new uint256[](count);
        count = 0;
        for (uint256 i; i < data.length; ++i) {
            if (data[i] == 0) continue;
            batch.mask[i / 256] |= 1 << (i % 256);
            batch.words[count++] = data[i];
        }
    }

    /// @notice C, y, r by the definition in docs/protocol/formats.md.
    function signals(Batch memory batch, uint256[] memory data) internal pure returns (uint256[3] memory) {
        bytes32 hash = keccak256(abi.encodePacked(batch.verifierId, batch.commitment, batch.mask, batch.words));
        uint256 r = uint256(hash) % SCALAR_FIELD;
        uint256 y;
        uint256 power = 1;
        for (uint256 i; i < data.length; ++i) {
            y = addmod(y, mulmod(data[i], power, SCALAR_FIELD), SCALAR_FIELD);
            power = mulmod(power, r, SCALAR_FIELD);
        }
        return [batch.commitment, y, r];
    }
}
