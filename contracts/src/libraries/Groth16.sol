// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {BASE_FIELD, SCALAR_FIELD} from "./Bn254.sol";

/// @notice One statement: a Groth16 proof (as in Batch.proof) and its three public signals.
struct Statement {
    uint256[8] proof;
    uint256[3] signals;
}

/// @notice Checks any number of Groth16 proofs of one verification key in a single pairing check.
/// @dev For proofs (A_i, B_i, C_i) with signals x_i and coefficients ρ_i the check is
///   Π e(ρ_i A_i, B_i) · e(Σρ_i α, −β) · e(Σ_i ρ_i IC(x_i), −γ) · e(Σ ρ_i C_i, −δ) = 1.
/// ρ_0 = 1; the others are 128-bit hashes of a seed over the verifier id and all proofs and signals, so no statement can
/// be chosen after its coefficient is known. Keys are stored with β, γ and δ negated (see VerifierRegistry).
library Groth16 {
    /// @notice A proof holds a point at infinity or a coordinate that is not below the base field.
    error ProofPointRefused();

    /// @notice A public signal is not below the scalar field.
    error SignalOutOfRange();

    /// @notice At least one proof does not prove its statement, or holds a point that is not on its curve.
    error ProofRefused();

    uint256 private constant KEY_WORDS = 22;

    // Word offsets in a stored key.
    uint256 private constant BETA = 2;
    uint256 private constant GAMMA = 6;
    uint256 private constant DELTA = 10;
    uint256 private constant IC = 14;

    /// @notice Reverts unless every statement is proved.
    /// @param keyData Data contract that holds the key: a STOP byte, then 22 words (α, −β, −γ, −δ, IC0…IC3).
    /// @param verifierId Identity of that key; part of the seed.
    /// @param statements One or more statements.
    function verify(address keyData, bytes32 verifierId, Statement[] memory statements) internal view {
        uint256[22] memory key;
        assembly ("memory-safe") {
            extcodecopy(keyData, key, 1, mul(KEY_WORDS, 0x20))
        }
        uint256 count = statements.length;
        bytes32 seed = _seed(verifierId, statements);
        uint256[] memory pairs = new uint256[](6 * (count + 3));
        uint256[4] memory scalars; // Σρ, Σρ·C, Σρ·y, Σρ·r
        uint256[2] memory foldedC;

        for (uint256 i; i < count; ++i) {
            Statement memory statement = statements[i];
            _requireProperPoints(statement.proof);
            uint256 coefficient = 1;
            if (i != 0) coefficient = uint256(keccak256(abi.encode(i, seed))) >> 128;
            scalars[0] = addmod(scalars[0], coefficient, SCALAR_FIELD);
            for (uint256 j; j < 3; ++j) {
                uint256 signal = statement.signals[j];
                if (signal >= SCALAR_FIELD) revert SignalOutOfRange();
                scalars[j + 1] = addmod(scalars[j + 1], mulmod(coefficient, signal, SCALAR_FIELD), SCALAR_FIELD);
            }
            uint256[2] memory a = _pointAt(statement.proof, 0);
            uint256[2] memory c = _pointAt(statement.proof, 6);
            if (i == 0) {
                foldedC = c;
            } else {
                a = _multiply(a, coefficient);
                foldedC = _add(foldedC, _multiply(c, coefficient));
            }
            uint256 offset = 6 * i;
            (pairs[offset], pairs[offset + 1]) = (a[0], a[1]);
            for (uint256 j; j < 4; ++j) {
                pairs[offset + 2 + j] = statement.proof[2 + j];
            }
        }

        uint256[2] memory folded = _keyPoint(key, IC);
        uint256[2] memory alpha = _keyPoint(key, 0);
        if (count > 1) {
            folded = _multiply(folded, scalars[0]);
            alpha = _multiply(alpha, scalars[0]);
        }
        for (uint256 j = 1; j < 4; ++j) {
            folded = _add(folded, _multiply(_keyPoint(key, IC + 2 * j), scalars[j]));
        }
        _setPair(pairs, 6 * count, alpha, key, BETA);
        _setPair(pairs, 6 * count + 6, folded, key, GAMMA);
        _setPair(pairs, 6 * count + 12, foldedC, key, DELTA);
        if (!_pairing(pairs)) revert ProofRefused();
    }

    /// @dev Binds verifier, number of statements, every proof and every signal.
    function _seed(bytes32 verifierId, Statement[] memory statements) private pure returns (bytes32 seed) {
        seed = verifierId;
        for (uint256 i; i < statements.length; ++i) {
            uint256[8] memory proof = statements[i].proof;
            uint256[3] memory signals = statements[i].signals;
            assembly ("memory-safe") {
                let buffer := mload(0x40)
                mstore(buffer, seed)
                mcopy(add(buffer, 0x20), proof, 0x100)
                mcopy(add(buffer, 0x120), signals, 0x60)
                seed := keccak256(buffer, 0x180)
            }
        }
        seed = keccak256(abi.encode(seed, statements.length));
    }

    /// @dev The precompiles take (0, 0) as the point at infinity; an honest proof never holds it.
    function _requireProperPoints(uint256[8] memory proof) private pure {
        for (uint256 j; j < 8; ++j) {
            if (proof[j] >= BASE_FIELD) revert ProofPointRefused();
        }
        if (proof[0] | proof[1] == 0) revert ProofPointRefused();
        if (proof[2] | proof[3] | proof[4] | proof[5] == 0) revert ProofPointRefused();
        if (proof[6] | proof[7] == 0) revert ProofPointRefused();
    }

    function _pointAt(uint256[8] memory words, uint256 offset) private pure returns (uint256[2] memory point) {
        (point[0], point[1]) = (words[offset], words[offset + 1]);
    }

    function _keyPoint(uint256[22] memory words, uint256 offset) private pure returns (uint256[2] memory point) {
        (point[0], point[1]) = (words[offset], words[offset + 1]);
    }

    function _setPair(
        uint256[] memory pairs,
        uint256 offset,
        uint256[2] memory g1,
        uint256[22] memory key,
        uint256 g2
    ) private pure {
        (pairs[offset], pairs[offset + 1]) = (g1[0], g1[1]);
        for (uint256 j; j < 4; ++j) {
            pairs[offset + 2 + j] = key[g2 + j];
        }
    }

    function _add(uint256[2] memory a, uint256[2] memory b) private view returns (uint256[2] memory sum) {
        bool ok;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mcopy(buffer, a, 0x40)
            mcopy(add(buffer, 0x40), b, 0x40)
            ok := staticcall(gas(), 6, buffer, 0x80, sum, 0x40)
        }
        if (!ok) revert ProofRefused();
    }

    function _multiply(uint256[2] memory a, uint256 scalar) private view returns (uint256[2] memory product) {
        bool ok;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mcopy(buffer, a, 0x40)
            mstore(add(buffer, 0x40), scalar)
            ok := staticcall(gas(), 7, buffer, 0x60, product, 0x40)
        }
        if (!ok) revert ProofRefused();
    }

    function _pairing(uint256[] memory pairs) private view returns (bool one) {
        assembly ("memory-safe") {
            let ok := staticcall(gas(), 8, add(pairs, 0x20), shl(5, mload(pairs)), 0, 0x20)
            one := and(ok, eq(mload(0), 1))
        }
    }
}
