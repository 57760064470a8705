// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @notice One proved batch as it is sent to L1 (docs/protocol/formats.md, "Published words").
/// @param verifierId Which verification key the proof is for; it also fixes where each section of words lies.
/// @param commitment The sponge output `C` over the published words; the proof's first public signal.
/// @param mask Bit `i mod 256` of `mask[i div 256]` is set where word `i` is given; all other words are 0.
/// @param words The words given, in order of their place.
/// @param proof Groth16 proof as the pairing precompile orders it: A.x, A.y, B.x1, B.x0, B.y1, B.y0, C.x, C.y.
struct Batch {
    bytes32 verifierId;
    uint256 commitment;
    uint256[] mask;
    uint256[] words;
    uint256[8] proof;
}
