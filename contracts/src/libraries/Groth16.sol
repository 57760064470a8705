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

    uint256 private constant KEY_BYTES = 22 * 32;

    // Byte offsets in a stored key.
    uint256 private constant ALPHA = 0;
    uint256 private constant BETA = 2 * 32;
    uint256 private constant GAMMA = 6 * 32;
    uint256 private constant DELTA = 10 * 32;
    uint256 private constant IC = 14 * 32;

    /// @dev What is added up over the statements.
    /// @param pairs Input of the pairing precompile: six words for each pair of points.
    /// @param scalars Σρ, Σρ·C, Σρ·y, Σρ·r.
    /// @param c Σ ρ_i C_i.
    struct Sums {
        uint256[] pairs;
        uint256[4] scalars;
        uint256[2] c;
    }

    /// @notice Reverts unless every statement is proved.
    /// @param keyData Data contract that holds the key: a STOP byte, then 22 words (α, −β, −γ, −δ, IC0…IC3).
    /// @param verifierId Identity of that key; part of the seed.
    /// @param statements One or more statements.
    function verify(address keyData, bytes32 verifierId, Statement[] memory statements) internal view {
        uint256 count = statements.length;
        bytes32 seed = _seed(verifierId, statements);
        Sums memory sums;
        sums.pairs = new uint256[](6 * (count + 3));
        for (uint256 i; i < count; ++i) {
            _fold(sums, statements[i], i, seed);
        }
        _closePairs(sums, _loadKey(keyData), count);
        if (!_pairing(sums.pairs)) revert ProofRefused();
    }

    /// @dev Binds the verifier, the number of statements, every proof and every signal.
    function _seed(bytes32 verifierId, Statement[] memory statements) private pure returns (bytes32 seed) {
        seed = keccak256(abi.encode(verifierId, statements.length));
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
    }

    /// @dev Adds statement `i` to the sums and its pair (ρ A, B) to the pairs.
    function _fold(Sums memory sums, Statement memory statement, uint256 i, bytes32 seed) private view {
        uint256[8] memory proof = statement.proof;
        _requireProperPoints(proof);
        uint256 coefficient = i == 0 ? 1 : uint256(keccak256(abi.encode(i, seed))) >> 128;
        _addScalars(sums.scalars, statement.signals, coefficient);
        uint256 a;
        uint256 c;
        uint256 pair;
        uint256[] memory pairs = sums.pairs;
        assembly ("memory-safe") {
            a := proof
            c := add(proof, 0xc0)
            pair := add(add(pairs, 0x20), mul(i, 0xc0))
            mcopy(pair, proof, 0xc0)
        }
        if (i == 0) {
            _copyPoint(c, _pointer(sums.c));
        } else {
            uint256[2] memory scaled;
            _multiply(a, coefficient, pair);
            _multiply(c, coefficient, _pointer(scaled));
            _add(_pointer(sums.c), _pointer(scaled), _pointer(sums.c));
        }
    }

    function _addScalars(uint256[4] memory scalars, uint256[3] memory signals, uint256 coefficient) private pure {
        scalars[0] = addmod(scalars[0], coefficient, SCALAR_FIELD);
        for (uint256 j; j < 3; ++j) {
            if (signals[j] >= SCALAR_FIELD) revert SignalOutOfRange();
            uint256 term = mulmod(coefficient, signals[j], SCALAR_FIELD);
            scalars[j + 1] = addmod(scalars[j + 1], term, SCALAR_FIELD);
        }
    }

    /// @dev Appends (Σρ α, −β), (Σ ρ IC(x), −γ) and (Σ ρ C, −δ).
    function _closePairs(Sums memory sums, uint256 key, uint256 count) private view {
        uint256 pair;
        uint256[] memory pairs = sums.pairs;
        assembly ("memory-safe") {
            pair := add(add(pairs, 0x20), mul(count, 0xc0))
        }
        unchecked {
            _multiply(key + ALPHA, sums.scalars[0], pair);
            _copyG2(key + BETA, pair + 0x40);

            pair += 0xc0;
            _multiply(key + IC, sums.scalars[0], pair);
            for (uint256 j = 1; j < 4; ++j) {
                uint256 point = key + IC + 0x40 * j;
                _multiply(point, sums.scalars[j], point);
                _add(pair, point, pair);
            }
            _copyG2(key + GAMMA, pair + 0x40);

            pair += 0xc0;
            _copyPoint(_pointer(sums.c), pair);
            _copyG2(key + DELTA, pair + 0x40);
        }
    }

    /// @dev The precompiles take (0, 0) as the point at infinity; an honest proof never holds it.
    function _requireProperPoints(uint256[8] memory proof) private pure {
        bool canonical = true;
        for (uint256 j; j < 8; ++j) {
            canonical = canonical && proof[j] < BASE_FIELD;
        }
        bool finite =
            proof[0] | proof[1] != 0 && proof[2] | proof[3] | proof[4] | proof[5] != 0 && proof[6] | proof[7] != 0;
        if (!canonical || !finite) revert ProofPointRefused();
    }

    // Memory pointers to points, so that results go where they are needed without copies.

    function _loadKey(address keyData) private view returns (uint256 key) {
        assembly ("memory-safe") {
            key := mload(0x40)
            mstore(0x40, add(key, KEY_BYTES))
            extcodecopy(keyData, key, 1, KEY_BYTES)
        }
    }

    function _pointer(uint256[2] memory point) private pure returns (uint256 pointer) {
        assembly ("memory-safe") {
            pointer := point
        }
    }

    function _copyPoint(uint256 from, uint256 to) private pure {
        assembly ("memory-safe") {
            mcopy(to, from, 0x40)
        }
    }

    function _copyG2(uint256 from, uint256 to) private pure {
        assembly ("memory-safe") {
            mcopy(to, from, 0x80)
        }
    }

    function _add(uint256 a, uint256 b, uint256 result) private view {
        bool ok;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mcopy(buffer, a, 0x40)
            mcopy(add(buffer, 0x40), b, 0x40)
            ok := staticcall(gas(), 6, buffer, 0x80, result, 0x40)
        }
        if (!ok) revert ProofRefused();
    }

    /// @dev Leaves the point unchecked when the scalar is 1; the pairing, where every point ends up, checks it.
    function _multiply(uint256 a, uint256 scalar, uint256 result) private view {
        if (scalar == 1) return _copyPoint(a, result);
        bool ok;
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mcopy(buffer, a, 0x40)
            mstore(add(buffer, 0x40), scalar)
            ok := staticcall(gas(), 7, buffer, 0x60, result, 0x40)
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
