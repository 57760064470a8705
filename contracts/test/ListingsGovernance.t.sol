// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Exchange} from "../src/Exchange.sol";
import {ExchangeConfiguration} from "../src/interfaces/IExchange.sol";
import {IListings, InstrumentClass, ListingTemplate, Series} from "../src/interfaces/IListings.sol";
import {ITimelocked} from "../src/interfaces/ITimelocked.sol";
import {ListingTemplates} from "./support/ListingTemplates.sol";
import {ListingsTest} from "./support/ListingsTest.sol";
import {TermsReader} from "./support/TermsReader.sol";

/// @notice Templates and the lister's role change through the timelock only.
contract ListingsGovernanceTest is ListingsTest {
    function test_construction_knowsTheOthers() public view {
        assertEq(address(listings.exchange()), address(exchange));
        assertEq(queue.listings(), address(listings));
        assertEq(listings.governance(), governance);
        assertEq(listings.delay(), DELAY);
        assertEq(listings.lister(), lister);
        assertEq(listings.instrumentLimit(), 64);
        assertEq(listings.underlyings(), 2);
        assertEq(listings.nextInstrument(), 3);
        assertEq(listings.templateOf(1, InstrumentClass.Option).floorRate, 104_858);
        assertEq(listings.templateOf(2, InstrumentClass.Future).imRate, 0);
    }

    function test_constructor_refusesContradictions() public {
        for (uint256 i; i < 4; ++i) {
            ExchangeConfiguration memory bad = configuration();
            if (i == 0) bad.listing.firstInstrument = 0;
            if (i == 1) bad.listing.instrumentLimit = bad.listing.firstInstrument;
            if (i == 2) bad.listing.instrumentLimit = (1 << 32) + 1;
            if (i == 3) bad.listing.underlyings = 256;
            vm.expectRevert(IListings.ListingConfigurationRefused.selector);
            new Exchange(bad);
        }
        ExchangeConfiguration memory unknown = configuration();
        unknown.listing.underlyings = 1; // there is a template for the second
        vm.expectRevert(IListings.TemplateRefused.selector);
        new Exchange(unknown);
        unknown = configuration();
        unknown.listing.templates[0].template.imRate = 1 << 20;
        vm.expectRevert(IListings.TemplateRefused.selector);
        new Exchange(unknown);
    }

    function test_setTemplate_changesWhatIsListedFromThenOn() public {
        uint256 word = listed(future(START_HOUR + 30 * 24));
        ListingTemplate memory template = ListingTemplates.future();
        template.imRate = 200_000;
        bytes memory action = abi.encodeCall(IListings.setTemplate, (1, InstrumentClass.Future, template));
        vm.startPrank(governance);
        listings.schedule(action);
        vm.warp(START + DELAY);
        vm.expectEmit(address(listings));
        emit IListings.TemplateChanged(1, InstrumentClass.Future, template);
        listings.execute(action);
        vm.stopPrank();
        uint256 next = listed(future(START_HOUR + 31 * 24));
        assertEq(TermsReader.read(word).imRate, 52_429);
        assertEq(TermsReader.read(next).imRate, 200_000);
        assertEq(TermsReader.read(next).slopeRate, 721);
    }

    function test_setTemplate_opensAndWithdraws() public {
        uint256 last = START_HOUR + 30 * 24;
        throughTheTimelock(
            abi.encodeCall(IListings.setTemplate, (2, InstrumentClass.Future, ListingTemplates.future()))
        );
        assertEq(listAs(lister, Series(2, 2, 0, last)), 3);
        ListingTemplate memory none;
        throughTheTimelock(abi.encodeCall(IListings.setTemplate, (2, InstrumentClass.Future, none)));
        refused(
            Series(2, 2, 0, last + 24),
            abi.encodeWithSelector(IListings.UnknownTemplate.selector, 2, InstrumentClass.Future)
        );
        assertEq(listAs(lister, Series(2, 3, STRIKE, last)), 4);
    }

    function testFuzz_setTemplate_acceptsExactlyWhatIsSound(uint256 seed, bool option, uint256 underlying) public {
        underlying = bound(underlying, 0, 3);
        InstrumentClass class = option ? InstrumentClass.Option : InstrumentClass.Future;
        ListingTemplate memory template = option ? ListingTemplates.option() : ListingTemplates.future();
        // One field changed, around its bounds.
        uint32[6] memory rates = [uint32(0), 1, 78_643, 78_644, (1 << 20) - 1, 1 << 20];
        uint32 rate = rates[(seed >> 8) % 6];
        uint256 field = seed % 5;
        if (field == 0) template.imRate = rate;
        if (field == 1) template.slopeRate = rate;
        if (field == 2) template.bandRate = rate;
        if (field == 3) template.floorRate = rate;
        if (field == 4) template.openInterestCap = [uint64(0), 1, (1 << 40) - 1, 1 << 40][(seed >> 8) % 4];
        bool expected = underlying == 1 || underlying == 2;
        expected = expected && template.imRate > 0 && template.imRate < 1 << 20;
        expected = expected && template.bandRate > 0 && template.bandRate < 1 << 20 && template.slopeRate < 1 << 20;
        expected = expected && template.openInterestCap > 0 && template.openInterestCap < 1 << 40;
        if (option) {
            expected = expected && template.slopeRate == 0;
            expected = expected && template.floorRate * 2 >= template.imRate && template.floorRate <= template.imRate;
        } else {
            expected = expected && template.floorRate == 0;
        }
        vm.prank(address(listings));
        try listings.setTemplate(underlying, class, template) {
            assertTrue(expected);
        } catch (bytes memory reason) {
            assertFalse(expected);
            assertEq(bytes4(reason), IListings.TemplateRefused.selector);
        }
    }

    function testFuzz_governanceOnlyThroughTheTimelock(address caller) public {
        vm.assume(caller != address(listings));
        vm.startPrank(caller);
        vm.expectRevert(ITimelocked.NotTimelock.selector);
        listings.setLister(caller);
        vm.expectRevert(ITimelocked.NotTimelock.selector);
        listings.setTemplate(1, InstrumentClass.Future, ListingTemplates.future());
        vm.stopPrank();
        vm.prank(governance);
        vm.expectRevert(ITimelocked.NotReady.selector);
        listings.execute(abi.encodeCall(IListings.setLister, (caller)));
    }

    function test_setLister_takesThePowerFromTheOneBefore() public {
        throughTheTimelock(abi.encodeCall(IListings.setLister, (bob)));
        uint256 last = START_HOUR + 30 * 24;
        vm.expectRevert(IListings.NotLister.selector);
        vm.prank(lister);
        listings.list(future(last));
        assertEq(listAs(bob, future(last)), 3);
    }
}
