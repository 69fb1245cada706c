using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Playback;

/// <summary>Who may download recordings of a place.</summary>
internal enum Downloaders
{
    Nobody,

    /// <summary>Those who share lessons there.</summary>
    Managers,

    /// <summary>Everybody who may watch them.</summary>
    Viewers,
}

/// <summary>Who may download recordings of a place, and what carries the name of whoever watches; the nearest place's holds.</summary>
/// <param name="PlaceId">A region's, school's or room's id; null: the whole district.</param>
/// <param name="PlaceName">Empty for the district.</param>
/// <param name="Watermark">Downloads show who fetched them and when.</param>
/// <param name="Overlay">The player shows who watches.</param>
internal sealed record DownloadRule(string Id, string? PlaceId, string PlaceName, Downloaders Who, bool Watermark, bool Overlay, string MadeBy, DateTimeOffset MadeAt);

/// <summary>Body of <c>POST /api/v1/download-rules</c>.</summary>
/// <param name="PlaceId">A region's, school's or room's id; null: the whole district.</param>
internal sealed record SetDownloadRule(Downloaders Who, bool Watermark, bool Overlay, string? PlaceId = null);

/// <summary>What holds for one recording and the caller.</summary>
/// <param name="Allowed">The caller may download it.</param>
internal sealed record DownloadTerms(Downloaders Who, bool Allowed, bool Watermark, bool Overlay)
{
    /// <summary>Where nobody said anything.</summary>
    public const Downloaders Usual = Downloaders.Managers;

    /// <summary>Pure. To download is to watch, so whoever may not see the recording was turned away before.</summary>
    public static DownloadTerms Of(Downloaders who, bool watermark, bool overlay, Scope shares, ScopePath path) =>
        new(who, who == Downloaders.Viewers || (who == Downloaders.Managers && shares.Covers(path)), watermark, overlay);
}
