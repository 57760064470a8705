// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ExchangeTest} from "../support/ExchangeTest.sol";
import {ListingTemplates} from "../support/ListingTemplates.sol";
import {Terms, TermsReader} from "../support/TermsReader.sol";
import {ListingsHandler} from "./ListingsHandler.sol";

/// @notice What must hold of listings whatever lister, governance and intruders do, against the handler's own books.
contract ListingsInvariantTest is ExchangeTest {
    ListingsHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new ListingsHandler(listings, queue, token);
        targetContract(address(handler));
    }

    /// @custom:invariant Ids are given out one after the other, stay below the limit and are never given out again.
    function invariant_idsStrictlyIncrease() public view {
        uint256[] memory words = handler.announced();
        for (uint256 i; i < words.length; ++i) {
            assertEq(TermsReader.read(words[i]).instrument, ListingTemplates.FIRST + i);
        }
        assertEq(listings.nextInstrument(), ListingTemplates.FIRST + words.length);
        assertLe(listings.nextInstrument(), ListingTemplates.LIMIT);
    }

    /// @custom:invariant Every word appended holds terms that the rules can take, and nothing besides.
    function invariant_everyWordHoldsValidTerms() public view {
        uint256[] memory words = handler.announced();
        for (uint256 i; i < words.length; ++i) {
            assertEq(words[i] >> 248, 0);
            assertTrue(TermsReader.areValid(TermsReader.read(words[i]), ListingTemplates.UNDERLYINGS));
        }
    }

    /// @custom:invariant No series is listed twice.
    function invariant_everySeriesIsListedOnce() public view {
        uint256[] memory words = handler.announced();
        for (uint256 i; i < words.length; ++i) {
            for (uint256 j; j < i; ++j) {
                assertNotEq(seriesOf(words[i]), seriesOf(words[j]));
            }
        }
    }

    /// @custom:invariant The queue's chain is the one over what it announced; every entry is in it, in order.
    function invariant_theChainIsOverWhatWasAnnounced() public view {
        assertEq(queue.count(), handler.entries());
        assertEq(queue.heads(queue.count()), handler.expectedHead());
        assertEq(queue.heads(queue.count() + 1), 0);
    }

    /// @custom:invariant Nobody but the lister lists, and only governance appoints it.
    function invariant_onlyTheListerLists() public view {
        assertEq(handler.intrusions(), 0);
    }

    function seriesOf(uint256 word) private pure returns (bytes32) {
        Terms memory terms = TermsReader.read(word);
        return keccak256(abi.encode(terms.underlying, terms.kind, terms.strike, terms.expiryHour));
    }
}
