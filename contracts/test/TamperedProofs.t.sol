// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {BASE_FIELD, SCALAR_FIELD} from "../src/libraries/Bn254.sol";
import {Groth16} from "../src/libraries/Groth16.sol";
import {PublishedWords} from "../src/libraries/PublishedWords.sol";
import {Batch} from "../src/types/Batch.sol";
import {Groth16Fixture} from "./support/Groth16Fixture.sol";

/// @notice Real snarkjs proofs, honest and tampered with in every way, through `settle`.
contract TamperedProofsTest is Groth16Fixture {
    bytes4 private constant REFUSED = Groth16.ProofRefused.selector;
    bytes4 private constant POINT = Groth16.ProofPointRefused.selector;

    /// @dev A failed precompile eats the gas it was given: keep the many refusals below cheap to run.
    uint256 private constant GAS = 3_000_000;

    function refuse(Batch[] memory batches, bytes4 reason) private {
        bytes32 before = keccak256(abi.encode(exchange.progress(), exchange.stateRoot()));
        (bool ok, bytes memory answer) = address(exchange).call{gas: GAS}(abi.encodeCall(exchange.settle, (batches)));
        assertFalse(ok, "accepted");
        assertEq(bytes4(answer), reason);
        assertEq(keccak256(abi.encode(exchange.progress(), exchange.stateRoot())), before);
    }

    function refuseProofWord(uint256 count, uint256 index, uint256 word, uint256 value, bytes4 reason) private {
        Batch[] memory batches = chain(0, count);
        batches[index].proof[word] = value;
        refuse(batches, reason);
    }

    function test_honestBatchesSettle() public {
        exchange.settle(chain(0, 1));
        exchange.settle(chain(1, 4));
        assertEq(exchange.progress().number, 4);
        assertEq(exchange.stateRoot(), 0xf04);
        assertEq(exchange.withdrawals().owed(alice), 250e6);
        assertEq(exchange.withdrawals().owed(bob), 1e6);
    }

    function test_allAtOnceSettle() public {
        exchange.settle(chain(0, 4));
        assertEq(exchange.progress().number, 4);
        assertEq(exchange.progress().queueCursor, 4);
    }

    function test_theOtherFirstBatchIsValidToo() public {
        Batch[] memory batches = chain(0, 1);
        batches[0] = otherFirstBatch();
        exchange.settle(batches);
        assertEq(exchange.stateRoot(), 0xbad);
    }

    function test_refusesEveryProofWordPlusOne() public {
        for (uint256 word; word < 8; ++word) {
            for (uint256 index; index < 2; ++index) {
                uint256 value = chain(0, 2)[index].proof[word];
                refuseProofWord(1 + index, index, word, value + 1, REFUSED);
            }
        }
    }

    function test_refusesEveryProofWordPlusTheFieldsOrders() public {
        for (uint256 word; word < 8; ++word) {
            for (uint256 index; index < 2; ++index) {
                uint256 value = chain(0, 2)[index].proof[word];
                refuseProofWord(2, index, word, value + BASE_FIELD, POINT);
                refuseProofWord(2, index, word, BASE_FIELD, POINT);
                refuseProofWord(2, index, word, type(uint256).max, POINT);
            }
        }
    }

    function test_refusesNegatedPoints() public {
        uint256[3] memory ys = [uint256(1), 4, 7];
        for (uint256 i; i < 3; ++i) {
            Batch[] memory batches = chain(0, 1);
            uint256[8] memory proof = batches[0].proof;
            proof[ys[i]] = BASE_FIELD - proof[ys[i]];
            if (i == 1) proof[5] = BASE_FIELD - proof[5];
            refuse(batches, REFUSED);
        }
    }

    function test_refusesPointsAtInfinity() public {
        for (uint256 count = 1; count < 3; ++count) {
            Batch[] memory batches = chain(0, count);
            (batches[count - 1].proof[0], batches[count - 1].proof[1]) = (0, 0);
            refuse(batches, POINT);
            batches = chain(0, count);
            for (uint256 word = 2; word < 6; ++word) {
                batches[count - 1].proof[word] = 0;
            }
            refuse(batches, POINT);
            batches = chain(0, count);
            (batches[count - 1].proof[6], batches[count - 1].proof[7]) = (0, 0);
            refuse(batches, POINT);
            batches = chain(0, count);
            for (uint256 word; word < 8; ++word) {
                batches[count - 1].proof[word] = 0;
            }
            refuse(batches, POINT);
        }
    }

    function test_refusesHalfZeroPoints() public {
        for (uint256 word; word < 8; ++word) {
            refuseProofWord(1, 0, word, 0, REFUSED);
        }
    }

    function test_refusesSwappedCoordinatesAndPoints() public {
        uint256[2][5] memory swaps =
            [[uint256(0), 1], [uint256(2), 3], [uint256(4), 5], [uint256(6), 7], [uint256(0), 6]];
        for (uint256 i; i < swaps.length; ++i) {
            Batch[] memory batches = chain(0, 1);
            uint256[8] memory proof = batches[0].proof;
            (proof[swaps[i][0]], proof[swaps[i][1]]) = (proof[swaps[i][1]], proof[swaps[i][0]]);
            if (i == 4) (proof[1], proof[7]) = (proof[7], proof[1]);
            refuse(batches, REFUSED);
        }
    }

    function test_refusesAnotherBatchsProof() public {
        Batch[] memory batches = chain(0, 1);
        batches[0].proof = otherFirstBatch().proof;
        refuse(batches, REFUSED);
        batches = chain(0, 2);
        (batches[0].proof, batches[1].proof) = (batches[1].proof, batches[0].proof);
        refuse(batches, REFUSED);
        batches = chain(0, 4);
        batches[3].proof = batches[2].proof;
        refuse(batches, REFUSED);
    }

    /// @dev What a sum without random coefficients would let pass: move one proof's C against another's.
    function test_refusesProofsThatAreWrongOnlyApart() public {
        Batch[] memory batches = chain(0, 2);
        uint256[8] memory first = batches[0].proof;
        uint256[8] memory second = batches[1].proof;
        (first[6], first[7], second[6], second[7]) = (second[6], second[7], first[6], first[7]);
        refuse(batches, REFUSED);
    }

    function test_refusesAnotherCommitment() public {
        Batch[] memory batches = chain(0, 1);
        batches[0].commitment = otherFirstBatch().commitment;
        refuse(batches, REFUSED);
        batches[0].commitment = chain(0, 1)[0].commitment + 1;
        refuse(batches, REFUSED);
        batches[0].commitment = chain(0, 1)[0].commitment + SCALAR_FIELD;
        refuse(batches, Groth16.SignalOutOfRange.selector);
    }

    function test_refusesEveryWordPlusOne() public {
        // In batch 3 the words behind the header are free of the contract's own checks: only the proof can object.
        exchange.settle(chain(0, 2));
        uint256 count = chain(2, 3)[0].words.length;
        for (uint256 word = 7; word < count; ++word) {
            Batch[] memory batches = chain(2, 3);
            batches[0].words[word] += 1;
            refuse(batches, REFUSED);
        }
        Batch[] memory tampered = chain(2, 3);
        tampered[0].words[1] += 1; // new root
        refuse(tampered, REFUSED);
        tampered = chain(2, 3);
        tampered[0].words[4] += 1; // journal head
        refuse(tampered, REFUSED);
        exchange.settle(chain(2, 3));
    }

    function test_refusesEveryWordPlusTheFieldsOrder() public {
        exchange.settle(chain(0, 2));
        uint256 count = chain(2, 3)[0].words.length;
        for (uint256 word; word < count; ++word) {
            Batch[] memory batches = chain(2, 3);
            batches[0].words[word] += SCALAR_FIELD;
            refuse(batches, PublishedWords.WordOutOfRange.selector);
        }
    }

    function test_refusesDroppedAddedAndSwappedWords() public {
        exchange.settle(chain(0, 2));
        Batch[] memory batches = chain(2, 3);
        uint256 count = batches[0].words.length;
        uint256[] memory shorter = new uint256[](count - 1);
        for (uint256 i; i < count - 1; ++i) {
            shorter[i] = batches[0].words[i];
        }
        batches[0].words = shorter;
        refuse(batches, PublishedWords.WordCountMismatch.selector);
        batches[0].mask[0] &= batches[0].mask[0] ^ (1 << 26); // and its mark
        refuse(batches, REFUSED);

        batches = chain(2, 3);
        uint256[] memory longer = new uint256[](count + 1);
        for (uint256 i; i < count; ++i) {
            longer[i] = batches[0].words[i];
        }
        batches[0].words = longer;
        refuse(batches, PublishedWords.WordCountMismatch.selector);

        batches = chain(2, 3);
        uint256[] memory words = batches[0].words;
        (words[count - 1], words[count - 2]) = (words[count - 2], words[count - 1]);
        refuse(batches, REFUSED);
    }

    function test_refusesMovedWords() public {
        exchange.settle(chain(0, 2));
        Batch[] memory batches = chain(2, 3);
        // The same words in the same order, one of them a place further: place 19 is taken, 20 is free.
        assertEq(batches[0].mask[0] >> 19 & 3, 1);
        batches[0].mask[0] ^= 3 << 19;
        refuse(batches, REFUSED);
    }

    function test_refusesMasksBeyondTheCircuit() public {
        bytes4 reason = PublishedWords.MaskOutOfRange.selector;
        Batch[] memory batches = chain(0, 1);
        batches[0].mask[0] |= 1 << 27; // the tiny circuit has 27 places
        refuse(batches, reason);
        batches = chain(0, 1);
        batches[0].mask[0] |= 1 << 255;
        refuse(batches, reason);
        batches[0].mask = new uint256[](0);
        refuse(batches, reason);
        batches[0].mask = new uint256[](2);
        refuse(batches, reason);
    }

    function test_refusesTruncatedCalldata() public {
        bytes memory data = abi.encodeCall(exchange.settle, (chain(0, 1)));
        for (uint256 cut = 1; cut < data.length - 4; cut += 97) {
            bytes memory shorter = new bytes(data.length - cut);
            for (uint256 i; i < shorter.length; ++i) {
                shorter[i] = data[i];
            }
            (bool ok,) = address(exchange).call{gas: GAS}(shorter);
            assertFalse(ok);
        }
    }

    function testFuzz_refusesAnyOtherProof(uint256 word, uint256 value) public {
        word = bound(word, 0, 7);
        value = bound(value, 0, BASE_FIELD - 1);
        Batch[] memory batches = chain(0, 1);
        vm.assume(batches[0].proof[word] != value);
        batches[0].proof[word] = value;
        (bool ok,) = address(exchange).call{gas: GAS}(abi.encodeCall(exchange.settle, (batches)));
        assertFalse(ok);
    }

    /// @dev Groth16 proofs can be rerandomised: another proof of the same batch may pass, and must not settle it twice.
    function test_aSecondProofOfTheSameBatchSettlesNothingTwice() public {
        exchange.settle(chain(0, 1));
        Batch[] memory batches = chain(0, 1);
        uint256[8] memory proof = batches[0].proof;
        (proof[1], proof[4], proof[5]) = (BASE_FIELD - proof[1], BASE_FIELD - proof[4], BASE_FIELD - proof[5]);
        (bool ok,) = address(exchange).call{gas: GAS}(abi.encodeCall(exchange.settle, (batches)));
        assertFalse(ok);
        assertEq(exchange.progress().number, 1);
    }

    /// @dev (−A, −B, C) proves the same statement.
    function test_aRerandomisedProofIsAsGood() public {
        Batch[] memory batches = chain(0, 1);
        uint256[8] memory proof = batches[0].proof;
        (proof[1], proof[4], proof[5]) = (BASE_FIELD - proof[1], BASE_FIELD - proof[4], BASE_FIELD - proof[5]);
        exchange.settle(batches);
        assertEq(exchange.progress().number, 1);
    }
}
