// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @notice A Groth16 verification key for three public signals, exactly as snarkjs gives it.
/// G2 points are in the precompile's order: x1, x0, y1, y0 (imaginary part first).
/// @param alpha G1.
/// @param beta G2.
/// @param gamma G2.
/// @param delta G2.
/// @param ic Four G1 points: the constant, then one for each of C, y, r.
struct VerificationKey {
    uint256[2] alpha;
    uint256[4] beta;
    uint256[4] gamma;
    uint256[4] delta;
    uint256[8] ic;
}

/// @notice Capacities of one batch circuit (docs/protocol/formats.md, "Circuit sizes").
/// @param visits A: account visits.
/// @param rows R: signed instruction rows.
/// @param positions K: positions of an account group.
/// @param depth DEPTH: depth of the 4-ary account tree.
/// @param markets M: market rows of the state.
/// @param opened T: market rows a batch may open.
/// @param epochs E: oracle rounds of a batch.
/// @param entries Q: L1 entries of a batch.
struct CircuitSize {
    uint16 visits;
    uint16 rows;
    uint16 positions;
    uint16 depth;
    uint16 markets;
    uint16 opened;
    uint16 epochs;
    uint16 entries;
}

/// @notice How a circuit's words reach L1.
enum DataMode {
    Calldata,
    Blob,
    Validium
}

/// @notice Everything that makes up a verifier; its hash is the verifier id.
/// @param development The key's secret is known (a development key): proofs can be forged by anyone.
struct VerifierDefinition {
    VerificationKey key;
    CircuitSize size;
    DataMode dataMode;
    bool development;
}
