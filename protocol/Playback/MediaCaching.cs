using Microsoft.AspNetCore.Http;

namespace Tongtang.Protocol.Playback;

/// <summary>
/// How long segments may be kept, as a request's feature. An address names epoch and number and never gives anything else,
/// so a browser keeps it for ever; but only the browser (<c>private</c>), because what it showed was a cookie or a token in
/// a header, which a shared cache would not ask the next one for.
/// </summary>
/// <param name="CacheControl">The header's value.</param>
public sealed record MediaCaching(string CacheControl)
{
    private static readonly MediaCaching s_own = new("private, max-age=31536000, immutable");

    /// <summary>
    /// Behind a link the address itself is the proof: whoever has it may have the media, so a school's proxy or a CDN may
    /// keep it too (<c>public</c>), though not beyond the link's life.
    /// </summary>
    public static MediaCaching OfLink(TimeSpan left) => new($"public, max-age={(long)left.TotalSeconds}, immutable");

    internal static string Of(HttpContext context) => (context.Features.Get<MediaCaching>() ?? s_own).CacheControl;
}
