// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @notice The terms of an instrument as docs/protocol/formats.md lays them out, read without the generated constants.
struct Terms {
    uint256 instrument;
    uint256 kind;
    uint256 underlying;
    uint256 status;
    uint256 strike;
    uint256 expiryHour;
    uint256 imRate;
    uint256 slopeRate;
    uint256 bandRate;
    uint256 fundingCapRate;
    uint256 openInterestCap;
    uint256 floorRate;
}

/// @notice A second opinion on what Listings composes.
library TermsReader {
    function read(uint256 word) internal pure returns (Terms memory terms) {
        terms.instrument = field(word, 32, 0);
        terms.kind = field(word, 4, 32);
        terms.underlying = field(word, 8, 36);
        terms.status = field(word, 4, 44);
        terms.strike = field(word, 36, 48);
        terms.expiryHour = field(word, 24, 84);
        terms.imRate = field(word, 20, 108);
        terms.slopeRate = field(word, 20, 128);
        terms.bandRate = field(word, 20, 148);
        terms.fundingCapRate = field(word, 20, 168);
        terms.openInterestCap = field(word, 40, 188);
        terms.floorRate = field(word, 20, 228);
    }

    /// @notice Whether these are terms that the rules can take, wherever they come from.
    function areValid(Terms memory terms, uint256 underlyings) internal pure returns (bool) {
        bool option = terms.kind == 3 || terms.kind == 4;
        if (!option && terms.kind != 2) return false;
        if (terms.instrument == 0 || terms.status != 1 || terms.fundingCapRate != 0) return false;
        if (terms.underlying == 0 || terms.underlying > underlyings) return false;
        if (option != (terms.strike > 0) || terms.expiryHour % 24 != 8) return false;
        if (terms.imRate == 0 || terms.bandRate == 0 || terms.openInterestCap == 0) return false;
        if (!option) return terms.floorRate == 0;
        return terms.slopeRate == 0 && terms.floorRate <= terms.imRate && terms.floorRate * 2 >= terms.imRate;
    }

    function field(uint256 word, uint256 bits, uint256 shift) private pure returns (uint256) {
        return (word >> shift) % (1 << bits);
    }
}
