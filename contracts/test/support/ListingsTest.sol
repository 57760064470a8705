// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Series} from "../../src/interfaces/IListings.sol";
import {ExchangeTest} from "./ExchangeTest.sol";

/// @notice What tests of listings share. START is 08:00 UTC of a day.
abstract contract ListingsTest is ExchangeTest {
    uint256 internal constant START_HOUR = START / 3600;
    uint256 internal constant TOMORROW = START_HOUR + 24;
    uint256 internal constant STRIKE = 9e6; // 90,000 USD per BTC: 9 USD per lot of 0.0001

    function call(uint256 strike, uint256 expiryHour) internal pure returns (Series memory) {
        return Series({underlying: 1, kind: 3, strike: strike, expiryHour: expiryHour});
    }

    function future(uint256 expiryHour) internal pure returns (Series memory) {
        return Series({underlying: 1, kind: 2, strike: 0, expiryHour: expiryHour});
    }

    function listAs(address caller, Series memory series) internal returns (uint256) {
        vm.prank(caller);
        return listings.list(series);
    }

    /// @dev Lists and returns the terms as the queue announced them.
    function listed(Series memory series) internal returns (uint256 word) {
        vm.recordLogs();
        listAs(lister, series);
        word = abi.decode(vm.getRecordedLogs()[0].data, (uint256));
    }

    function refused(Series memory series, bytes memory reason) internal {
        vm.expectRevert(reason);
        vm.prank(lister);
        listings.list(series);
    }

    function throughTheTimelock(bytes memory action) internal {
        vm.prank(governance);
        listings.schedule(action);
        vm.warp(block.timestamp + DELAY);
        vm.prank(governance);
        listings.execute(action);
    }
}
