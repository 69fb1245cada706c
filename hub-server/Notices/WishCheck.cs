using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Notices;

/// <summary>What a wish for notices must be.</summary>
internal sealed partial class WishCheck(TreePlaces places)
{
    private const int MostKinds = 50;

    private const int MostPlaces = 50;

    public static ProblemHttpResult Full() => Problems.Conflict("notices_full", $"One may have {RuleStore.MostOfOne} of them, and all together {RuleStore.MostOfAll}.");

    /// <param name="sight">What its owner may see.</param>
    public async Task<ProblemHttpResult?> FaultAsync(NoticeWish wish, ChannelKind kind, Scope sight, CancellationToken cancellationToken)
    {
        if (kind == ChannelKind.Mail && MailText.Fault(wish.Address) is { } fault) return Problems.Invalid("address_invalid", $"address {fault}.");
        if (kind != ChannelKind.Mail && wish.Address.Length > 0) return Problems.Invalid("address_invalid", "address is for mail only.");
        if (wish.Severities.Count == 0) return Problems.Invalid("severities_invalid", "severities is empty; allowed: notice, warning, critical.");
        if (wish.Kinds.Count > MostKinds || !wish.Kinds.All(one => Kind().IsMatch(one))) return Problems.Invalid("kinds_invalid", $"kinds has more than {MostKinds}, or something in it that is no kind such as no_sound.");
        if (wish.QuietFrom is null != wish.QuietTo is null) return Problems.Invalid("quiet_invalid", "quietFrom and quietTo are given both or not at all.");
        if (wish.TimeZone.Length > 0 && !(TimeZoneInfo.TryFindSystemTimeZoneById(wish.TimeZone, out var zone) && zone.HasIanaId))
            return Problems.Invalid("time_zone_invalid", "timeZone is not known; allowed: a name of the IANA time zone database, such as Asia/Shanghai, or nothing for the hub's.");
        if (wish.Places.Count > MostPlaces) return Problems.Invalid("places_invalid", $"places has more than {MostPlaces}.");
        foreach (var place in wish.Places)
        {
            if (!place.IsWellFormed || await places.FindAsync(place, cancellationToken) is not { } known || !known.IsIn(sight))
                return Problems.Invalid("places_invalid", "places has something in it that is not there, or is not the caller's to see.");
        }
        return null;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex Kind();
}
