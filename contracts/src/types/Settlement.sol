// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @notice What changes from batch to batch while a call settles several.
struct Cursor {
    uint256 root;
    uint256 number;
    uint256 time;
    uint256 round;
    uint256 roundTime;
    uint256 queueCursor;
    bytes32 queueHead;
    uint256 deposits;
    uint256 withdrawals;
    uint256 domain;
    uint256 oracleSetHash;
    bool queueOnly;
}

/// @notice What is kept of a checked batch until its proof is verified.
struct Effects {
    uint256 journalHead;
    uint256 root;
    uint256 entriesConsumed;
    uint256[] withdrawals;
}
