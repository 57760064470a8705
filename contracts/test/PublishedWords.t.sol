// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {SCALAR_FIELD} from "../src/libraries/Bn254.sol";
import {PublishedWords} from "../src/libraries/PublishedWords.sol";
import {Batch} from "../src/types/Batch.sol";
import {BatchBuilder} from "./support/BatchBuilder.sol";

contract PublishedWordsTest is Test {
    function open(Batch calldata batch, uint256 places, uint256 wideEnd)
        external
        pure
        returns (uint256[] memory data, uint256 r, uint256 y)
    {
        return PublishedWords.open(batch, places, wideEnd);
    }

    function sparse(uint256 seed, uint256 places, uint256 wideEnd) private pure returns (uint256[] memory data) {
        data = new uint256[](places);
        for (uint256 i; i < places; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            if (random & 3 == 0) continue;
            data[i] = i < wideEnd ? random % SCALAR_FIELD : random >> 8;
        }
    }

    function testFuzz_open_agreesWithThePlainWay(bytes32 id, uint256 seed, uint256 places, uint256 wideEnd)
        public
        view
    {
        places = bound(places, 1, 700);
        wideEnd = bound(wideEnd, 0, places);
        uint256[] memory data = sparse(seed, places, wideEnd);
        Batch memory batch = BatchBuilder.unproved(id, data);
        (uint256[] memory opened, uint256 r, uint256 y) = this.open(batch, places, wideEnd);
        uint256[3] memory signals = BatchBuilder.signals(batch, data);
        assertEq(opened, data);
        assertEq(y, signals[1]);
        assertEq(r, signals[2]);
    }

    function testFuzz_open_changesWithEverythingPublished(uint256 seed, uint256 what, uint256 bit) public view {
        uint256[] memory data = sparse(seed, 100, 20);
        data[0] = 1; // at least one word
        Batch memory batch = BatchBuilder.unproved(bytes32(seed), data);
        (, uint256 before,) = this.open(batch, 100, 20);
        what = bound(what, 0, 2);
        if (what == 0) batch.verifierId ^= bytes32(1 << (bit & 255));
        if (what == 1) batch.commitment ^= 1 << (bit & 255);
        if (what == 2) batch.words[bit % batch.words.length] ^= 1;
        (, uint256 r,) = this.open(batch, 100, 20);
        assertNotEq(r, before);
    }

    function test_open_wordLimits() public {
        uint256[] memory data = new uint256[](300);
        data[99] = SCALAR_FIELD - 1;
        data[100] = (1 << 248) - 1;
        data[299] = (1 << 248) - 1;
        this.open(BatchBuilder.unproved(0, data), 300, 100);
        data[99] = SCALAR_FIELD;
        expectWordRefused(data);
        data[99] = 0;
        data[100] = 1 << 248;
        expectWordRefused(data);
        data[100] = 0;
        data[299] = type(uint256).max;
        expectWordRefused(data);
    }

    function expectWordRefused(uint256[] memory data) private {
        Batch memory batch = BatchBuilder.unproved(0, data);
        vm.expectRevert(PublishedWords.WordOutOfRange.selector);
        this.open(batch, 300, 100);
    }

    function testFuzz_open_refusesMarksBeyondThePlaces(uint256 places, uint256 place) public {
        places = bound(places, 1, 600);
        uint256 marks = (places + 255) / 256 * 256;
        vm.assume(marks > places);
        place = bound(place, places, marks - 1);
        Batch memory batch = BatchBuilder.unproved(0, new uint256[](places));
        batch.mask[place / 256] |= 1 << (place % 256);
        batch.words = new uint256[](1);
        vm.expectRevert(PublishedWords.MaskOutOfRange.selector);
        this.open(batch, places, 0);
    }

    function testFuzz_open_refusesAnotherNumberOfWords(uint256 seed, uint256 given) public {
        uint256[] memory data = sparse(seed, 300, 300);
        Batch memory batch = BatchBuilder.unproved(0, data);
        given = bound(given, 0, 400);
        vm.assume(given != batch.words.length);
        batch.words = new uint256[](given);
        vm.expectRevert(PublishedWords.WordCountMismatch.selector);
        this.open(batch, 300, 300);
    }

    function testFuzz_open_refusesAnotherNumberOfMaskWords(uint256 given) public {
        given = bound(given, 0, 10);
        vm.assume(given != 2);
        Batch memory batch = BatchBuilder.unproved(0, new uint256[](300));
        batch.mask = new uint256[](given);
        vm.expectRevert(PublishedWords.MaskOutOfRange.selector);
        this.open(batch, 300, 0);
    }
}
