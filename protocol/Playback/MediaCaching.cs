using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tongtang.Protocol.Playback;

/// <summary>
/// How long segments may be kept, as a request's feature. An address names epoch and number and never gives anything else,
/// so a browser keeps it for ever; but only the browser (<c>private</c>), because what it showed was a cookie or a token in
/// a header, which a shared cache would not ask the next one for.
/// </summary>
/// <param name="Who">private or public.</param>
/// <param name="Longest">How long at most.</param>
public sealed record MediaCaching(string Who, TimeSpan Longest)
{
    private static readonly MediaCaching s_own = new("private", TimeSpan.FromDays(365));

    /// <summary>
    /// Behind a link the address itself is the proof: whoever has it may have the media, so a school's proxy or a CDN may
    /// keep it too (<c>public</c>), though not beyond the link's life.
    /// </summary>
    public static MediaCaching OfLink(TimeSpan left) => new("public", left);

    /// <summary>The header's value for what never changes.</summary>
    public static string Of(HttpContext context) => $"{For(context, TimeSpan.MaxValue)}, immutable";

    /// <summary>The header's value for what may be kept for so long.</summary>
    public static string For(HttpContext context, TimeSpan time)
    {
        var (who, longest) = context.Features.Get<MediaCaching>() ?? s_own;
        return string.Create(CultureInfo.InvariantCulture, $"{who}, max-age={(long)(time < longest ? time : longest).TotalSeconds}");
    }
}
