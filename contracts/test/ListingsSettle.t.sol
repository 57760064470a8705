// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IExchange} from "../src/interfaces/IExchange.sol";
import {Batch} from "../src/types/Batch.sol";
import {ListingsTest} from "./support/ListingsTest.sol";

/// @notice Listings in batches.
contract ListingsSettleTest is ListingsTest {
    function test_settle_consumesAListingAsItStands() public {
        uint256 word = listed(call(STRIKE, TOMORROW));
        bytes memory reason = abi.encodeWithSelector(IExchange.EntriesMismatch.selector);
        uint256[4] memory others = [word ^ 1, word ^ (1 << 48), word ^ (1 << 247), 0];
        for (uint256 i; i < others.length; ++i) {
            uint256[] memory bad = nextData();
            putListing(bad, 0, others[i]);
            expectRefusal(bad, reason);
        }
        uint256[] memory data = nextData();
        putEntry(data, 0, 4 | (1 << 40), word, 0, 0);
        expectRefusal(data, reason);
        data = nextData();
        putEntry(data, 0, 4, word, 1, 0);
        expectRefusal(data, reason);
        data = nextData();
        putListing(data, 0, word);
        settle(data);
        assertEq(exchange.progress().queueCursor, 1);
        (uint256 consumed,) = exchange.flows();
        assertEq(consumed, 0);
    }

    function test_settle_aListingBringsNoMoney() public {
        depositAndSettle(5e6);
        uint256 word = listed(call(STRIKE, TOMORROW));
        uint256[] memory data = nextData();
        putListing(data, 0, word);
        putWithdrawal(data, 0, alice, 5e6 + 1);
        expectRefusal(data, abi.encodeWithSelector(IExchange.VaultShortfall.selector));
        putWithdrawal(data, 0, alice, 5e6);
        settle(data);
    }

    function test_settle_strangersMayConsumeAListing() public {
        uint256 word = listed(future(TOMORROW));
        vm.warp(START + IDLE + 1);
        uint256[] memory data = nextData();
        putListing(data, 0, word);
        data[sections.markets] = 1 << 246; // the row that it takes
        Batch[] memory batches = one(prove(data));
        vm.prank(stranger);
        exchange.settle(batches);
        assertEq(exchange.progress().queueCursor, 1);
    }
}
