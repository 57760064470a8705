// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {EPOCH_SPAN_SECONDS, ROUND_AGE_SECONDS, TIME_BITS} from "../generated/Constants.sol";
import {IExchange} from "../interfaces/IExchange.sol";
import {Cursor} from "../types/Settlement.sol";
import {Sections} from "./SectionLayout.sol";

/// @notice What L1 checks of the oracle rounds that a batch uses; who signed them, only the proof can tell.
library OracleRounds {
    uint256 private constant LOW_40 = (1 << TIME_BITS) - 1;

    /// @dev How far an oracle's clock may run ahead of the block's.
    uint256 private constant CLOCK_TOLERANCE_SECONDS = 30;

    /// @notice Moves the cursor over the rounds of a batch whose time it has already. Rounds never go back, within a batch
    /// and across batches; the same round always has the same time.
    function advance(Cursor memory cursor, uint256[] memory data, Sections memory sections) internal view {
        uint256 firstTime = (data[sections.epochs] >> TIME_BITS) & LOW_40;
        for (uint256 place = sections.epochs; place < sections.entries; ++place) {
            uint256 round = data[place] & LOW_40;
            // Above the time lies the hour that the round has settlement prices for, which is the proof's business.
            uint256 time = (data[place] >> TIME_BITS) & LOW_40;
            bool repeated = round == cursor.round && time == cursor.roundTime;
            if (!repeated && (round <= cursor.round || time < cursor.roundTime)) {
                revert IExchange.RoundOutOfRange(round, time);
            }
            cursor.round = round;
            cursor.roundTime = time;
        }
        bool stale = firstTime + ROUND_AGE_SECONDS < cursor.time;
        bool wide = cursor.roundTime > firstTime + EPOCH_SPAN_SECONDS;
        bool future = cursor.roundTime > block.timestamp + CLOCK_TOLERANCE_SECONDS;
        if (stale || wide || future) revert IExchange.RoundOutOfRange(cursor.round, cursor.roundTime);
    }
}
