// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Exchange} from "../src/Exchange.sol";
import {ExchangeConfiguration} from "../src/interfaces/IExchange.sol";
import {IL1Queue} from "../src/interfaces/IL1Queue.sol";
import {IListings, InstrumentClass, ListingTemplate, Series} from "../src/interfaces/IListings.sol";
import {Entry} from "../src/libraries/Entry.sol";
import {KEY_X, KEY_Y} from "./support/Keys.sol";
import {ListingTemplates} from "./support/ListingTemplates.sol";
import {ListingsTest} from "./support/ListingsTest.sol";
import {Terms, TermsReader} from "./support/TermsReader.sol";

/// @notice What the lister may list, and what becomes of it in the queue.
contract ListingsListTest is ListingsTest {
    function testFuzz_list_composesTheTermsOfSeriesAndTemplate(
        uint256 underlying,
        uint256 kind,
        uint256 strike,
        uint256 d
    ) public {
        kind = bound(kind, 2, 4);
        underlying = kind == 2 ? 1 : bound(underlying, 1, 2);
        strike = kind == 2 ? 0 : bound(strike, 1, (1 << 36) - 1);
        d = bound(d, 1, 400);
        uint256 word = listed(Series(underlying, kind, strike, START_HOUR + 24 * d));
        assertEq(word >> 248, 0);
        Terms memory terms = TermsReader.read(word);
        assertEq(terms.instrument, 3);
        assertEq(terms.kind, kind);
        assertEq(terms.underlying, underlying);
        assertEq(terms.status, 1);
        assertEq(terms.strike, strike);
        assertEq(terms.expiryHour, START_HOUR + 24 * d);
        ListingTemplate memory template = kind == 2 ? ListingTemplates.future() : ListingTemplates.option();
        assertEq(terms.imRate, template.imRate);
        assertEq(terms.slopeRate, template.slopeRate);
        assertEq(terms.bandRate, template.bandRate);
        assertEq(terms.fundingCapRate, 0);
        assertEq(terms.openInterestCap, template.openInterestCap);
        assertEq(terms.floorRate, template.floorRate);
        assertTrue(TermsReader.areValid(terms, 2));
    }

    function test_list_extendsTheDocumentedChainAndAnnouncesIt() public {
        vm.prank(alice);
        queue.registerAndDeposit(KEY_X, KEY_Y, 5e6);
        // forge-lint: disable-next-item(incorrect-shift)
        uint256 word = 3 | (3 << 32) | (1 << 36) | (1 << 44) | (STRIKE << 48) | (TOMORROW << 84)
            | (uint256(157_287) << 108) | (uint256(52_429) << 148) | (uint256(100_000_000) << 188)
            | (uint256(104_858) << 228);
        vm.expectEmit(address(queue));
        emit IL1Queue.Listed(2, 3, word);
        assertEq(listAs(lister, call(STRIKE, TOMORROW)), 3);
        assertEq(queue.heads(3), keccak256(abi.encodePacked(queue.heads(2), uint256(4), word, uint256(0), uint256(0))));
        assertEq(queue.count(), 3);
        assertEq(queue.timeOf(2), START);
        assertEq(queue.totalDeposited(), 5e6);
        assertEq(listings.instrumentOf(call(STRIKE, TOMORROW)), 3);
        assertEq(listings.instrumentOf(call(STRIKE + 1, TOMORROW)), 0);
    }

    function test_listWord_carriesNoMoney() public pure {
        assertEq(Entry.listWord(), 4);
        assertEq(Entry.amountOf(Entry.listWord()), 0);
    }

    function testFuzz_list_acceptsExactlyWhatIsDocumented(
        uint256 underlying,
        uint256 kind,
        uint256 strike,
        uint256 hour
    ) public {
        underlying = bound(underlying, 0, 3);
        kind = bound(kind, 0, 6);
        if (strike % 3 == 0) strike = 0;
        if (strike % 3 == 1) strike = bound(strike, 1, 1 << 36);
        hour = START_HOUR + bound(hour, 0, 401 * 24) - 8;
        if (hour % 5 != 0) hour = hour / 24 * 24 + 8;
        bool option = kind == 3 || kind == 4;
        bool expected = (kind == 2 && underlying == 1) || (option && (underlying == 1 || underlying == 2));
        expected = expected && (option ? strike > 0 && strike < 1 << 36 : strike == 0);
        expected = expected && hour % 24 == 8 && hour > START_HOUR && hour <= START_HOUR + 400 * 24;
        vm.prank(lister);
        try listings.list(Series(underlying, kind, strike, hour)) {
            assertTrue(expected);
            assertEq(queue.count(), 1);
        } catch {
            assertFalse(expected);
            assertEq(queue.count(), 0);
            assertEq(listings.nextInstrument(), 3);
        }
    }

    function test_list_namesWhatItRefuses() public {
        uint256[5] memory hours_ =
            [START_HOUR, START_HOUR - 24, TOMORROW + 1, START_HOUR + 401 * 24, type(uint256).max - 7];
        for (uint256 i; i < hours_.length; ++i) {
            refused(call(STRIKE, hours_[i]), abi.encodeWithSelector(IListings.ExpiryRefused.selector, hours_[i]));
        }
        uint256[3] memory strikes = [uint256(0), 1 << 36, type(uint256).max];
        for (uint256 i; i < strikes.length; ++i) {
            refused(call(strikes[i], TOMORROW), abi.encodeWithSelector(IListings.StrikeRefused.selector, strikes[i]));
        }
        refused(Series(1, 2, 1, TOMORROW), abi.encodeWithSelector(IListings.StrikeRefused.selector, 1));
        uint256[4] memory kinds = [uint256(0), 1, 5, 1 << 255];
        for (uint256 i; i < kinds.length; ++i) {
            refused(
                Series(1, kinds[i], STRIKE, TOMORROW), abi.encodeWithSelector(IListings.KindRefused.selector, kinds[i])
            );
        }
        bytes4 unknown = IListings.UnknownTemplate.selector;
        refused(Series(2, 2, 0, TOMORROW), abi.encodeWithSelector(unknown, 2, InstrumentClass.Future));
        uint256[3] memory others = [uint256(0), 3, 1 | (1 << 255)];
        for (uint256 i; i < others.length; ++i) {
            refused(
                Series(others[i], 4, STRIKE, TOMORROW),
                abi.encodeWithSelector(unknown, others[i], InstrumentClass.Option)
            );
        }
        assertEq(queue.count(), 0);
    }

    function test_list_expiryEndsWhenItsHourComes() public {
        vm.warp(TOMORROW * 3600 - 1);
        listAs(lister, future(TOMORROW));
        vm.warp(TOMORROW * 3600);
        refused(call(STRIKE, TOMORROW), abi.encodeWithSelector(IListings.ExpiryRefused.selector, TOMORROW));
    }

    function test_list_refusesASeriesTwiceForGood() public {
        uint256 last = START_HOUR + 30 * 24;
        listAs(lister, call(STRIKE, last));
        bytes memory reason = abi.encodeWithSelector(IListings.SeriesListed.selector, 3);
        refused(call(STRIKE, last), reason);
        throughTheTimelock(abi.encodeCall(IListings.setTemplate, (1, InstrumentClass.Option, otherTemplate())));
        refused(call(STRIKE, last), reason); // other terms make no other series
        assertEq(listAs(lister, Series(1, 4, STRIKE, last)), 4);
        assertEq(listAs(lister, Series(2, 3, STRIKE, last)), 5);
        assertEq(listAs(lister, call(STRIKE, last - 24)), 6);
        assertEq(listAs(lister, call(STRIKE + 1, last)), 7);
        assertEq(listAs(lister, future(last)), 8);
    }

    function otherTemplate() private pure returns (ListingTemplate memory template) {
        template = ListingTemplates.option();
        template.openInterestCap = 7;
    }

    function test_listMany_takesConsecutiveIdsInOrder() public {
        listAs(lister, future(TOMORROW));
        Series[] memory series = new Series[](3);
        series[0] = call(STRIKE, TOMORROW);
        series[1] = Series(2, 4, 5e6, TOMORROW);
        series[2] = call(STRIKE, TOMORROW + 24);
        vm.prank(lister);
        assertEq(listings.listMany(series), 4);
        for (uint256 i; i < 3; ++i) {
            assertEq(listings.instrumentOf(series[i]), 4 + i);
        }
        assertEq(listings.nextInstrument(), 7);
        assertEq(queue.count(), 4);
    }

    function test_listMany_listsAllOrNothing() public {
        Series[] memory series = new Series[](3);
        series[0] = call(STRIKE, TOMORROW);
        series[1] = future(TOMORROW);
        series[2] = call(STRIKE, TOMORROW);
        vm.prank(lister);
        vm.expectRevert(abi.encodeWithSelector(IListings.SeriesListed.selector, 3));
        listings.listMany(series);
        assertEq(queue.count(), 0);
        assertEq(listings.instrumentOf(series[1]), 0);
        assertEq(listings.nextInstrument(), 3);
    }

    function test_listMany_mayBeEmpty() public {
        vm.prank(lister);
        assertEq(listings.listMany(new Series[](0)), 3);
        assertEq(listings.nextInstrument(), 3);
    }

    function test_list_refusesWhenIdsAreExhausted() public {
        ExchangeConfiguration memory small = configuration();
        small.listing.instrumentLimit = 5;
        IListings two = new Exchange(small).listings();
        vm.startPrank(lister);
        two.list(future(TOMORROW));
        Series[] memory series = new Series[](2);
        series[0] = call(STRIKE, TOMORROW);
        series[1] = call(STRIKE + 1, TOMORROW);
        vm.expectRevert(IListings.InstrumentsExhausted.selector);
        two.listMany(series);
        assertEq(two.list(series[0]), 4);
        vm.expectRevert(IListings.InstrumentsExhausted.selector);
        two.list(series[1]);
        assertEq(two.nextInstrument(), 5);
    }

    function test_list_countsAgainstTheBlockCapAndCostsNoFee() public {
        ExchangeConfiguration memory paid = configuration();
        paid.queue.entryFee = 1 gwei;
        paid.queue.entriesPerBlock = 2;
        Exchange costly = new Exchange(paid);
        IListings its = costly.listings();
        vm.startPrank(lister);
        its.list(future(TOMORROW));
        its.list(call(STRIKE, TOMORROW));
        vm.expectRevert(IL1Queue.BlockFull.selector);
        its.list(call(STRIKE + 1, TOMORROW));
        vm.stopPrank();
        IL1Queue full = costly.queue();
        vm.deal(alice, 1 gwei);
        vm.prank(alice);
        vm.expectRevert(IL1Queue.BlockFull.selector);
        full.register{value: 1 gwei}(KEY_X, KEY_Y);
        vm.roll(block.number + 1);
        vm.prank(lister);
        assertEq(its.list(call(STRIKE + 1, TOMORROW)), 5);
        assertEq(address(full).balance, 0);
    }

    function testFuzz_list_refusesStrangers(address caller) public {
        vm.assume(caller != lister);
        vm.startPrank(caller);
        vm.expectRevert(IListings.NotLister.selector);
        listings.list(future(TOMORROW));
        vm.expectRevert(IListings.NotLister.selector);
        listings.listMany(new Series[](0));
    }

    function testFuzz_appendListing_isForTheListingsContractAlone(address caller, uint256 word) public {
        vm.assume(caller != address(listings));
        vm.expectRevert(IL1Queue.NotListings.selector);
        vm.prank(caller);
        queue.appendListing(word);
    }
}
