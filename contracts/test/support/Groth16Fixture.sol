// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {stdJson} from "forge-std/StdJson.sol";
import {Test} from "forge-std/Test.sol";
import {MockStablecoin} from "../../src/development/MockStablecoin.sol";
import {Exchange} from "../../src/Exchange.sol";
import {ExchangeConfiguration} from "../../src/interfaces/IExchange.sol";
import {IL1Queue, QueueLimits} from "../../src/interfaces/IL1Queue.sol";
import {IVerifierRegistry} from "../../src/interfaces/IVerifierRegistry.sol";
import {OutflowLimits} from "../../src/interfaces/IWithdrawals.sol";
import {Batch} from "../../src/types/Batch.sol";
import {VerifierDefinition} from "../../src/types/Verifier.sol";
import {VerifierRegistry} from "../../src/VerifierRegistry.sol";
import {KEY_X, KEY_Y} from "./Keys.sol";
import {ListingTemplates} from "./ListingTemplates.sol";

/// @notice An exchange at the address that the committed snarkjs proofs were made for, its queue filled with the entries
/// they consume: two accounts with a deposit each.
abstract contract Groth16Fixture is Test {
    using stdJson for string;

    MockStablecoin internal token;
    VerifierRegistry internal registry;
    Exchange internal exchange;
    VerifierDefinition internal definition;
    bytes[] internal encodedBatches;
    bytes internal encodedOther;
    address internal alice;
    address internal bob;

    function setUp() public virtual {
        string memory json = vm.readFile("contracts/test/fixtures/groth16-batches.json");
        vm.chainId(json.readUint(".chainId"));
        vm.warp(json.readUint(".start"));
        alice = json.readAddress(".alice");
        bob = json.readAddress(".bob");
        encodedBatches = json.readBytesArray(".batches");
        encodedOther = json.readBytes(".otherFirstBatch");
        VerifierDefinition[] memory genesis = new VerifierDefinition[](1);
        genesis[0] = abi.decode(json.readBytes(".definition"), (VerifierDefinition));
        definition = genesis[0];
        token = new MockStablecoin();
        registry = new VerifierRegistry(address(this), address(this), 7 days, genesis);
        ExchangeConfiguration memory configuration = ExchangeConfiguration({
            token: address(token),
            registry: IVerifierRegistry(address(registry)),
            governance: address(this),
            sequencer: address(this),
            genesisRoot: json.readUint(".genesisRoot"),
            oracleSetHash: json.readUint(".oracleSetHash"),
            accountLimit: 256,
            deadline: 3 days,
            idleTime: 1 days,
            delay: 7 days,
            queue: QueueLimits(1e15, 1e6, 20, 0, address(this)),
            outflow: OutflowLimits(1e12, 2_500, 1 days, 7 days),
            listing: ListingTemplates.configuration(address(this))
        });
        address where = json.readAddress(".exchange");
        deployCodeTo("Exchange.sol:Exchange", abi.encode(configuration), where);
        exchange = Exchange(where);
        register(alice, 1_000e6);
        register(bob, 500e6);
    }

    function register(address owner, uint256 amount) private {
        IL1Queue queue = exchange.queue();
        token.mint(owner, amount);
        vm.startPrank(owner);
        token.approve(address(queue), amount);
        queue.registerAndDeposit(KEY_X, KEY_Y, amount);
        vm.stopPrank();
    }

    /// @dev Batches `from` up to but without `to` of the fixture.
    function chain(uint256 from, uint256 to) internal view returns (Batch[] memory batches) {
        batches = new Batch[](to - from);
        for (uint256 i = from; i < to; ++i) {
            batches[i - from] = abi.decode(encodedBatches[i], (Batch[]))[0];
        }
    }

    function otherFirstBatch() internal view returns (Batch memory) {
        return abi.decode(encodedOther, (Batch[]))[0];
    }
}
