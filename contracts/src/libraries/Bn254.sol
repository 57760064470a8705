// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @dev Order of the groups of BN254: the scalar field, in which the circuits compute (`p` in the documents).
uint256 constant SCALAR_FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

/// @dev The field of the coordinates of BN254 points.
uint256 constant BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583;
