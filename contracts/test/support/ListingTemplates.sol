// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {
    InstrumentClass,
    ListingConfiguration,
    ListingTemplate,
    TemplateChoice
} from "../../src/interfaces/IListings.sol";

/// @notice Templates of futures and options on underlying 1, and of options on underlying 2.
library ListingTemplates {
    uint256 internal constant FIRST = 3;
    uint256 internal constant LIMIT = 64;
    uint256 internal constant UNDERLYINGS = 2;

    function future() internal pure returns (ListingTemplate memory) {
        return
            ListingTemplate({
                imRate: 52_429, slopeRate: 721, bandRate: 52_429, floorRate: 0, openInterestCap: 100_000_000
            });
    }

    function option() internal pure returns (ListingTemplate memory) {
        return ListingTemplate({
            imRate: 157_287, slopeRate: 0, bandRate: 52_429, floorRate: 104_858, openInterestCap: 100_000_000
        });
    }

    function configuration(address lister) internal pure returns (ListingConfiguration memory) {
        TemplateChoice[] memory templates = new TemplateChoice[](3);
        templates[0] = TemplateChoice(1, InstrumentClass.Future, future());
        templates[1] = TemplateChoice(1, InstrumentClass.Option, option());
        templates[2] = TemplateChoice(2, InstrumentClass.Option, option());
        return ListingConfiguration(lister, FIRST, LIMIT, UNDERLYINGS, templates);
    }
}
