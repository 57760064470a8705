// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {
    EXPIRY_HOUR_BITS,
    INSTRUMENT_BITS,
    KIND_CALL,
    KIND_FUTURE,
    KIND_PUT,
    OPEN_INTEREST_CAP_BITS,
    PRICE_BITS,
    RATE_BITS,
    TERMS_BAND_RATE_SHIFT,
    TERMS_EXPIRY_HOUR_SHIFT,
    TERMS_FLOOR_RATE_SHIFT,
    TERMS_IM_RATE_SHIFT,
    TERMS_KIND_SHIFT,
    TERMS_OPEN_INTEREST_CAP_SHIFT,
    TERMS_SLOPE_RATE_SHIFT,
    TERMS_STATUS_SHIFT,
    TERMS_STRIKE_SHIFT,
    TERMS_UNDERLYING_SHIFT,
    UNDERLYING_BITS
} from "./generated/Constants.sol";
import {IExchange} from "./interfaces/IExchange.sol";
import {
    IListings,
    InstrumentClass,
    ListingConfiguration,
    ListingTemplate,
    Series,
    TemplateChoice
} from "./interfaces/IListings.sol";
import {Timelocked} from "./Timelocked.sol";

/// @notice See IListings. Made by the Exchange's constructor.
contract Listings is IListings, Timelocked {
    uint256 private constant HORIZON_SECONDS = 400 days;
    uint256 private constant EXPIRY_HOUR_OF_DAY = 8;
    uint256 private constant STATUS_TRADING = 1;

    /// @inheritdoc IListings
    IExchange public immutable exchange;
    /// @inheritdoc IListings
    uint256 public immutable instrumentLimit;
    /// @inheritdoc IListings
    uint256 public immutable underlyings;

    /// @inheritdoc IListings
    address public lister;
    /// @inheritdoc IListings
    uint256 public nextInstrument;
    mapping(uint256 underlying => mapping(InstrumentClass class => ListingTemplate)) private _templates;
    mapping(uint256 seriesWord => uint256 instrument) private _instruments;

    modifier onlyLister() {
        if (msg.sender != lister) revert NotLister();
        _;
    }

    constructor(
        IExchange exchange_,
        address governance_,
        uint256 delaySeconds,
        ListingConfiguration memory configuration
    ) Timelocked(governance_, delaySeconds) {
        uint256 first = configuration.firstInstrument;
        uint256 limit = configuration.instrumentLimit;
        if (first == 0 || first >= limit || limit > 1 << INSTRUMENT_BITS) revert ListingConfigurationRefused();
        if (configuration.underlyings >= 1 << UNDERLYING_BITS) revert ListingConfigurationRefused();
        exchange = exchange_;
        instrumentLimit = limit;
        underlyings = configuration.underlyings;
        nextInstrument = first;
        lister = configuration.lister;
        emit ListerChanged(configuration.lister);
        for (uint256 i; i < configuration.templates.length; ++i) {
            TemplateChoice memory choice = configuration.templates[i];
            _setTemplate(choice.underlying, choice.class, choice.template, configuration.underlyings);
        }
    }

    /// @inheritdoc IListings
    function list(Series calldata series) external onlyLister returns (uint256 instrument) {
        instrument = nextInstrument;
        _list(series, instrument);
        nextInstrument = instrument + 1;
    }

    /// @inheritdoc IListings
    function listMany(Series[] calldata series) external onlyLister returns (uint256 first) {
        first = nextInstrument;
        for (uint256 i; i < series.length; ++i) {
            _list(series[i], first + i);
        }
        nextInstrument = first + series.length;
    }

    /// @inheritdoc IListings
    function setTemplate(uint256 underlying, InstrumentClass class, ListingTemplate calldata template)
        external
        onlyTimelock
    {
        _setTemplate(underlying, class, template, underlyings);
    }

    /// @inheritdoc IListings
    function setLister(address newLister) external onlyTimelock {
        lister = newLister;
        emit ListerChanged(newLister);
    }

    /// @inheritdoc IListings
    function templateOf(uint256 underlying, InstrumentClass class) external view returns (ListingTemplate memory) {
        return _templates[underlying][class];
    }

    /// @inheritdoc IListings
    function instrumentOf(Series calldata series) external view returns (uint256) {
        InstrumentClass class = _classOf(series.kind);
        // Only what can be listed has a word of its own: wider numbers would run into each other.
        _checkStrike(class, series.strike);
        if (series.underlying > underlyings || series.expiryHour >> EXPIRY_HOUR_BITS != 0) return 0;
        return _instruments[_seriesWord(series)];
    }

    function _list(Series calldata series, uint256 instrument) private {
        InstrumentClass class = _classOf(series.kind);
        ListingTemplate memory template = _templates[series.underlying][class];
        if (template.imRate == 0) revert UnknownTemplate(series.underlying, class);
        _checkStrike(class, series.strike);
        _checkExpiry(series.expiryHour);
        uint256 seriesWord = _seriesWord(series);
        if (_instruments[seriesWord] != 0) revert SeriesListed(_instruments[seriesWord]);
        if (instrument >= instrumentLimit) revert InstrumentsExhausted();
        _instruments[seriesWord] = instrument;
        exchange.queue().appendListing(instrument | seriesWord | _templateWord(template));
    }

    function _setTemplate(
        uint256 underlying,
        InstrumentClass class,
        ListingTemplate memory template,
        uint256 underlyings_
    ) private {
        if (underlying == 0 || underlying > underlyings_) revert TemplateRefused();
        if (!_isNone(template) && !_isSound(class, template)) revert TemplateRefused();
        _templates[underlying][class] = template;
        emit TemplateChanged(underlying, class, template);
    }

    /// @dev 08:00 UTC of a day that is neither past nor too far away.
    function _checkExpiry(uint256 expiryHour) private view {
        if (expiryHour >> EXPIRY_HOUR_BITS != 0 || expiryHour % 24 != EXPIRY_HOUR_OF_DAY) {
            revert ExpiryRefused(expiryHour);
        }
        uint256 expiry = expiryHour * 1 hours;
        if (expiry <= block.timestamp || expiry > block.timestamp + HORIZON_SECONDS) revert ExpiryRefused(expiryHour);
    }

    function _checkStrike(InstrumentClass class, uint256 strike) private pure {
        bool wrong = class == InstrumentClass.Future ? strike != 0 : strike == 0 || strike >> PRICE_BITS != 0;
        if (wrong) revert StrikeRefused(strike);
    }

    function _classOf(uint256 kind) private pure returns (InstrumentClass) {
        if (kind == KIND_FUTURE) return InstrumentClass.Future;
        if (kind == KIND_CALL || kind == KIND_PUT) return InstrumentClass.Option;
        revert KindRefused(kind);
    }

    function _isNone(ListingTemplate memory template) private pure returns (bool) {
        uint256 rates = template.imRate | template.slopeRate | template.bandRate | template.floorRate;
        return rates == 0 && template.openInterestCap == 0;
    }

    /// @dev What the fields of a market row can hold, and what keeps the maintenance margin below the initial one: that of a
    /// short option far out of the money is half of imRate against floorRate.
    function _isSound(InstrumentClass class, ListingTemplate memory template) private pure returns (bool) {
        uint256 rates = template.imRate | template.slopeRate | template.bandRate | template.floorRate;
        if (rates >> RATE_BITS != 0) return false;
        if (template.openInterestCap == 0 || template.openInterestCap >> OPEN_INTEREST_CAP_BITS != 0) return false;
        if (template.imRate == 0 || template.bandRate == 0) return false;
        if (class == InstrumentClass.Future) return template.floorRate == 0;
        bool floored = template.floorRate <= template.imRate && 2 * template.floorRate >= template.imRate;
        return floored && template.slopeRate == 0;
    }

    /// @dev The bits of the terms' word that say which series it is; of two series they are never the same.
    function _seriesWord(Series calldata series) private pure returns (uint256) {
        return (series.kind << TERMS_KIND_SHIFT) | (series.underlying << TERMS_UNDERLYING_SHIFT)
            | (series.strike << TERMS_STRIKE_SHIFT) | (series.expiryHour << TERMS_EXPIRY_HOUR_SHIFT);
    }

    /// @dev The bits that come from the template. A dated instrument pays no funding: its cap stays 0.
    function _templateWord(ListingTemplate memory template) private pure returns (uint256) {
        return (STATUS_TRADING << TERMS_STATUS_SHIFT) | (uint256(template.imRate) << TERMS_IM_RATE_SHIFT)
            | (uint256(template.slopeRate) << TERMS_SLOPE_RATE_SHIFT)
            | (uint256(template.bandRate) << TERMS_BAND_RATE_SHIFT)
            | (uint256(template.floorRate) << TERMS_FLOOR_RATE_SHIFT)
            | (uint256(template.openInterestCap) << TERMS_OPEN_INTEREST_CAP_SHIFT);
    }
}
